"""Whether a speech call fits a model: the same rules for the lab, which refuses early, and the gateway, which must."""

from __future__ import annotations

import re

from hypereal_lab.catalog.card import Card
from hypereal_lab.catalog.check import Violation
from hypereal_lab.wire.audio import SPEECH_FORMATS

__all__ = ["FASTEST", "LONGEST_TEXT", "SLOWEST", "check_speech", "speech_models"]

LONGEST_TEXT = 10_000
"""Characters, some ten minutes of speech (gap, our choice)."""
SLOWEST, FASTEST = 0.5, 2.0
"""Of `speed` (gap, our choice)."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?|auto")
_OTHER_WORK = {"audio-clone": "clones voices", "audio-asr": "writes down what it hears", "lyria-3-pro": "makes music"}
"""Audio models that do not read a text aloud by themselves, and what they do instead."""


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
