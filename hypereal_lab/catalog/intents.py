"""Smart routing: an intent in place of a model (API pages name only `text-to-image-fast`; the others are ours)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hypereal_lab.catalog.card import Card
from hypereal_lab.catalog.estimate import Quantity, estimate

__all__ = ["INTENTS", "cheapest"]

INTENTS = {
    "text-to-image-fast": ("image",),
    "text-to-image-quality": ("image",),
    "image-edit": ("image_edit",),
    "text-to-video-fast": ("video",),
    "text-to-video-quality": ("video",),
    "image-to-video": ("video",),
    "text-to-speech": ("audio",),
    "speech-to-text": ("audio",),
    "image-to-3d": ("3d",),
    "chat-fast": ("chat",),
    "chat-reasoning": ("chat",),
    "code": ("chat",),
}
"""Kinds of model that can do each."""


def cheapest(cards: Iterable[Card], accepts: Callable[[Card], bool], quantity: Quantity) -> Card | None:
    """The lowest expected price among the cards that accept the call; ties by id, unpriced ones last."""

    def rank(card: Card) -> tuple[bool, int, str]:
        expected = estimate(card, quantity).expected
        return expected is None, 0 if expected is None else expected.micros, card.id

    return min((card for card in cards if accepts(card)), key=rank, default=None)
