"""What the structure of a picture says about it, read before any pixel is decoded.

Pillow allocates by these numbers, and warns by settings that belong to the whole process; so they are read and judged
here first, without it.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypereal_lab.media.containers import big, gif_frames, jpeg_segments, little, png_chunks, webp_chunks
from hypereal_lab.media.errors import Format, MediaError, broken

__all__ = ["Header", "read_header"]

_MOST_SCANS = 40
"""Of one progressive JPEG: encoders write about ten, and each costs a pass over all pixels."""
_JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ADVICE = "send a PNG, JPEG, WebP or GIF picture"
_OTHER_FORMATS = {
    b"%PDF": "PDF",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"8BPS": "Photoshop",
    b"\0\0\1\0": "icon",
    b"PK\3\4": "ZIP",
    b"\x1f\x8b": "gzip",
    b"RIFF": "sound or video",
}


@dataclass(frozen=True, slots=True)
class Header:
    """Facts from the structure alone."""

    format: Format
    width: int
    """Pixels as stored, before EXIF orientation."""
    height: int
    frames: int = 1
    exif: bytes = b""
    """The EXIF block from its byte order mark on; empty when there is none."""


def read_header(data: bytes) -> Header:
    """Read the facts of a PNG, JPEG, WebP or GIF.

    Raises `MediaError`: `not_an_image` when the bytes are something else, `broken` when they end too early.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        header = _png(data)
    elif data.startswith(b"\xff\xd8\xff"):
        header = _jpeg(data)
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        header = _webp(data)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        header = _gif(data)
    else:
        raise MediaError(_what_else(data), why="not_an_image")
    if min(header.width, header.height, header.frames) < 1:
        raise broken(header.format)
    return header


def _png(data: bytes) -> Header:
    width = height = animations = 0
    frames, exif = 1, b""
    for name, start, end in png_chunks(data):
        if name == b"IHDR":
            width, height = big(data[start : start + 4]), big(data[start + 4 : start + 8])
        elif name == b"acTL":
            frames, animations = big(data[start : start + 4]), animations + 1
        elif name == b"eXIf":
            exif = data[start:end]
    if animations > 1:
        raise broken("png")
    return Header("png", width, height, frames, exif)


def _jpeg(data: bytes) -> Header:
    width = height = 0
    exif = b""
    for marker, start, end in jpeg_segments(data):
        if marker in _JPEG_SIZES:
            height, width = big(data[start + 1 : start + 3]), big(data[start + 3 : start + 5])
        elif marker == 0xE1 and data.startswith(b"Exif\0\0", start):
            exif = exif or data[start + 6 : end]
    if data.count(b"\xff\xda") > _MOST_SCANS:
        raise broken("jpeg")
    return Header("jpeg", width, height, exif=exif)


def _webp(data: bytes) -> Header:
    width = height = frames = 0
    exif = b""
    for name, start, end in webp_chunks(data):
        if name in (b"VP8 ", b"VP8L", b"VP8X") and not width:
            width, height = _webp_size(name, data[start : start + 10])
        elif name == b"ANMF":
            frames += 1
        elif name == b"EXIF":
            exif = data[start:end].removeprefix(b"Exif\0\0")
    return Header("webp", width, height, max(frames, 1), exif)


def _webp_size(name: bytes, head: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return little(head[4:7]) + 1, little(head[7:10]) + 1
    if name == b"VP8L" and head[:1] == b"\x2f":
        bits = little(head[1:5])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if name == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        return little(head[6:8]) & 0x3FFF, little(head[8:10]) & 0x3FFF
    raise broken("webp")


def _gif(data: bytes) -> Header:
    width, height, frames = little(data[6:8]), little(data[8:10]), 0
    for left, top, wide, high in gif_frames(data):
        if frames == 0:  # a first frame may reach beyond the screen, and the picture grows with it
            width, height = max(width, left + wide), max(height, top + high)
        frames += 1
    return Header("gif", width, height, frames)


def _what_else(data: bytes) -> str:
    """Say what it is instead of a picture, where a few bytes tell."""
    if not data:
        return f"The file is empty; {_ADVICE}."
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in start and b"<html" not in start:
        return f"This is an SVG drawing, which is a program rather than pixels; {_ADVICE}."
    if b"<html" in start or start.startswith((b"<!doctype html", b"<head", b"<body", b"<script")):
        return "This is a web page (HTML), not a picture; use the address of the picture file itself."
    for sign, name in _OTHER_FORMATS.items():
        if data.startswith(sign):
            return f"This is a {name} file; {_ADVICE}."
    if data[4:8] == b"ftyp":
        return f"This is a HEIC, AVIF or video file; {_ADVICE}."
    if all(byte >= 32 or byte in b"\t\r\n" for byte in start):
        return f"This is text, not a picture; {_ADVICE}."
    return f"This is not a picture of a known format; {_ADVICE}."
