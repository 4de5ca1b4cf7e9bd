"""A closed surface around the part of a grid where a field is above nothing: one point a cell, one square an edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hypereal_lab.engines.mesh.solids import Numbers, Solid

__all__ = ["count_squares", "surface", "without_pinches"]

Ints = NDArray[np.int64]

_LEAST = 1e-3
"""What a value becomes that is filled."""


def count_squares(field: Numbers) -> int:
    """How many squares, of two triangles each, `surface` would make."""
    inside = field > 0
    return sum(int((inside[_cut(axis, 1)] != inside[_cut(axis, 0)]).sum()) for axis in range(3))


def without_pinches(field: Numbers) -> Numbers:
    """Filled where two parts meet along an edge alone, so that every edge of the surface has two faces."""
    field = field.copy()
    while True:
        changed = False
        for axis in range(3):
            turned = np.moveaxis(field, axis, 0)
            inside = turned > 0
            a, b, c, d = inside[:, :-1, :-1], inside[:, :-1, 1:], inside[:, 1:, :-1], inside[:, 1:, 1:]
            pinched = (a & d & ~b & ~c) | (b & c & ~a & ~d)
            if not pinched.any():
                continue
            changed = True
            for rows, columns in ((0, 0), (0, 1), (1, 0), (1, 1)):
                part = turned[:, rows : turned.shape[1] - 1 + rows, columns : turned.shape[2] - 1 + columns]
                part[pinched & (part <= 0)] = _LEAST
        if not changed:
            return field


def surface(field: Numbers) -> Solid:
    """In cells of the grid, axes as the field's; nothing of it may touch the border of the grid."""
    crossed, sums = _crossings(field)
    cells: Ints = np.flatnonzero(crossed)
    flat: Ints = np.full(crossed.size, -1, np.int64)
    flat[cells] = np.arange(len(cells))
    points = sums.reshape(-1, 3)[cells] / crossed.ravel()[cells, None]
    number: Ints = flat.reshape(crossed.shape)
    return Solid(points, np.concatenate([_squares(field, number, axis) for axis in range(3)]))


def _cut(axis: int, start: int) -> tuple[slice, ...]:
    """All but the last, or all but the first, along one axis."""
    return tuple(slice(start, None if start else -1) if one == axis else slice(None) for one in range(3))


def _crossings(field: Numbers) -> tuple[Numbers, Numbers]:
    """For each cell, how many of its twelve edges are crossed, and the sum of the places where."""
    shape = tuple(side - 1 for side in field.shape)
    count, sums = np.zeros(shape), np.zeros((*shape, 3))
    for axis in range(3):
        low, high = field[_cut(axis, 0)], field[_cut(axis, 1)]
        found = np.argwhere((low > 0) != (high > 0))
        one, other = low[tuple(found.T)], high[tuple(found.T)]
        places = found.astype(float)
        places[:, axis] += one / (one - other)
        first, second = (one for one in range(3) if one != axis)
        for back, left in ((0, 0), (0, 1), (1, 0), (1, 1)):
            cell = found.copy()
            cell[:, first] -= back
            cell[:, second] -= left
            at = tuple(cell.T)  # each cell has one such edge at each corner, so none comes twice
            count[at] += 1
            sums[at] += places
    return count, sums


def _squares(field: Numbers, number: Ints, axis: int) -> Ints:
    """Two triangles across every edge along this axis that is crossed, seen from where the field is below nothing."""
    low, high = field[_cut(axis, 0)] > 0, field[_cut(axis, 1)] > 0
    found = np.argwhere(low != high)
    first, second = (axis + 1) % 3, (axis + 2) % 3
    corners = []
    for back, left in ((1, 1), (0, 1), (0, 0), (1, 0)):
        cell = found.copy()
        cell[:, first] -= back
        cell[:, second] -= left
        corners.append(number[tuple(cell.T)])
    a, b, c, d = corners
    leaves = low[tuple(found.T)]
    b, d = np.where(leaves, b, d), np.where(leaves, d, b)
    return np.concatenate([np.stack([a, b, c], -1), np.stack([a, c, d], -1)])
