"""Budgets: a sum that is never passed, over a block, a kernel session, a notebook, a calendar month or a tag."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from types import TracebackType
from zoneinfo import ZoneInfo

from hypereal_lab.errors import InputError
from hypereal_lab.lab import card
from hypereal_lab.lab.records import Records
from hypereal_lab.lab.reservations import adopt_runs, month_of, month_span
from hypereal_lab.lab.run import OPEN
from hypereal_lab.lab.scope import Scope, here, in_force
from hypereal_lab.wire.money import Credits

__all__ = ["Budget", "BudgetNow", "Budgets", "amount_of", "check_tag"]

SCOPES = ("session", "notebook", "month")

_CONDITIONS = {
    "session": "owner = ?",
    "notebook": "notebook = ?",
    "tag": "id IN (SELECT run FROM run_tags WHERE tag = ?)",
}
_BUSY = (
    "SELECT stakes.budget FROM runs JOIN stakes ON stakes.run = runs.id WHERE runs.owner = ? AND runs.status IN"
    f" ({', '.join(repr(status) for status in OPEN)})"
)


@dataclass(frozen=True, slots=True)
class BudgetNow:
    """A budget as it stands at one moment."""

    name: str
    scope: str
    """`session`, `notebook`, `month`, `tag` or `block`."""
    cap: Credits
    spent: Credits
    held: Credits

    @property
    def left(self) -> Credits:
        """What the next call may need; never below zero."""
        return Credits(max(self.cap.micros - self.spent.micros - self.held.micros, 0))

    @property
    def used(self) -> int:
        """Spent and held together, in whole hundredths of the cap and never rounded up; 100 for a cap of nothing."""
        if not self.cap:
            return 100
        return max(0, (self.spent.micros + self.held.micros) * 100 // self.cap.micros)


class Budget:
    """One budget. As a `with` block it holds for the calls sent inside; other kinds hold from the moment they are made.

    What it says is read from the records each time, so it counts the calls of all kernels.
    """

    def __init__(self, records: Records, budget: str, tag: str | None = None) -> None:
        self._records = records
        self._id = budget
        self._tag = tag

    @property
    def name(self) -> str:
        return str(self._row["name"])

    @property
    def cap(self) -> Credits:
        """The most that may be spent and held together."""
        return Credits(self._row["cap"])

    @property
    def spent(self) -> Credits:
        """Charged so far, refunds taken off."""
        return Credits(self._row["spent"])

    @property
    def held(self) -> Credits:
        """Set aside for calls under way."""
        return Credits(self._row["held"])

    @property
    def left(self) -> Credits:
        """What the next call may need; never below zero."""
        row = self._row
        return Credits(max(row["cap"] - row["spent"] - row["held"], 0))

    def remove(self) -> None:
        """Let it hold no longer. What was spent stays in the journal."""
        with self._records.transaction() as db:
            db.execute("DELETE FROM budgets WHERE id = ?", (self._id,))
            if self._id.startswith("month:"):
                db.execute("DELETE FROM budgets WHERE id = 'month:*'")

    def __enter__(self) -> Budget:
        scope = in_force.get()
        if self._tag is not None:
            in_force.set(replace(scope, tags=(*scope.tags, self._tag)))
        elif self._row["scope"] == "block":
            in_force.set(replace(scope, blocks=(*scope.blocks, self._id)))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # taken out of the scope of this task, since other tasks may be inside the same block
        scope = in_force.get()
        in_force.set(Scope(_without(scope.blocks, self._id), _without(scope.tags, self._tag)))

    @property
    def _row(self) -> sqlite3.Row:
        rows = self._records.read("SELECT * FROM budgets WHERE id = ?", (self._id,))
        if not rows:
            raise InputError("This budget was removed; make a new one with lab.budget(...).", field="budget")
        return rows[0]

    def __repr__(self) -> str:
        row = self._row
        return (
            f"<Budget {row['name']}: {self.left} of {Credits(row['cap'])} credits left, "
            f"{Credits(row['spent'])} spent, {Credits(row['held'])} held>"
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        facts = [(word, f"{getattr(self, word)} credits") for word in ("left", "spent", "held", "cap")]
        return {"text/plain": repr(self), "text/html": card.of_facts(self.name.capitalize(), facts)}


class Budgets:
    """The budgets of one lab."""

    def __init__(self, records: Records, session: str, *, clock: Callable[[], float] = time.time) -> None:
        self._records = records
        self._session = session
        self._clock = clock

    def open(
        self, credits: object, *, per: str | None = None, tag: str | None = None, zone: str | None = None
    ) -> Budget:
        """A new budget, or a new sum for the one there is. Raises `InputError`."""
        cap = amount_of(credits, "credits")
        if per is not None and tag is not None:
            raise InputError("A budget is per session, notebook or month, or for a tag, not both.", field="per")
        if tag is not None:
            return self._keep(cap, "tag", check_tag(tag), f"budget of tag {tag!r}")
        if per is None:
            return self._keep(cap, "block", uuid.uuid4().hex, "budget of this block")
        if per not in SCOPES:
            raise InputError(f"per is one of {', '.join(SCOPES)}; not {per!r}.", field="per")
        if per == "month":
            return self._month(cap, zone)
        return self._keep(cap, per, self._subject(per), f"budget of this {per}")

    def all(self) -> list[Budget]:
        """Those that may hold for calls of this session."""
        rows = self._records.read(
            "SELECT id FROM budgets WHERE scope IN ('notebook', 'tag') OR (scope = 'month' AND subject <> '*')"
            " OR (scope = 'session' AND subject = ?) ORDER BY rowid",
            (self._session,),
        )
        return [Budget(self._records, row["id"]) for row in rows]

    def now(self, notebook: str | None) -> list[BudgetNow]:
        """Those that hold for the calls of this session in this notebook, as they stand, the one with least left first.

        That of a `with` block is among them while a call sent inside is under way.
        """
        rows = self._records.read(
            "SELECT * FROM budgets WHERE scope IN ('tag', 'month') OR (scope = 'session' AND subject = ?)"
            f" OR (scope = 'notebook' AND subject = ?) OR id IN ({_BUSY})",
            (self._session, notebook, self._session),
        )
        standing = [row for row in rows if row["scope"] != "month"] + self._this_month(rows)
        found = [
            BudgetNow(row["name"], row["scope"], Credits(row["cap"]), Credits(row["spent"]), Credits(row["held"]))
            for row in standing
        ]
        return sorted(found, key=lambda one: (one.left, one.name))

    def _this_month(self, rows: list[sqlite3.Row]) -> list[sqlite3.Row]:
        """The row of this calendar month; before its first call the one for all months, which has spent nothing."""
        months = {row["subject"]: row for row in rows if row["scope"] == "month"}
        if (each := months.get("*")) is None:
            return []
        return [months.get(month_of(self._clock(), each["zone"]), each)]

    def _subject(self, per: str) -> str:
        if per == "session":
            return self._session
        notebook = here().notebook
        if notebook is None:
            raise InputError(
                "The name of this notebook is not known here; set HYPEREAL_LAB_NOTEBOOK, or use per='session'.",
                field="per",
            )
        return notebook

    def _keep(self, cap: Credits, scope: str, subject: str, name: str) -> Budget:
        budget = subject if scope == "block" else f"{scope}:{subject}"
        with self._records.transaction() as db:
            known = db.execute("UPDATE budgets SET cap = ? WHERE id = ?", (cap.micros, budget)).rowcount
            if not known:
                db.execute(
                    "INSERT INTO budgets (id, name, scope, subject, cap, time) VALUES (?, ?, ?, ?, ?, ?)",
                    (budget, name, scope, subject, cap.micros, self._clock()),
                )
                if scope != "block":
                    adopt_runs(db, budget, _CONDITIONS[scope], (subject,))
        return Budget(self._records, budget, subject if scope == "tag" else None)

    def _month(self, cap: Credits, zone: str | None) -> Budget:
        """A sum for each calendar month from now on: one row says so, and each month has its own."""
        _check_zone(zone)
        now = self._clock()
        month = month_of(now, zone)
        with self._records.transaction() as db:
            for subject, name in (("*", "budget of each month"), (month, f"budget of {month}")):
                db.execute(
                    "INSERT INTO budgets (id, name, scope, subject, cap, zone, time) VALUES (?, ?, 'month', ?, ?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET cap = excluded.cap, zone = excluded.zone",
                    (f"month:{subject}", name, subject, cap.micros, zone, now),
                )
            adopt_runs(db, f"month:{month}", "time >= ? AND time < ?", month_span(now, zone))
        return Budget(self._records, f"month:{month}")


def _without(words: tuple[str, ...], word: str | None) -> tuple[str, ...]:
    """Less its last occurrence."""
    if word not in words:
        return words
    last = len(words) - 1 - words[::-1].index(word)
    return words[:last] + words[last + 1 :]


def amount_of(credits: object, field: str) -> Credits:
    """An amount as people write it: `50`, `"4.2"`, `Decimal`, `Credits`, or a float taken by its digits.

    Raises `InputError` for what is no amount, or is below zero.
    """
    try:
        if isinstance(credits, Credits):
            found = credits
        elif isinstance(credits, float):
            found = Credits.of(str(credits))  # the digits that were typed, not the binary number behind them
        elif isinstance(credits, int | str | Decimal):
            found = Credits.of(credits)
        else:
            raise TypeError
    except (TypeError, ValueError):
        raise InputError(
            f"{field} is an amount of credits such as 50 or '4.2', not {credits!r}.", field=field
        ) from None
    if found.micros < 0:
        raise InputError(f"{field} cannot be below zero.", field=field)
    return found


def check_tag(tag: str) -> str:
    """Raises `InputError` for what cannot be a tag."""
    if not isinstance(tag, str) or not tag.strip() or len(tag) > 100:
        raise InputError("A tag is a word of 1 to 100 characters.", field="tag")
    return tag.strip()


def _check_zone(zone: str | None) -> None:
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise InputError(f"{zone!r} is no time zone; write one such as 'Europe/Vilnius'.", field="zone") from error
