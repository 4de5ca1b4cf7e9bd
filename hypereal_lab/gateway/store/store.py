"""The gateway's one database file: a writer, a reader, and a lock that keeps a second gateway out."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import filelock

from hypereal_lab.gateway.store.failures import DataDirBusy
from hypereal_lab.gateway.store.schema import migrate
from hypereal_lab.gateway.store.writer import Writer, connect

__all__ = ["Store", "claim"]


class Store:
    """Opens and migrates `gateway.sqlite3`. May be open in several processes; only one of them serves (`claim`)."""

    def __init__(self, data_dir: Path, *, clock: Callable[[], float] = time.time) -> None:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.data_dir = data_dir
        self.clock = clock
        self._path = data_dir / "gateway.sqlite3"
        self._reader = connect(self._path)
        try:
            migrate(self._reader)
        except BaseException:
            self._reader.close()
            raise
        self._reader.execute("PRAGMA query_only = ON")
        self.writer = Writer(self._path)

    @property
    def reader(self) -> sqlite3.Connection:
        """For queries on the event loop's thread; each sees what was committed before it."""
        return self._reader

    def open_reader(self) -> sqlite3.Connection:
        """Another one, for queries on another thread; whoever opened it closes it."""
        opened = connect(self._path)
        opened.execute("PRAGMA query_only = ON")
        return opened

    async def close(self) -> None:
        """Finish writing and close the file."""
        await self.writer.close()
        self._reader.close()


def claim(data_dir: Path) -> filelock.BaseFileLock:
    """Make this process the one gateway of a data folder; the system lets go when it dies. Raises `DataDirBusy`."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = filelock.FileLock(data_dir / "gateway.lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise DataDirBusy(
            f"{data_dir} is served by another gateway; stop that one or choose another --data-dir."
        ) from None
    return lock
