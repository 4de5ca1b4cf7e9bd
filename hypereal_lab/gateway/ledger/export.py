"""The request log as a table to take away, in pieces, of any length with the same small memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, Protocol

from hypereal_lab.gateway.ledger.log import Filter
from hypereal_lab.gateway.store import Store

__all__ = ["COLUMNS", "Row", "Table", "exported"]

COLUMNS = (
    "id",
    "createdAt",
    "endpoint",
    "model",
    "provider",
    "statusCode",
    "latencyMs",
    "inputTokens",
    "outputTokens",
    "units",
    "credits",
    "apiKeyId",
    "requestId",
    "error",
)
"""The fields of `logs` in their order, as in the answer of `/api/api-usage`."""

Row = tuple[Any, ...]
"""Values of `COLUMNS` without `requestId`, which is the id; times in milliseconds since 1970, credits in millionths."""

_ROWS = 5_000
"""Of one piece."""
_CACHE_KIB = 8_000
"""Of the database, for a whole export: with the usual 2,000 the same pages are read again and again."""
_VALUES = (  # of a time the last whole millisecond, as `RequestLog` tells it: microseconds are rounded, the rest is cut
    "id, CAST(created * 1000 + 0.0005 AS INTEGER), endpoint, model, provider, status_code, latency_ms, input_tokens,"
    " output_tokens, units, credits, key_id, error"
)


class Table(Protocol):
    """A form of the export."""

    media_type: str
    ending: str

    def rows(self, rows: Sequence[Row]) -> bytes:
        """Some calls, in their order; nothing where they wait for more."""
        ...

    def end(self) -> bytes:
        """What stands behind the last one; also where there is none."""
        ...


def exported(store: Store, chosen: Filter, table: Table, *, rows: int = _ROWS) -> Generator[bytes]:
    """The calls that there are when the first piece is asked for, oldest first. To be run in a thread.

    No read transaction lasts longer than one piece: a reader who never comes back must not keep the database from
    tidying up. Rows are never changed, so the pieces fit together all the same.
    """
    with closing(store.open_reader()) as read:
        read.execute(f"PRAGMA cache_size = {-_CACHE_KIB}")
        (last,) = read.execute("SELECT max(rowid) FROM calls").fetchone()
        after: tuple[float, int] = (chosen.since, -1)
        while found := _piece(read, chosen, last or 0, after, rows):
            after = read.execute("SELECT created, rowid FROM calls WHERE id = ?", (found[-1][0],)).fetchone()
            if piece := table.rows(found):
                yield piece
        yield table.end()


def _piece(read: sqlite3.Connection, chosen: Filter, last: int, after: tuple[float, int], rows: int) -> list[Row]:
    # the time alone takes the index to the place: with the pair it would pass over all that was already read
    where, values = replace(chosen, since=after[0]).where()
    query = (
        f"SELECT {_VALUES} FROM calls WHERE {where} AND rowid <= ? AND (created, rowid) > (?, ?)"
        " ORDER BY created, rowid LIMIT ?"
    )
    return read.execute(query, [*values, last, *after, rows]).fetchall()
