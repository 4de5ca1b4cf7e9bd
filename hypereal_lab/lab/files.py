"""Bytes by content hash in a folder: written whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from hypereal_lab.errors import ShelfError

__all__ = ["Files"]

_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}


class Files:
    """A folder of assets and a folder of thumbnails, each file named by the SHA-256 of the asset."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, digest: str, media_type: str) -> Path:
        """Where the bytes of an asset are kept."""
        return self._folder / digest[:2] / (digest + _ENDINGS.get(media_type, ".bin"))

    def thumbnail_path(self, digest: str) -> Path:
        """Where its small picture is kept."""
        return self._folder / "thumbnails" / digest[:2] / f"{digest}.webp"

    def keep(self, path: Path, data: bytes) -> None:
        """Write once; a file of that name has the same bytes already. Raises `ShelfError` and leaves no half file."""
        if path.exists():
            return
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ShelfError(
                f"The asset could not be kept in {path.parent} ({error.strerror}). Free some space and await the same "
                "call again: the server answers it once more without charging it again."
            ) from error

    def load(self, path: Path) -> bytes:
        """Raises `ShelfError` when the file is gone."""
        try:
            return path.read_bytes()
        except OSError as error:
            raise ShelfError(f"{path.name} is no longer on the shelf ({error.strerror}); make it again.") from error
