"""MP4, M4A and MOV: a row of boxes, each with its length and name in front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypereal_lab.media.containers import big
from hypereal_lab.media.errors import broken_file

__all__ = ["Box", "boxes"]

_MOST_BOXES = 200_000
"""Of one row; a film in fragments of a second has some ten thousand."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box by its places in the file."""

    name: bytes
    start: int
    content: int
    """Where its content starts, after length and name."""
    end: int
    open: bool = False
    """Its length is 0, which means up to the end of the file."""


def boxes(data: bytes, at: int = 0, stop: int | None = None) -> Iterator[Box]:
    """The boxes of one row, without looking inside. Raises `MediaError` where one is longer than the file."""
    stop = len(data) if stop is None else stop
    for _ in range(_MOST_BOXES):
        if at + 8 > stop:
            return
        box = _box_at(data, at, stop)
        if not at < box.content <= box.end <= stop:
            break
        yield box
        at = box.end
    raise broken_file("MP4 file")


def _box_at(data: bytes, at: int, stop: int) -> Box:
    size, name = big(data[at : at + 4]), data[at + 4 : at + 8]
    if size == 0:
        return Box(name, at, at + 8, stop, open=True)
    if size == 1:
        return Box(name, at, at + 16, at + big(data[at + 8 : at + 16]))
    return Box(name, at, at + 8, at + size)
