"""From an order to a GLB: metres, Y up, standing on the ground, looking to the front."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from hypereal_lab.engines.mesh.abstract import build_abstract
from hypereal_lab.engines.mesh.glb import write_parts
from hypereal_lab.engines.mesh.hull import make_hull
from hypereal_lab.engines.mesh.kit import Kit, Part
from hypereal_lab.engines.mesh.nouns import NOUNS
from hypereal_lab.engines.mesh.order import ModelOrder
from hypereal_lab.engines.mesh.relief import make_relief
from hypereal_lab.engines.mesh.shaping import refined
from hypereal_lab.engines.mesh.together import Piece, arranged, pieces_of
from hypereal_lab.engines.mesh.words import Wish, read_wish

__all__ = ["make_model"]

_DETAILS = (1.0, 0.8, 0.64, 0.5, 0.4, 0.3, 0.22, 0.15, 0.1)
"""From fine to coarse, where fewer triangles are asked for."""
_EDGES = 17
"""A model is this many of its longest edges wide or high, or more."""


def make_model(order: ModelOrder) -> bytes:
    """The GLB. Equal orders give equal bytes. Raises `ValueError` for a picture that cannot be read."""
    if order.views:
        return make_hull(dict(order.views), triangles=order.triangles)
    if order.image is not None:
        return make_relief(order.image, seed=order.seed, triangles=order.triangles)
    pieces = pieces_of(order.prompt, NOUNS)
    if len(pieces) == 1:
        wish = read_wish(order.prompt, NOUNS, order.style)
        return write_parts(_placed(_within(order, wish, order.triangles), wish), pbr=order.pbr)
    return write_parts(_centred(arranged(_things(order, pieces))), pbr=order.pbr)


def _things(order: ModelOrder, pieces: list[Piece]) -> list[tuple[Piece, list[Part]]]:
    """Each with its share of the triangles, and its own chance."""
    share = None if order.triangles is None else order.triangles // len(pieces)
    found = []
    for number, piece in enumerate(pieces):
        wish = read_wish(piece.words, NOUNS, order.style)
        found.append((piece, _placed(_within(replace(order, seed=order.seed + number), wish, share), wish)))
    return found


def _within(order: ModelOrder, wish: Wish, triangles: int | None) -> list[Part]:
    """The finest that has no more triangles than were asked for."""
    parts: list[Part] = []
    for detail in _DETAILS:
        kit = Kit(wish, _chance(order), detail)
        (NOUNS[wish.noun] if wish.noun else build_abstract)(kit)
        for parts in (_fine(kit.parts), kit.parts):
            if triangles is None or _count(parts) <= triangles:
                return parts
    return parts


def _fine(parts: list[Part]) -> list[Part]:
    """Without triangles that are large for the whole."""
    points = np.concatenate([part.solid.points for part in parts])
    longest = float(np.ptp(points, axis=0).max()) / _EDGES
    return [replace(part, solid=refined(part.solid, longest)) for part in parts]


def _count(parts: list[Part]) -> int:
    return sum(len(part.solid.triangles) for part in parts)


def _placed(parts: list[Part], wish: Wish) -> list[Part]:
    """In the size that was asked for, in the middle of the ground."""
    points = np.concatenate([part.solid.points for part in parts]) * wish.stretch
    low, high = points.min(axis=0), points.max(axis=0)
    size = wish.size
    if wish.metres is not None:
        size = wish.metres / float((high - low)[[0, 2]].max() if wish.wide else (high - low)[1])
    x, z = (-(low[axis] + high[axis]) / 2 for axis in (0, 2))
    return [replace(part, solid=part.solid.scale(*wish.stretch).move(x, -low[1], z).scale(size)) for part in parts]


def _centred(parts: list[Part]) -> list[Part]:
    points = np.concatenate([part.solid.points for part in parts])
    low, high = points.min(axis=0), points.max(axis=0)
    x, z = (-(low[axis] + high[axis]) / 2 for axis in (0, 2))
    return [replace(part, solid=part.solid.move(x, -low[1], z)) for part in parts]


def _chance(order: ModelOrder) -> np.random.Generator:
    words = f"model\0{' '.join(order.prompt.lower().split())}\0{order.seed}".encode()
    return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(words).digest()[:16])))
