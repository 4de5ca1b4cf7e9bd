"""Which model speaks, and what it costs."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.catalog import (
    Card,
    Catalog,
    audio_work,
    check_clone,
    check_reference,
    check_speech,
    check_transcript,
)
from hypereal_lab.gateway.meter import Tariff, flat_tariff
from hypereal_lab.gateway.providers import SpeechProvider, TranscriptProvider, VoiceProvider
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing.choice import Choice
from hypereal_lab.gateway.routing.rules import SHOWN, broken_rule, no_price
from hypereal_lab.media import Recording
from hypereal_lab.wire.audio import AudioBody

__all__ = [
    "RecordingPlan",
    "SpeechPlan",
    "audio_card",
    "check_heard",
    "check_voice",
    "plan_clone",
    "plan_speech",
    "plan_transcript",
]

_FIELDS = {"voice": "voice_id"}
"""Names of the request for those of the rules."""


class SpeechPlan(NamedTuple):
    """One speech call."""

    card: Card
    tariff: Tariff
    """The price of the whole text."""


class RecordingPlan(NamedTuple):
    """One call that goes by a recording; its price may depend on how long that is."""

    card: Card
    language: str | None
    sandbox: bool

    def tariff(self, seconds: float | None = None) -> Tariff:
        """The price of the whole call. Raises a 400 where nobody knows it."""
        found = flat_tariff(self.card, sandbox=self.sandbox, seconds=seconds)
        if found is None:
            raise no_price(self.card.id)
        return found


def audio_card(catalog: Catalog, model: str | None, *works: str) -> Card:
    """The named model, where it does one of these works. Raises a 400 with those that do."""
    card = _SOUNDS.card(catalog, model)
    available = [one for one in catalog.ids("audio") if audio_work(catalog.card(one)) in works]
    if audio_work(card) not in works:
        words = f"{card.id} does other work; here {', '.join(available)} can be asked."
        code = "not_implemented" if audio_work(card) == "music" else "model_not_found"
        raise bad_request(words, param="model", code=code, allowed=available)
    return card


def plan_clone(catalog: Catalog, body: AudioBody, provider: VoiceProvider) -> RecordingPlan:
    """The plan of a call for a given voice; the recording itself is judged by `check_voice`."""
    card = audio_card(catalog, body.model, "clone")
    language = None if body.language == "auto" else body.language
    for violation in check_clone(
        card,
        text=body.text,
        has_audio=bool(body.audio),
        format=body.format,
        language=language,
        speed=body.speed,
    ):
        raise broken_rule(violation)
    _one_of("language", language, provider.languages)
    return RecordingPlan(card, language, provider.sandbox)


def check_voice(recording: Recording) -> None:
    """Raises a 400 for a recording that will not do as the reference of a voice."""
    violation = check_reference(recording.seconds, recording.audible, silent=recording.silent)
    if violation is not None:
        raise broken_rule(violation)


def plan_transcript(
    catalog: Catalog, body: AudioBody, provider: TranscriptProvider, *, has_audio: bool
) -> RecordingPlan:
    """The plan of a call for a transcript; its price waits for the recording's length."""
    card = audio_card(catalog, body.model, "transcript")
    language = None if body.language == "auto" else body.language
    for violation in check_transcript(card, has_audio=has_audio, language=language):
        raise broken_rule(violation)
    _one_of("language", language, provider.languages)
    return RecordingPlan(card, language, provider.sandbox)


def check_heard(recording: Recording) -> None:
    """Raises a 400 for a recording in which nobody can hear anything."""
    if recording.silent:
        raise bad_request("audio: audio is silent; give a recording of somebody who speaks.", param="audio")


def plan_speech(catalog: Catalog, body: AudioBody, provider: SpeechProvider) -> SpeechPlan:
    """The plan of a speech call. Raises `Refused`: 400 that names the field and what it may be."""
    card = audio_card(catalog, body.model, "speech")
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


def _workers(catalog: Catalog) -> tuple[str, ...]:
    return tuple(one for one in catalog.ids("audio") if audio_work(catalog.card(one)) != "music")


_SOUNDS = Choice(kinds=("audio",), available=_workers, misplaced="{id} makes no sound; it belongs to {routes}.")


def _one_of(field: str, value: str | None, allowed: tuple[str, ...]) -> None:
    """Only where the provider says what it takes; languages are compared without regard to case."""
    if value is None or not allowed or value.casefold() in {one.casefold() for one in allowed}:
        return
    words = f"{field}: {value[:SHOWN]!r} is not one of {', '.join(allowed)}."
    raise bad_request(words, param=field, allowed=list(allowed))
