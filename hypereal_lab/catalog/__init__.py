"""Models as data: cards, limits, price book, aliases, intents; every price is a pure function of them."""

from __future__ import annotations

from hypereal_lab.catalog.card import Card
from hypereal_lab.catalog.catalog import TEXT_KINDS, Catalog, UnknownIntent, UnknownModelId, load
from hypereal_lab.catalog.check import Violation, check_image
from hypereal_lab.catalog.check_audio import (
    LEAST_REFERENCE,
    audio_work,
    check_clone,
    check_reference,
    check_speech,
    check_transcript,
    speech_models,
)
from hypereal_lab.catalog.check_model3d import check_model3d, made_from
from hypereal_lab.catalog.check_video import check_video, video_pixels, video_seconds
from hypereal_lab.catalog.estimate import Estimate, Quantity, estimate
from hypereal_lab.catalog.intents import INTENTS, cheapest
from hypereal_lab.catalog.limits import LimitError, Limits
from hypereal_lab.catalog.price import Amount, Price

__all__ = [
    "INTENTS",
    "LEAST_REFERENCE",
    "TEXT_KINDS",
    "Amount",
    "Card",
    "Catalog",
    "Estimate",
    "LimitError",
    "Limits",
    "Price",
    "Quantity",
    "UnknownIntent",
    "UnknownModelId",
    "Violation",
    "audio_work",
    "cheapest",
    "check_clone",
    "check_image",
    "check_model3d",
    "check_reference",
    "check_speech",
    "check_transcript",
    "check_video",
    "estimate",
    "load",
    "made_from",
    "speech_models",
    "video_pixels",
    "video_seconds",
]
