"""One picture to a solid that wears it: cut out and swollen where it stands before a plain ground, else a relief."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hypereal_lab.engines.mesh.cutting import Mask, find_thing, open_picture, smooth, worn
from hypereal_lab.engines.mesh.glb import write_textured
from hypereal_lab.engines.mesh.solids import Numbers, Solid

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["make_relief"]

_CELLS, _FEWEST = 150, 12
"""Along the longer side."""
_TEXTURE = 1024
"""Pixels of the longer side."""
_HEIGHT = 1.0
"""Metres of the longer side."""
_SWELL = 0.13
"""Of a thing's half thickness, in parts of its size."""


def make_relief(data: bytes, *, seed: int = 0, triangles: int | None = None) -> bytes:
    """The GLB. Raises `ValueError` where the bytes are no picture."""
    picture = open_picture(data, _TEXTURE)
    cells = _CELLS if triangles is None else max(_FEWEST, min(_CELLS, int((triangles / 4) ** 0.5)))
    small = _small(picture, cells)
    mask, swell = find_thing(small), _SWELL * (1 + 0.15 * float(np.sin(seed * 12.9898)) if seed else 1)
    if mask is None:
        solid, places = _plaque(_light(small), swell)
    else:
        solid, places = _cut_out(_without_pinches(mask), _light(small), swell)
    return write_textured(solid, places, _texture(picture, mask is not None))


def _small(picture: Image, cells: int) -> NDArray[np.float64]:
    longest = max(picture.size)
    size = tuple(max(2, round(side / longest * cells)) for side in picture.size)
    return np.asarray(picture.resize((size[0], size[1])), np.float64)


def _light(small: NDArray[np.float64]) -> Numbers:
    """Lightness 0 to 1, softened: it becomes height."""
    return smooth(small[..., :3] @ (0.299, 0.587, 0.114) / 255, 2)


def _without_pinches(mask: Mask) -> Mask:
    """Filled where two parts meet at a corner alone, so that every edge has two faces."""
    mask = mask.copy()
    while True:
        a, b, c, d = mask[:-1, :-1], mask[:-1, 1:], mask[1:, :-1], mask[1:, 1:]
        pinched = (a & d & ~b & ~c) | (b & c & ~a & ~d)
        if not pinched.any():
            return mask
        for rows, columns in (
            (slice(-1), slice(-1)),
            (slice(-1), slice(1, None)),
            (slice(1, None), slice(-1)),
            (slice(1, None), slice(1, None)),
        ):
            mask[rows, columns] |= pinched


def _depth(mask: Mask) -> Numbers:
    """Cells to the edge of the thing, by peeling it."""
    depth, left = np.zeros(mask.shape), mask.copy()
    while left.any():
        depth += left
        wide = np.pad(left, 1)
        left = left & wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:]
    return smooth(depth, 2) * mask


def _cut_out(mask: Mask, light: Numbers, swell: float) -> tuple[Solid, Numbers]:
    """Cells of the grid are little squares of the thing; front and back swell towards the middle."""
    depth = _depth(mask)
    round_ = np.sqrt(np.clip(depth / max(depth.max(), 1e-9), 0, 1))
    corners = _at_corners(round_)
    lit = _at_corners(np.where(mask, light, light[mask].mean()))
    height = 0.008 + swell * corners + 0.03 * (lit - 0.5) * corners
    return _closed(mask, np.maximum(height, 0.006))


def _plaque(light: Numbers, swell: float) -> tuple[Solid, Numbers]:
    """The whole picture as a tile: light parts stand out, the back is flat."""
    height = _at_corners(light) * swell * 0.8 + 0.05
    height[[0, -1]] = height[:, [0, -1]] = 0.05
    return _closed(np.ones(light.shape, bool), height, flat=0.0)


def _at_corners(grid: Numbers) -> Numbers:
    """Values at the corners of cells, out of those of the cells around."""
    wide = np.pad(grid, 1, mode="edge")
    found: Numbers = (wide[:-1, :-1] + wide[:-1, 1:] + wide[1:, :-1] + wide[1:, 1:]) / 4
    return found


def _closed(mask: Mask, height: Numbers, flat: float | None = None) -> tuple[Solid, Numbers]:
    """A front at `height`, a back that mirrors it or lies at `flat`, and a rim between them."""
    rows, columns = mask.shape
    number = np.arange((rows + 1) * (columns + 1)).reshape(rows + 1, columns + 1)
    row, column = np.nonzero(mask)
    a, b = number[row, column], number[row, column + 1]
    c, d = number[row + 1, column + 1], number[row + 1, column]
    front = np.concatenate([np.stack([a, d, c], -1), np.stack([a, c, b], -1)])
    count = number.size
    faces = np.concatenate([front, front[:, ::-1] + count, _rim(front, count)])
    y, x = np.divmod(np.arange(count), columns + 1)
    scale = _HEIGHT / max(rows, columns)
    across, up = (x - columns / 2) * scale, (rows - y) * scale
    back = -height.ravel() if flat is None else np.full(count, flat)
    points = np.concatenate([np.stack([across, up, height.ravel()], -1), np.stack([across, up, back], -1)])
    places = np.tile(np.stack([x / columns, 1 - y / rows], -1), (2, 1))
    used, again = np.unique(faces, return_inverse=True)
    solid = Solid(points[used], again.reshape(-1, 3)).outward()
    solid = solid.move(y=-float(solid.points[:, 1].min()))
    return solid, np.clip(places[used], 0.002, 0.998)


def _rim(front: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Two triangles for every edge of the front that has one face only."""
    edges = np.concatenate([front[:, [0, 1]], front[:, [1, 2]], front[:, [2, 0]]])
    key = np.sort(edges, axis=1) @ np.array([count, 1])
    _, first, often = np.unique(key, return_index=True, return_counts=True)
    start, end = edges[first[often == 1]].T
    return np.concatenate([np.stack([end, start, start + count], -1), np.stack([end, start + count, end + count], -1)])


def _texture(picture: Image, cut_out: bool) -> Image:
    """Without holes; colours of a thing reach a little over its edge, so that no ground shines through at the rim."""
    from PIL import Image

    if not cut_out:
        flat = Image.new("RGB", picture.size, (255, 255, 255))
        flat.paste(picture, mask=picture.getchannel("A"))
        return flat
    return worn(picture)
