"""Proof of the books: every balance again from the entries that nobody can change."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from hypereal_lab.gateway.ledger.statements import HOUSE, REVENUE, WORLD
from hypereal_lab.wire.money import Credits

__all__ = ["Books", "BooksDoNotBalance", "verify"]


class BooksDoNotBalance(Exception):
    """A balance differs from what the entries say."""


@dataclass(frozen=True, slots=True)
class Books:
    """Sums over all entries."""

    topped_up: Credits
    charged: Credits
    lost: Credits
    """What the house paid beyond holds."""
    in_wallets: Credits
    held: Credits


def verify(db: sqlite3.Connection) -> Books:
    """Recompute everything as of one moment. Raises `BooksDoNotBalance` that names the account and the difference."""
    db.execute("BEGIN")
    try:
        return _verified(db)
    finally:
        db.execute("COMMIT")


def _verified(db: sqlite3.Connection) -> Books:
    accounts = _accounts(db)
    holds = dict(
        db.execute(
            "SELECT wallet, SUM(amount) FROM holds WHERE NOT EXISTS"
            " (SELECT 1 FROM resolutions WHERE hold = holds.id) GROUP BY wallet"
        ).fetchall()
    )
    _equal("parts of holds that have ended", _sum(db, _LEFT_OPEN), 0)
    for wallet, posted, held in db.execute("SELECT id, posted, held FROM wallets").fetchall():
        _equal(f"balance of {wallet}", posted, accounts.get(wallet, 0))
        _equal(f"holds of {wallet}", held, holds.get(wallet, 0))
    _equal("sum of all accounts", sum(accounts.values()), 0)
    charged = _sum(db, "SELECT SUM(amount) FROM transfers WHERE kind = 'charge'")
    _equal("charges and settled holds", charged, _sum(db, "SELECT SUM(amount) FROM resolutions"))
    _equal("charges and the request log", charged, _sum(db, "SELECT SUM(credits) FROM calls"))
    _equal(
        "charges and the monthly counters", _sum(db, _CHARGED_TO_KEYS), _sum(db, "SELECT SUM(credits) FROM spending")
    )
    in_wallets = sum(amount for name, amount in accounts.items() if name not in (WORLD, REVENUE, HOUSE))
    return Books(
        topped_up=Credits(-accounts.get(WORLD, 0)),
        charged=Credits(charged),
        lost=Credits(-accounts.get(HOUSE, 0)),
        in_wallets=Credits(in_wallets),
        held=Credits(sum(holds.values())),
    )


_CHARGED_TO_KEYS = (
    "SELECT SUM(resolutions.amount) FROM resolutions JOIN holds ON holds.id = hold WHERE holds.key_id IS NOT NULL"
)
_LEFT_OPEN = (
    "SELECT SUM(holds.amount) FROM extensions JOIN holds ON id = part JOIN resolutions ON hold = whole"
    " WHERE NOT EXISTS (SELECT 1 FROM resolutions WHERE hold = part)"
)


def _accounts(db: sqlite3.Connection) -> dict[str, int]:
    return dict(
        db.execute(
            "SELECT account, SUM(amount) FROM (SELECT target AS account, amount FROM transfers"
            " UNION ALL SELECT source, -amount FROM transfers) GROUP BY account"
        ).fetchall()
    )


def _sum(db: sqlite3.Connection, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0] or 0)


def _equal(what: str, kept: int, counted: int) -> None:
    if kept != counted:
        raise BooksDoNotBalance(f"{what}: {Credits(kept)} kept, {Credits(counted)} by the entries")
