"""A picture of the tones in a sound: time from left to right, low tones at the bottom, bright where it is loud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypereal_lab.media.samples import read_samples
from hypereal_lab.media.thumbnails import packed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Levels = NDArray[np.float64]

__all__ = ["spectrogram"]

_RATE, _WINDOW = 24_000, 2_048
_LOWEST, _HIGHEST = 50.0, 12_000.0
"""Hertz; in between each octave has the same height."""
_RANGE = 80.0
"""Decibels from the loudest tone down to black."""
_MOST_SECONDS = 1_800.0
_COLOURS = ((0, 0, 4), (59, 15, 112), (140, 41, 129), (222, 73, 104), (254, 159, 109), (252, 253, 191))
"""From silence to loud; evenly brighter, so that it is read without colour too."""
_AT_ONCE = 128


def spectrogram(data: bytes, *, wide: int = 960, high: int = 192, budget: int = 200_000) -> bytes:
    """A WebP of `wide` x `high` pixels and at most `budget` bytes, of a sound of up to half an hour.

    Raises `MediaError` when there is no sound in it, or too much.
    """
    import numpy as np
    from PIL import Image

    samples = np.pad(read_samples(data, _RATE, most_seconds=_MOST_SECONDS), _WINDOW // 2)
    starts = np.linspace(0, max(0, len(samples) - _WINDOW), wide).astype(int)
    columns = np.concatenate([_tones(samples, starts[at : at + _AT_ONCE], high) for at in range(0, wide, _AT_ONCE)])
    levels = 20 * np.log10(np.maximum(columns, 1e-9))
    bright = np.clip((levels - levels.max()) / _RANGE + 1, 0, 1) if levels.max() > -150 else np.zeros_like(levels)
    scale = np.linspace(0, 1, len(_COLOURS))
    painted = np.stack([np.interp(bright.T[::-1], scale, [one[part] for one in _COLOURS]) for part in range(3)], -1)
    return packed(Image.fromarray(painted.astype(np.uint8), "RGB"), budget)


def _tones(samples: NDArray[np.float32], starts: NDArray[np.intp], high: int) -> Levels:
    """One row per moment: how loud each of `high` tones is."""
    import numpy as np

    pieces = np.stack([samples[start : start + _WINDOW] for start in starts]) * np.hanning(_WINDOW)
    found = np.abs(np.fft.rfft(pieces, axis=1))
    wanted = np.geomspace(_LOWEST, _HIGHEST, high)
    bins = np.fft.rfftfreq(_WINDOW, 1 / _RATE)
    return np.stack([np.interp(wanted, bins, row) for row in found])
