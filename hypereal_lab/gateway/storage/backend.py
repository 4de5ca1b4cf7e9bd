"""Where the bytes of objects are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

__all__ = ["Backend"]


class Backend(Protocol):
    """Bytes by object id. Nothing here holds up the event loop.

    Each method raises `OSError` where it cannot; then nothing has changed that a second try would not mend.
    """

    async def keep(self, object_id: str, source: Path, media_type: str) -> None:
        """Take a copy of a finished file, durably, in place of what was kept under that id. The file stays."""
        ...

    async def size(self, object_id: str) -> int | None:
        """Bytes, None where nothing is kept."""
        ...

    def pieces(self, object_id: str, first: int, length: int) -> AsyncIterator[bytes]:
        """`length` bytes from `first` on, in pieces of at most a megabyte. `FileNotFoundError` where nothing is kept.

        Bytes that are missing are an `OSError` too: what ends without one is whole.
        """
        ...

    async def remove(self, object_id: str) -> None:
        """Let go of the bytes; none being there is fine."""
        ...
