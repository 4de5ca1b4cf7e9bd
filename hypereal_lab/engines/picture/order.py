"""What is asked of the picture engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["LARGEST", "SMALLEST", "PictureOrder"]

SMALLEST, LARGEST = 64, 4096
"""Pixels of a side."""


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """One picture. Equal orders give equal bytes. Raises `ValueError` that names the field."""

    prompt: str
    width: int
    height: int
    seed: int = 0
    references: tuple[bytes, ...] = ()
    """Encoded images, in the order the prompt speaks of them."""
    format: Literal["png", "jpeg", "webp"] = "png"
    mask: bytes | None = None
    """An encoded picture of the first reference's size: what is transparent in it is drawn anew, the rest is kept."""

    def __post_init__(self) -> None:
        for field in ("width", "height"):
            side = getattr(self, field)
            if type(side) is not int or not SMALLEST <= side <= LARGEST:
                raise ValueError(f"{field} must be a whole number from {SMALLEST} to {LARGEST}, not {side!r}")
        if type(self.seed) is not int:
            raise ValueError(f"seed must be a whole number, not {self.seed!r}")
        if self.format not in ("png", "jpeg", "webp"):
            raise ValueError(f"format must be png, jpeg or webp, not {self.format!r}")
        if self.mask is not None and not self.references:
            raise ValueError("mask needs a reference, of which it keeps a part")
