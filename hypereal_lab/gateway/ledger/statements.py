"""The money statements for top-ups, holds, extensions, charges and voids. Only the writer runs them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple, TypeVar

from hypereal_lab.gateway.ledger.failures import BalanceTooLow
from hypereal_lab.gateway.ledger.parts import known, name_of_next, once, shares
from hypereal_lab.gateway.ledger.rows import CallRow, Hold, Part
from hypereal_lab.gateway.store.groups import insert_rows
from hypereal_lab.wire.money import ZERO, Credits

__all__ = [
    "HOUSE",
    "REVENUE",
    "WORLD",
    "Also",
    "Charge",
    "Charges",
    "Holds",
    "NewHold",
    "log_call",
    "open_wallet",
    "top_up",
    "void",
]

K = TypeVar("K", bound=Hashable)

WORLD, REVENUE, HOUSE = "world", "revenue", "house"

Also = Callable[[sqlite3.Connection], None]
"""Something that has to be written in the same transaction."""

_HOLDS = "id, wallet, amount, time, expires, price_version, key_id, endpoint, model"
_EXTENSIONS = "whole, part"
_CALLS = (
    "id, created, wallet, key_id, endpoint, model, provider, status_code, latency_ms, units, credits, price_version,"
    " basis, error, input_tokens, output_tokens, cached_tokens, estimated"
)
_NO_TOKENS = (None, None, None, None)
_RESOLUTIONS = "hold, kind, amount, time"
_TRANSFERS = "time, source, target, amount, kind, reference"


class NewHold(NamedTuple):
    """A hold that is asked for."""

    hold: Hold
    """As it is written: of an extension, the new part alone."""
    expires: float | None
    also: Sequence[Also] = ()
    whole: Hold | None = None
    """What an extension extends; None for a first hold."""

    @classmethod
    def more(cls, whole: Hold, amount: Credits, now: float, hold_id: str | None = None) -> NewHold:
        """An extension."""
        part = whole._replace(id=hold_id or name_of_next(whole), amount=amount, time=now, parts=())
        return cls(part, None, whole=whole)

    def known(self, db: sqlite3.Connection) -> NewHold:
        """The same for the whole as the database knows it, which may have grown since."""
        if self.whole is None:
            return self
        whole, hold = known(db, self.whole), self.hold
        if hold.id == name_of_next(self.whole):
            hold = hold._replace(id=name_of_next(whole))
        return self._replace(hold=hold, whole=whole)

    @property
    def made(self) -> Hold:
        """The hold as a whole, once this is written."""
        return self.hold if self.whole is None else self.whole.grown(Part(self.hold.id, self.hold.amount))


class Charge(NamedTuple):
    """The end of a hold with a charge."""

    hold: Hold
    """As a whole."""
    paid: int
    """Millionths that the wallet pays."""
    lost: int
    """Millionths beyond the hold, which the house pays."""
    row: CallRow
    also: Sequence[Also]
    now: float

    @classmethod
    def of(cls, hold: Hold, charged: Credits, row: CallRow, also: Sequence[Also], now: float) -> Charge:
        """Never more of the wallet than was held."""
        paid = min(charged.micros, hold.amount.micros)
        return cls(hold, paid, charged.micros - paid, row, also, now)

    def known(self, db: sqlite3.Connection) -> Charge:
        """The same for the whole as the database knows it, which may have grown since."""
        whole = known(db, self.hold)
        return Charge.of(whole, Credits(self.paid + self.lost), self.row, self.also, self.now)


class Holds:
    """A group of the writer: all holds of one commit, admitted in their order."""

    def many(self, db: sqlite3.Connection, items: Sequence[NewHold]) -> list[Hold]:
        """As wholes. Raises `LookupError` where a wallet cannot cover all of its holds: then each is tried alone."""
        for wallet, micros in _sums((item.hold.wallet, item.hold.amount.micros) for item in items).items():
            if not _take(db, wallet, micros):
                raise LookupError(wallet)
        _write_holds(db, items)
        return [item.hold if item.whole is None else item.made for item in items]

    def one(self, db: sqlite3.Connection, item: NewHold) -> Hold:
        """Raises `BalanceTooLow`, and `AlreadyResolved` for an extension of what has ended."""
        item = item.known(db)
        hold = item.hold
        if not _take(db, hold.wallet, hold.amount.micros):
            found = db.execute("SELECT posted - held FROM wallets WHERE id = ?", (hold.wallet,)).fetchone()
            raise BalanceTooLow(hold.amount, Credits(found[0]) if found else ZERO)
        with once(item.made):
            _write_holds(db, [item])
        return item.made


class Charges:
    """A group of the writer: all charges of one commit, each with its row of the request log."""

    def many(self, db: sqlite3.Connection, items: Sequence[Charge]) -> list[Credits]:
        """What each wallet paid. Raises `sqlite3.IntegrityError` where a hold has ended before, or has more parts."""
        ends = [(one.hold.id, "settle", one.paid, one.now) for one in items if not one.hold.parts]
        grown = [one for one in items if one.hold.parts]
        ends += [(name, "settle", paid, one.now) for one in grown for name, paid in shares(one.hold, one.paid)]
        insert_rows(db, "resolutions", _RESOLUTIONS, ends)
        held = _sums((one.hold.wallet, one.hold.amount.micros) for one in items)
        paid = _sums((one.hold.wallet, one.paid) for one in items)
        for wallet in held:
            _release(db, wallet, held[wallet], paid[wallet])
        insert_rows(db, "transfers", _TRANSFERS, [transfer for one in items for transfer in _transfers(one)])
        _count(db, items)
        insert_rows(db, "calls", _CALLS, [_call_row(one.row, one.paid) for one in items])
        for one in items:
            for write in one.also:
                write(db)
        return [Credits(one.paid) for one in items]

    def one(self, db: sqlite3.Connection, item: Charge) -> Credits:
        """With all parts that the database knows. Raises `AlreadyResolved`."""
        with once(item.hold):
            return self.many(db, [item.known(db)])[0]


def open_wallet(db: sqlite3.Connection, wallet: str) -> None:
    """One that is there stays."""
    db.execute("INSERT INTO wallets (id) VALUES (?) ON CONFLICT DO NOTHING", (wallet,))


def top_up(db: sqlite3.Connection, wallet: str, amount: Credits, reference: str, now: float) -> None:
    """Once for each reference."""
    open_wallet(db, wallet)
    known = db.execute(
        "SELECT target, amount FROM transfers WHERE reference = ? AND kind = 'top_up'", (reference,)
    ).fetchone()
    if known == (wallet, amount.micros):
        return
    if known is not None:
        raise ValueError(f"the reference {reference} was used for another top-up; use a new one")
    insert_rows(db, "transfers", _TRANSFERS, [(now, WORLD, wallet, amount.micros, "top_up", reference)])
    db.execute("UPDATE wallets SET posted = posted + ? WHERE id = ?", (amount.micros, wallet))


def void(db: sqlite3.Connection, hold: Hold, row: CallRow, also: Sequence[Also], now: float) -> None:
    """End a hold with all parts that the database knows, without a charge. Raises `AlreadyResolved`."""
    hold = known(db, hold)
    with once(hold):
        insert_rows(db, "resolutions", _RESOLUTIONS, [(name, "void", 0, now) for name, _ in shares(hold, 0)])
    _release(db, hold.wallet, hold.amount.micros, 0)
    log_call(db, row._replace(credits=ZERO))
    for write in also:
        write(db)


def log_call(db: sqlite3.Connection, row: CallRow) -> None:
    """Write one row of the request log."""
    insert_rows(db, "calls", _CALLS, [_call_row(row, row.credits.micros)])


def _take(db: sqlite3.Connection, wallet: str, micros: int) -> bool:
    sql = "UPDATE wallets SET held = held + ? WHERE id = ? AND posted - held >= ?"
    return db.execute(sql, (micros, wallet, micros)).rowcount == 1


def _release(db: sqlite3.Connection, wallet: str, held: int, paid: int) -> None:
    db.execute("UPDATE wallets SET held = held - ?, posted = posted - ? WHERE id = ?", (held, paid, wallet))


def _write_holds(db: sqlite3.Connection, items: Sequence[NewHold]) -> None:
    insert_rows(db, "holds", _HOLDS, [_hold_row(item) for item in items])
    insert_rows(db, "extensions", _EXTENSIONS, [(item.whole.id, item.hold.id) for item in items if item.whole])
    for item in items:
        for write in item.also:
            write(db)


def _transfers(one: Charge) -> Iterator[tuple[object, ...]]:
    if one.paid:
        yield one.now, one.hold.wallet, REVENUE, one.paid, "charge", one.hold.id
    if one.lost:
        yield one.now, HOUSE, REVENUE, one.lost, "loss", one.hold.id


def _count(db: sqlite3.Connection, items: Sequence[Charge]) -> None:
    """Spending per key and calendar month, in UTC."""
    spent = _sums(((one.hold.key_id, _month(int(one.now))), one.paid) for one in items if one.hold.key_id)
    for (key_id, month), micros in spent.items():
        if micros:
            db.execute(
                "INSERT INTO spending (key_id, month, credits) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET credits = credits + excluded.credits",
                (key_id, month, micros),
            )


@lru_cache(maxsize=64)
def _month(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m")


def _sums(pairs: Iterable[tuple[K, int]]) -> dict[K, int]:
    found: dict[K, int] = {}
    for key, micros in pairs:
        found[key] = found.get(key, 0) + micros
    return found


def _hold_row(item: NewHold) -> tuple[object, ...]:
    hold = item.hold
    return (
        *(hold.id, hold.wallet, hold.amount.micros, hold.time, item.expires),
        *(hold.price_version, hold.key_id, hold.endpoint, hold.model),
    )


def _call_row(row: CallRow, micros: int) -> tuple[object, ...]:
    return (*row[:10], micros, *row[11:14], *(row.tokens or _NO_TOKENS))
