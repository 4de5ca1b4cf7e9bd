"""Which way up a camera held a picture, from its EXIF note.

Read by hand: Pillow's reader warns on damaged notes by global settings, and one number is all we want.
"""

from __future__ import annotations

from PIL.Image import Image, Transpose

from hypereal_lab.media.containers import big, little

__all__ = ["read_orientation", "upright"]

_TAG = 0x0112
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def read_orientation(exif: bytes) -> int:
    """The orientation number, 1 to 8; 1 (upright) when the note is missing or damaged."""
    number = {b"II": little, b"MM": big}.get(exif[:2])
    if number is None:
        return 1
    at = number(exif[4:8])
    for entry in range(at + 2, at + 2 + 12 * number(exif[at : at + 2]), 12):
        if entry + 12 > len(exif):
            break
        if number(exif[entry : entry + 2]) == _TAG:
            value = number(exif[entry + 8 : entry + 10])
            return value if value in _TURNS else 1
    return 1


def upright(picture: Image, orientation: int) -> Image:
    """The picture as it should be seen."""
    return picture.transpose(_TURNS[orientation]) if orientation in _TURNS else picture
