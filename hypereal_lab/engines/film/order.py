"""What a film shall be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["LONGEST", "FilmOrder"]

SMALLEST, LARGEST = 64, 4096
"""Sides in pixels."""
LONGEST = 60
"""Seconds."""
_FASTEST = 60
"""Frames each second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmOrder:
    """Everything the film depends on. Raises `ValueError` that names the field."""

    prompt: str
    width: int
    """Pixels, even."""
    height: int
    seconds: int
    fps: int = 24
    """Frames each second."""
    seed: int = 0
    first_frame: bytes | None = None
    """An encoded picture that the film begins with; without it the prompt is drawn."""
    last_frame: bytes | None = None
    """An encoded picture that the film ends with."""
    references: tuple[bytes, ...] = ()
    """Encoded pictures that are shown one after the other between the first frame and the last."""
    sound: bool = False
    """Whether it is heard what the words tell of."""
    format: Literal["mp4", "webm"] = "mp4"

    def __post_init__(self) -> None:
        for name, side in (("width", self.width), ("height", self.height)):
            if side % 2 or not SMALLEST <= side <= LARGEST:
                raise ValueError(f"{name} must be an even number from {SMALLEST} to {LARGEST}, not {side}")
        if not 1 <= self.seconds <= LONGEST:
            raise ValueError(f"seconds must be from 1 to {LONGEST}, not {self.seconds}")
        if not 1 <= self.fps <= _FASTEST:
            raise ValueError(f"fps must be from 1 to {_FASTEST}, not {self.fps}")
        if self.format not in ("mp4", "webm"):
            raise ValueError(f"format must be mp4 or webm, not {self.format!r}")

    @property
    def frames(self) -> int:
        """How many there are."""
        return self.seconds * self.fps
