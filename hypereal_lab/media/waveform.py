"""The shape of a sound: how loud it is from moment to moment, and a picture of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypereal_lab.media.clips import open_clip
from hypereal_lab.media.errors import MediaError, broken_file
from hypereal_lab.media.sounds import check_length
from hypereal_lab.media.types import sniff

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Levels = NDArray[np.float64]

__all__ = ["draw_waveform", "peaks"]

_MOST_COUNT = 10_000
_FINE = 256
"""Samples of one fine step; five milliseconds at 48 kHz."""
_BAR, _GAP = 3, 2
"""Pixels, at the size the picture is shown."""
_COLOUR = (110, 128, 238, 255)
"""Indigo with a contrast of more than 3 to 1 on white and on near-black."""
_SHARPER = 3
_QUIET = 1e-4
"""Full scale is 1; below this everything is silence and is not blown up."""


def peaks(data: bytes, count: int = 64) -> list[float]:
    """The loudest moment in each of `count` equal parts of a sound (or of a video's sound), 0 to 1 of full scale.

    Raises `MediaError` when there is no sound to decode, `ValueError` for a count below 1 or above 10,000.
    """
    import numpy as np

    if not 1 <= count <= _MOST_COUNT:
        raise ValueError(f"count={count} cannot be; ask for 1 to {_MOST_COUNT} peaks.")
    fine = _fine_peaks(data)
    if not len(fine):
        raise broken_file("sound")
    edges = np.linspace(0, len(fine), count + 1)
    starts, ends = edges[:-1].astype(int), np.maximum(np.ceil(edges[1:]).astype(int), edges[:-1].astype(int) + 1)
    return [round(float(fine[start:end].max()), 4) for start, end in zip(starts, ends, strict=True)]


def _fine_peaks(data: bytes) -> Levels:
    import av
    import numpy as np

    media_type, samples = sniff(data), 0
    found: list[Levels] = []
    if media_type.partition("/")[0] not in ("audio", "video"):
        raise MediaError("Only sounds have peaks; send a sound or a video.", why="unsupported")
    with open_clip(data, media_type) as container:
        if not container.streams.audio:
            raise MediaError("The video has no sound; send one that has.", why="unsupported")
        resampler = av.AudioResampler(format="flt", layout="mono")
        for frame in container.decode(container.streams.audio[0]):
            for plain in resampler.resample(frame):
                samples += plain.samples
                check_length(samples / (plain.sample_rate or 1))
                found.append(_loudest(np.abs(plain.to_ndarray().reshape(-1))))
    return np.clip(np.nan_to_num(np.concatenate(found)), 0, 1) if found else np.zeros(0)


def _loudest(level: Levels) -> Levels:
    import numpy as np

    loudest: Levels = np.maximum.reduceat(level, np.arange(0, len(level), _FINE))
    return loudest


def draw_waveform(data: bytes, *, longest: int) -> Image:
    """Rounded bars on nothing, twice as wide as high, readable on white and on dark. Raises `MediaError`."""
    from PIL import Image, ImageDraw

    bars = max(1, (longest + _GAP) // (_BAR + _GAP))
    levels = peaks(data, bars)
    top = max(levels) if max(levels) > _QUIET else 1.0
    wide, high = longest, max(8, longest // 2)
    picture = Image.new("RGBA", (wide * _SHARPER, high * _SHARPER), (*_COLOUR[:3], 0))
    draw, middle = ImageDraw.Draw(picture), high * _SHARPER / 2
    for index, level in enumerate(levels):
        left = index * (_BAR + _GAP) * _SHARPER
        reach = max(_BAR / 2, level / top * (high / 2 - 2)) * _SHARPER
        box = (left, middle - reach, left + _BAR * _SHARPER - 1, middle + reach)
        draw.rounded_rectangle(box, radius=_BAR * _SHARPER / 2, fill=_COLOUR)
    return picture.reduce(_SHARPER)
