"""GLB: a scene as JSON and one block of numbers behind it, judged before either is used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypereal_lab.media.containers import little
from hypereal_lab.media.errors import MediaError, broken_file

__all__ = ["Glb", "GlbPlaces", "count_shapes", "glb_places", "listed", "read_glb"]

_MOST_JSON = 16_000_000
"""Bytes; real scenes have some ten thousand."""
_MOST_BRACKETS = 2_000_000
"""Each costs memory of its own once parsed."""
_MOST_NUMBERS = 100_000_000
"""Vertices or corners of all meshes together."""
_TRIANGLES, _STRIP, _FAN = 4, 5, 6


@dataclass(frozen=True, slots=True)
class GlbPlaces:
    """Where the two parts are; `bin_start` equals `bin_end` without numbers."""

    json_start: int
    json_end: int
    bin_start: int
    bin_end: int


@dataclass(frozen=True, slots=True)
class Glb:
    """A scene that could be read."""

    scene: dict[str, Any]
    numbers: bytes


def glb_places(data: bytes) -> GlbPlaces:
    """Check the frame around both parts. Raises `MediaError` where a length lies."""
    total, size = little(data[8:12]), little(data[12:16])
    if not data.startswith(b"glTF\2\0\0\0") or data[16:20] != b"JSON" or not 20 + size <= total <= len(data):
        raise broken_file("GLB model")
    if size > _MOST_JSON:
        raise MediaError(
            f"The scene of the GLB model has {size:,} bytes and at most {_MOST_JSON:,} are taken; make it simpler.",
            why="too_large",
        )
    at = 20 + size
    if at + 8 > total or data[at + 4 : at + 8] != b"BIN\0":
        return GlbPlaces(20, at, at, at)
    end = at + 8 + little(data[at : at + 4])
    if end > total:
        raise broken_file("GLB model")
    return GlbPlaces(20, at, at + 8, end)


def read_glb(data: bytes) -> Glb:
    """The scene and its numbers. Raises `MediaError`: `broken`, `too_large`, `external` for files elsewhere."""
    places = glb_places(data)
    raw = data[places.json_start : places.json_end]
    if raw.count(b"{") + raw.count(b"[") > _MOST_BRACKETS:
        raise MediaError("The scene of the GLB model has too many parts; make it simpler.", why="too_large")
    try:
        scene = json.loads(raw.decode())
    except (ValueError, RecursionError):
        raise broken_file("GLB model") from None
    if not isinstance(scene, dict) or not isinstance(scene.get("asset"), dict):
        raise broken_file("GLB model")
    _refuse_external(scene)
    return Glb(scene, data[places.bin_start : places.bin_end])


def listed(scene: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects under a name; an empty list when there are none or they are something else."""
    found = scene.get(name)
    return [entry if isinstance(entry, dict) else {} for entry in found] if isinstance(found, list) else []


def count_shapes(glb: Glb) -> tuple[int, int]:
    """Triangles and vertices of all meshes, each mesh once however often the scene shows it."""
    accessors, triangles, positions = listed(glb.scene, "accessors"), 0, set()
    for mesh in listed(glb.scene, "meshes"):
        for shape in listed(mesh, "primitives"):
            position = _attribute(shape)
            corners = _count(accessors, shape.get("indices", position))
            triangles += _triangles(shape.get("mode", _TRIANGLES), corners)
            positions.add(position)
    vertices = sum(_count(accessors, position) for position in positions)
    if max(triangles, vertices) > _MOST_NUMBERS:
        raise MediaError("The GLB model has too many triangles; make it simpler.", why="too_large")
    return triangles, vertices


def _attribute(shape: dict[str, Any]) -> int:
    attributes = shape.get("attributes")
    position = attributes.get("POSITION") if isinstance(attributes, dict) else None
    return position if type(position) is int else -1


def _count(accessors: list[dict[str, Any]], index: object) -> int:
    if type(index) is not int or not 0 <= index < len(accessors):
        return 0
    count = accessors[index].get("count")
    if type(count) is not int or count < 0:
        raise broken_file("GLB model")
    return count


def _triangles(mode: object, corners: int) -> int:
    if mode == _TRIANGLES:
        return corners // 3
    return max(0, corners - 2) if mode in (_STRIP, _FAN) else 0


def _refuse_external(scene: dict[str, Any]) -> None:
    for name in ("buffers", "images"):
        for entry in listed(scene, name):
            uri = entry.get("uri")
            if uri is not None and not (isinstance(uri, str) and uri[:5].lower() == "data:"):
                raise MediaError(
                    "The GLB model keeps parts of itself in other files; export it with everything inside.",
                    why="external",
                )
