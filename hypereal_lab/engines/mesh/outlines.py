"""Lines in a plane: corners broken, edges drawn in, areas cut into triangles, curves through points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["bevelled", "circle", "curve", "ears", "inset"]

_STRAIGHT = math.radians(24)
"""A line that turns less than this is a curve, not a corner."""


def bevelled(line: Sequence[tuple[float, float]], size: float) -> list[tuple[float, float]]:
    """An open line with two points in place of each corner."""
    made = [line[0]]
    for before, here, after in zip(line, line[1:], line[2:], strict=False):
        come, go = math.dist(before, here), math.dist(here, after)
        turn = math.atan2(after[1] - here[1], after[0] - here[0]) - math.atan2(here[1] - before[1], here[0] - before[0])
        if abs(math.remainder(turn, 2 * math.pi)) < _STRAIGHT:
            made.append(here)
            continue
        cut = min(size, come / 3, go / 3)
        made += [_between(here, before, cut / come), _between(here, after, cut / go)]
    return [*made, line[-1]]


def _between(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def circle(radius: float, count: int = 32, *, stretch: float = 1.0) -> list[tuple[float, float]]:
    """An outline; `stretch` makes it an ellipse along Y."""
    angles = [2 * math.pi * at / count for at in range(count)]
    return [(radius * math.cos(one), radius * stretch * math.sin(one)) for one in angles]


def curve(points: Sequence[Sequence[float]], steps: int = 6) -> list[tuple[Any, ...]]:
    """A smooth line through points of two or three numbers (Catmull-Rom)."""
    given = np.asarray(points, float)
    whole = np.concatenate([2 * given[:1] - given[1:2], given, 2 * given[-1:] - given[-2:-1]])
    made = []
    for a, b, c, d in zip(whole, whole[1:], whole[2:], whole[3:], strict=False):
        for t in np.linspace(0, 1, steps, endpoint=False):
            made.append((2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3) / 2)
    return [tuple(float(part) for part in one) for one in [*made, given[-1]]]


def inset(edge: NDArray[np.float64], by: float) -> NDArray[np.float64]:
    """A counter-clockwise outline drawn in; sharp corners move twice as far at most."""
    come, go = edge - np.roll(edge, 1, axis=0), np.roll(edge, -1, axis=0) - edge
    left, right = (
        np.column_stack([-way[:, 1], way[:, 0]]) / np.linalg.norm(way, axis=1)[:, None] for way in (come, go)
    )
    middle = left + right
    size = np.maximum((middle * left).sum(axis=1), 0.5)
    drawn: NDArray[np.float64] = edge + middle / size[:, None] * by
    return drawn


def ears(edge: NDArray[np.float64]) -> NDArray[np.int64]:
    """A counter-clockwise outline without holes as triangles, one ear after the other."""
    left, made = list(range(len(edge))), []
    while len(left) > 3:
        at = _best_ear(edge, left)
        made.append((left[at - 1], left[at], left[(at + 1) % len(left)]))
        del left[at]
    made.append((left[0], left[1], left[2]))
    return np.array(made, np.int64)


def _best_ear(edge: NDArray[np.float64], left: list[int]) -> int:
    """The ear that is least pointed; a broken outline gives any corner, so that there is an end."""
    best, found = -math.inf, 0
    points = edge[left]
    for at in range(len(left)):
        a, b, c = points[at - 1], points[at], points[(at + 1) % len(left)]
        if _cross(a, b, c) <= 1e-14:
            continue
        others = np.delete(points, [at - 1 if at else len(left) - 1, at, (at + 1) % len(left)], axis=0)
        inside = (_crosses(a, b, others) >= 0) & (_crosses(b, c, others) >= 0) & (_crosses(c, a, others) >= 0)
        if inside.any():
            continue
        sharp = _cross(a, b, c) / max(math.dist(a, b), math.dist(b, c), math.dist(c, a)) ** 2
        if sharp > best:
            best, found = sharp, at
    return found


def _cross(a: Any, b: Any, c: Any) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


def _crosses(a: Any, b: Any, points: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = (b[0] - a[0]) * (points[:, 1] - a[1]) - (b[1] - a[1]) * (points[:, 0] - a[0])
    return found
