"""Pictures that a page drew, one after the other, made into a file: one is a still, many are a film."""

from __future__ import annotations

import io
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypereal_lab.errors import InputError
from hypereal_lab.media import MediaError, probe_image

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hypereal_lab.engines.film.encoder import Encoder

__all__ = ["FASTEST", "LONGEST", "Recording"]

LONGEST = 20
"""Seconds of a film."""
FASTEST = 30
"""Frames each second."""
_LARGEST, _SMALLEST = 2048, 64
"""Sides in pixels."""
_HEAVIEST = 24_000_000
"""Bytes of one picture."""


class Recording:
    """Takes the pieces of each picture in their order. `close` it whatever happens.

    Raises `InputError` for a size or a number of frames that no film of a page has.
    """

    def __init__(self, key: str, *, width: int, height: int, frames: int, fps: int = 24) -> None:
        for name, side in (("width", width), ("height", height)):
            if type(side) is not int or not _SMALLEST <= side <= _LARGEST or side % 2:
                raise InputError(f"{name} is an even number from {_SMALLEST} to {_LARGEST}, not {side!r}.", field=name)
        if type(fps) is not int or not 1 <= fps <= FASTEST:
            raise InputError(f"fps is a whole number from 1 to {FASTEST}, not {fps!r}.", field="fps")
        if type(frames) is not int or not (frames == 1 or (frames % fps == 0 and frames <= LONGEST * fps)):
            raise InputError(f"frames is 1 for a still, else whole seconds up to {LONGEST}.", field="frames")
        self.key = key
        self.width, self.height, self.frames, self.fps = width, height, frames, fps
        self._held = bytearray()
        self._count = 0
        self._still = b""
        self._stack = ExitStack()
        self._film: Encoder | None = None
        self._path: Path | None = None

    @property
    def is_film(self) -> bool:
        """Whether it has more than one picture."""
        return self.frames > 1

    def take(self, index: int, size: int, offset: int, piece: bytes) -> int | None:
        """One piece of a picture; says where the next one begins, None when the picture is whole.

        Raises `InputError` for one that is out of its turn or no picture of the right size.
        """
        if index != self._count or offset != len(self._held) or not 0 < size <= _HEAVIEST or index >= self.frames:
            raise InputError("A frame came out of its turn; record it again.", field="frame")
        self._held += piece
        if len(self._held) < size:
            return len(self._held)
        whole, self._held = bytes(self._held), bytearray()
        self._add(whole)
        self._count += 1
        return None

    def finish(self) -> bytes:
        """The file. Raises `InputError` while pictures are missing."""
        if self._count < self.frames:
            raise InputError(f"{self.frames - self._count} frames are missing; record it again.", field="frame")
        if self._path is None:
            return self._still
        film, self._film = self._film, None
        assert film is not None
        film.__exit__(None, None, None)
        return self._path.read_bytes()

    def close(self) -> None:
        """Give back what it holds."""
        film, self._film = self._film, None
        if film is not None:
            film.__exit__(InputError, None, None)
        self._stack.close()

    def _add(self, data: bytes) -> None:
        try:
            facts = probe_image(data)
        except MediaError as error:
            raise InputError(f"A frame is no picture: {error}", field="frame") from error
        if (facts.width, facts.height) != (self.width, self.height):
            raise InputError(f"A frame has {facts.width} x {facts.height} pixels; record it again.", field="frame")
        if self.is_film:
            self._opened().add(_pixels(data))
        else:
            self._still = data

    def _opened(self) -> Encoder:
        if self._film is None:
            from hypereal_lab.engines.film.encoder import Encoder
            from hypereal_lab.engines.film.order import FilmOrder

            folder = self._stack.enter_context(TemporaryDirectory())
            self._path = Path(folder) / "film.mp4"
            seconds = self.frames // self.fps
            order = FilmOrder(prompt="", width=self.width, height=self.height, seconds=seconds, fps=self.fps)
            self._film = Encoder(self._path, order)
        return self._film


def _pixels(data: bytes) -> NDArray[np.uint8]:
    """Rows of blue, green, red and a fourth byte."""
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        rgb = np.asarray(picture.convert("RGB"))
    return np.ascontiguousarray(np.dstack([rgb[..., ::-1], np.full(rgb.shape[:2], 255, np.uint8)]))
