"""The numbers and textures behind a GLB scene, as numpy arrays, with a budget for all of them together.

A few bytes of a scene can ask for the same numbers ten thousand times; what is read is counted, not what is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypereal_lab.media.errors import MediaError, broken_file
from hypereal_lab.media.glb import Glb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["GlbNumbers"]

_TYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
_MOST_ROWS = 12_000_000
"""Read for one picture: a million triangles have about six million."""
_MOST_TEXTURES = 16
_TEXTURE_EDGE = 512


class GlbNumbers:
    """Reads what the scene of one model points at."""

    def __init__(self, glb: Glb) -> None:
        self.scene = glb.scene
        self._numbers = glb.numbers
        self._rows = 0
        self._textures: dict[int, Numbers | None] = {}

    def entry(self, name: str, index: object) -> dict[str, Any]:
        """One object of a list of the scene; an empty one where there is none."""
        entries = self.scene.get(name)
        if type(index) is not int or not isinstance(entries, list) or not 0 <= index < len(entries):
            return {}
        return entries[index] if isinstance(entries[index], dict) else {}

    def rows(self, index: object) -> Numbers | None:
        """One row for each element of an accessor; None where it is missing, compressed or sparse.

        Raises `MediaError`: `broken` where its places lie, `too_large` when the budget is used up.
        """
        import numpy as np

        accessor = self.entry("accessors", index)
        kind, width = _TYPES.get(accessor.get("componentType", 0)), _WIDTHS.get(accessor.get("type", ""))
        raw = self._view(accessor.get("bufferView"))
        if kind is None or width is None or raw is None or "sparse" in accessor:
            return None
        item, start, count = np.dtype(kind), accessor.get("byteOffset", 0), accessor["count"]
        size = width * item.itemsize
        stride = self.entry("bufferViews", accessor["bufferView"]).get("byteStride") or size
        if min(start, count) < 0 or stride < size or (count and start + stride * (count - 1) + size > len(raw)):
            raise broken_file("GLB model")
        self._spend(count)
        rows = np.ndarray((count, width), item, raw, start, (stride, item.itemsize)).astype(np.float64)
        return rows / np.iinfo(item).max if accessor.get("normalized") and item.kind in "iu" else rows

    def texture(self, index: object) -> Numbers | None:
        """The pixels of a texture inside the file, small, 0 to 1; None where it cannot be used."""
        source = self.entry("textures", index).get("source")
        if type(source) is not int or (source not in self._textures and len(self._textures) >= _MOST_TEXTURES):
            return None
        if source not in self._textures:
            self._textures[source] = self._pixels(source)
        return self._textures[source]

    def _pixels(self, source: int) -> Numbers | None:
        import numpy as np

        from hypereal_lab.media.thumbnails import small_picture

        raw = self._view(self.entry("images", source).get("bufferView"))
        if raw is None:
            return None
        try:
            return np.asarray(small_picture(bytes(raw), _TEXTURE_EDGE).convert("RGB"), np.float64) / 255
        except MediaError:  # a kind of picture that is not known here; the model has its shape without it
            return None

    def _view(self, index: object) -> memoryview | None:
        view = self.entry("bufferViews", index)
        if view.get("buffer") != 0 or not self._numbers:
            return None
        start, length = view.get("byteOffset", 0), view["byteLength"]
        if start < 0 or length < 0 or start + length > len(self._numbers):
            raise broken_file("GLB model")
        return memoryview(self._numbers)[start : start + length]

    def _spend(self, rows: int) -> None:
        self._rows += rows
        if self._rows > _MOST_ROWS:
            raise MediaError("The GLB model is too large for a small picture; make it simpler.", why="too_large")
