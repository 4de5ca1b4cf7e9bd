"""Single frames of a video: the one that is on the screen at a moment, and a strip of small ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hypereal_lab.media.clips import frame_near, moving, open_clip
from hypereal_lab.media.errors import broken_file
from hypereal_lab.media.thumbnails import packed
from hypereal_lab.media.types import sniff

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["film_strip", "frame_at", "frames_between"]

_TIME_BASE = 1_000_000
_HAIR = 1e-4
"""Seconds: a browser's clock and a file's differ by less."""


def frame_at(data: bytes, seconds: float) -> Image:
    """The frame that is shown at `seconds`, in full size; the last one for a moment after the end.

    Raises `MediaError` for what is no video.
    """
    shown = None
    for time, frame in _decoded(data, seconds):
        if shown is not None and time > seconds + _HAIR:
            break
        shown = frame
    if shown is None:
        raise broken_file("video")
    picture: Image = shown.to_image()
    return picture


def frames_between(data: bytes, start: float, end: float, *, fps: float) -> Iterator[Image]:
    """Frames from `start` to `end`, `fps` of them a second, each as it is shown at its moment."""
    shown, count = None, 0
    for time, frame in _decoded(data, start):
        while shown is not None and start + count / fps < min(time, end) - _HAIR:
            yield shown.to_image()
            count += 1
        if time >= end:
            return
        shown = frame
    while shown is not None and start + count / fps < end - _HAIR:
        yield shown.to_image()
        count += 1


def film_strip(data: bytes, *, count: int = 20, high: int = 54, budget: int = 100_000) -> bytes:
    """A WebP with `count` frames side by side, each from the middle of its equal part of the video.

    Key frames are taken where they are near enough, so that a long clip is not decoded whole. Raises `MediaError`.
    """
    from PIL import Image

    media_type = sniff(data)
    with open_clip(data, media_type) as container:
        stream = moving(container)
        if stream is None or not stream.height:
            raise broken_file("video")
        wide = max(8, min(4 * high, round(high * stream.width / stream.height)))
        length = (container.duration or 0) / _TIME_BASE
        strip = Image.new("RGB", (wide * count, high))
        for place in range(count):
            moment = length * (place + 0.5) / count
            container.seek(int(moment * _TIME_BASE))
            frame = frame_near(container, stream, moment)
            strip.paste(frame.to_image(width=wide, height=high), (wide * place, 0))
        return packed(strip, budget)


def _decoded(data: bytes, start: float) -> Iterator[tuple[float, Any]]:
    """Frames with their times, from the key frame before `start` on."""
    with open_clip(data, sniff(data)) as container:
        stream = moving(container)
        if stream is None:
            raise broken_file("video")
        if start > 0.5:
            container.seek(int(start * _TIME_BASE))
        for frame in container.decode(stream):
            if frame.time is not None:
                yield frame.time, frame
