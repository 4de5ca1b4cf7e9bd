"""Reservations against budgets: what is written when a call begins, ends, or is corrected. Only inside a transaction.

Each call has one stake in every budget that was in force when it began: what it holds there and what it spent. A
budget's `held` and `spent` are the sums of its stakes, kept beside them so that a check reads one row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypereal_lab.errors import BudgetExceeded, PriceUnknown
from hypereal_lab.wire.money import Credits

__all__ = ["Subjects", "adopt_runs", "charge", "month_of", "month_span", "reserve", "settle"]


class Subjects(NamedTuple):
    """What a call belongs to, as budgets see it."""

    blocks: tuple[str, ...]
    session: str
    notebook: str | None
    tags: tuple[str, ...]
    time: float


def reserve(db: sqlite3.Connection, run: str, amount: Credits | None, subjects: Subjects) -> None:
    """Set the amount aside in every budget in force, or in none.

    Raises `BudgetExceeded` for the first that is full, and `PriceUnknown` for an unknown amount where there is one.
    """
    rows = list(_in_force(db, subjects))
    if amount is None:
        if rows:
            raise PriceUnknown(f"A call of unknown price does not fit into the {rows[0]['name']}; give it a max_cost=.")
        return
    for row in rows:
        left = row["cap"] - row["spent"] - row["held"]
        if amount.micros > left:
            raise BudgetExceeded(
                row["name"],
                cap=Credits(row["cap"]),
                asked=amount,
                spent=Credits(row["spent"]),
                held=Credits(row["held"]),
                left=Credits(max(left, 0)),
            )
    for row in rows:
        db.execute("UPDATE budgets SET held = held + ? WHERE id = ?", (amount.micros, row["id"]))
        db.execute(
            "INSERT INTO stakes (run, budget, held) VALUES (?, ?, ?)"
            " ON CONFLICT (run, budget) DO UPDATE SET held = held + excluded.held",
            (run, row["id"], amount.micros),
        )


def settle(db: sqlite3.Connection, run: str, charged: Credits) -> None:
    """Give back what a call holds and count what it was charged instead."""
    db.execute(
        "UPDATE budgets SET held = budgets.held - stake.held, spent = budgets.spent + ?"
        " FROM (SELECT budget, held FROM stakes WHERE run = ?) AS stake WHERE budgets.id = stake.budget",
        (charged.micros, run),
    )
    db.execute("UPDATE stakes SET held = 0, spent = spent + ? WHERE run = ?", (charged.micros, run))


def charge(db: sqlite3.Connection, run: str, amount: Credits) -> None:
    """Count what a call is charged beside, or with a minus what came back. Never clipped: the server's word is true."""
    db.execute(
        "UPDATE budgets SET spent = spent + ? WHERE id IN (SELECT budget FROM stakes WHERE run = ?)",
        (amount.micros, run),
    )
    db.execute("UPDATE stakes SET spent = spent + ? WHERE run = ?", (amount.micros, run))


def month_of(time: float, zone: str | None) -> str:
    """The calendar month there, as `2026-11`; in the machine's zone where none is named."""
    return _local(time, zone).strftime("%Y-%m")


def month_span(time: float, zone: str | None) -> tuple[float, float]:
    """Begin and end of that month in Unix seconds."""
    first = _local(time, zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return _seconds(first, zone), _seconds(after, zone)


def _in_force(db: sqlite3.Connection, subjects: Subjects) -> Iterable[sqlite3.Row]:
    """The outermost and longest first, so that the widest full budget is the one that is named."""
    pairs = [("month", "*"), *(("tag", tag) for tag in subjects.tags)]
    pairs += [("notebook", subjects.notebook)] if subjects.notebook else []
    pairs += [("session", subjects.session), *(("block", block) for block in subjects.blocks)]
    asked = " OR ".join(["scope = ? AND subject = ?"] * len(pairs))
    found = db.execute(f"SELECT * FROM budgets WHERE {asked}", [word for pair in pairs for word in pair]).fetchall()
    for row in sorted(found, key=lambda row: pairs.index((row["scope"], row["subject"]))):
        yield _this_month(db, row, subjects.time) if row["scope"] == "month" else row


def _this_month(db: sqlite3.Connection, template: sqlite3.Row, now: float) -> sqlite3.Row:
    month = month_of(now, template["zone"])
    found: sqlite3.Row | None = db.execute("SELECT * FROM budgets WHERE id = ?", (f"month:{month}",)).fetchone()
    return found or _begin_month(db, template, month, now)


def _begin_month(db: sqlite3.Connection, template: sqlite3.Row, month: str, now: float) -> sqlite3.Row:
    """The row of a month that has just begun, or whose first call this is."""
    budget = f"month:{month}"
    db.execute(
        "INSERT INTO budgets (id, name, scope, subject, cap, zone, time) VALUES (?, ?, 'month', ?, ?, ?, ?)",
        (budget, f"budget of {month}", month, template["cap"], template["zone"], now),
    )
    begin, end = month_span(now, template["zone"])
    adopt_runs(db, budget, "time >= ? AND time < ?", (begin, end))
    row: sqlite3.Row = db.execute("SELECT * FROM budgets WHERE id = ?", (budget,)).fetchone()
    return row


def adopt_runs(db: sqlite3.Connection, budget: str, condition: str, values: tuple[object, ...]) -> None:
    """Let a new budget know what was spent and is held already by the calls it is for.

    Those that hold and cost nothing so far are counted too: one of unknown price may still be charged.
    """
    db.execute(
        "INSERT INTO stakes (run, budget, held, spent) SELECT id, ?, held, credits FROM runs"
        f" WHERE replay_of IS NULL AND {condition} ON CONFLICT DO NOTHING",
        (budget, *values),
    )
    db.execute(
        "UPDATE budgets SET (held, spent) = (SELECT COALESCE(SUM(held), 0), COALESCE(SUM(spent), 0) FROM stakes"
        " WHERE budget = budgets.id) WHERE id = ?",
        (budget,),
    )


def _local(time: float, zone: str | None) -> datetime:
    return datetime.fromtimestamp(time, ZoneInfo(zone)) if zone else datetime.fromtimestamp(time).astimezone()


def _seconds(moment: datetime, zone: str | None) -> float:
    """Of a wall clock's time: in the machine's zone the offset may differ from the one at `moment`'s making."""
    return moment.timestamp() if zone else moment.replace(tzinfo=None).timestamp()
