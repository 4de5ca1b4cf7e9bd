"""Bytes by content hash in a folder: written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from hypereal_lab.errors import ShelfError
from hypereal_lab.media import ending

__all__ = ["Files"]


class Files:
    """A folder of assets and a folder of small pictures of them, each file named by the digest of the asset."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, digest: str, media_type: str) -> Path:
        """Where the bytes of an asset are kept."""
        return self._folder / f"{digest[:2]}/{digest}{ending(media_type)}"

    def thumbnail_path(self, digest: str) -> Path:
        """Where its small picture is kept."""
        return self._folder / f"thumbnails/{digest[:2]}/{digest}.webp"

    def keep(self, path: Path, data: bytes, *, durable: bool = True) -> None:
        """Write once; a file of that name has the same content already. Raises `ShelfError` and leaves no half file.

        What can be made again need not be `durable`: it is not waited for until it is on the disk.
        """
        if path.exists():
            return
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        new = not path.parent.exists()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("xb") as file:
                file.write(data)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            draft.replace(path)
            if durable:
                _keep_name(path.parent)
                if new:
                    _keep_name(path.parent.parent)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ShelfError(
                f"The asset could not be kept in {path.parent} ({error.strerror}). Free some space and make the same "
                "call again: what was paid for is fetched once more, without a second charge."
            ) from error

    def load(self, path: Path) -> bytes:
        """Raises `ShelfError` when the file is gone."""
        try:
            return path.read_bytes()
        except OSError as error:
            raise ShelfError(f"{path.name} is no longer on the shelf ({error.strerror}); make it again.") from error

    def remove(self, digest: str, media_type: str) -> None:
        """Take an asset's files away; one that is gone is fine."""
        for path in (self.path(digest, media_type), self.thumbnail_path(digest)):
            path.unlink(missing_ok=True)

    def all(self) -> Iterator[Path]:
        """Every file under the folder, drafts that a crash left behind included."""
        return (path for path in self._folder.rglob("*") if path.is_file())


def _keep_name(folder: Path) -> None:
    """Let the names in a folder outlast a loss of power too, where the system can."""
    if os.name != "nt":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
