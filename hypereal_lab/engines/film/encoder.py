"""Pixels to H.264 in MP4, the same bytes for the same pixels on every number of cores."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace

from hypereal_lab.engines.film.order import FilmOrder

__all__ = ["Encoder"]

_BT709 = 1
_LIMITED = 1
"""Numbers of H.273: colours as in television, which every player assumes for this size."""
_OPTIONS = {"preset": "veryfast", "crf": "20", "x264-params": "threads=2:lookahead-threads=1"}


class Encoder:
    """One file. Without an error inside the `with`, it is whole after it."""

    def __init__(self, path: Path, order: FilmOrder) -> None:
        options = {"movflags": "+faststart", "fflags": "+bitexact"}
        self._file = av.open(str(path), "w", format="mp4", options=options)
        self._stream = self._file.add_stream("libx264", rate=order.fps, options=_OPTIONS)
        self._stream.width, self._stream.height = order.width, order.height
        self._stream.pix_fmt = "yuv420p"
        coder = self._stream.codec_context
        coder.time_base = Fraction(1, order.fps)
        coder.color_primaries = coder.color_trc = coder.colorspace = _BT709
        coder.color_range = _LIMITED
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._file.mux(self._stream.encode(None))
        finally:
            self._file.close()

    def add(self, pixels: npt.NDArray[np.uint8]) -> None:
        """The next frame, as rows of blue, green, red and a fourth byte that nobody reads."""
        frame = av.VideoFrame.from_ndarray(pixels, format="bgra").reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
        )
        frame.pts = self._count
        frame.time_base = Fraction(1, self._stream.codec_context.framerate.numerator)
        self._count += 1
        self._file.mux(self._stream.encode(frame))
