"""What a noun is built with: solids as fine as asked for, and surfaces in the colours of the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from hypereal_lab.engines.mesh import solids
from hypereal_lab.engines.mesh.outlines import circle
from hypereal_lab.engines.mesh.solids import Solid, Vector
from hypereal_lab.engines.mesh.words import Wish
from hypereal_lab.engines.picture.colours import NAMED, RGB

__all__ = ["Kit", "Part", "Surface", "hex_colour"]

Chance = np.random.Generator


@dataclass(frozen=True, slots=True)
class Surface:
    """How a part looks."""

    colour: RGB
    """As on a screen, 0 to 1."""
    metallic: float = 0.0
    roughness: float = 0.6
    alpha: float = 1.0
    glow: float = 0.0
    """Light of its own, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Part:
    """One closed solid and its surface."""

    solid: Solid
    surface: Surface


_FINISHES: dict[str, Surface] = {
    "matte": Surface((0, 0, 0), 0.0, 0.9),
    "plain": Surface((0, 0, 0), 0.0, 0.6),
    "glossy": Surface((0, 0, 0), 0.0, 0.22),
    "metal": Surface((0, 0, 0), 1.0, 0.32),
    "glass": Surface((0, 0, 0), 0.0, 0.06, 0.45),
    "glow": Surface((0, 0, 0), 0.0, 0.5, 1.0, 0.8),
}
_MATERIALS: dict[str, tuple[str, str]] = {
    "wood": ("matte", "a9744a"),
    "metal": ("metal", "b9c0c8"),
    "gold": ("metal", "e8b64a"),
    "copper": ("metal", "c2754a"),
    "glass": ("glass", "bfe3ea"),
    "stone": ("matte", "9a9a94"),
    "ceramic": ("glossy", "efe9dc"),
    "plastic": ("glossy", "4aa0d8"),
    "rubber": ("glossy", ""),
    "ice": ("glass", "cfeaf6"),
    "neon": ("glow", "59f0d0"),
}
"""Finish, and colour where the words name none; rubber keeps that of the thing."""
_PLASTER = Surface((0.86, 0.84, 0.8), 0.0, 0.85)


def hex_colour(code: str) -> RGB:
    """`d5403a` as three floats."""
    return int(code[:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:], 16) / 255


@dataclass
class Kit:
    """Collects the parts of one thing. Metres, Y up; it may stand anywhere, it is put on the ground afterwards."""

    wish: Wish
    chance: Chance
    detail: float = 1.0
    """1 is usual; less makes fewer triangles."""
    parts: list[Part] = field(default_factory=list)

    def add(self, role: str, colour: str, finish: str, *pieces: Solid) -> None:
        """Solids that play one role; `body` is what the words' first colour and material are about."""
        surface = self._surface(role, colour, finish)
        self.parts += [Part(piece.outward(), surface) for piece in pieces]

    def _surface(self, role: str, colour: str, finish: str) -> Surface:
        if self.wish.style == "sculpture":
            return _PLASTER
        chosen = self.wish.roles.get(role)
        if role == "body" and self.wish.material is not None:
            finish, code = _MATERIALS[self.wish.material]
            colour = code or colour
        if role == "body" and chosen is None:
            chosen = self.wish.colour
        return replace(_FINISHES[finish], colour=NAMED[chosen] if chosen else hex_colour(colour))

    def _count(self, usual: int) -> int:
        return max(5, round(usual * self.detail))

    def lathe(self, profile: Sequence[Sequence[float]], bevel: float = 0.0, around: int = 40) -> Solid:
        """Turned around Y."""
        return solids.lathe([(one[0], one[1]) for one in profile], self._count(around), bevel)

    def hoop(self, profile: Sequence[Sequence[float]], around: int = 40) -> Solid:
        """A closed line turned around Y that can be looked through."""
        return solids.hoop([(one[0], one[1]) for one in profile], self._count(around))

    def tube(self, path: Sequence[Vector], radii: float | Sequence[float], around: int = 14) -> Solid:
        """Drawn along a path."""
        return solids.tube(path, radii, self._count(around))

    def ring(self, radius: float, thickness: float, around: int = 44, across: int = 18, flat: float = 1.0) -> Solid:
        """A torus."""
        return solids.ring(radius, thickness, self._count(around), self._count(across), flat)

    def ball(self, x: float, y: float | None = None, z: float | None = None, around: int = 36) -> Solid:
        """An ellipsoid."""
        return solids.ball(x, y, z, self._count(around))

    def box(self, width: float, height: float, depth: float, bevel: float | None = None) -> Solid:
        """A box."""
        return solids.box(width, height, depth, bevel)

    def slab(self, outline: Sequence[Sequence[float]], depth: float, bevel: float = 0.0) -> Solid:
        """Cut out of a sheet."""
        return solids.slab([(one[0], one[1]) for one in outline], depth, bevel)

    def puff(self, outline: Sequence[Sequence[float]], depth: float, *, full: bool = True) -> Solid:
        """An outline that swells towards its middle."""
        return solids.puff([(one[0], one[1]) for one in outline], depth, full=full)

    def disc(self, radius: float, height: float, bevel: float = 0.0, around: int = 36) -> Solid:
        """A cylinder that stands on the ground plane."""
        return self.lathe([(radius, 0.0), (radius, height)], bevel, around)

    def cone(self, below: float, above: float, height: float, bevel: float = 0.0, around: int = 32) -> Solid:
        """A cone or its stump, on the ground plane."""
        return self.lathe([(below, 0.0), (above, height)], bevel, around)

    def plate(self, radius: float, depth: float, bevel: float = 0.0, around: int = 32) -> Solid:
        """A cylinder that looks to the front."""
        return self.slab(circle(radius, self._count(around)), depth, bevel)
