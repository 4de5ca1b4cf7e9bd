"""What is asked of the speech engine."""

from __future__ import annotations

from dataclasses import dataclass

from hypereal_lab.engines.speech.sound import Format
from hypereal_lab.engines.speech.voices import DEFAULT_VOICE, LANGUAGES, VOICES

__all__ = ["Utterance"]

_LONGEST = 100_000
"""Characters: an hour and a half."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One text to be spoken. Equal orders give equal bytes. Raises `ValueError` that names the field."""

    text: str
    voice: str = DEFAULT_VOICE
    language: str | None = None
    """ISO code; None is the language of the voice."""
    speed: float = 1.0
    """Times as fast as the voice usually speaks, 0.25 to 4."""
    format: Format = "mp3"
    seed: int = 0
    """Another one is said a little otherwise."""

    def __post_init__(self) -> None:
        if not self.text.strip() or len(self.text) > _LONGEST:
            raise ValueError(f"text must have 1 to {_LONGEST} characters")
        if self.voice not in VOICES:
            raise ValueError(f"voice must be one of {', '.join(VOICES)}, not {self.voice!r}")
        if self.language is not None and self.language.casefold() not in {one.casefold() for one in LANGUAGES}:
            raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {self.language!r}")
        if not 0.25 <= self.speed <= 4:
            raise ValueError(f"speed must be from 0.25 to 4, not {self.speed!r}")
        if self.format not in ("mp3", "wav", "opus", "flac"):
            raise ValueError(f"format must be mp3, wav, opus or flac, not {self.format!r}")
