"""A small picture of a picture, within a budget of bytes."""

from __future__ import annotations

import io

from PIL.Image import Image

from hypereal_lab.media.headers import Header, read_header
from hypereal_lab.media.orientation import read_orientation, upright
from hypereal_lab.media.pictures import MOST_FRAMES, MOST_PIXELS, check_limits, read_picture

__all__ = ["made_small", "packed", "small_picture", "thumbnail"]

_QUALITIES = (80, 65, 50, 35)
"""WebP qualities tried at each size, best first."""
_SHRINK = 0.75
_SMALLEST = 8
"""Pixels of the longer edge; such a picture takes about 100 bytes."""


def thumbnail(data: bytes, *, longest: int = 320, budget: int = 12_000, max_pixels: int = MOST_PIXELS) -> bytes:
    """A WebP of at most `budget` bytes and `longest` pixels per edge, upright, with its alpha and nothing else.

    Quality gives way first, then size. Notes of the original (place, camera, profile) are left behind. Raises
    `MediaError` when the data is no picture, `ValueError` when the budget is too small for any.
    """
    return packed(small_picture(data, longest, max_pixels), budget)


def packed(small: Image, budget: int) -> bytes:
    """The WebP of at most `budget` bytes that this picture makes at the best quality and size."""
    while True:
        for quality in _QUALITIES:
            encoded = _webp(small, quality)
            if len(encoded) <= budget:
                return encoded
        if max(small.size) <= _SMALLEST:
            raise ValueError(f"No thumbnail fits budget={budget}; allow 1,000 bytes or more.")
        small = small.resize((_shorter(small.width), _shorter(small.height)))


def small_picture(data: bytes, longest: int, max_pixels: int = MOST_PIXELS) -> Image:
    """At most `longest` pixels per edge, upright, in RGB or RGBA. Raises `MediaError`."""
    header = read_header(data)
    check_limits(header, max_pixels=max_pixels, max_frames=MOST_FRAMES)
    with read_picture(data, header) as picture:
        picture.draft(picture.mode, (2 * longest, 2 * longest))  # lets a JPEG skip pixels that would be averaged away
        return made_small(picture, header, longest)


def made_small(picture: Image, header: Header, longest: int) -> Image:
    """The same of a picture that is open already."""
    picture.load()
    small = _plain(picture)
    small.thumbnail((longest, longest), reducing_gap=2.0)
    return upright(small, read_orientation(header.exif))


def _plain(picture: Image) -> Image:
    """Eight bits a channel, RGB or RGBA."""
    if picture.mode.startswith("I"):  # 16-bit grey would be clipped to white by a plain conversion
        return picture.point(lambda level: level / 256).convert("L").convert("RGB")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _webp(picture: Image, quality: int) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "WEBP", quality=quality, method=4)
    return kept.getvalue()


def _shorter(edge: int) -> int:
    return max(1, int(edge * _SHRINK))
