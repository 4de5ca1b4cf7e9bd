"""A recording cut at its pauses, so that no piece is too long to be listened to at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Piece", "cut"]

Samples = NDArray[np.float32]

_MOMENT = 0.01
"""Seconds of one look at the loudness."""
_PAUSE = 0.3
"""Seconds of quiet that end a piece."""
_MARGIN = 0.15
"""Seconds of quiet that stay at each side."""
_PAD = 0.25
"""Seconds of noise put at each side of a recording that was made without a room."""
_LONGEST = 25.0
"""Seconds; a piece without a pause is cut at its quietest moment before that."""
_PEAK, _NOISE = 0.6, 0.002
"""Of full scale: what a recording without a room is brought to, and the room that it gets."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Samples to be listened to at once."""

    samples: NDArray[np.float64]
    begin: float
    """Seconds of the recording at which its first own sample lies."""
    pad: float
    """Seconds that were put before that sample."""
    end: float

    def clock(self, seconds: float) -> float:
        """A time in this piece as a time of the recording."""
        return round(min(self.end, max(self.begin, self.begin + seconds - self.pad)), 3)


def cut(samples: Samples, rate: int) -> Iterator[Piece]:
    """Pieces in order; nothing that can be heard is left out."""
    synthetic = _synthetic(samples)
    for start, stop in _spans(samples, rate):
        begin, end = start / rate, stop / rate
        own = samples[start:stop].astype(np.float64)
        yield Piece(_in_a_room(own, rate), begin, _PAD, end) if synthetic else Piece(own, begin, 0.0, end)


def _synthetic(samples: Samples) -> bool:
    """Whether it has exact digital silence, which no microphone gives. Real recordings are hurt by what helps these."""
    quiet = np.abs(samples) < 2**-14
    whole = len(quiet) // 160 * 160
    return bool(np.any(np.all(quiet[:whole].reshape(-1, 160), axis=1))) if whole else False


def _in_a_room(own: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """The noise is the same every time, so that equal recordings give equal transcripts."""
    pad = round(_PAD * rate)
    peak = float(np.max(np.abs(own), initial=0.0))
    whole = np.pad(own * (_PEAK / peak if peak else 1.0), pad)
    chance = np.random.Generator(np.random.PCG64(0))
    noisy: NDArray[np.float64] = whole + chance.normal(0, _NOISE, len(whole))
    return noisy


def _spans(samples: Samples, rate: int) -> Iterator[tuple[int, int]]:
    moment = round(rate * _MOMENT)
    level = _levels(samples, moment)
    loud = np.flatnonzero(level > _threshold(level))
    if not len(loud):
        return
    pause, margin = round(_PAUSE / _MOMENT), round(_MARGIN / _MOMENT)
    breaks = np.flatnonzero(np.diff(loud) > pause)
    firsts, lasts = loud[[0, *(breaks + 1)]], loud[[*breaks, -1]]
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        for start, stop in _short_enough(level, max(0, first - margin), min(len(level), last + 1 + margin)):
            yield start * moment, min(len(samples), stop * moment)


def _levels(samples: Samples, moment: int) -> NDArray[np.float64]:
    whole = np.pad(samples.astype(np.float64), (0, -len(samples) % moment)).reshape(-1, moment)
    found: NDArray[np.float64] = np.sqrt(np.mean(whole**2, axis=1))
    return found


def _threshold(level: NDArray[np.float64]) -> float:
    """Between the quiet and the loud of this recording: 12 dB above its floor, at most 30 dB below its speech."""
    floor, speech = np.percentile(level, 10), np.percentile(level, 95)
    return float(max(1e-4, min(floor * 4, speech / 4), speech / 32))


def _short_enough(level: NDArray[np.float64], start: int, stop: int) -> Iterator[tuple[int, int]]:
    most = round(_LONGEST / _MOMENT)
    while stop - start > most:
        window = level[start + most // 2 : start + most]
        smooth = np.convolve(window, np.ones(9) / 9, mode="same")
        at = start + most // 2 + int(np.argmin(smooth))
        yield start, at
        start = at
    yield start, stop
