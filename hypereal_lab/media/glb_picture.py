"""A small picture of a model, without a graphics card: turned, lit, sorted by depth, drawn by Skia."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hypereal_lab.media.errors import MediaError, broken_file
from hypereal_lab.media.glb import count_shapes, read_glb
from hypereal_lab.media.glb_mesh import Mesh, read_mesh

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Numbers = NDArray[np.float64]

__all__ = ["draw_model"]

_TURN, _TILT = math.radians(-32), math.radians(20)
"""Seen from the front, a little from the right and from above."""
_LIGHT = (-0.45, 0.7, 0.55)
_SIDE_LIGHT = (0.8, 0.1, 0.3)
_AMBIENT, _MAIN, _SIDE = 0.46, 0.6, 0.14
_MARGIN = 0.06
_SMOOTHER = 2
"""Drawn at twice the size and made smaller, since triangles have hard edges."""
_MANY, _CELLS = 150_000, 192
"""Triangles above which a model is drawn coarser, and the cells of the grid along its longest side."""
_MOST_CREASE = 0.65
"""Cosine below which two faces that share a corner keep their edge."""


def draw_model(data: bytes, *, longest: int) -> Image | None:
    """The model on nothing, `longest` pixels square; None where there is nothing to draw. Raises `MediaError`."""
    glb = read_glb(data)
    count_shapes(glb)
    try:
        mesh = read_mesh(glb)
        return _draw(_coarser(mesh), longest) if mesh else None
    except MediaError:
        raise
    except Exception as error:  # wrong types anywhere in a hostile scene: KeyError, TypeError, ValueError, ...
        raise broken_file("GLB model") from error


def _draw(mesh: Mesh, longest: int) -> Image | None:
    import numpy as np

    corners = _turned(mesh.points)[mesh.triangles]
    if not np.isfinite(corners).all():
        raise broken_file("GLB model")
    low, high = corners.min(axis=(0, 1)), corners.max(axis=(0, 1))
    span = float((high - low)[:2].max())
    if span <= 0:
        return None
    shade = _shade(corners, mesh.triangles, len(mesh.points))
    order = np.argsort(corners[:, :, 2].mean(axis=1))
    size = longest * _SMOOTHER
    scale = size * (1 - 2 * _MARGIN) / span
    flat = (corners[order, :, :2] - (low + high)[:2] / 2) * (scale, -scale) + size / 2
    paint = np.clip(mesh.colours[mesh.triangles][order] * shade[order][..., None], 0, 1)
    return _painted(flat, paint, size).resize((longest, longest))


def _coarser(mesh: Mesh) -> Mesh:
    """A model of very many triangles with all corners on a grid finer than the picture, and far fewer of them."""
    import numpy as np

    if len(mesh.triangles) <= _MANY:
        return mesh
    low, span = mesh.points.min(axis=0), float(np.ptp(mesh.points, axis=0).max()) or 1.0
    cells = ((mesh.points - low) / span * (_CELLS - 1)).astype(np.int64) @ (_CELLS * _CELLS, _CELLS, 1)
    _, first, cell = np.unique(cells, return_index=True, return_inverse=True)
    corners = cell.reshape(-1)[mesh.triangles]
    a, b, c = corners.T
    corners = np.unique(corners[(a != b) & (b != c) & (c != a)], axis=0)
    return Mesh(mesh.points[first], mesh.colours[first], corners)


def _turned(points: Numbers) -> Numbers:
    import numpy as np

    turn = np.array([[math.cos(_TURN), 0, math.sin(_TURN)], [0, 1, 0], [-math.sin(_TURN), 0, math.cos(_TURN)]])
    tilt = np.array([[1, 0, 0], [0, math.cos(_TILT), -math.sin(_TILT)], [0, math.sin(_TILT), math.cos(_TILT)]])
    turned: Numbers = points @ (tilt @ turn).T
    return turned


def _shade(corners: Numbers, triangles: NDArray[np.int64], count: int) -> Numbers:
    """Light at each corner: smooth where faces bend gently, flat at creases, the same from both sides."""
    import numpy as np

    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    summed = np.stack(
        [np.bincount(triangles.ravel(), np.repeat(faces[:, axis], 3), minlength=count) for axis in range(3)],
        axis=1,
        dtype=np.float64,
    )
    flat, smooth = _unit(faces)[:, None, :], _unit(summed)[triangles]
    normals = np.where((flat * smooth).sum(axis=2, keepdims=True) > _MOST_CREASE, smooth, flat)
    normals = np.where(normals[..., 2:] < -0.05, -normals, normals)  # many files have faces inside out
    main, side = (np.clip(normals @ _unit(np.array(light)), 0, 1) for light in (_LIGHT, _SIDE_LIGHT))
    shade: Numbers = _AMBIENT + _MAIN * main + _SIDE * side
    return shade


def _unit(rows: Numbers) -> Numbers:
    import numpy as np

    unit: Numbers = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-30)
    return unit


def _painted(flat: Numbers, paint: Numbers, size: int) -> Image:
    import numpy as np
    import skia
    from PIL import Image

    pixels = np.zeros((size, size, 4), np.uint8)
    levels = (paint.reshape(-1, 3) * 255).astype(np.uint32)
    colours = (0xFF000000 | levels[:, 0] << 16 | levels[:, 1] << 8 | levels[:, 2]).tolist()
    places = [skia.Point(x, y) for x, y in flat.reshape(-1, 2).tolist()]
    canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    with canvas as draw:
        shape = skia.Vertices(skia.Vertices.kTriangles_VertexMode, places, places, colours)
        draw.drawVertices(shape, skia.Paint(), skia.BlendMode.kDst)
    return Image.fromarray(pixels, "RGBA")
