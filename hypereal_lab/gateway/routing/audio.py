"""Which model speaks, and what it costs."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.catalog import Card, Catalog, UnknownModelId, check_speech, speech_models
from hypereal_lab.gateway.meter import Tariff, flat_tariff
from hypereal_lab.gateway.providers import SpeechProvider
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.wire.audio import AudioBody

__all__ = ["SpeechPlan", "plan_speech"]

_SHOWN = 100
"""Characters of a caller's own word that are worth repeating."""
_FIELDS = {"voice": "voice_id"}
"""Names of the request for those of the rules."""


class SpeechPlan(NamedTuple):
    """One speech call."""

    card: Card
    tariff: Tariff
    """The price of the whole text."""


def plan_speech(catalog: Catalog, body: AudioBody, provider: SpeechProvider) -> SpeechPlan:
    """The plan of a speech call. Raises `Refused`: 400 that names the field and what it may be."""
    available = list(speech_models(catalog.ids("audio")))
    card = _card(catalog, body.model, available)
    if card.id not in available:
        words = f"This gateway does not answer {card.id} yet; {', '.join(available)} read a text aloud."
        raise bad_request(words, param="model", code="not_implemented", allowed=available)
    language = None if body.language == "auto" else body.language
    for violation in check_speech(
        card, text=body.text, voice=body.voice_id, format=body.format, language=language, speed=body.speed
    ):
        field = _FIELDS.get(violation.field, violation.field)
        raise bad_request(f"{field}: {violation.message}", param=field, allowed=list(violation.allowed))
    _one_of("voice_id", body.voice_id, provider.voices)
    _one_of("language", language, provider.languages)
    tariff = flat_tariff(card, sandbox=provider.sandbox)
    if tariff is None:
        words = f"No price is known for {card.id}, so nothing can be charged; choose another model."
        raise bad_request(words, param="model", code="price_unknown")
    return SpeechPlan(card, tariff)


def _card(catalog: Catalog, model: str | None, available: list[str]) -> Card:
    if not model:
        words = "Model is required."
        raise bad_request(words, param="model", code="model_required", available_models=available)
    try:
        card = catalog.card(model)
    except UnknownModelId as error:
        near = f" Did you mean {error.near[0]}?" if error.near else ""
        raise _not_here(f"There is no model {model[:_SHOWN]!r}.{near}", available) from None
    if card.kind != "audio":
        routes = " or ".join(card.endpoints) or "another route"
        raise _not_here(f"{card.id} makes no sound; it belongs to {routes}.", available)
    return card


def _not_here(message: str, available: list[str]) -> Refused:
    return bad_request(message, param="model", code="model_not_found", available_models=available)


def _one_of(field: str, value: str | None, allowed: tuple[str, ...]) -> None:
    """Only where the provider says what it takes; languages are compared without regard to case."""
    if value is None or not allowed or value.casefold() in {one.casefold() for one in allowed}:
        return
    words = f"{field}: {value[:_SHOWN]!r} is not one of {', '.join(allowed)}."
    raise bad_request(words, param=field, allowed=list(allowed))
