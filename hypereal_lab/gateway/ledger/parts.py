"""A hold of several parts: the first, which names the call, and its extensions. They end together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from hypereal_lab.gateway.ledger.failures import AlreadyResolved
from hypereal_lab.gateway.ledger.rows import Hold, Part
from hypereal_lab.wire.money import Credits

__all__ = ["known", "name_of_next", "once", "shares"]


def known(db: sqlite3.Connection, hold: Hold) -> Hold:
    """The hold with every part that the database knows, also those that were made after this value."""
    sql = "SELECT id, amount FROM extensions JOIN holds ON id = part WHERE whole = ? ORDER BY holds.rowid"
    rows = db.execute(sql, (hold.id,))
    parts = [Part(name, Credits(micros)) for name, micros in rows]
    return hold._replace(amount=hold.first, parts=()).grown(*parts)


def name_of_next(hold: Hold) -> str:
    """The id of the next extension, where nobody chose one."""
    return f"{hold.id}+{len(hold.parts) + 1}"


def shares(hold: Hold, paid: int) -> list[tuple[str, int]]:
    """Id and millionths of every part when so much is paid: the first is used up first. The first comes last, since
    the database lets no hold end before its parts.
    """
    ends = []
    for name, amount in ((hold.id, hold.first), *hold.parts):
        share = min(paid, amount.micros)
        paid -= share
        ends.append((name, share))
    return [*ends[1:], ends[0]]


@contextmanager
def once(hold: Hold) -> Iterator[None]:
    """Where a hold ends or grows. That neither happens after its end is a rule of the database: the primary key of
    `resolutions`, and a trigger.
    """
    try:
        yield
    except sqlite3.IntegrityError as error:
        if "UNIQUE constraint failed: resolutions.hold" in str(error) or "has ended" in str(error):
            raise AlreadyResolved(hold.id) from None
        raise
