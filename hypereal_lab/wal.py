"""Write-ahead logging for SQLite files that several processes open at once."""

from __future__ import annotations

import sqlite3
import time

__all__ = ["use_wal"]

_PAUSE = 0.01


def use_wal(connection: sqlite3.Connection, *, seconds: float = 30.0) -> None:
    """Let readers and one writer work beside each other.

    Waits while another process does the same to a new file, which SQLite's own time limit does not cover. Raises
    `sqlite3.OperationalError` after so many seconds, and at once for a file that is no database.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not busy or time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
