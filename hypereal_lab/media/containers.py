"""How the four picture formats string their parts together, walked without looking inside.

Each walker yields places in the data and raises `MediaError` where the file ends before its structure does. The number
of parts is limited, so that a file made of a million empty ones costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from hypereal_lab.media.errors import broken

__all__ = ["big", "gif_frames", "jpeg_segments", "little", "png_chunks", "webp_chunks"]

_MOST_PARTS = 400_000
"""A GIF of 50 MB has half of that, everything else a few thousand."""
_SOS = 0xDA
_WITHOUT_CONTENT = {0x00, 0x01, *range(0xD0, 0xDA)}


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of the content of each chunk, from IHDR to IEND."""
    at = 8
    for _ in range(_MOST_PARTS):
        name, start = data[at + 4 : at + 8], at + 8
        end = start + big(data[at : at + 4])
        if end + 4 > len(data) or (at == 8) != (name == b"IHDR"):
            break
        yield name, start, end
        if name == b"IEND":
            return
        at = end + 4
    raise broken("png")


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of the content of each segment, up to and with the first start of scan."""
    at = 2
    for _ in range(_MOST_PARTS):
        at = data.find(b"\xff", at)
        if at < 0 or at + 4 > len(data):
            break
        marker = data[at + 1]
        if marker == 0xFF or marker in _WITHOUT_CONTENT:
            at += 1 if marker == 0xFF else 2
            continue
        end = at + 2 + big(data[at + 2 : at + 4])
        if end < at + 4 or end > len(data):
            break
        yield marker, at + 4, end
        if marker == _SOS:
            return
        at = end
    raise broken("jpeg")


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of the content of each chunk inside the RIFF frame."""
    at, stop = 12, 8 + little(data[4:8])
    if stop > len(data):
        raise broken("webp")
    for _ in range(_MOST_PARTS):
        if at + 8 > stop:
            return
        start = at + 8
        end = start + little(data[at + 4 : at + 8])
        if end > stop:
            break
        yield data[at : at + 4], start, end
        at = end + end % 2
    raise broken("webp")


def gif_frames(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, width and height of each frame whose data is complete."""
    at = 13 + _colours(data[10:11])
    for _ in range(_MOST_PARTS):
        kind = data[at : at + 1]
        if kind in (b";", b""):  # many writers forget the end mark
            return
        if kind == b"!":
            at = _after_blocks(data, at + 2)
        elif kind == b",":
            left, top, width, high = (little(data[at + i : at + i + 2]) for i in (1, 3, 5, 7))
            at = _after_blocks(data, at + 11 + _colours(data[at + 9 : at + 10]))
            yield left, top, width, high
        else:
            at += 1
    raise broken("gif")


def _colours(flags: bytes) -> int:
    """Bytes of the colour table that a GIF's flags announce."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    """The place after a chain of GIF blocks, each with its length in front; an empty one ends the chain."""
    for _ in range(_MOST_PARTS):
        if at >= len(data):
            break
        if data[at] == 0:
            return at + 1
        at += 1 + data[at]
    raise broken("gif")


def big(raw: bytes) -> int:
    """Big-endian number, as in PNG, JPEG and one kind of EXIF."""
    return int.from_bytes(raw, "big")


def little(raw: bytes) -> int:
    """Little-endian number, as in WebP, GIF and the other kind of EXIF."""
    return int.from_bytes(raw, "little")
