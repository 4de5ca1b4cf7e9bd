"""Objects in a folder of this machine."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

__all__ = ["FolderBackend"]

_PIECE = 256 * 1024
"""Bytes that are read at once."""


class FolderBackend:
    """A file for each object, named by its id alone: no name that a user chose ever becomes a path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, object_id: str, source: Path, media_type: str) -> None:
        """A second name for the same bytes where the file system can, else a copy."""
        await asyncio.to_thread(_keep, source, self.path(object_id))

    async def size(self, object_id: str) -> int | None:
        """Bytes, None where nothing is kept."""
        try:
            return (await asyncio.to_thread(self.path(object_id).stat)).st_size
        except FileNotFoundError:
            return None

    async def pieces(self, object_id: str, first: int, length: int) -> AsyncIterator[bytes]:
        """Read as they are asked for."""
        file = await asyncio.to_thread(self.path(object_id).open, "rb", 0)
        with file:
            await asyncio.to_thread(file.seek, first)
            while length:
                piece = await asyncio.to_thread(file.read, min(_PIECE, length))
                if not piece:
                    raise OSError("the file is shorter than it was")
                length -= len(piece)
                yield piece

    async def remove(self, object_id: str) -> None:
        """Delete the file; none being there is fine."""
        await asyncio.to_thread(self.path(object_id).unlink, missing_ok=True)

    def path(self, object_id: str) -> Path:
        """The file."""
        return self._folder / object_id[-2:] / object_id


def _keep(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(f"{place.name}.{secrets.token_hex(4)}.part")
    try:
        _second(source, draft)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def _second(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or a file system without second names
        with source.open("rb") as given, target.open("xb") as kept:
            shutil.copyfileobj(given, kept, 1 << 20)
            kept.flush()
            os.fsync(kept.fileno())
