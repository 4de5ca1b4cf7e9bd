"""What is asked of the mesh engine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

__all__ = ["SIDES", "ModelOrder", "lacking"]

SIDES = ("front", "right", "back", "left")
"""Names of the views; the right one is seen from +X, which is to the right of whoever looks at the front."""


def lacking(sides: Collection[str]) -> str | None:
    """The view without which nothing can be made of these, if there is one."""
    if "front" not in sides:
        return "front"
    return None if "left" in sides or "right" in sides else "left"


@dataclass(frozen=True, slots=True)
class ModelOrder:
    """One 3D model. Equal orders give equal bytes. Raises `ValueError` that names the field."""

    prompt: str = ""
    seed: int = 0
    image: bytes | None = None
    """An encoded picture; the model is then made of it and the words do not count."""
    views: tuple[tuple[str, bytes], ...] = ()
    """Encoded pictures by side (`front`, `right`, `back`, `left`); the model is then made of them."""
    style: Literal["realistic", "sculpture"] = "realistic"
    triangles: int | None = None
    """At most; what cannot be made of so few is made of as few as it can."""
    pbr: bool = True
    """Whether surfaces say how rough and how metallic they are."""

    def __post_init__(self) -> None:
        if self.image is None and not self.views and not self.prompt.strip():
            raise ValueError("prompt must have words where there is no image")
        if self.views and (missing := lacking([side for side, _ in self.views])):
            raise ValueError(f"views: {missing} is missing; a front and a left or right side are needed")
        if type(self.seed) is not int:
            raise ValueError(f"seed must be a whole number, not {self.seed!r}")
        if self.style not in ("realistic", "sculpture"):
            raise ValueError(f"style must be realistic or sculpture, not {self.style!r}")
        if self.triangles is not None and self.triangles < 1:
            raise ValueError(f"triangles must be at least 1, not {self.triangles!r}")
