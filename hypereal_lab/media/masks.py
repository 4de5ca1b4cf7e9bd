"""Masks: which part of a picture is to be made anew."""

from __future__ import annotations

import io

from PIL import Image

from hypereal_lab.media.errors import MediaError
from hypereal_lab.media.pictures import ImageFacts, probe_image

__all__ = ["check_mask_size", "probe_mask"]

_CLEAR = 127
"""The highest alpha, of 255, that still asks for something new."""


def probe_mask(data: bytes) -> ImageFacts:
    """Facts of a mask, whose alpha says what is made anew.

    Raises `MediaError` for what is no picture or asks for nothing.
    """
    facts = probe_image(data)
    if not facts.has_alpha:
        words = "It has no alpha channel; give a PNG or WebP that is transparent where the picture is to change."
        raise MediaError(words, why="unsupported")
    with Image.open(io.BytesIO(data)) as picture:
        clearest = picture.convert("RGBA").getchannel("A").getextrema()[0]
    if not isinstance(clearest, int) or clearest > _CLEAR:
        words = "Nothing in the mask is transparent; make the part transparent that is to change."
        raise MediaError(words, why="unsupported")
    return facts


def check_mask_size(mask: tuple[int | None, int | None], picture: tuple[int | None, int | None]) -> str | None:
    """What to say where a mask and its picture, as width and height in pixels, are not of one size."""
    if mask == picture:
        return None
    return (
        f"it has {mask[0]}x{mask[1]} pixels and the first picture {picture[0]}x{picture[1]}; both must be of one size."
    )
