"""Which model speaks, and what it costs."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.catalog import Card, Catalog, check_speech, speech_models
from hypereal_lab.gateway.meter import Tariff, flat_tariff
from hypereal_lab.gateway.providers import SpeechProvider
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing.choice import Choice
from hypereal_lab.gateway.routing.rules import SHOWN, broken_rule, no_price
from hypereal_lab.wire.audio import AudioBody

__all__ = ["SpeechPlan", "plan_speech"]

_FIELDS = {"voice": "voice_id"}
"""Names of the request for those of the rules."""


class SpeechPlan(NamedTuple):
    """One speech call."""

    card: Card
    tariff: Tariff
    """The price of the whole text."""


def plan_speech(catalog: Catalog, body: AudioBody, provider: SpeechProvider) -> SpeechPlan:
    """The plan of a speech call. Raises `Refused`: 400 that names the field and what it may be."""
    card = _SOUNDS.card(catalog, body.model)
    available = _speakers(catalog)
    if card.id not in available:
        words = f"This gateway does not answer {card.id} yet; {', '.join(available)} read a text aloud."
        raise bad_request(words, param="model", code="not_implemented", allowed=list(available))
    language = None if body.language == "auto" else body.language
    for violation in check_speech(
        card, text=body.text, voice=body.voice_id, format=body.format, language=language, speed=body.speed
    ):
        raise broken_rule(violation, _FIELDS.get(violation.field))
    _one_of("voice_id", body.voice_id, provider.voices)
    _one_of("language", language, provider.languages)
    tariff = flat_tariff(card, sandbox=provider.sandbox)
    if tariff is None:
        raise no_price(card.id)
    return SpeechPlan(card, tariff)


def _speakers(catalog: Catalog) -> tuple[str, ...]:
    return speech_models(catalog.ids("audio"))


_SOUNDS = Choice(kinds=("audio",), available=_speakers, misplaced="{id} makes no sound; it belongs to {routes}.")


def _one_of(field: str, value: str | None, allowed: tuple[str, ...]) -> None:
    """Only where the provider says what it takes; languages are compared without regard to case."""
    if value is None or not allowed or value.casefold() in {one.casefold() for one in allowed}:
        return
    words = f"{field}: {value[:SHOWN]!r} is not one of {', '.join(allowed)}."
    raise bad_request(words, param=field, allowed=list(allowed))
