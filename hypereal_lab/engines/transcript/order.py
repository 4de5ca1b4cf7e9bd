"""What is asked of the transcript engine."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LANGUAGES", "LONGEST", "Hearing"]

LANGUAGES: tuple[str, ...] = ("en", "en-US")
"""ISO codes that it understands."""
LONGEST = 600.0
"""Seconds of one recording."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """One recording to be written down. Equal orders give equal transcripts. Raises `ValueError` naming the field."""

    audio: bytes
    """A sound file, or a video with sound."""
    language: str | None = None
    """None is English, which is all there is."""

    def __post_init__(self) -> None:
        if not self.audio:
            raise ValueError("audio is empty; give a recording")
        if self.language is not None and self.language.casefold() not in {one.casefold() for one in LANGUAGES}:
            raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {self.language!r}")
