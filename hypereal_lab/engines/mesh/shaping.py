"""Solids bent out of their regular form, without opening them."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hypereal_lab.engines.mesh.solids import Solid

__all__ = ["lumpy", "refined", "ribbed", "rough"]

Ints: TypeAlias = NDArray[np.int64]

_PASSES = 5
"""Each halves the longest edges."""


def lumpy(chance: np.random.Generator, solid: Solid, much: float) -> Solid:
    """Gentle hills, `much` of its size high at most."""
    waves, shifts = chance.normal(0, 1, (5, 3)), chance.uniform(0, 2 * math.pi, 5)
    size = max(float(np.abs(solid.points).max()), 1e-9)
    hills = np.sin(solid.points @ waves.T * (2.2 / size) + shifts).mean(axis=1)
    return solid._replace(points=solid.points * (1 + much * hills[:, None]))


def refined(solid: Solid, longest: float) -> Solid:
    """The same form without an edge much longer than `longest`: viewers that sort triangles show it right.

    An edge is split for both of its faces or for none, so what was closed stays closed.
    """
    for _ in range(_PASSES):
        found = _split(solid, longest)
        if found is None:
            break
        solid = found
    return solid


def _split(solid: Solid, longest: float) -> Solid | None:
    """Every edge that is too long, once; None where there is none."""
    points, faces = solid.points, solid.triangles
    sides = np.stack([faces, np.roll(faces, -1, axis=1)], -1)
    lengths = np.linalg.norm(points[sides[..., 0]] - points[sides[..., 1]], axis=-1)
    if not (lengths > longest).any():
        return None
    count = len(points)
    key = np.sort(sides, axis=-1) @ np.array([count, 1])
    keys = np.unique(key[lengths > longest])
    ends = np.stack(np.divmod(keys, count))
    middle = np.searchsorted(keys, key).clip(max=len(keys) - 1)
    cut = keys[middle] == key
    middle = np.where(cut, middle + count, -1)
    made = [faces[~cut.any(axis=1)]]
    for corner in range(3):
        turned, new = np.roll(faces, -corner, axis=1), np.roll(middle, -corner, axis=1)
        made += _few(turned, new, np.roll(cut, -corner, axis=1))
    a, b, c = faces[cut.all(axis=1)].T
    ab, bc, ca = middle[cut.all(axis=1)].T
    made += [np.stack(one, -1) for one in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
    return Solid(np.concatenate([points, points[ends].mean(axis=0)]), np.concatenate(made))


def _few(faces: Ints, middle: Ints, cut: NDArray[np.bool_]) -> list[Ints]:
    """Faces of which the first edge alone, or the first two, are cut."""
    one = cut[:, 0] & ~cut[:, 1] & ~cut[:, 2]
    a, b, c = faces[one].T
    ab = middle[one, 0]
    made = [np.stack([a, ab, c], -1), np.stack([ab, b, c], -1)]
    two = cut[:, 0] & cut[:, 1] & ~cut[:, 2]
    a, b, c = faces[two].T
    ab, bc = middle[two, 0], middle[two, 1]
    return [*made, np.stack([a, ab, c], -1), np.stack([ab, bc, c], -1), np.stack([ab, b, bc], -1)]


def ribbed(solid: Solid, ribs: int, depth: float) -> Solid:
    """Ribs around the Y axis."""
    points = solid.points.copy()
    angle = np.arctan2(points[:, 2], points[:, 0])
    points[:, [0, 2]] *= (1 + depth * np.cos(angle * ribs))[:, None]
    return solid._replace(points=points)


def rough(chance: np.random.Generator, solid: Solid, much: float) -> Solid:
    """Every point somewhere near, `much` metres about."""
    return solid._replace(points=solid.points + chance.normal(0, much, solid.points.shape))
