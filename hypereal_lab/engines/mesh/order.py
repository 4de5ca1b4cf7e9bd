"""What is asked of the mesh engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["ModelOrder"]


@dataclass(frozen=True, slots=True)
class ModelOrder:
    """One 3D model. Equal orders give equal bytes. Raises `ValueError` that names the field."""

    prompt: str = ""
    seed: int = 0
    image: bytes | None = None
    """An encoded picture; the model is then made of it and the words do not count."""
    style: Literal["realistic", "sculpture"] = "realistic"
    triangles: int | None = None
    """At most; what cannot be made of so few is made of as few as it can."""
    pbr: bool = True
    """Whether surfaces say how rough and how metallic they are."""

    def __post_init__(self) -> None:
        if self.image is None and not self.prompt.strip():
            raise ValueError("prompt must have words where there is no image")
        if type(self.seed) is not int:
            raise ValueError(f"seed must be a whole number, not {self.seed!r}")
        if self.style not in ("realistic", "sculpture"):
            raise ValueError(f"style must be realistic or sculpture, not {self.style!r}")
        if self.triangles is not None and self.triangles < 1:
            raise ValueError(f"triangles must be at least 1, not {self.triangles!r}")
