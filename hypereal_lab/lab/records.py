"""The SQLite file of one user's lab: runs, money and assets, shared by all kernels."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypereal_lab.errors import ShelfError
from hypereal_lab.lab.tables import migrate
from hypereal_lab.wal import use_wal

__all__ = ["Records"]


class Records:
    """Short transactions, safe from many threads and kernels. Files stay small: bytes live beside it.

    A transaction waits up to 30 seconds for those of other kernels. Reads have a connection of their own, so that they
    never wait for a commit to reach the disk.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing, self._reading = threading.RLock(), threading.RLock()
        self._writer = self._open()
        try:
            migrate(self._writer, path)
            self._writer.execute("PRAGMA foreign_keys = ON")
            self._reader = self._open()
        except BaseException:
            self._writer.close()
            raise
        self._finalizers = [weakref.finalize(self, one.close) for one in (self._writer, self._reader)]
        self._durable = True

    def _open(self) -> sqlite3.Connection:
        """Raises `ShelfError` for a file that is no database of ours, or cannot be opened."""
        connection = None
        try:
            connection = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            use_wal(connection)
            for pragma in ("synchronous = FULL", "temp_store = MEMORY"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            raise ShelfError(
                f"{self._path} cannot be opened ({error}); move it away, or set HYPEREAL_LAB_HOME to another folder."
            ) from error
        return connection

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """All of the block or nothing of it. Raises `ShelfError` when the file cannot be written.

        One that is not `durable` survives the end of the process, but perhaps not that of the machine: for rows
        without money, which are not worth a wait for the disk.
        """
        with self._writing:
            try:
                self._promise(durable)
                self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                self._writer.execute("COMMIT")
            except sqlite3.Error as error:
                self._undo()
                raise ShelfError(f"{self._path} cannot be written ({error}); free some space and try again.") from error
            except BaseException:
                self._undo()
                raise

    def write(self, *statements: tuple[str, Sequence[Any]]) -> None:
        """All statements or none. Raises `ShelfError` when the file cannot be written."""
        with self.transaction() as connection:
            for sql, values in statements:
                connection.execute(sql, values)

    def read(self, sql: str, values: Iterable[Any] = (), *, just_written: bool = False) -> list[sqlite3.Row]:
        """Rows of one query. Raises `ShelfError` when the file cannot be read, or was closed.

        What this thread has `just_written` is read by the connection that wrote it, which has it at hand.
        """
        lock, connection = (self._writing, self._writer) if just_written else (self._reading, self._reader)
        with lock:
            try:
                return connection.execute(sql, tuple(values)).fetchall()
            except sqlite3.Error as error:
                raise ShelfError(f"{self._path} cannot be read ({error}); make a new Lab() and try again.") from error

    def version(self) -> int:
        """Another number after every change, by whatever kernel. Costs next to nothing to ask."""
        return int(self.read("PRAGMA data_version")[0][0])

    def close(self) -> None:
        """Close the file."""
        with self._writing, self._reading:
            for one in self._finalizers:
                one()

    def _promise(self, durable: bool) -> None:
        if durable != self._durable:
            self._writer.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._durable = durable

    def _undo(self) -> None:
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK")
