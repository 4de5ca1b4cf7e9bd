"""A picture of which only a part is drawn anew."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageChops, ImageFilter, ImageOps

from hypereal_lab.engines.picture.blend import fit
from hypereal_lab.engines.picture.order import SMALLEST, PictureOrder

__all__ = ["redraw"]

_SOFT = 0.006
"""Of the shorter side: how wide the new part fades into what is kept, inwards."""


def redraw(order: PictureOrder, draw: Callable[[PictureOrder], bytes]) -> Image.Image:
    """The first reference with what `draw` makes of the part where the mask is transparent.

    The part alone is drawn, so that what the words ask for stands in it. Raises `ValueError` for a mask that cannot
    be read or has no transparent part.
    """
    size = order.width, order.height
    kept = fit(order.references[0], size)
    hole = _hole(order.mask or b"", size)
    box = hole.getbbox()
    if box is None:
        raise ValueError("mask: nothing in it is transparent; make the part transparent that is to change")
    part = kept.crop(box)
    wanted = replace(
        order,
        width=max(SMALLEST, part.width),
        height=max(SMALLEST, part.height),
        references=(_encoded(part), *order.references[1:]),
        format="png",
        mask=None,
    )
    with Image.open(io.BytesIO(draw(wanted))) as drawn:
        kept.paste(drawn.convert("RGB").resize(part.size, Image.Resampling.LANCZOS), box[:2], hole.crop(box))
    return kept


def _hole(mask: bytes, size: tuple[int, int]) -> Image.Image:
    """White where it is to be drawn, cut to size as the reference is, with an edge that is soft on the inside."""
    try:
        with Image.open(io.BytesIO(mask)) as picture:
            alpha = picture.convert("RGBA").getchannel("A")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"mask: it is no picture that can be read ({type(error).__name__})") from error
    hole = ImageChops.invert(ImageOps.fit(alpha, size, Image.Resampling.BILINEAR, centering=(0.5, 0.5)))
    soft = hole.filter(ImageFilter.GaussianBlur(min(size) * _SOFT))
    return ImageChops.darker(hole, soft.point(lambda level: max(0, 2 * level - 255)))


def _encoded(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "PNG", compress_level=1)
    return kept.getvalue()
