"""What is asked of the voice engine."""

from __future__ import annotations

from dataclasses import dataclass

from hypereal_lab.engines.speech.order import Utterance
from hypereal_lab.engines.speech.sound import Format
from hypereal_lab.errors import HyperealError

__all__ = ["LEAST", "LONGEST", "Cloning", "ReferenceUnfit"]

LEAST, LONGEST = 10.0, 300.0
"""Seconds of a reference."""


class ReferenceUnfit(HyperealError):
    """The reference has no voice to go by."""


@dataclass(frozen=True, slots=True)
class Cloning:
    """One text in a voice near to that of a recording. Equal orders give equal bytes. Raises `ValueError`."""

    text: str
    reference: bytes
    """A sound file of at least `LEAST` seconds."""
    language: str | None = None
    speed: float = 1.0
    """1 is the pace of the recording."""
    format: Format = "mp3"
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.reference:
            raise ValueError("reference is empty; give a recording")
        self.spoken("en_male_calm")

    def spoken(self, voice: str) -> Utterance:
        """The same words in a voice of the speech engine. Raises `ValueError` that names the field."""
        return Utterance(self.text, voice, self.language, self.speed, "wav", self.seed)
