"""Whether a speech call fits a model: the same rules for the lab, which refuses early, and the gateway, which must."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from hypereal_lab.catalog.card import Card
from hypereal_lab.catalog.check import Violation
from hypereal_lab.wire.audio import SPEECH_FORMATS

__all__ = [
    "FASTEST",
    "LEAST_REFERENCE",
    "LONGEST_TEXT",
    "SLOWEST",
    "AudioWork",
    "audio_work",
    "check_clone",
    "check_reference",
    "check_speech",
    "check_transcript",
    "speech_models",
]

LONGEST_TEXT = 10_000
"""Characters, some ten minutes of speech (gap, our choice)."""
SLOWEST, FASTEST = 0.5, 2.0
"""Of `speed` (gap, our choice)."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?|auto")
_OTHER_WORK = {"audio-clone": "clones voices", "audio-asr": "writes down what it hears", "lyria-3-pro": "makes music"}
"""Audio models that do not read a text aloud by themselves, and what they do instead."""


AudioWork: TypeAlias = Literal["speech", "clone", "transcript", "music"]
_WORK: dict[str, AudioWork] = {"audio-clone": "clone", "audio-asr": "transcript", "lyria-3-pro": "music"}
LEAST_REFERENCE = 10.0
"""Seconds of a voice reference (API pages, audio)."""


def audio_work(card: Card) -> AudioWork:
    """What an audio model does; the pages name each by its id."""
    return card.work or _WORK.get(card.id, "speech")


def check_clone(
    card: Card,
    *,
    text: str | None,
    has_audio: bool,
    format: str | None = None,
    language: str | None = None,
    speed: float | None = None,
) -> list[Violation]:
    """Every rule that a call for speech in a given voice breaks."""
    found = [
        _does(card, "clone"),
        _text(card, text),
        _audio(has_audio, "a recording of the voice, 10 seconds or more"),
        _format(card, format),
        _language(language),
        _speed(speed),
    ]
    return [violation for violation in found if violation is not None]


def check_transcript(card: Card, *, has_audio: bool, language: str | None = None) -> list[Violation]:
    """Every rule that a call for a transcript breaks."""
    found = [_does(card, "transcript"), _audio(has_audio, "the recording"), _language(language)]
    return [violation for violation in found if violation is not None]


def check_reference(seconds: float, audible: float, *, silent: bool) -> Violation | None:
    """Whether a recording will do as the reference of a voice."""
    if silent:
        return Violation("audio", "audio is silent; give a recording of somebody who speaks.")
    if seconds < LEAST_REFERENCE:
        words = f"audio lasts {seconds:.1f} seconds; a voice reference needs {LEAST_REFERENCE:g} or more."
        return Violation("audio", words, (f"{LEAST_REFERENCE:g}",))
    if audible < _LEAST_AUDIBLE:
        words = f"audio has only {audible:.1f} seconds in which something is heard; {_LEAST_AUDIBLE:g} are needed."
        return Violation("audio", words, (f"{_LEAST_AUDIBLE:g}",))
    return None


_LEAST_AUDIBLE = 3.0


def _does(card: Card, work: AudioWork) -> Violation | None:
    if audio_work(card) == work:
        return None
    able = next(model for model, found in _WORK.items() if found == work)
    does = _OTHER_WORK.get(card.id, "reads texts aloud")
    return Violation("model", f"{card.id} {does}; {able} is the model for this.", (able,))


def _audio(given: bool, what: str) -> Violation | None:
    return None if given else Violation("audio", f"audio is required: a link or data URL of {what}.")


def speech_models(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the audio models that read a text aloud."""
    return tuple(one for one in ids if one not in _OTHER_WORK)


def check_speech(
    card: Card,
    *,
    text: str | None,
    voice: str | None = None,
    format: str | None = None,
    language: str | None = None,
    speed: float | None = None,
) -> list[Violation]:
    """Every rule that the call breaks, none when it fits. Voices are known to whoever speaks, not here."""
    found = [
        _model(card),
        _text(card, text),
        _voice(voice),
        _format(card, format),
        _language(language),
        _speed(speed),
    ]
    return [violation for violation in found if violation is not None]


def _model(card: Card) -> Violation | None:
    work = _OTHER_WORK.get(card.id)
    if work is None:
        return None
    return Violation("model", f"{card.id} {work} and speaks no text; audio-tts does.", ("audio-tts",))


def _text(card: Card, text: str | None) -> Violation | None:
    if text is None or not text.strip():
        return Violation("text", "text is empty; give the words that shall be spoken.")
    most = card.limits.prompt_max_chars or LONGEST_TEXT
    if len(text) > most:
        return Violation("text", f"text has {len(text)} characters; {card.id} takes at most {most}. Send it in parts.")
    return None


def _voice(voice: str | None) -> Violation | None:
    return None if voice is None or voice.strip() else Violation("voice", "voice is empty; name one, or leave it out.")


def _format(card: Card, format: str | None) -> Violation | None:
    allowed = card.limits.output_formats or SPEECH_FORMATS
    if format is None or format in allowed:
        return None
    return Violation("format", f"format {format[:40]!r} is not one of {', '.join(allowed)}.", allowed)


def _language(language: str | None) -> Violation | None:
    if language is None or _LANGUAGE.fullmatch(language):
        return None
    return Violation("language", f"language {language[:40]!r} is no ISO code such as en, de or pt-BR.")


def _speed(speed: float | None) -> Violation | None:
    if speed is None or SLOWEST <= speed <= FASTEST:
        return None
    words = f"speed {speed} is not from {SLOWEST} to {FASTEST}; 1 is usual."
    return Violation("speed", words, (str(SLOWEST), str(FASTEST)))
