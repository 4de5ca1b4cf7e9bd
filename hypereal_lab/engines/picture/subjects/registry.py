"""Subjects by name: what can be drawn, in which colour by itself, how large, and where it is at home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import NAMED, RGB

__all__ = ["SUBJECTS", "Kind", "subject"]

Draw = Callable[[Brush, RGB], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One noun."""

    name: str
    draw: Draw
    colour: RGB
    size: float
    """Height as part of the picture's short side, when it stands alone."""
    home: str
    """The place it is drawn in when the words name none."""
    floats: bool = False
    """Whether it is in the air, in water or in space rather than on the ground."""


SUBJECTS: dict[str, Kind] = {}
"""By noun and by its other names."""


def subject(*names: str, colour: str, size: float, home: str, floats: bool = False) -> Callable[[Draw], Draw]:
    """Make a function known as what draws these nouns, on (0, 0) and about 1 high."""

    def known(draw: Draw) -> Draw:
        kind = Kind(names[0], draw, NAMED[colour], size, home, floats)
        SUBJECTS.update(dict.fromkeys(names, kind))
        return draw

    return known
