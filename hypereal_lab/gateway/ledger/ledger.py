"""Double entry with two-phase holds: every credit that leaves one account arrives in another, and a hold ends once.

Accounts: `world` gives what is topped up, wallets hold it, `revenue` takes what is charged, `house` pays what an
upstream took beyond a hold. Only wallets keep a running balance; the others are sums over the transfers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from hypereal_lab.gateway.ledger.rows import Balance, CallRow, Hold
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["HOUSE", "REVENUE", "WORLD", "AlreadyResolved", "BalanceTooLow", "Ledger"]

WORLD, REVENUE, HOUSE = "world", "revenue", "house"

Also = Callable[[sqlite3.Connection], None]
"""Something that has to be written in the same transaction."""


class BalanceTooLow(Exception):
    """The wallet cannot cover the hold; nothing was held."""

    def __init__(self, required: Credits, available: Credits) -> None:
        super().__init__(f"needs {required} credits, {available} are available")
        self.required = required
        self.available = available


class AlreadyResolved(Exception):
    """The hold was settled, voided or expired before."""


class Ledger:
    """The money statements. All of them are one job of the writer, durable when they return."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read = store.reader

    async def open_wallet(self, wallet: str) -> None:
        """Make a wallet with nothing in it; one that is there stays."""
        await self._store.writer.submit(lambda db: _open(db, wallet))

    async def top_up(self, wallet: str, amount: Credits, *, reference: str) -> None:
        """Give credits once for each reference. Raises `ValueError` when the reference was used for another amount."""
        now = self._store.clock()
        await self._store.writer.submit(lambda db: _top_up(db, wallet, amount, reference, now))

    async def hold(
        self,
        wallet: str,
        amount: Credits,
        *,
        hold_id: str,
        price_version: str,
        key_id: str | None = None,
        endpoint: str | None = None,
        model: str | None = None,
        expires: float | None = None,
    ) -> Hold:
        """Set credits aside. Raises `BalanceTooLow`; on disk when it returns."""
        now = self._store.clock()
        hold = Hold(hold_id, wallet, amount, now, price_version, key_id, endpoint, model)
        await self._store.writer.submit(lambda db: _hold(db, hold, expires))
        return hold

    async def settle(self, hold: Hold, charged: Credits, *, row: CallRow, also: Sequence[Also] = ()) -> Credits:
        """End the hold with a charge, log the call and write `also`, all or nothing. Returns what the wallet paid.

        What was charged beyond the hold is the house's loss. Raises `AlreadyResolved`.
        """
        now = self._store.clock()
        return await self._store.writer.submit(lambda db: _settle(db, hold, charged, row, also, now))

    async def void(self, hold: Hold, *, row: CallRow, also: Sequence[Also] = ()) -> None:
        """End the hold without a charge and log the call. Raises `AlreadyResolved`."""
        now = self._store.clock()
        await self._store.writer.submit(lambda db: _void(db, hold, row, also, now))

    def balance(self, wallet: str) -> Balance:
        """What the wallet has, as of the last commit."""
        found = self._read.execute("SELECT posted, held FROM wallets WHERE id = ?", (wallet,)).fetchone()
        return Balance(Credits(found[0]), Credits(found[1])) if found else Balance(ZERO, ZERO)

    def open_holds(self) -> list[Hold]:
        """Holds that have not ended."""
        rows = self._read.execute(
            "SELECT id, wallet, amount, time, price_version, key_id, endpoint, model FROM holds"
            " WHERE NOT EXISTS (SELECT 1 FROM resolutions WHERE hold = holds.id)"
        )
        return [Hold(row[0], row[1], Credits(row[2]), *row[3:]) for row in rows]

    async def recover(self) -> int:
        """Void every open hold. For the start of a gateway, when the process that made them is surely dead."""
        open_holds = self.open_holds()
        for hold in open_holds:
            await self.void(hold, row=_stopped(hold, self._store.clock()))
        return len(open_holds)


def _open(db: sqlite3.Connection, wallet: str) -> None:
    db.execute("INSERT INTO wallets (id) VALUES (?) ON CONFLICT DO NOTHING", (wallet,))


