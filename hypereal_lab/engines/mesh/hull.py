"""Pictures from several sides to one solid: what all silhouettes allow, rounded, wearing the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageFilter

from hypereal_lab.engines.mesh.cutting import Mask, find_thing, open_picture, worn
from hypereal_lab.engines.mesh.glb import write_textured
from hypereal_lab.engines.mesh.nets import count_squares, surface, without_pinches
from hypereal_lab.engines.mesh.order import SIDES
from hypereal_lab.engines.mesh.solids import Numbers, Solid

__all__ = ["make_hull"]

CELLS = 160
"""Along the longest side of the grid that is carved."""
_TRIANGLES = 50_000
"""Where no number is asked for."""
_FEWEST = 3
"""Cells along the longest side."""
_TILE = 512
"""Pixels of the longer side of one view on the texture."""
_BORDER = 3
_ROUND = 3.0
"""How round a section is where silhouettes leave it open: 2 is an ellipse, much more a rectangle."""
_HEIGHT = 1.0
"""Metres of the longest side."""
_LOOKS: dict[str, tuple[float, float]] = {"front": (0, 1), "right": (1, 0), "back": (0, -1), "left": (-1, 0)}
"""X and Z from the thing towards the eye."""


class _View(NamedTuple):
    """One picture, cut to the thing in it."""

    mask: Mask
    colours: Image.Image

    @property
    def slim(self) -> float:
        """Width in parts of the height."""
        rows, columns = self.mask.shape
        return float(columns) / float(rows)


def make_hull(views: Mapping[str, bytes], *, triangles: int | None = None, cells: int = CELLS) -> bytes:
    """The GLB of encoded pictures by side: the front, one of the sides at least, and what else there is.

    Every thing stands before a plain ground or on transparency and is as high in all pictures; how large the pictures
    are does not matter. Raises `ValueError` that names the view.
    """
    seen = {side: _cut(side, views[side]) for side in SIDES if side in views}
    field = _carved(seen, cells)
    solid = _of_size(_within(field, triangles or _TRIANGLES))
    return write_textured(*_dressed(solid, seen))


def _cut(side: str, data: bytes) -> _View:
    picture = open_picture(data, _TILE, side)
    mask = find_thing(np.asarray(picture, np.float64))
    if mask is None:
        raise ValueError(f"{side}: the thing is not told from its ground; show it whole before a plain one")
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return _View(mask[box[1] : box[3], box[0] : box[2]], worn(picture).crop(box))


def _carved(seen: Mapping[str, _View], cells: int) -> Numbers:
    """X, Y (up) and Z; above nothing inside."""
    wide, deep = (_mean([seen[side].slim for side in pair if side in seen]) for pair in (SIDES[::2], SIDES[1::2]))
    unit = cells / max(1.0, wide, deep)
    x, y, z = (max(2, round(side * unit)) for side in (wide, 1.0, deep))
    across = _silhouette(seen, ("front", "back"), x, y)
    along = _silhouette(seen, ("left", "right"), z, y)
    soft = np.minimum(across.T[:, :, None], along[None]) - 0.5
    (off_x, half_x), (off_z, half_z) = _middles(across), _middles(along)
    gone = (off_x.T[:, :, None] ** _ROUND + off_z[None] ** _ROUND) ** (1 / _ROUND)
    half = np.minimum(half_x.T[:, :, None], half_z[None])
    return np.minimum(soft, np.clip((1 - gone) * half * 0.5, -0.5, 0.5))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _silhouette(seen: Mapping[str, _View], sides: tuple[str, str], columns: int, rows: int) -> Numbers:
    """0 to 1 with soft edges, rows from below, columns along X or Z; the mean of both sides where both are there."""
    found = []
    for side in sides:
        if side in seen:
            grey = Image.fromarray(seen[side].mask.astype(np.uint8) * 255).resize((columns, rows), Image.Resampling.BOX)
            whole = Image.new("L", (columns + 2 * _BORDER, rows + 2 * _BORDER))
            whole.paste(grey, (_BORDER, _BORDER))
            level = np.asarray(whole.filter(ImageFilter.GaussianBlur(0.9)), np.float64)[::-1] / 255
            found.append(level[:, ::-1] if side in ("back", "right") else level)
    grid: Numbers = np.mean(found, axis=0)
    grid[[0, -1]] = grid[:, [0, -1]] = 0
    return grid


def _middles(grid: Numbers) -> tuple[Numbers, Numbers]:
    """For each cell of a row how far it is from the middle of its run, 0 to 1, and half the length of that run."""
    inside = grid > 0.5
    steps = np.arange(grid.shape[1], dtype=float)
    before = np.maximum.accumulate(np.where(inside, -1.0, steps), axis=1)
    after = np.minimum.accumulate(np.where(inside, len(steps), steps)[:, ::-1], axis=1)[:, ::-1]
    half = np.maximum((after - before) / 2, 0.5)
    off = np.where(inside, np.abs(steps - (after + before) / 2) / half, 1.0)
    return off, half


def _within(field: Numbers, triangles: int) -> Solid:
    """As fine as the number of triangles allows."""
    longest = max(field.shape)
    cells = min(longest, max(_FEWEST, int(longest * (triangles / max(1, 2 * count_squares(field))) ** 0.5)))
    while True:
        found = without_pinches(np.pad(_coarser(field, cells / longest), 1, constant_values=-0.5))
        if cells <= _FEWEST or 2 * count_squares(found) <= triangles:
            steps = [(full - 1) / (few - 3) for full, few in zip(field.shape, found.shape, strict=True)]
            return surface(found).scale(*steps)
        cells = max(_FEWEST, min(cells - 1, int(cells * 0.95)))


def _coarser(field: Numbers, share: float) -> Numbers:
    """On a grid of so many cells in parts of the present ones, softened first."""
    for axis in range(3):
        count = max(3, round(field.shape[axis] * share))
        field = _softened(field, axis, 1 if share > 0.6 else round(0.5 / share) + 1)
        if count < field.shape[axis]:
            at = np.linspace(0, field.shape[axis] - 1, count)
            low = np.minimum(at.astype(int), field.shape[axis] - 2)
            part = (at - low).reshape([-1 if one == axis else 1 for one in range(3)])
            field = np.take(field, low, axis) * (1 - part) + np.take(field, low + 1, axis) * part
    return field


def _softened(field: Numbers, axis: int, times: int) -> Numbers:
    for _ in range(times):
        wide = np.moveaxis(np.pad(field, [(1, 1) if one == axis else (0, 0) for one in range(3)], mode="edge"), axis, 0)
        field = np.moveaxis(wide[:-2] * 0.25 + wide[1:-1] * 0.5 + wide[2:] * 0.25, 0, axis)
    return np.ascontiguousarray(field)


def _of_size(solid: Solid) -> Solid:
    """In metres, in the middle of the ground."""
    low, high = solid.points.min(axis=0), solid.points.max(axis=0)
    middle = (low + high) / 2
    moved = solid.move(-middle[0], -low[1], -middle[2]).scale(_HEIGHT / float((high - low).max()))
    return moved.outward()


def _dressed(solid: Solid, seen: Mapping[str, _View]) -> tuple[Solid, Numbers, Image.Image]:
    """Each triangle wears the view that looks at it most straight; points at seams are there once for each view."""
    sides = list(seen)
    normals = solid.normals()[:, [0, 2]]
    facing = np.stack([normals @ np.array(_LOOKS[side]) for side in sides], -1)
    best = facing[solid.triangles].sum(axis=1).argmax(axis=1)
    pairs = solid.triangles + best[:, None] * len(solid.points)
    used, again = np.unique(pairs, return_inverse=True)
    view, point = np.divmod(used, len(solid.points))
    split = Solid(solid.points[point], again.reshape(-1, 3))
    return split, _places(split.points, view, sides), _sheet([seen[side].colours for side in sides])


def _places(points: Numbers, view: np.ndarray[tuple[int, ...], np.dtype[np.int64]], sides: list[str]) -> Numbers:
    """Where each point is on the sheet, 0 to 1 from the lower left."""
    low, high = points.min(axis=0), points.max(axis=0)
    x, y, z = ((points - low) / (high - low)).T
    across = {"front": x, "back": 1 - x, "right": 1 - z, "left": z}
    u, v = np.select([view == at for at in range(len(sides))], [across[side] for side in sides]), y
    room = 1 - 4 / _TILE
    u, v = 0.5 + (u - 0.5) * room, 0.5 + (v - 0.5) * room
    return np.stack([(view % 2 + u) / 2, (1 - view // 2 + v) / 2], -1)


def _sheet(colours: list[Image.Image]) -> Image.Image:
    """Four squares, each filled by one view."""
    sheet = Image.new("RGB", (2 * _TILE, 2 * _TILE))
    for at, one in enumerate(colours):
        whole = one.convert("RGB").resize((_TILE, _TILE), Image.Resampling.LANCZOS)
        sheet.paste(whole, (at % 2 * _TILE, at // 2 * _TILE))
    return sheet
