"""Jobs of one kind that are written together: a few statements for all of them, instead of a few for each.

A statement costs more in switching between threads than in the database, so this is what makes holds and charges cheap.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol, TypeVar

__all__ = ["Group", "insert_rows"]

I_contra = TypeVar("I_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class Group(Protocol[I_contra, R_co]):
    """How items of one kind are written."""

    def many(self, db: sqlite3.Connection, items: Sequence[I_contra], /) -> Sequence[R_co]:
        """All of them in their order, or an exception; then each is written by `one`."""
        ...

    def one(self, db: sqlite3.Connection, item: I_contra, /) -> R_co:
        """One of them, or the exception that its caller shall see."""
        ...


def insert_rows(db: sqlite3.Connection, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows with few statements, whose texts are few too, so that they stay prepared."""
    start = 0
    while (left := len(rows) - start) > 0:
        size = min(64, 1 << (left.bit_length() - 1))
        db.execute(_insert(table, columns, size), [value for row in rows[start : start + size] for value in row])
        start += size


@cache
def _insert(table: str, columns: str, size: int) -> str:
    one = f"({', '.join('?' for _ in columns.split(','))})"
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * size)}"
