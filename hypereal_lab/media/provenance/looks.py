"""What a picture looks like, in 64 bits that hardly change when a site makes it smaller or encodes it again."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hypereal_lab.media.errors import MediaError
from hypereal_lab.media.thumbnails import small_picture
from hypereal_lab.media.types import sniff

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Numbers = NDArray[np.float64]

__all__ = ["hamming", "look_of_picture", "perceptual_hash"]

_EDGE = 32
_KEPT = 8
_WHITE = (255, 255, 255)


def perceptual_hash(data: bytes) -> str | None:
    """16 hex digits for a picture, None for everything else and for what cannot be decoded.

    The signs of the 64 coarsest waves of its brightness (a DCT), seen upright and on white. Pictures of one colour all
    look alike to it.
    """
    try:
        if not sniff(data).startswith("image/"):
            return None
        picture = small_picture(data, 4 * _EDGE)
    except MediaError:
        return None
    return look_of_picture(picture)


def look_of_picture(picture: Image) -> str:
    """The perceptual hash of an upright picture in RGB or RGBA that is open already."""
    return f"{_signs(_grey(picture)):016x}"


def hamming(a: str, b: str) -> int:
    """Bits in which two hashes differ: up to about 10 for the same picture, about 32 for two without likeness.

    Raises `ValueError` for what is no such hash.
    """
    if len(a) != len(b):
        raise ValueError("Two hashes of different length cannot be compared; make both with perceptual_hash().")
    return (int(a, 16) ^ int(b, 16)).bit_count()


def _grey(picture: Image) -> Numbers:
    import numpy as np
    from PIL import Image

    if picture.mode == "RGBA":
        below = Image.new("RGB", picture.size, _WHITE)
        below.paste(picture, mask=picture)
        picture = below
    return np.asarray(picture.convert("L").resize((_EDGE, _EDGE)), np.float64)


def _signs(grey: Numbers) -> int:
    import numpy as np

    waves = _waves() @ grey @ _waves().T
    flat = waves.reshape(-1)
    middle = np.partition(flat[1:], flat.size // 2 - 1)[flat.size // 2 - 1]
    bits = flat > middle
    bits[0] = False  # how bright all of it is says nothing
    return int.from_bytes(np.packbits(bits).tobytes())


@lru_cache(maxsize=1)
def _waves() -> Numbers:
    import numpy as np

    waves: Numbers = np.cos(np.pi / _EDGE * np.outer(np.arange(_KEPT), np.arange(_EDGE) + 0.5))
    return waves
