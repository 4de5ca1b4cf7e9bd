"""Small real files for the tests of pictures, and ways to damage them."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

from PIL import Image


def encode(picture: Image.Image, kind: str, **options: Any) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, kind, **options)
    return kept.getvalue()


def noise(width: int = 60, height: int = 40, mode: str = "RGB", seed: int = 7) -> Image.Image:
    channels = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (width, height), random.Random(seed).randbytes(width * height * channels))


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims any size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", head),
            png_chunk(b"IDAT", zlib.compress(bytes(1000))),
            png_chunk(b"IEND", b""),
        ]
    )


def with_png_chunk(data: bytes, name: bytes, content: bytes) -> bytes:
    """The same PNG with a chunk more, right after its header."""
    return data[:33] + png_chunk(name, content) + data[33:]


def with_jpeg_segment(data: bytes, marker: int, content: bytes) -> bytes:
    """The same JPEG with a segment more, in front of all others."""
    return data[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content + data[2:]


def orientation_note(value: int, order: str = ">") -> bytes:
    """The smallest EXIF block that says which way up."""
    mark = b"MM" if order == ">" else b"II"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, value, 0)
    return mark + struct.pack(order + "HIH", 42, 8, 1) + entry + bytes(4)
