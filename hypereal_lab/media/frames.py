"""Single frames of a video: the one that is on the screen at a moment, and a strip of small ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hypereal_lab.media.clips import frame_near, moving, open_clip
from hypereal_lab.media.errors import broken_file
from hypereal_lab.media.thumbnails import packed
from hypereal_lab.media.types import sniff

if TYPE_CHECKING:
    from av.container import InputContainer
    from PIL.Image import Image

__all__ = ["film_strip", "frame_at", "frames_between"]

_TIME_BASE = 1_000_000
_NEAR = 2.0
"""Seconds between two small frames up to which winding costs more than decoding what is between them."""
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

    A long clip is wound to each of them and not decoded whole. Raises `MediaError`.
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
        moments = [length * (place + 0.5) / count for place in range(count)]
        for place, frame in enumerate(_frames_of(container, stream, moments)):
            strip.paste(frame.to_image(width=wide, height=high), (wide * place, 0))
        return packed(strip, budget)


def _frames_of(container: InputContainer, stream: Any, moments: list[float]) -> Iterator[Any]:
    """A frame for each moment: found by winding where they are far apart, else on one way through."""
    if len(moments) > 1 and moments[1] - moments[0] > _NEAR:
        for moment in moments:
            container.seek(int(moment * _TIME_BASE))
            yield frame_near(container, stream, moment)
        return
    waiting, frame = iter(moments), None
    wanted = next(waiting, None)
    for frame in container.decode(stream):
        while wanted is not None and (frame.time or 0) >= wanted - _HAIR:
            yield frame
            wanted = next(waiting, None)
        if wanted is None:
            return
    while wanted is not None and frame is not None:
        yield frame
        wanted = next(waiting, None)


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
