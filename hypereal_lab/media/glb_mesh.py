"""The triangles of a GLB as numpy arrays: corners in place, one colour each.

Read by hand, since the usual library takes two seconds to import. What is compressed or written as differences is left
out; a texture counts with its colour at each corner, which is enough for a small picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from hypereal_lab.media.errors import broken_file
from hypereal_lab.media.glb import Glb, listed
from hypereal_lab.media.glb_numbers import GlbNumbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Indices = NDArray[np.int64]

__all__ = ["Mesh", "read_mesh"]

_MOST_NODES = 10_000
_MOST_PARTS = 5_000
_DEEPEST = 64
_TRIANGLES, _STRIP, _FAN = 4, 5, 6


@dataclass(frozen=True, slots=True)
class Mesh:
    """Everything a scene shows, as one shape."""

    points: Numbers
    """One row of x, y, z for each vertex; y is up, z towards the viewer."""
    colours: Numbers
    """One row of red, green, blue for each vertex, 0 to 1."""
    triangles: Indices
    """One row of three vertex numbers each."""


def read_mesh(glb: Glb) -> Mesh | None:
    """All triangles of the scene in place; None where there is nothing to draw. Raises `MediaError`."""
    import numpy as np

    numbers = GlbNumbers(glb)
    shapes = (
        (shape, place)
        for index, place in _placed(numbers)
        for shape in listed(numbers.entry("meshes", index), "primitives")
    )
    parts = [part for shape, place in islice(shapes, _MOST_PARTS) if (part := _part(numbers, shape, place)) is not None]
    if not parts:
        return None
    first = np.cumsum([0, *(len(part.points) for part in parts)])
    return Mesh(
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.colours for part in parts]),
        np.concatenate([part.triangles + start for part, start in zip(parts, first, strict=False)]),
    )


def _placed(numbers: GlbNumbers) -> list[tuple[int, Numbers]]:
    """Number and place (a matrix) of every mesh that the scene shows."""
    import numpy as np

    shown = numbers.entry("scenes", numbers.scene.get("scene", 0)).get("nodes", [])
    waiting = [(index, np.eye(4), 0) for index in shown[:_MOST_NODES]]
    found, visited = [], 0
    while waiting:
        index, above, depth = waiting.pop()
        node, visited = numbers.entry("nodes", index), visited + 1
        if visited > _MOST_NODES or len(waiting) > _MOST_NODES or depth > _DEEPEST:
            raise broken_file("GLB model")
        place = above @ _matrix(node)
        if "mesh" in node:
            found.append((node["mesh"], place))
        waiting += [(child, place, depth + 1) for child in node.get("children", [])[:_MOST_NODES]]
    return found


def _matrix(node: dict[str, Any]) -> Numbers:
    import numpy as np

    if "matrix" in node:
        return np.array(node["matrix"], np.float64).reshape(4, 4).T
    x, y, z, w = np.array(node.get("rotation", (0, 0, 0, 1)), np.float64)
    matrix = np.eye(4)
    matrix[:3, :3] = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    matrix[:3, :3] *= np.array(node.get("scale", (1, 1, 1)), np.float64)
    matrix[:3, 3] = np.array(node.get("translation", (0, 0, 0)), np.float64)
    return matrix


def _part(numbers: GlbNumbers, shape: dict[str, Any], place: Numbers) -> Mesh | None:
    import numpy as np

    attributes = shape.get("attributes", {})
    points = numbers.rows(attributes.get("POSITION"))
    if points is None or points.shape[1] != 3 or not len(points):
        return None
    indices = numbers.rows(shape["indices"]) if "indices" in shape else np.arange(len(points), dtype=np.float64)
    if indices is None:
        return None
    triangles = _corners(indices.reshape(-1).astype(np.int64), shape.get("mode", _TRIANGLES))
    if triangles is None or not len(triangles):
        return None
    if triangles.min() < 0 or triangles.max() >= len(points) or not np.isfinite(points).all():
        raise broken_file("GLB model")
    return Mesh(points @ place[:3, :3].T + place[:3, 3], _colours(numbers, shape, attributes, len(points)), triangles)


def _corners(indices: Indices, mode: object) -> Indices | None:
    import numpy as np

    if mode == _TRIANGLES:
        return indices[: len(indices) // 3 * 3].reshape(-1, 3)
    if mode not in (_STRIP, _FAN) or len(indices) < 3:
        return None
    if mode == _FAN:
        return np.stack([np.full(len(indices) - 2, indices[0]), indices[1:-1], indices[2:]], axis=1)
    strip = np.stack([indices[:-2], indices[1:-1], indices[2:]], axis=1)
    strip[1::2] = strip[1::2, [1, 0, 2]]
    return strip


def _colours(numbers: GlbNumbers, shape: dict[str, Any], attributes: dict[str, Any], count: int) -> Numbers:
    import numpy as np

    material = numbers.entry("materials", shape.get("material")).get("pbrMetallicRoughness", {})
    base = np.array(material.get("baseColorFactor", (1, 1, 1, 1)), np.float64)[:3]
    colours = np.tile(np.sqrt(np.clip(base, 0, 1)), (count, 1))  # about what linear light looks like on a screen
    painted = numbers.rows(attributes.get("COLOR_0"))
    if painted is not None and len(painted) == count and painted.shape[1] >= 3:
        colours *= np.clip(painted[:, :3], 0, 1)
    places = numbers.rows(attributes.get("TEXCOORD_0"))
    texture = numbers.texture(material.get("baseColorTexture", {}).get("index"))
    if places is not None and texture is not None and len(places) == count and np.isfinite(places).all():
        high, wide = texture.shape[:2]
        across, down = ((places[:, :2] % 1.0) * (wide - 1, high - 1)).round().astype(np.int64).T
        colours *= texture[down, across]
    return colours
