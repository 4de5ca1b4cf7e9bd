"""Eight bytes and one that two processes look at: how far the work is, and whether it is still wanted."""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from hypereal_lab.engines.film.film import draw_film
from hypereal_lab.engines.film.order import FilmOrder

__all__ = ["FilmStopped", "Watch", "draw_watched"]

_SIZE = 9


class FilmStopped(Exception):
    """Nobody wants the film any more."""


class Watch:
    """The side of whoever waits. A small file, since a pool of processes hands its workers nothing but arguments."""

    def __init__(self) -> None:
        number, name = tempfile.mkstemp(prefix="hypereal-film-")
        self.path = Path(name)
        os.write(number, bytes(_SIZE))
        self._shared = mmap.mmap(number, _SIZE)
        os.close(number)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """A film that still runs is told to stop."""
        self._shared[8] = 1
        self._shared.close()
        with contextlib.suppress(OSError):  # a worker that has it open on Windows
            self.path.unlink()

    @property
    def fraction(self) -> float:
        """How much is done, 0 to 1."""
        found: float = struct.unpack("<d", self._shared[:8])[0]
        return min(1.0, max(0.0, found))


def draw_watched(order: FilmOrder, path: Path) -> bytes:
    """Draw a film in a worker under the eye of a `Watch`. Raises `FilmStopped` soon after that has ended."""
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        raise FilmStopped from None
    with file, mmap.mmap(file.fileno(), _SIZE) as shared:

        def tell(fraction: float) -> None:
            if shared[8]:
                raise FilmStopped
            shared[:8] = struct.pack("<d", fraction)

        return draw_film(order, tell)
