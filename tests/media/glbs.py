"""GLB files by hand: textured, in motion, with holes, with links."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from tests.media.files import glb

__all__ = ["cube", "large", "linked", "moving"]


class _Builder:
    """Collects numbers and the views onto them."""

    def __init__(self) -> None:
        self.numbers = b""
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []

    def view(self, data: bytes) -> int:
        self.numbers += b"\0" * (-len(self.numbers) % 4)
        self.views.append({"buffer": 0, "byteOffset": len(self.numbers), "byteLength": len(data)})
        self.numbers += data
        return len(self.views) - 1

    def rows(self, values: Any, kind: str, dtype: str = "<f4") -> int:
        rows = np.asarray(values, dtype)
        code = {"<f4": 5126, "<u4": 5125}[dtype]
        flat = rows.reshape(len(rows), -1)
        self.accessors.append(
            {
                **{"bufferView": self.view(rows.tobytes()), "componentType": code, "count": len(rows), "type": kind},
                **{"min": flat.min(axis=0).tolist(), "max": flat.max(axis=0).tolist()},
            }
        )
        return len(self.accessors) - 1

    def build(self, **scene: Any) -> bytes:
        self.numbers += b"\0" * (-len(self.numbers) % 4)
        parts = {"buffers": [{"byteLength": len(self.numbers)}], "bufferViews": self.views, "accessors": self.accessors}
        return glb({"asset": {"version": "2.0"}, **parts, **scene}, self.numbers)


def _faces(size: float) -> tuple[list[list[float]], list[list[int]], list[list[float]], list[list[float]]]:
    """Corners, triangles, directions and places on the texture of a cube; each side has corners of its own."""
    points, triangles, normals, places = [], [], [], []
    for axis in range(3):
        for sign in (1, -1):
            u, v = np.roll(np.eye(3), axis, axis=1)[1:]
            w = sign * np.roll(np.eye(3), axis, axis=1)[0]
            start = len(points)
            points += [list((w + a * u + b * v) * size / 2) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            normals += [list(w)] * 4
            places += [[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]
            order = (0, 1, 2, 0, 2, 3) if sign > 0 else (0, 2, 1, 0, 3, 2)
            triangles += [[start + order[0], start + order[1], start + order[2]]]
            triangles += [[start + order[3], start + order[4], start + order[5]]]
    return points, triangles, normals, places


def cube(size: float = 0.4, *, sides: int = 6, name: str = "crate") -> bytes:
    """A cube with a texture; with fewer than six sides it has a hole."""
    made = _Builder()
    scene = _textured(made, size, sides, name)
    return made.build(**scene)


@cache
def moving(seconds: float = 2.0) -> bytes:
    """The cube, which goes up and down and, in a second motion, round."""
    made = _Builder()
    scene = _textured(made, 0.4, 6, "crate")
    times = made.rows([0.0, seconds / 2, seconds], "SCALAR")
    places = made.rows([[0, 0, 0], [0, 0.5, 0], [0, 0, 0]], "VEC3")
    half = np.sqrt(0.5)
    turns = made.rows([[0, 0, 0, 1], [0, half, 0, half], [0, 1, 0, 0]], "VEC4")
    scene["animations"] = [
        _motion("hop", times, places, "translation"),
        _motion("spin", times, turns, "rotation"),
    ]
    return made.build(**scene)


def linked(uri: str = "https://example.org/parts.bin") -> bytes:
    """A model whose picture is elsewhere."""
    made = _Builder()
    scene = _textured(made, 0.4, 6, "crate")
    scene["images"] = [{"uri": uri}]
    return made.build(**scene)


def large(triangles: int, *, texture: int = 0) -> bytes:
    """A bumpy ball of about so many triangles, with a noisy texture of so many pixels."""
    made = _Builder()
    high = max(8, int(np.sqrt(triangles / 4)))
    wide = 2 * high
    round_, up = np.meshgrid(np.linspace(0, 2 * np.pi, wide + 1), np.linspace(0, np.pi, high + 1))
    far = 0.4 + 0.03 * np.sin(9 * round_) * np.sin(7 * up)
    points = np.stack([far * np.sin(up) * np.cos(round_), far * np.cos(up), far * np.sin(up) * np.sin(round_)], -1)
    normals = points / np.linalg.norm(points, axis=-1, keepdims=True)
    corner = np.arange(high * (wide + 1)).reshape(high, wide + 1)[:, :wide]
    a, b, c, d = corner, corner + 1, corner + wide + 1, corner + wide + 2
    indices = np.stack([a, b, c, b, d, c], -1).reshape(-1)
    attributes = {
        "POSITION": made.rows(points.reshape(-1, 3), "VEC3"),
        "NORMAL": made.rows(normals.reshape(-1, 3), "VEC3"),
    }
    material: dict[str, Any] = {"pbrMetallicRoughness": {"baseColorFactor": [0.8, 0.45, 0.2, 1], "metallicFactor": 0.1}}
    scene: dict[str, Any] = {}
    if texture:
        places = np.stack([round_ / (2 * np.pi), up / np.pi], -1)
        attributes["TEXCOORD_0"] = made.rows(places.reshape(-1, 2), "VEC2")
        scene |= {"images": [_image(made, texture)], "textures": [{"source": 0}]}
        material["pbrMetallicRoughness"]["baseColorTexture"] = {"index": 0}
    shape = {"attributes": attributes, "indices": made.rows(indices, "SCALAR", "<u4"), "material": 0}
    return made.build(**scene, materials=[material], meshes=[{"primitives": [shape]}], **_PLACE)


_PLACE: dict[str, Any] = {"nodes": [{"mesh": 0}], "scenes": [{"nodes": [0]}], "scene": 0}


def _textured(made: _Builder, size: float, sides: int, name: str) -> dict[str, Any]:
    points, triangles, normals, places = _faces(size)
    attributes = {
        "POSITION": made.rows(points, "VEC3"),
        "NORMAL": made.rows(normals, "VEC3"),
        "TEXCOORD_0": made.rows(places, "VEC2"),
    }
    indices = made.rows(np.array(triangles[: 2 * sides]).reshape(-1), "SCALAR", "<u4")
    material = {
        "name": name,
        "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}, "metallicFactor": 0, "roughnessFactor": 0.7},
    }
    return {
        "images": [{**_image(made, 64), "name": f"{name} wood"}],
        "textures": [{"source": 0}],
        "materials": [material],
        "meshes": [{"primitives": [{"attributes": attributes, "indices": indices, "material": 0}]}],
        **json.loads(json.dumps(_PLACE)),
    }


def _image(made: _Builder, side: int) -> dict[str, Any]:
    """A board of planks: no two sides look alike when it is turned."""
    kept = io.BytesIO()
    down, across = np.mgrid[0:side, 0:side]
    grain = np.random.default_rng(3).integers(0, 40, (side, side))
    plank = ((across * 4 // side) * 23 + grain) % 90
    edge = (np.minimum(down, side - 1 - down) < side // 12) | (np.minimum(across, side - 1 - across) < side // 12)
    red = np.where(edge, 120, 220 - plank)
    Image.fromarray(np.stack([red, red * 0.66, red * 0.38], -1).astype(np.uint8)).save(kept, format="PNG")
    return {"bufferView": made.view(kept.getvalue()), "mimeType": "image/png"}


def _motion(name: str, times: int, values: int, path: str) -> dict[str, Any]:
    return {
        "name": name,
        "samplers": [{"input": times, "output": values}],
        "channels": [{"sampler": 0, "target": {"node": 0, "path": path}}],
    }
