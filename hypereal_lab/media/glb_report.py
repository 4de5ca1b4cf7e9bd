"""What a model is made of: counts, size in metres, whether it is closed, its volume, textures, materials, motions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from hypereal_lab.media.errors import MediaError, broken_file
from hypereal_lab.media.glb import Glb, count_shapes, listed, read_glb
from hypereal_lab.media.glb_mesh import Mesh, read_mesh

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Indices = NDArray[np.int64]

__all__ = ["ModelReport", "ModelTexture", "model_report"]

_MOST_LISTED = 32
"""Textures, materials and motions that are named; the counts are of all."""
_LONGEST_NAME = 60
_SAME = 1e-6
"""Of the longest side: corners nearer than this are one, since files repeat them where colours or normals differ."""


@dataclass(frozen=True, slots=True)
class ModelTexture:
    """One picture inside of a model."""

    name: str
    media_type: str
    width: int | None
    """Pixels; None where the picture cannot be read."""
    height: int | None
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class ModelReport:
    """Facts of a model, with lengths in metres as GLB has them."""

    faces: int
    """Triangles of all meshes, each mesh once however often the scene shows it."""
    vertices: int
    low: tuple[float, float, float] | None
    """The corner of the box around everything the scene shows; None where nothing can be measured."""
    high: tuple[float, float, float] | None
    area: float | None
    """Square metres."""
    watertight: bool | None
    """Whether every edge belongs to two triangles that go round it in opposite directions."""
    volume: float | None
    """Cubic metres; None where the shape is not closed."""
    materials: tuple[str, ...]
    textures: tuple[ModelTexture, ...]
    motions: tuple[str, ...]
    """Names of the animations."""
    counts: tuple[int, int, int]
    """How many materials, textures and motions there are."""

    @property
    def size(self) -> tuple[float, float, float] | None:
        """Width, height and depth."""
        if self.low is None or self.high is None:
            return None
        x, y, z = (high - low for low, high in zip(self.low, self.high, strict=True))
        return x, y, z

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {**asdict(self), "size": self.size}


def model_report(data: bytes) -> ModelReport:
    """Look through a GLB. Raises `MediaError`: `broken`, `too_large`, `external` for parts in other files."""
    glb = read_glb(data)
    try:
        return _report(glb)
    except MediaError:
        raise
    except Exception as error:  # wrong types anywhere in a hostile scene: KeyError, TypeError, ValueError, ...
        raise broken_file("GLB model") from error


def _report(glb: Glb) -> ModelReport:
    faces, vertices = count_shapes(glb)
    mesh = read_mesh(glb)
    low, high, area, watertight, volume = _measured(mesh) if mesh is not None else (None, None, None, None, None)
    lists = [listed(glb.scene, name) for name in ("materials", "images", "animations")]
    materials, images, motions = lists
    return ModelReport(
        *(faces, vertices, low, high, area, watertight, volume),
        materials=_names(materials, "material"),
        textures=tuple(_texture(glb, image, number) for number, image in enumerate(images[:_MOST_LISTED], 1)),
        motions=_names(motions, "motion"),
        counts=(len(materials), len(images), len(motions)),
    )


Point = tuple[float, float, float]


def _measured(mesh: Mesh) -> tuple[Point, Point, float, bool, float | None]:
    import numpy as np

    used = mesh.points[mesh.triangles.ravel()]
    low, high = used.min(axis=0), used.max(axis=0)
    middle = (low + high) / 2  # near to it the sums of many small pieces lose least
    a, b, c = (mesh.points[mesh.triangles[:, corner]] - middle for corner in range(3))
    across = np.cross(b - a, c - a)
    area = float(np.linalg.norm(across, axis=1).sum() / 2)
    watertight = _is_closed(mesh, float((high - low).max()))
    volume = abs(float((a * np.cross(b, c)).sum() / 6)) if watertight else None
    return _point(low), _point(high), area, watertight, volume


def _is_closed(mesh: Mesh, longest: float) -> bool:
    """Corners at one place count as one; triangles without area do not count."""
    import numpy as np

    grain = max(longest * _SAME, 1e-30)
    cells = np.round((mesh.points - mesh.points.min(axis=0)) / grain).astype(np.int64)
    order = np.lexsort(cells.T)
    step = np.any(np.diff(cells[order], axis=0), axis=1)
    corner = np.empty(len(cells), np.int64)
    corner[order] = np.concatenate([[0], np.cumsum(step)])
    a, b, c = corner[mesh.triangles].T
    whole = (a != b) & (b != c) & (c != a)
    a, b, c = a[whole], b[whole], c[whole]
    if not len(a):
        return False
    start, end = np.concatenate([a, b, c]), np.concatenate([b, c, a])
    count = len(cells)
    there, back = np.sort(start * count + end), np.sort(end * count + start)
    return bool(np.array_equal(there, back) and (np.diff(there) > 0).all())


def _point(row: Any) -> Point:
    x, y, z = (float(value) for value in row)
    return x, y, z


def _names(entries: list[dict[str, Any]], noun: str) -> tuple[str, ...]:
    return tuple(_name(entry, f"{noun} {number}") for number, entry in enumerate(entries[:_MOST_LISTED], 1))


def _name(entry: dict[str, Any], otherwise: str) -> str:
    found = entry.get("name")
    words = " ".join(found.split()) if isinstance(found, str) else ""
    return "".join(letter for letter in words[:_LONGEST_NAME] if letter.isprintable()) or otherwise


def _texture(glb: Glb, image: dict[str, Any], number: int) -> ModelTexture:
    from hypereal_lab.media.pictures import probe_image

    views = listed(glb.scene, "bufferViews")
    index = image.get("bufferView")
    view = views[index] if type(index) is int and 0 <= index < len(views) else {}
    start, length = view.get("byteOffset", 0), view.get("byteLength", 0)
    raw = glb.numbers[start : start + length]
    name, media_type = _name(image, f"texture {number}"), str(image.get("mimeType") or "")[:_LONGEST_NAME]
    try:
        facts = probe_image(raw)
    except MediaError:  # inside a data link, or of a kind that is not known here
        return ModelTexture(name, media_type, None, None, len(raw))
    return ModelTexture(name, facts.media_type, facts.width, facts.height, len(raw))
