"""Objects in a folder of this machine."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

__all__ = ["FolderBackend"]


class FolderBackend:
    """A file for each object, named by its id alone: no name that a user chose ever becomes a path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, object_id: str, source: Path, media_type: str) -> None:
        """A second name for the same bytes where the file system can, else a copy."""
        place = self.path(object_id)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = place.with_name(f"{object_id}.{secrets.token_hex(4)}.part")
        try:
            _second(source, draft)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)

    def size(self, object_id: str) -> int | None:
        """Bytes, None where nothing is kept."""
        try:
            return self.path(object_id).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, object_id: str) -> bytes:
        """All bytes at once."""
        return self.path(object_id).read_bytes()

    def remove(self, object_id: str) -> None:
        """Delete the file; none being there is fine."""
        self.path(object_id).unlink(missing_ok=True)

    def path(self, object_id: str) -> Path:
        """The file."""
        return self._folder / object_id[-2:] / object_id

    def link(self, object_id: str, seconds: float) -> str | None:
        """None: the gateway gives the bytes itself."""
        return None


def _second(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or a file system without second names
        with source.open("rb") as given, target.open("xb") as kept:
            shutil.copyfileobj(given, kept, 1 << 20)
            kept.flush()
            os.fsync(kept.fileno())
