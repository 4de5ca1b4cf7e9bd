"""A sound as numbers: decoded, mixed to one channel, brought to one rate, and judged while it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from hypereal_lab.media.clips import open_clip
from hypereal_lab.media.errors import MediaError, broken_file
from hypereal_lab.media.types import sniff

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Recording", "Samples", "probe_recording", "read_samples", "recorded"]

Samples: TypeAlias = "NDArray[np.float32]"

_SILENT = 1e-3
"""Of full scale, 60 dB below it: quieter than that at its loudest is nothing recorded."""
_AUDIBLE = 10 ** (-45 / 20)
"""Of full scale: a moment as loud as this has something in it."""
_MOMENT = 0.02
"""Seconds."""
_STREAMED = 0x7FFFF000
"""Bytes that a WAV claims which was written before anybody knew how long it would be."""
_TRUE, _TRUE_MP3 = 0.95, 0.5
"""Part of the length a file claims that has to be there."""
_PROBE_RATE = 16_000


@dataclass(frozen=True, slots=True)
class Recording:
    """Facts of a sound that was decoded from its first sample to its last."""

    media_type: str
    seconds: float
    """Counted, whatever the file says."""
    audible: float
    """Seconds in which there is something to hear."""
    peak: float
    """Of full scale, 0 to 1."""

    @property
    def silent(self) -> bool:
        """Whether there is nothing to hear at all."""
        return self.peak < _SILENT


def probe_recording(data: bytes, *, most_seconds: float) -> Recording:
    """Decode a sound, or the sound of a video, without keeping it.

    Raises `MediaError`: `not_audio` for a file of another kind, `broken` for one without samples or cut off in the
    middle, `too_long` as soon as `most_seconds` are over, so that a small file cannot unfold without end.
    """
    return recorded(data, read_samples(data, _PROBE_RATE, most_seconds=most_seconds))


def recorded(data: bytes, samples: Samples, rate: int = _PROBE_RATE) -> Recording:
    """The facts of samples that were read already."""
    import numpy as np

    moment = max(1, round(rate * _MOMENT))
    whole = samples[: len(samples) // moment * moment].reshape(-1, moment)
    loud = np.sqrt(np.mean(np.square(whole, dtype=np.float64), axis=1)) > _AUDIBLE if len(whole) else np.zeros(0)
    return Recording(
        sniff(data), len(samples) / rate, float(np.sum(loud)) * _MOMENT, float(np.max(np.abs(samples), initial=0.0))
    )


def read_samples(data: bytes, rate: int, *, most_seconds: float) -> Samples:
    """One channel at `rate` samples a second, -1 to 1. Raises `MediaError` as `probe_recording` does."""
    import av
    import numpy as np

    media_type, found, count = sniff(data), list[Samples](), 0
    if media_type.partition("/")[0] not in ("audio", "video"):
        raise MediaError("This is no recording; send WAV, MP3, FLAC, Ogg, M4A or a video with sound.", why="not_audio")
    with open_clip(data, media_type) as container:
        if not container.streams.audio:
            raise MediaError("This video has no sound; send a recording.", why="not_audio")
        resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
        for frame in chain(container.decode(container.streams.audio[0]), (None,)):
            for plain in resampler.resample(frame):
                count += plain.samples
                _check_seconds(count / rate, most_seconds)
                found.append(plain.to_ndarray().reshape(-1).astype(np.float32))
        _check_whole(count / rate, container.duration, media_type)
        _check_riff(data, media_type)
    return np.clip(np.nan_to_num(np.concatenate(found)), -1, 1).astype(np.float32)


def _check_seconds(seconds: float, most: float) -> None:
    if seconds > most:
        raise MediaError(
            f"The recording is longer than the {most:g} seconds that are taken; send a part of it.", why="too_long"
        )


def _check_riff(data: bytes, media_type: str) -> None:
    """FFmpeg takes the length of a WAV from what is there; its own number is only believed where it is one."""
    declared = int.from_bytes(data[4:8], "little")
    if media_type == "audio/wav" and declared < _STREAMED and declared * _TRUE > len(data):
        raise broken_file("sound")


def _check_whole(seconds: float, declared: int | None, media_type: str) -> None:
    """Raise for a file that says it is longer than it is, which one does that was cut off on its way.

    An MP3 without a table of its frames is only guessed at, so there a lie has to be a big one.
    """
    share = _TRUE_MP3 if media_type == "audio/mpeg" else _TRUE
    if not seconds or (declared and seconds + 0.1 < declared / 1_000_000 * share):
        raise broken_file("sound")
