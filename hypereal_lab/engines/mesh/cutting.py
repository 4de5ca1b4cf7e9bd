"""A picture opened, the thing in it told from its ground, and its colours carried a little over its edge."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hypereal_lab.engines.mesh.solids import Numbers

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Mask", "find_thing", "open_picture", "smooth", "worn"]

Mask = NDArray[np.bool_]

_PLAIN = 26.0
"""Levels of difference to the ground that count as the thing."""
_OVER = 14
"""Pixels that colours reach over the edge of a thing."""


def open_picture(data: bytes, longest: int, field: str = "image") -> Image:
    """Upright, in RGBA, `longest` pixels at most. Raises `ValueError` where the bytes are no picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise ValueError(f"{field} cannot be read; give a PNG, JPEG or WebP picture") from error
    picture.thumbnail((longest, longest))
    return picture


def find_thing(pixels: NDArray[np.float64]) -> Mask | None:
    """Where the thing is; None where it fills the picture or there is no telling."""
    if pixels[..., 3].min() < 128:
        mask = pixels[..., 3] >= 128
    else:
        colours = pixels[..., :3]
        border = np.concatenate([colours[0], colours[-1], colours[:, 0], colours[:, -1]])
        ground = np.median(border, axis=0)
        if np.percentile(np.abs(border - ground).max(axis=1), 90) > _PLAIN:
            return None
        mask = np.abs(colours - ground).max(axis=2) > _PLAIN
    mask = smooth(mask.astype(float), 1) > 0.5
    mask[[0, -1]] = mask[:, [0, -1]] = False
    return mask if 0.02 < mask.mean() < 0.9 else None


def smooth(grid: Numbers, times: int) -> Numbers:
    """Each value becomes the mean of those around it."""
    for _ in range(times):
        wide = np.pad(grid, 1, mode="edge")
        across = wide[:, :-2] + wide[:, 1:-1]
        across += wide[:, 2:]
        grid = across[:-2] + across[1:-1]
        grid += across[2:]
        grid /= 9
    return grid


def worn(picture: Image) -> Image:
    """Without its ground near the thing, so that no ground shines through at the rim."""
    from PIL import Image

    pixels: Any = np.asarray(picture, np.float64)
    mask = find_thing(pixels)
    if mask is None:
        return picture.convert("RGB")
    colours, weight = pixels[..., :3] * mask[..., None], mask.astype(float)
    for _ in range(_OVER):
        spread = smooth(weight, 1)
        rim = (weight == 0) & (spread > 0)
        for channel in range(3):
            colours[..., channel][rim] = (smooth(colours[..., channel], 1)[rim]) / spread[rim]
        weight[rim] = 1.0
    whole = np.where(weight[..., None] > 0, colours, pixels[..., :3])
    return Image.fromarray(np.round(whole).clip(0, 255).astype(np.uint8))
