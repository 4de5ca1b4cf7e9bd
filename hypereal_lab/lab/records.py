"""The SQLite file of one user's lab: runs and assets, shared by all kernels."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hypereal_lab.errors import ShelfError

__all__ = ["Records"]

_STEPS = (
    """
    CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        time REAL NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('sent', 'done', 'failed', 'unknown')),
        kind TEXT NOT NULL,
        model TEXT NOT NULL,
        provider TEXT NOT NULL,
        recipe TEXT NOT NULL,
        idempotency_key TEXT NOT NULL,
        estimate_low INTEGER,
        estimate_expected INTEGER,
        estimate_high INTEGER,
        price_version TEXT,
        price_basis TEXT,
        units INTEGER NOT NULL DEFAULT 0,
        credits INTEGER NOT NULL DEFAULT 0,
        cost_source TEXT,
        latency REAL,
        request_id TEXT,
        error TEXT
    ) STRICT;
    CREATE INDEX runs_by_time ON runs (time);
    CREATE TABLE assets (
        digest TEXT PRIMARY KEY,
        time REAL NOT NULL,
        kind TEXT NOT NULL,
        media_type TEXT NOT NULL,
        width INTEGER,
        height INTEGER,
        size INTEGER NOT NULL,
        name TEXT
    ) STRICT;
    CREATE TABLE made (
        run TEXT NOT NULL REFERENCES runs (id),
        position INTEGER NOT NULL,
        digest TEXT NOT NULL REFERENCES assets (digest),
        link TEXT,
        link_expires REAL,
        PRIMARY KEY (run, position)
    ) STRICT;
    CREATE INDEX made_by_digest ON made (digest);
    """,
)
"""Numbered changes of the tables; amounts are millionths of a credit, times are Unix seconds."""


class Records:
    """Short transactions, safe from many threads and kernels. Files stay small: bytes live beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._finalizer = weakref.finalize(self, self._connection.close)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        _migrate(self._connection)

    def write(self, *statements: tuple[str, Sequence[Any]]) -> None:
        """All statements or none. Raises `ShelfError` when the file cannot be written."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                for sql, values in statements:
                    self._connection.execute(sql, values)
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise ShelfError(f"{self._path} cannot be written ({error}); free some space and try again.") from error

    def read(self, sql: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """Rows of one query."""
        with self._lock:
            return self._connection.execute(sql, tuple(values)).fetchall()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._finalizer()


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(_STEPS):
        connection.execute("ROLLBACK")
        raise ShelfError(
            "this lab's records were written by a newer hypereal-lab; upgrade with pip install -U hypereal-lab."
        )
    for step in _STEPS[version:]:
        for statement in step.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
    connection.execute("COMMIT")
