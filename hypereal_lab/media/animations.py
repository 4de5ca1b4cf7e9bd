"""A part of a video as a picture in motion, for places that play no video."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal, TypeAlias

from hypereal_lab.media.errors import MediaError
from hypereal_lab.media.frames import frames_between
from hypereal_lab.media.pictures import MOST_FRAMES

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Motion", "animation"]

Motion: TypeAlias = Literal["gif", "webp"]

_FASTEST, _SLOWEST = 15.0, 5.0
"""Frames a second."""
_MEGABYTE = 1_000_000


def animation(
    data: bytes, start: float, end: float, form: Motion = "webp", *, longest: int = 480, most_bytes: int = 8 * _MEGABYTE
) -> bytes:
    """A GIF or WebP that repeats the video from `start` to `end` (seconds) without end, silent.

    It has up to 15 frames a second and 100 together, so at most 20 seconds. Raises `MediaError`: `too_long`, or
    `too_large` when it would have more than `most_bytes`.
    """
    length = end - start
    if not 0 < length <= MOST_FRAMES / _SLOWEST:
        raise MediaError(
            f"The loop lasts {length:.3g} seconds and at most {MOST_FRAMES / _SLOWEST:g} make a picture in motion; "
            "make it shorter.",
            why="too_long",
        )
    fps = min(_FASTEST, MOST_FRAMES / length)
    pictures = [_small(one, longest) for one in frames_between(data, start, end, fps=fps)][:MOST_FRAMES]
    if not pictures:
        raise MediaError("There is no frame between these two moments; make the loop longer.", why="broken")
    made = _written(pictures, form, fps)
    if len(made) > most_bytes:
        other = " or choose WebP" if form == "gif" else ""
        raise MediaError(
            f"The {form.upper()} would have {len(made) / _MEGABYTE:.1f} MB and at most {most_bytes / _MEGABYTE:g} are "
            f"made; make the loop shorter{other}.",
            why="too_large",
        )
    return made


def _small(picture: Image, longest: int) -> Image:
    picture.thumbnail((longest, longest), reducing_gap=2.0)
    return picture


def _written(pictures: list[Image], form: Motion, fps: float) -> bytes:
    kept, pause = io.BytesIO(), round(1000 / fps)
    said = {"save_all": True, "append_images": pictures[1:], "loop": 0}
    if form == "gif":
        pictures[0].save(kept, "GIF", duration=max(20, round(pause, -1)), **said)
    else:
        pictures[0].save(kept, "WEBP", duration=pause, quality=70, method=3, **said)
    return kept.getvalue()
