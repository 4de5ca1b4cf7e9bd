"""A voice in numbers: how high it is, how far it moves, how its sound is coloured, how fast it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hypereal_lab.engines.voice.order import ReferenceUnfit

__all__ = ["BANDS", "RATE", "Analysis", "Numbers", "Profile", "analyse", "from_bands", "profile_of"]

RATE = 22_050
"""Samples a second, those of the speech engine."""
BANDS = 64
"""Of a coloured spectrum, even on the mel scale."""
_LEAST_VOICED = 3.0
"""Seconds."""
_FRAME = 0.005
"""Seconds between two looks of WORLD."""
_LOWEST, _HIGHEST = 60.0, 500.0
"""Hertz of a voice."""
_MOST = 30.0
"""Seconds of a reference that are listened to; more teach nothing new."""
_FLOOR = 1e-12

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Analysis:
    """A sound as WORLD sees it: one row every 5 ms."""

    f0: Numbers
    """Hertz, 0 where there is no voice."""
    envelope: Numbers
    aperiodicity: Numbers


@dataclass(frozen=True, slots=True)
class Profile:
    """One voice."""

    pitch: float
    """Mean of the logarithm of its frequency in hertz."""
    range: float
    """Standard deviation of the same."""
    colour: Numbers
    """Mean log power of each band of its voiced sound, with a mean of 0."""
    pace: float
    """Syllables a second while it speaks."""

    @property
    def hertz(self) -> float:
        """How high it is."""
        return float(np.exp(self.pitch))

    def distance(self, other: Profile) -> float:
        """In colour: root mean square over the bands, decibels."""
        return float(np.sqrt(np.mean((self.colour - other.colour) ** 2))) * 10 / float(np.log(10))


def analyse(samples: NDArray[Any]) -> Analysis:
    """What WORLD finds in one channel at `RATE`."""
    import pyworld

    f0, times, envelope, sound = _listen(samples)
    return Analysis(f0, envelope, pyworld.d4c(sound, f0, times, RATE))


def _listen(samples: NDArray[Any]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    import pyworld

    sound = np.ascontiguousarray(samples, dtype=np.float64)
    rough, times = pyworld.dio(sound, RATE, f0_floor=_LOWEST, f0_ceil=_HIGHEST, frame_period=_FRAME * 1000)
    f0 = pyworld.stonemask(sound, rough, times, RATE)
    return f0, times, pyworld.cheaptrick(sound, f0, times, RATE), sound


def profile_of(samples: NDArray[Any], least: float = _LEAST_VOICED) -> Profile:
    """The voice of a recording. Raises `ReferenceUnfit` where there is too little voice in it."""
    f0, _, envelope, _ = _listen(samples[: round(_MOST * RATE)])
    voiced = f0 > 0
    seconds = float(np.sum(voiced)) * _FRAME
    if seconds < least:
        raise ReferenceUnfit(
            f"Only {seconds:.1f} seconds of a voice were found in the recording and {least:g} are needed; "
            "record somebody who speaks without music or noise."
        )
    notes = np.log(f0[voiced])
    notes = notes[np.abs(notes - float(np.median(notes))) < 0.7]  # an octave up or down is a mistake of the tracker
    colour = np.log(envelope[voiced] + _FLOOR).mean(axis=0)
    bands = np.interp(_centres(), np.linspace(0, RATE / 2, len(colour)), colour)
    return Profile(float(notes.mean()), float(notes.std()), bands - bands.mean(), _pace(envelope))


def from_bands(bands: Numbers, width: int) -> Numbers:
    """One row of `BANDS` as a spectrum of so many places."""
    spread: Numbers = np.interp(np.linspace(0, RATE / 2, width), _centres(), bands)
    return spread


def _centres() -> Numbers:
    top = 2595 * np.log10(1 + 0.93 * RATE / 2 / 700)
    hertz: Numbers = 700 * (10 ** (np.linspace(60, top, BANDS) / 2595) - 1)
    return hertz


def _pace(envelope: Numbers) -> float:
    """Peaks of loudness a second, pauses left out."""
    loud = np.log(envelope.sum(axis=1) + _FLOOR)
    smooth = np.convolve(loud, np.hanning(21) / np.hanning(21).sum(), mode="same")
    speaking = smooth > np.percentile(smooth, 95) - 5.0
    inner = smooth[1:-1]
    peaks = (inner > smooth[:-2]) & (inner >= smooth[2:]) & speaking[1:-1]
    return float(peaks.sum()) / max(0.5, float(speaking.sum()) * _FRAME)
