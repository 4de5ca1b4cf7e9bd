"""Closed solids as numbers: turned, drawn along a path, cut out of a sheet. Metres, Y up, normals outward."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hypereal_lab.engines.mesh.outlines import bevelled, ears, inset

__all__ = ["Numbers", "Solid", "Vector", "ball", "box", "hoop", "joined", "lathe", "puff", "ring", "slab", "tube"]

Numbers: TypeAlias = NDArray[np.float64]
Vector: TypeAlias = tuple[float, float, float]

_AXES = {"x": 0, "y": 1, "z": 2}


class Solid(NamedTuple):
    """Points and the triangles between them, seen counter-clockwise from outside."""

    points: Numbers
    triangles: NDArray[np.int64]

    @property
    def volume(self) -> float:
        """Cubic metres; negative for what is inside out."""
        a, b, c = (self.points[self.triangles[:, corner]] for corner in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)

    def move(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Solid:
        """Somewhere else."""
        return self._replace(points=self.points + np.array((x, y, z)))

    def scale(self, x: float, y: float | None = None, z: float | None = None) -> Solid:
        """Larger or smaller; with one number in all directions."""
        return self._replace(points=self.points * np.array((x, x if y is None else y, x if z is None else z)))

    def turn(self, axis: str, degrees: float) -> Solid:
        """Around an axis through the origin."""
        first, second = ((_AXES[axis] + step) % 3 for step in (1, 2))
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        points = self.points.copy()
        points[:, first] = self.points[:, first] * cos - self.points[:, second] * sin
        points[:, second] = self.points[:, first] * sin + self.points[:, second] * cos
        return self._replace(points=points)

    def outward(self) -> Solid:
        """The same with its outside outside."""
        return self if self.volume >= 0 else self._replace(triangles=self.triangles[:, ::-1].copy())

    def normals(self) -> Numbers:
        """One for each point, by the areas around it: large faces stay flat and bevels shine."""
        a, b, c = (self.points[self.triangles[:, corner]] for corner in range(3))
        faces = np.cross(b - a, c - a)
        summed = np.zeros_like(self.points)
        for corner in range(3):
            for axis in range(3):
                summed[:, axis] += np.bincount(self.triangles[:, corner], faces[:, axis], len(self.points))
        length = np.linalg.norm(summed, axis=1, keepdims=True)
        return np.where(length > 1e-30, summed / np.maximum(length, 1e-30), (0.0, 1.0, 0.0))


def joined(solids: Iterable[Solid]) -> Solid:
    """Several as one, each closed in itself."""
    points, triangles, count = [], [], 0
    for one in solids:
        points.append(one.points)
        triangles.append(one.triangles + count)
        count += len(one.points)
    return Solid(np.concatenate(points), np.concatenate(triangles))


def lathe(profile: Sequence[tuple[float, float]], around: int = 40, bevel: float = 0.0) -> Solid:
    """Turn a line of (radius, height) around the Y axis, closed at both ends. Corners are broken by `bevel` metres."""
    line = [(0.0, profile[0][1]), *profile, (0.0, profile[-1][1])]
    line = [one for at, one in enumerate(line) if at == 0 or math.dist(one, line[at - 1]) > 1e-9]
    line = bevelled(line, bevel) if bevel else line
    inner = np.array(line[1:-1])
    angles = np.linspace(0, 2 * math.pi, around, endpoint=False)
    wide = inner[:, 0, None] * np.stack([np.cos(angles), np.zeros(around), np.sin(angles)])[:, None, :]
    points = np.moveaxis(wide, 0, -1)
    points[..., 1] += inner[:, 1, None]
    flat = points.reshape(-1, 3)
    ends = np.array([(0, line[0][1], 0), (0, line[-1][1], 0)])
    last = len(flat)
    triangles = [_quads(len(inner), around, wraps=False), *_caps(len(inner), around, last, last + 1)]
    return Solid(np.concatenate([flat, ends]), np.concatenate(triangles)).outward()


def hoop(profile: Sequence[tuple[float, float]], around: int = 40) -> Solid:
    """Turn a closed line of (radius, height) that stays clear of the Y axis: something one can look through."""
    line = np.asarray(profile, float)
    angles = np.linspace(0, 2 * math.pi, around, endpoint=False)
    points = np.empty((len(line), around, 3))
    points[..., 0], points[..., 2] = line[:, :1] * np.cos(angles), line[:, :1] * np.sin(angles)
    points[..., 1] = line[:, 1:]
    return Solid(points.reshape(-1, 3), _quads(len(line), around, wraps=True)).outward()


def tube(path: Sequence[Vector], radii: float | Sequence[float], around: int = 14) -> Solid:
    """Draw a circle along a path; `radii` is one radius or one for each point. Both ends are rounded a little."""
    line = np.asarray(path, float)
    width = np.broadcast_to(np.asarray(radii, float), len(line))
    ahead = _unit(np.gradient(line, axis=0))
    first, second = _frames(ahead, closed=False)
    at = np.concatenate(
        [line[:1] - ahead[:1] * width[:1, None] * 0.35, line, line[-1:] + ahead[-1:] * width[-1:, None] * 0.35]
    )
    wide = np.concatenate([width[:1] * 0.72, width, width[-1:] * 0.72])
    around_first = np.concatenate([first[:1], first, first[-1:]])
    around_second = np.concatenate([second[:1], second, second[-1:]])
    points = _rings(at, wide, around_first, around_second, around).reshape(-1, 3)
    ends = np.stack([at[0] - ahead[0] * width[0] * 0.12, at[-1] + ahead[-1] * width[-1] * 0.12])
    last = len(points)
    triangles = [_quads(len(at), around, wraps=False), *_caps(len(at), around, last, last + 1)]
    return Solid(np.concatenate([points, ends]), np.concatenate(triangles)).outward()


def ring(radius: float, thickness: float, around: int = 44, across: int = 18, flat: float = 1.0) -> Solid:
    """A torus that lies on the ground plane; `flat` below 1 presses it."""
    angles = np.linspace(0, 2 * math.pi, around, endpoint=False)
    line = np.stack([radius * np.cos(angles), np.zeros(around), radius * np.sin(angles)], axis=1)
    outward = np.stack([np.cos(angles), np.zeros(around), np.sin(angles)], axis=1)
    upward = np.broadcast_to((0.0, flat, 0.0), outward.shape)
    points = _rings(line, np.full(around, thickness), outward, upward, across)
    return Solid(points.reshape(-1, 3), _quads(around, across, wraps=True)).outward()


def ball(x: float, y: float | None = None, z: float | None = None, around: int = 36) -> Solid:
    """An ellipsoid by its three radii."""
    steps = max(6, around // 2)
    turns = np.linspace(-math.pi / 2, math.pi / 2, steps + 1)[1:-1]
    profile = [(0.0, -1.0), *((math.cos(one), math.sin(one)) for one in turns), (0.0, 1.0)]
    return lathe(profile, around).scale(x, x if y is None else y, x if z is None else z)


def box(width: float, height: float, depth: float, bevel: float | None = None) -> Solid:
    """A box around the origin, its edges broken by `bevel` metres."""
    cut = min(width, height, depth) * 0.08 if bevel is None else min(bevel, min(width, height, depth) * 0.45)
    x, y = width / 2, height / 2
    outline = [
        (-x + cut, -y), (x - cut, -y), (x, -y + cut), (x, y - cut),
        (x - cut, y), (-x + cut, y), (-x, y - cut), (-x, -y + cut),
    ]  # fmt: skip
    return slab(outline, depth, cut)


def slab(outline: Sequence[tuple[float, float]], depth: float, bevel: float = 0.0) -> Solid:
    """A sheet of any outline in X and Y, `depth` thick in Z around the origin."""
    edge = np.asarray(outline, float)
    if _area(edge) < 0:
        edge = edge[::-1]
    half = depth / 2
    layers = [(edge, -half), (edge, half)]
    if bevel:
        small = inset(edge, bevel)
        layers = [(small, -half), (edge, -half + bevel), (edge, half - bevel), (small, half)]
    points = np.concatenate([np.column_stack([line, np.full(len(line), z)]) for line, z in layers])
    count = len(edge)
    lids = ears(layers[0][0])
    triangles = [lids, lids[:, ::-1] + count * (len(layers) - 1), _quads(len(layers), count, wraps=False)]
    return Solid(points, np.concatenate(triangles)).outward()


def puff(outline: Sequence[tuple[float, float]], depth: float, *, full: bool = True, layers: int = 9) -> Solid:
    """An outline around the origin that swells to `depth` in its middle; `full` like a cushion, else like a roof."""
    edge = np.asarray(outline, float)
    steps = np.linspace(1.0, 1 / layers, layers)
    heights = (np.sqrt(1 - np.clip(steps - 0.02, 0, 1) ** 2) if full else 1.03 - steps) * depth / 2
    front = [np.column_stack([edge * size, np.full(len(edge), z)]) for size, z in zip(steps, heights, strict=True)]
    rows = [*(np.column_stack([one[:, :2], -one[:, 2]]) for one in front[::-1]), *front]
    points = np.concatenate([*rows, [(0, 0, -depth / 2), (0, 0, depth / 2)]])
    last = len(points) - 2
    triangles = [_quads(len(rows), len(edge), wraps=False), *_caps(len(rows), len(edge), last, last + 1)]
    return Solid(points, np.concatenate(triangles)).outward()


def _area(edge: Numbers) -> float:
    x, y = edge[:, 0], edge[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _quads(rows: int, columns: int, *, wraps: bool) -> NDArray[np.int64]:
    """Two triangles for each cell of a grid that is closed across, and along where it wraps."""
    row, column = np.meshgrid(np.arange(rows if wraps else rows - 1), np.arange(columns), indexing="ij")
    below, beside = (row + 1) % rows, (column + 1) % columns
    a, b = row * columns + column, below * columns + column
    c, d = below * columns + beside, row * columns + beside
    return np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])


def _caps(rows: int, columns: int, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Fans that close both ends of a grid."""
    here = np.arange(columns)
    beside = (here + 1) % columns
    start = np.stack([np.full(columns, first), here, beside], -1)
    end = np.stack([np.full(columns, last), beside, here], -1) + np.array([0, 1, 1]) * (rows - 1) * columns
    return start, end


def _rings(at: Numbers, wide: Numbers, first: Numbers, second: Numbers, around: int) -> Numbers:
    angles = np.linspace(0, 2 * math.pi, around, endpoint=False)
    turned = np.cos(angles)[None, :, None] * first[:, None, :] + np.sin(angles)[None, :, None] * second[:, None, :]
    points: Numbers = at[:, None, :] + wide[:, None, None] * turned
    return points


def _frames(ahead: Numbers, *, closed: bool) -> tuple[Numbers, Numbers]:
    """Two directions across the path at each point, that turn as little as possible."""
    first = np.empty_like(ahead)
    start = np.eye(3)[np.argmin(np.abs(ahead[0]))]
    first[0] = start - ahead[0] * (start @ ahead[0])
    for at in range(1, len(ahead)):
        first[at] = first[at - 1] - ahead[at] * (first[at - 1] @ ahead[at])
    first = _unit(first)
    return first, np.cross(ahead, first)


def _unit(rows: Numbers) -> Numbers:
    unit: Numbers = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)
    return unit
