"""Many thousands of assets in one message: for each its digest and its shape, as bytes.

34 bytes each: 32 of the digest, then width divided by height in thousandths as an unsigned number of two bytes, the
high one first; 0 where there is no shape.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypereal_lab.lab.shelf import Outline
from hypereal_lab.widgets.pictures import PIECE_BYTES

__all__ = ["NAMED", "RECORD", "index_of"]

RECORD = 34
NAMED = PIECE_BYTES // RECORD
"""Assets of one message."""


def index_of(outlines: Sequence[Outline]) -> bytes:
    """The records one after another. A digest that is none, from a frame, is all zeros."""
    return b"".join(_digest(one.digest) + _shape(one).to_bytes(2, "big") for one in outlines)


def _digest(digest: str) -> bytes:
    try:
        made = bytes.fromhex(digest)
    except ValueError:
        return bytes(32)
    return made if len(made) == 32 else bytes(32)


def _shape(one: Outline) -> int:
    if not one.width or not one.height:
        return 0
    return max(1, min(65_535, round(1000 * one.width / one.height)))
