"""Pixels and sound to H.264 and AAC in MP4, or VP9 and Opus in WebM; the same bytes for the same film."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from hypereal_lab.engines.film.order import FilmOrder
from hypereal_lab.engines.film.sound import RATE, Samples

__all__ = ["Encoder"]

_BT709 = 1
_LIMITED = 1
"""Numbers of H.273: colours as in television, which every player assumes for this size."""
_X264 = {"preset": "veryfast", "crf": "20", "x264-params": "threads=2:lookahead-threads=1:subme=1"}
"""A finer search of motion costs 40 % more time for 0.1 dB."""
_VP9 = {"deadline": "realtime", "cpu-used": "8", "crf": "30", "b": "0", "threads": "2", "lag-in-frames": "0"}
_FILES = {
    "mp4": ("libx264", _X264, "aac", {"movflags": "+faststart", "fflags": "+bitexact"}),
    "webm": ("libvpx-vp9", _VP9, "libopus", {"fflags": "+bitexact"}),
}
"""By format: codec of the pictures and its options, codec of the sound, options of the file."""
_BITS = 128_000
"""Of sound, each second."""


class Encoder:
    """One file. Without an error inside the `with`, it is whole after it."""

    def __init__(self, path: Path, order: FilmOrder, sound: Samples | None = None) -> None:
        codec, tuning, sounds, options = _FILES[order.format]
        self._file = av.open(str(path), "w", format=order.format, options=options)
        self._stream = cast(VideoStream, self._file.add_stream(codec, rate=order.fps, options=tuning))
        self._stream.width, self._stream.height = order.width, order.height
        self._stream.pix_fmt = "yuv420p"
        coder = self._stream.codec_context
        coder.time_base = Fraction(1, order.fps)
        coder.color_primaries = coder.color_trc = coder.colorspace = _BT709
        coder.color_range = _LIMITED
        self._fps = order.fps
        self._count = 0
        self._sound = sound
        self._heard = 0
        if sound is not None:
            self._audio = cast(AudioStream, self._file.add_stream(sounds, rate=RATE, layout="stereo"))
            self._audio.bit_rate = _BITS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._file.mux(self._stream.encode(None))
                if self._sound is not None:
                    self._hear(self._sound.shape[1])
                    self._file.mux(self._audio.encode(None))
        finally:
            self._file.close()

    def add(self, pixels: npt.NDArray[np.uint8]) -> None:
        """The next frame, as rows of blue, green, red and a fourth byte that nobody reads."""
        frame = av.VideoFrame.from_ndarray(pixels, format="bgra").reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
        )
        frame.pts = self._count
        frame.time_base = Fraction(1, self._fps)
        self._count += 1
        self._file.mux(self._stream.encode(frame))
        self._hear(self._count * RATE // self._fps)

    def _hear(self, until: int) -> None:
        """The sound up to this sample, so that picture and sound lie side by side in the file."""
        if self._sound is None or self._sound[:, self._heard : until].size == 0:
            return
        part = np.ascontiguousarray(self._sound[:, self._heard : until])
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate = RATE
        frame.pts = self._heard
        frame.time_base = Fraction(1, RATE)
        self._heard += part.shape[1]
        self._file.mux(self._audio.encode(frame))
