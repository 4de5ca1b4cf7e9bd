"""Responses that can be asked for again and continued, for 30 days; each belongs to one account."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.codec import encode

__all__ = ["REMEMBERED", "Remembered"]

REMEMBERED = 30 * 24 * 3600.0
"""Seconds that a response is kept."""
_ITEM = re.compile(r"[a-z]+_([0-9a-f]+)_[0-9]+")

_CHAIN = """
WITH RECURSIVE chain (previous, said, back) AS (
    SELECT previous, said, 0 FROM responses WHERE id = ? AND wallet = ? AND created > ?
    UNION ALL
    SELECT one.previous, one.said, chain.back + 1 FROM responses one
    JOIN chain ON one.id = chain.previous WHERE one.wallet = ?
)
SELECT said FROM chain ORDER BY back DESC
"""
_SWEEP = """
DELETE FROM responses WHERE created <= ?
AND NOT EXISTS (SELECT 1 FROM responses later WHERE later.previous = responses.id)
"""
_FORGET = "UPDATE responses SET created = 0, body = x'' WHERE id = ? AND wallet = ? AND created > ?"
_FORGOTTEN = 0.0
"""The time at which what is forgotten was made."""


class Remembered:
    """Rows of responses. Each names the one that it continues, so that nothing is kept twice."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def one(self, wallet: str, response: str) -> bytes | None:
        """The response as it was answered."""
        row = self._store.reader.execute(
            "SELECT body FROM responses WHERE id = ? AND wallet = ? AND created > ?", (response, wallet, self._oldest)
        ).fetchone()
        return None if row is None else bytes(row[0])

    def input(self, wallet: str, response: str) -> list[Any] | None:
        """The items that were sent for it, without those of the responses that it continued."""
        row = self._store.reader.execute(
            "SELECT said, body FROM responses WHERE id = ? AND wallet = ? AND created > ?",
            (response, wallet, self._oldest),
        ).fetchone()
        if row is None:
            return None
        said, body = msgspec.json.decode(row[0]), msgspec.json.decode(row[1])
        return list(said[: len(said) - len(body["output"])])

    async def forget(self, wallet: str, response: str) -> bool:
        """Let it be asked for no more; False where there is none.

        What was said stays for as long as a younger response continues it, and goes with that.
        """
        values = (response, wallet, self._oldest)

        def write(db: sqlite3.Connection) -> bool:
            found = db.execute(_FORGET, values).rowcount
            while db.execute(_SWEEP, (_FORGOTTEN,)).rowcount:
                continue  # each round may have freed an older one
            return bool(found)

        return await self._store.writer.submit(write)

    def item(self, wallet: str, name: str) -> dict[str, Any] | None:
        """One item of an output, by its own id: that names its response too."""
        found = _ITEM.fullmatch(name)
        body = self.one(wallet, f"resp_{found[1]}") if found else None
        output = msgspec.json.decode(body)["output"] if body else []
        return next((item for item in output if item["id"] == name), None)

    def said(self, wallet: str, response: str) -> list[Any] | None:
        """Every item of its input and output, and before it those of the responses that it continued."""
        rows = self._store.reader.execute(_CHAIN, (response, wallet, self._oldest, wallet)).fetchall()
        return [item for (said,) in rows for item in msgspec.json.decode(said)] if rows else None

    def row(self, wallet: str, response: str, *, previous: str | None, items: Sequence[Any], body: bytes) -> Also:
        """Its row, for the transaction that settles its call."""
        said = encode([*items, *msgspec.json.decode(body)["output"]])
        values = (response, wallet, previous, said, body, self._store.clock())

        def write(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT INTO responses (id, wallet, previous, said, body, created) VALUES (?, ?, ?, ?, ?, ?)", values
            )

        return write

    async def sweep(self) -> int:
        """Forget what is too old and no younger response continues."""
        oldest = self._oldest
        return await self._store.writer.submit(lambda db: db.execute(_SWEEP, (oldest,)).rowcount)

    @property
    def _oldest(self) -> float:
        return self._store.clock() - REMEMBERED
