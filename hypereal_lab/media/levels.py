"""How loud a sound is to an ear: integrated loudness after ITU-R BS.1770, of its channels mixed to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypereal_lab.media.samples import read_samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Powers = NDArray[np.float64]

__all__ = ["loudness"]

_RATE = 32_000
_MOST_SECONDS = 1_800.0
_BLOCK, _STEP = 0.4, 0.1
"""Seconds of what is judged as one, and from one to the next."""
_FLOOR, _GATE = -70.0, -10.0
"""LUFS below which a block is silence, and how far below the mean one no longer counts."""
_OFFSET = -0.691
_AT_ONCE = 256


def loudness(data: bytes, *, most_seconds: float = _MOST_SECONDS) -> float | None:
    """LUFS of a sound or of a video's sound, within about a decibel; None where there is nothing to hear.

    Raises `MediaError` as `read_samples` does, `too_long` above `most_seconds`.
    """
    import numpy as np

    powers = _block_powers(read_samples(data, _RATE, most_seconds=most_seconds))
    heard = powers[_levels(powers) > _FLOOR]
    if not len(heard):
        return None
    gate = float(_levels(np.array([heard.mean()]))[0]) + _GATE
    return round(float(_levels(np.array([heard[_levels(heard) > gate].mean()]))[0]), 2)


def _levels(powers: Powers) -> Powers:
    import numpy as np

    found: Powers = _OFFSET + 10 * np.log10(np.maximum(powers, 1e-12))
    return found


def _block_powers(samples: NDArray[np.float32]) -> Powers:
    """The weighted power of each block; the weighting is done on the spectrum, where a filter is a product."""
    import numpy as np

    size, step = int(_BLOCK * _RATE), int(_STEP * _RATE)
    if len(samples) < size:
        samples = np.pad(samples, (0, size - len(samples)))
    blocks = np.lib.stride_tricks.sliding_window_view(samples, size)[::step]
    weights = _weights(np.asarray(np.fft.rfftfreq(size, 1 / _RATE), dtype=np.float64))
    found = [
        (np.abs(np.fft.rfft(blocks[at : at + _AT_ONCE], axis=1)) ** 2 * weights).sum(axis=1)
        for at in range(0, len(blocks), _AT_ONCE)
    ]
    return np.asarray(2 * np.concatenate(found) / size**2, dtype=np.float64)


def _weights(hertz: Powers) -> Powers:
    """Power response of the two filters of the standard: the head's shelf, and the ear's deafness to the very low."""
    import numpy as np

    s = 2j * np.pi * hertz
    shelf, low = 2 * np.pi * 1681.974, 2 * np.pi * 38.135
    gain, edge = 10 ** (3.9998 / 20), 10 ** (3.9998 / 20 * 0.4996667)
    head = (gain * s**2 + edge * shelf / 0.7071752 * s + shelf**2) / (s**2 + shelf / 0.7071752 * s + shelf**2)
    ear = s**2 / (s**2 + low / 0.5003270 * s + low**2)
    return np.asarray(np.abs(head * ear) ** 2, dtype=np.float64)
