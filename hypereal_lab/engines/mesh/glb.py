"""Parts to one GLB: a mesh for each surface, with normals and a PBR material."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from hypereal_lab.engines.mesh.kit import Part, Surface
from hypereal_lab.engines.mesh.solids import Numbers, Solid, joined
from hypereal_lab.engines.picture.colours import RGB

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["write_parts", "write_textured"]


def write_parts(parts: Sequence[Part], *, pbr: bool = True) -> bytes:
    """The model. Equal parts give equal bytes."""
    import trimesh

    scene = trimesh.Scene()
    surfaces = list(dict.fromkeys(part.surface for part in parts))
    for number, surface in enumerate(surfaces):
        solid = joined(part.solid for part in parts if part.surface == surface)
        scene.add_geometry(
            _mesh(solid, _material(surface, number, pbr)), geom_name=f"part{number}", node_name=f"part{number}"
        )
    return _bytes(scene)


def write_textured(solid: Solid, places: Numbers, picture: Image) -> bytes:
    """One solid that wears a picture; `places` are 0 to 1 from the lower left, one for each point."""
    import trimesh
    from trimesh.visual.material import PBRMaterial

    material = PBRMaterial(name="picture", baseColorTexture=picture, metallicFactor=0.0, roughnessFactor=0.7)
    scene = trimesh.Scene()
    scene.add_geometry(_mesh(solid, material, places), geom_name="relief", node_name="relief")
    return _bytes(scene)


def _bytes(scene: Any) -> bytes:
    data: bytes = scene.export(file_type="glb", include_normals=True)
    return data


def _mesh(solid: Solid, material: Any, places: Numbers | None = None) -> Any:
    import trimesh
    from trimesh.visual import TextureVisuals

    return trimesh.Trimesh(
        vertices=solid.points,
        faces=solid.triangles,
        vertex_normals=solid.normals(),
        visual=TextureVisuals(uv=places, material=material),
        process=False,
    )


def _material(surface: Surface, number: int, pbr: bool) -> Any:
    from trimesh.visual.material import PBRMaterial

    linear = _linear(surface.colour)
    levels = [round(part * 255) for part in (*linear, surface.alpha)]
    return PBRMaterial(
        name=f"surface{number}",
        baseColorFactor=np.array(levels, np.uint8),
        metallicFactor=surface.metallic if pbr else 0.0,
        roughnessFactor=surface.roughness if pbr else 1.0,
        emissiveFactor=[part * surface.glow for part in linear] if surface.glow else None,
        alphaMode="BLEND" if surface.alpha < 1 else None,
    )


def _linear(colour: RGB) -> list[float]:
    """Light, as the format counts it, of a colour as a screen does."""
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