def _top_up(db: sqlite3.Connection, wallet: str, amount: Credits, reference: str, now: float) -> None:
    _open(db, wallet)
    known = db.execute(
        "SELECT target, amount FROM transfers WHERE reference = ? AND kind = 'top_up'", (reference,)
    ).fetchone()
    if known == (wallet, amount.micros):
        return
    if known is not None:
        raise ValueError(f"the reference {reference} was used for another top-up; use a new one")
    _transfer(db, WORLD, wallet, amount, "top_up", reference, now)
    db.execute("UPDATE wallets SET posted = posted + ? WHERE id = ?", (amount.micros, wallet))


def _hold(db: sqlite3.Connection, hold: Hold, expires: float | None) -> None:
    micros = hold.amount.micros
    taken = db.execute(
        "UPDATE wallets SET held = held + ? WHERE id = ? AND posted - held >= ?", (micros, hold.wallet, micros)
    )
    if taken.rowcount != 1:
        found = db.execute("SELECT posted - held FROM wallets WHERE id = ?", (hold.wallet,)).fetchone()
        raise BalanceTooLow(hold.amount, Credits(found[0]) if found else ZERO)
    db.execute(
        "INSERT INTO holds (id, wallet, amount, time, expires, price_version, key_id, endpoint, model)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(hold.id, hold.wallet, micros, hold.time, expires),
            *(hold.price_version, hold.key_id, hold.endpoint, hold.model),
        ),
    )


def _settle(
    db: sqlite3.Connection, hold: Hold, charged: Credits, row: CallRow, also: Sequence[Also], now: float
) -> Credits:
    paid = min(charged, hold.amount)
    _resolve(db, hold, "settle", paid, now)
    if paid:
        _transfer(db, hold.wallet, REVENUE, paid, "charge", hold.id, now)
        if hold.key_id is not None:
            _count(db, hold.key_id, paid, now)
    if charged > paid:
        _transfer(db, HOUSE, REVENUE, charged - paid, "loss", hold.id, now)
    log_call(db, row._replace(credits=paid))
    for write in also:
        write(db)
    return paid


def _void(db: sqlite3.Connection, hold: Hold, row: CallRow, also: Sequence[Also], now: float) -> None:
    _resolve(db, hold, "void", ZERO, now)
    log_call(db, row._replace(credits=ZERO))
    for write in also:
        write(db)


def _resolve(db: sqlite3.Connection, hold: Hold, kind: str, paid: Credits, now: float) -> None:
    """The primary key of `resolutions` is what lets a hold end only once."""
    try:
        db.execute(
            "INSERT INTO resolutions (hold, kind, amount, time) VALUES (?, ?, ?, ?)", (hold.id, kind, paid.micros, now)
        )
    except sqlite3.IntegrityError as error:
        if "UNIQUE" in str(error):
            raise AlreadyResolved(hold.id) from None
        raise
    db.execute(
        "UPDATE wallets SET held = held - ?, posted = posted - ? WHERE id = ?",
        (hold.amount.micros, paid.micros, hold.wallet),
    )


def _transfer(
    db: sqlite3.Connection, source: str, target: str, amount: Credits, kind: str, reference: str, now: float
) -> None:
    db.execute(
        "INSERT INTO transfers (time, source, target, amount, kind, reference) VALUES (?, ?, ?, ?, ?, ?)",
        (now, source, target, amount.micros, kind, reference),
    )


def _count(db: sqlite3.Connection, key_id: str, paid: Credits, now: float) -> None:
    """Spending per key and calendar month, in UTC."""
    db.execute(
        "INSERT INTO spending (key_id, month, credits) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET credits = credits + excluded.credits",
        (key_id, datetime.fromtimestamp(now, UTC).strftime("%Y-%m"), paid.micros),
    )


def log_call(db: sqlite3.Connection, row: CallRow) -> None:
    """Write one row of the request log."""
    db.execute(
        "INSERT INTO calls (id, created, wallet, key_id, endpoint, model, provider, status_code, latency_ms, units,"
        " credits, price_version, basis, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row[:10], row.credits.micros, *row[11:]),
    )


def _stopped(hold: Hold, now: float) -> CallRow:
    return CallRow(
        id=hold.id,
        created=hold.time,
        wallet=hold.wallet,
        key_id=hold.key_id,
        endpoint=hold.endpoint or "",
        model=hold.model,
        provider=None,
        status_code=503,
        latency_ms=round((now - hold.time) * 1000),
        units=0,
        credits=ZERO,
        price_version=hold.price_version,
        basis=None,
        error="the gateway stopped before the call ended",
    )
