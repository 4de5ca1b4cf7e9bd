"""Rows of objects: who owns what, and how far it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from hypereal_lab.gateway.store import Store

__all__ = ["NoRoom", "ObjectRows", "StoredObject", "TooManyUploads"]

MOST_WAITING = 1000
"""Uploads of one account that may wait for their bytes at a time."""


class NoRoom(Exception):
    """The account's storage would grow beyond what it may have."""

    def __init__(self, used: int) -> None:
        super().__init__(used)
        self.used = used
        """Bytes, with those that are still to come."""


class TooManyUploads(Exception):
    """The account has begun too many uploads and sent none of them."""


class StoredObject(NamedTuple):
    """One object as it stands."""

    id: str
    wallet: str
    kind: str
    name: str
    """File name, for people; never a path."""
    media_type: str
    size: int
    """Bytes."""
    sha256: str | None
    """64 hexadecimal digits: as announced, and once it is stored as found."""
    state: str
    """`waiting` for its bytes, `stored`, or `leaving`."""
    created: float
    expires: float
    """Until when its bytes may come, in Unix seconds."""
    number: int = 0
    """Its place in the account's list."""

    @property
    def key(self) -> str:
        """What people see: `kind/id/name`."""
        return f"{self.kind}/{self.id}/{self.name}"


_FIELDS = StoredObject._fields
_NEW = _FIELDS[:-1]


class ObjectRows:
    """Reads on the event loop's thread; writes by the writer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, item: StoredObject, quota: int) -> None:
        """Reserve room for an upload. Raises `NoRoom` or `TooManyUploads`, decided in the transaction."""
        now = self._store.clock()

        def write(db: sqlite3.Connection) -> None:
            used, waiting = _used(db, item.wallet, now)
            if used + item.size > quota:
                raise NoRoom(used)
            if waiting >= MOST_WAITING:
                raise TooManyUploads
            marks = ", ".join("?" * len(_NEW))
            db.execute(f"INSERT INTO objects ({', '.join(_NEW)}) VALUES ({marks})", item[:-1])

        await self._store.writer.submit(write)

    async def stored(self, object_id: str, sha256: str) -> bool:
        """Write down that all bytes are kept. False where it is not waited for any more."""
        sql = "UPDATE objects SET state = 'stored', sha256 = ? WHERE id = ? AND state = 'waiting'"
        return await self._store.writer.submit(lambda db: db.execute(sql, (sha256, object_id)).rowcount == 1)

    async def leave(self, object_id: str) -> None:
        """Hide it from its owner, before its bytes are deleted."""
        sql = "UPDATE objects SET state = 'leaving' WHERE id = ?"
        await self._store.writer.submit(lambda db: db.execute(sql, (object_id,)))

    async def forget(self, object_id: str) -> None:
        """Delete the row, after its bytes."""
        sql = "DELETE FROM objects WHERE id = ? AND state <> 'stored'"
        await self._store.writer.submit(lambda db: db.execute(sql, (object_id,)))

    def find(self, object_id: str, wallet: str | None = None) -> StoredObject | None:
        """One that is not leaving; with a wallet only if it belongs to that."""
        mine = "" if wallet is None else " AND wallet = ?"
        found = self._read(f"id = ? AND state <> 'leaving'{mine}", [object_id] + ([] if wallet is None else [wallet]))
        return found[0] if found else None

    def page(self, wallet: str, *, limit: int, before: int | None, kind: str | None) -> list[StoredObject]:
        """What an account has stored, newest first, from behind the place `before`; of one kind where one is named."""
        where, values = ["wallet = ?", "state = 'stored'"], [wallet]
        if before is not None:
            where.append("number < ?")
            values.append(str(before))
        if kind is not None:
            where.append("kind = ?")
            values.append(kind)
        return self._read(f"{' AND '.join(where)} ORDER BY number DESC LIMIT {limit}", values)

    def used(self, wallet: str) -> int:
        """Bytes of an account, with those that uploads have reserved."""
        return _used(self._store.reader, wallet, self._store.clock())[0]

    def ending(self) -> list[StoredObject]:
        """Uploads whose time is over, and what was to be deleted and is still here."""
        return self._read("state <> 'stored' AND (state = 'leaving' OR expires <= ?)", [self._store.clock()])

    def waiting(self) -> set[str]:
        """Ids of uploads that may go on."""
        sql = "SELECT id FROM objects WHERE state = 'waiting' AND expires > ?"
        return {one for (one,) in self._store.reader.execute(sql, (self._store.clock(),))}

    def _read(self, where: str, values: Sequence[Any]) -> list[StoredObject]:
        sql = f"SELECT {', '.join(_FIELDS)} FROM objects WHERE {where}"
        return [StoredObject._make(row) for row in self._store.reader.execute(sql, values)]


def _used(db: sqlite3.Connection, wallet: str, now: float) -> tuple[int, int]:
    """Bytes, and how many uploads wait."""
    sql = (
        "SELECT COALESCE(SUM(size), 0), COUNT(*) FILTER (WHERE state = 'waiting') FROM objects"
        " WHERE wallet = ? AND (state = 'stored' OR (state = 'waiting' AND expires > ?))"
    )
    used, waiting = db.execute(sql, (wallet, now)).fetchone()
    return used, waiting
