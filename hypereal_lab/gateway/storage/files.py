"""Results in a folder, each behind a link that nobody can guess and that ends after seven days."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from hypereal_lab.gateway.store import Store, StoreFailed
from hypereal_lab.gateway.store.writer import connect
from hypereal_lab.media import ending
from hypereal_lab.wire.routes import FILES

__all__ = ["RETENTION", "SETTLING", "FileStore", "StoredFile", "sweep_folder"]

RETENTION = 7 * 24 * 3600.0
"""Seconds (gap of the API pages, our choice)."""

SETTLING = 3600.0
"""Seconds after which bytes without a row are surely nobody's any more."""
_LINK = re.compile(rf"^{FILES}/([A-Za-z0-9_-]{{43}})/[^/]*$")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One result."""

    token: str
    name: str
    media_type: str
    size: int
    expires: float
    """Unix seconds."""
    path: Path

    @property
    def link(self) -> str:
        """Path of its address."""
        return f"{FILES}/{self.token}/{self.name}"


class FileStore:
    """Bytes in `files/`, rows in the database; a row is written with the money, after the bytes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folder = store.data_dir / "files"
        self._other_threads = connect(store.data_dir / "gateway.sqlite3")
        self._lock = threading.Lock()

    async def keep(self, pictures: Sequence[tuple[bytes, str]]) -> list[StoredFile]:
        """Write bytes with their media types, all or none. Nobody can open them before their `row` is committed."""
        expires = self._store.clock() + RETENTION
        files = [self._new(len(data), media_type, expires) for data, media_type in pictures]
        try:
            await asyncio.to_thread(
                _write_all, [(file.path, data) for file, (data, _) in zip(files, pictures, strict=True)]
            )
        except OSError as error:
            raise StoreFailed(f"the result cannot be kept ({error.strerror}); try again later.") from error
        return files

    async def drop(self, files: Sequence[StoredFile]) -> None:
        """Delete bytes whose row was never written."""
        if files:
            await asyncio.to_thread(lambda: [_remove(file.path) for file in files])

    def _new(self, size: int, media_type: str, expires: float) -> StoredFile:
        token = secrets.token_urlsafe(32)
        name = f"{media_type.partition('/')[0]}{ending(media_type)}"
        return StoredFile(token, name, media_type, size, expires, self._path(token))

    def row(self, file: StoredFile, call: str) -> Callable[[sqlite3.Connection], None]:
        """The row of a file, for the transaction that settles its call."""
        values = (file.token, file.name, file.media_type, file.size, call, file.expires)

        def write(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT INTO files (token, name, media_type, size, call, expires) VALUES (?, ?, ?, ?, ?, ?)", values
            )

        return write

    def find(self, token: str) -> StoredFile | None:
        """A file by its token, also after its time."""
        return self._find(self._store.reader, token)

    def is_own(self, url: str) -> bool:
        """Whether this is a link of this gateway that still opens."""
        return self._own(url) is not None

    def own(self, url: str) -> bytes | None:
        """The bytes behind a link of this gateway, None for any other link. For worker threads."""
        file = self._own(url)
        return file.path.read_bytes() if file else None

    def _own(self, url: str) -> StoredFile | None:
        """By the token alone: it cannot be guessed, and hosts differ with the way a caller reaches the gateway."""
        try:
            found = _LINK.match(urlsplit(url).path)
        except ValueError:
            return None
        if not found:
            return None
        with self._lock:
            file = self._find(self._other_threads, found[1])
        return file if file and file.expires > self._store.clock() else None

    async def read(self, link: str) -> bytes | None:
        """The bytes behind a link as `StoredFile.link` or a whole address, None where they are no more."""
        try:
            return await asyncio.to_thread(self.own, link)
        except OSError:
            return None

    async def sweep(self) -> int:
        """Delete the bytes of files whose time is over, and of those that a crash left without a row.

        Rows stay, to say that there was something.
        """
        now = self._store.clock()
        rows = self._store.reader.execute("SELECT token FROM files WHERE expires > ?", (now,))
        living = {token for (token,) in rows}
        return await asyncio.to_thread(sweep_folder, self._folder, living, now - SETTLING)

    def close(self) -> None:
        """Close the connection for worker threads."""
        self._other_threads.close()

    def _find(self, db: sqlite3.Connection, token: str) -> StoredFile | None:
        row = db.execute("SELECT name, media_type, size, expires FROM files WHERE token = ?", (token,)).fetchone()
        if row is None:
            return None
        name, media_type, size, expires = row
        return StoredFile(token, name, media_type, size, expires, self._path(token))

    def _path(self, token: str) -> Path:
        return self._folder / token[:2] / token


def _write_all(files: Sequence[tuple[Path, bytes]]) -> None:
    try:
        for path, data in files:
            _write(path, data)
    except OSError:
        for path, _ in files:
            _remove(path)
        raise


def sweep_folder(folder: Path, living: set[str], before: float) -> int:
    """Delete the files of a folder of folders that are not among the living and were not touched since `before`."""
    gone = [path for path in folder.glob("*/*") if path.name not in living and _age(path) < before]
    return sum(_remove(path) for path in gone)


def _age(path: Path) -> float:
    """Unix seconds of its last change."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".part")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True
