"""Is this really a picture, and how large is it?"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from hypereal_lab.media.containers import jpeg_segments
from hypereal_lab.media.errors import Format, MediaError, broken
from hypereal_lab.media.headers import Header, read_header

__all__ = ["MOST_FRAMES", "MOST_PIXELS", "ImageFacts", "check_limits", "probe_image", "read_picture"]

MOST_PIXELS = 50_000_000
"""A square of 7,000: above what any model makes or takes, and 200 MB once decoded."""
MOST_FRAMES = 100
"""Of an animation; only the first is ever decoded."""

_READERS: dict[Format, type[ImageFile]] = {
    "png": PngImageFile,
    "jpeg": JpegImageFile,
    "webp": WebPImageFile,
    "gif": GifImageFile,
}
_PIXEL_SEGMENTS = {*range(0xC0, 0xE0), 0xE0, 0xEE}
"""JPEG tables, frame and scan, JFIF and Adobe's colour note; not EXIF, profiles, comments and vendor blocks."""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What is known of a picture that was decoded without fault."""

    format: Format
    width: int
    """Pixels as stored; a camera's orientation note is not applied."""
    height: int
    has_alpha: bool
    media_type: str
    frames: int = 1


def probe_image(data: bytes, *, max_pixels: int = MOST_PIXELS, max_frames: int = MOST_FRAMES) -> ImageFacts:
    """Facts of a PNG, JPEG, WebP or GIF that can be decoded to the end; of an animation, its first frame.

    Size and frames are judged from the header before a pixel is decoded. Raises `MediaError` for everything that is
    no such picture (HTML, SVG, text, other formats), cut off, or beyond `max_pixels` (width x height) or `max_frames`.
    """
    header = read_header(data)
    check_limits(header, max_pixels=max_pixels, max_frames=max_frames)
    with read_picture(data, header) as picture:
        picture.draft(picture.mode, (header.width // 8 or 1, header.height // 8 or 1))  # JPEG: all data, few pixels
        picture.load()
        return ImageFacts(
            format=header.format,
            width=header.width,
            height=header.height,
            has_alpha=picture.has_transparency_data,
            media_type=f"image/{header.format}",
            frames=header.frames,
        )


def check_limits(header: Header, *, max_pixels: int, max_frames: int) -> None:
    """Raise `MediaError` for a picture that would be too large to decode."""
    if header.width * header.height > max_pixels:
        raise MediaError(
            f"The picture has {header.width} x {header.height} pixels and at most {max_pixels:,} are taken; "
            "make it smaller.",
            why="too_many_pixels",
        )
    if header.frames > max_frames:
        raise MediaError(
            f"The animation has {header.frames} frames and at most {max_frames} are taken; send one frame of it.",
            why="too_many_frames",
        )


@contextmanager
def read_picture(data: bytes, header: Header) -> Iterator[ImageFile]:
    """Pillow's picture, not yet decoded; whatever goes wrong in the block is a `MediaError`.

    The format's own reader is used instead of `Image.open`, whose bomb check warns or raises by global settings.
    """
    try:
        with _READERS[header.format](io.BytesIO(_bare(data, header.format))) as picture:
            if picture.size != (header.width, header.height):
                raise broken(header.format)
            yield picture
    except MediaError:
        raise
    except Exception as error:  # a reader of hostile bytes raises anything: OSError, SyntaxError, struct.error, ...
        raise broken(header.format) from error


def _bare(data: bytes, kind: Format) -> bytes:
    """A JPEG without its notes, which Pillow would read for the resolution, with warnings when they are damaged."""
    if kind != "jpeg":
        return data
    kept, scan = [b"\xff\xd8"], 0
    for marker, start, scan in jpeg_segments(data):
        if marker in _PIXEL_SEGMENTS:
            kept.append(data[start - 4 : scan])
    return b"".join([*kept, data[scan:]])
