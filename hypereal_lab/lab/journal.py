"""One row per call, written before the first byte is sent and closed with what the server charged.

Reservations, charges and rows change together, in one transaction each, so that no end of a process leaves one without
the other.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hypereal_lab.catalog import Estimate
from hypereal_lab.lab import reservations
from hypereal_lab.lab.history import History
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.records import Records
from hypereal_lab.lab.reservations import Subjects
from hypereal_lab.lab.run import COLUMNS, OPEN, Run, run_of
from hypereal_lab.lab.scope import Place, Scope
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Also", "Intent", "Journal", "Run"]

Also = Callable[[sqlite3.Connection], None]
"""Something that is written in the same transaction."""

_FINISHED = (
    f"SELECT {COLUMNS} FROM runs WHERE recipe_hash = ? AND provider = ? AND status = 'succeeded' AND replay_of IS NULL"
    " ORDER BY rowid DESC LIMIT 20"
)
_OPEN = ", ".join(f"'{status}'" for status in OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A call that is about to be sent."""

    run: str
    recipe: Recipe
    provider: str
    owner: str
    key: str
    """Idempotency key."""
    price: Estimate
    hold: Credits | None
    """What is set aside in the budgets; None where nobody knows, which no budget allows."""
    flight: str
    """Only one call of a flight is under way at a time, in all kernels."""
    scope: Scope = field(default_factory=Scope)
    place: Place = field(default_factory=Place)
    request: bytes | None = None
    fresh: bool = False
    """Make it anew although it was made before."""
    besides: frozenset[str] = frozenset()
    """Finished runs that do not count, since their assets are gone."""


class Journal:
    """The rows, oldest first."""

    def __init__(self, records: Records, *, clock: Callable[[], float] = time.time) -> None:
        self._records = records
        self._clock = clock
        self.history = History(records)
        """What its rows tell together."""

    def begin(self, intent: Intent) -> Run:
        """Write the intent and set its credits aside; durable when it returns. Raises `BudgetExceeded`.

        Where a call of the same flight is under way, or another kernel finished it a moment ago, nothing is written and
        that one is returned: a run with another id than the intent's.
        """
        now = self._clock()
        with self._records.transaction() as db:
            found = db.execute(f"SELECT {COLUMNS} FROM runs WHERE flight = ?", (intent.flight,)).fetchone()
            found = found or (None if intent.fresh else self._finished(db, intent))
            if found is not None:
                return run_of(found)
            subjects = Subjects(intent.scope.blocks, intent.owner, intent.place.notebook, intent.scope.tags, now)
            reservations.reserve(db, intent.run, intent.hold, subjects)
            return self._insert(db, intent, now)

    def adopt(self, run: Run, owner: str) -> bool:
        """Look after a call from now on. False where somebody else was faster."""
        with self._records.transaction() as db:
            sql = f"UPDATE runs SET owner = ? WHERE id = ? AND owner IS ? AND status IN ({_OPEN})"
            return db.execute(sql, (owner, run.id, run.owner)).rowcount == 1

    def accepted(
        self, run: str, status: str, raw: str, *, job: str, poll_url: str | None, quoted: Credits | None = None
    ) -> None:
        """The server took the job, for so many credits; from here on it can be found again."""
        self._records.write(
            (
                "UPDATE runs SET job = ?, poll_url = ?, quoted = ?, status = ?, raw_status = ? WHERE id = ?"
                f" AND status IN ({_OPEN})",
                (job, poll_url, _micros(quoted), status, raw, run),
            )
        )

    def answered(self, run: str, answer: bytes) -> None:
        """The server did it and told where the result is; the bytes are still to be fetched."""
        self._records.write(("UPDATE runs SET answer = ? WHERE id = ?", (answer, run)))

    def seen(self, run: str, *, status: str, raw: str) -> None:
        """The server said how far it is."""
        with self._records.transaction(durable=False) as db:
            sql = f"UPDATE runs SET status = ?, raw_status = ? WHERE id = ? AND status IN ({_OPEN})"
            db.execute(sql, (status, raw, run))

    def settle(
        self,
        run: str,
        *,
        model: str,
        units: int,
        charged: Credits,
        source: str,
        latency: float,
        media_ms: int | None = None,
        tokens: tuple[int, int] | None = None,
        also: Sequence[Also] = (),
    ) -> bool:
        """The server did it and charged this. False where the run has succeeded before: then only `also` is written.

        A success that comes late, after the run was given up, is still written: it was paid. `media_ms` is the length
        of a sound that was listened to, `tokens` were read and written.
        """
        with self._records.transaction() as db:
            for write in also:
                write(db)
            first = db.execute(
                "UPDATE runs SET status = 'succeeded', flight = NULL, held = 0, credits = credits + ?,"
                " answer = IIF(?, NULL, answer), model = ?, units = ?, cost_source = ?, latency = ?, error = NULL,"
                " media_ms = COALESCE(media_ms, ?), input_tokens = ?, output_tokens = ?"
                " WHERE id = ? AND status <> 'succeeded'",
                (
                    *(charged.micros, bool(also), model, units, source, latency),
                    *(media_ms, *(tokens or (None, None)), run),
                ),
            ).rowcount
            if first:
                self._book(db, run, charged, "settle")
                reservations.settle(db, run, charged)
            elif also:
                db.execute("UPDATE runs SET answer = NULL WHERE id = ?", (run,))
            return bool(first)

    def fail(
        self,
        run: str,
        *,
        status: str,
        error: str,
        latency: float,
        request_id: str | None = None,
        raw: str | None = None,
    ) -> None:
        """It ended without a result. `unknown` keeps what is held and the flight: nobody knows whether it was done."""
        with self._records.transaction() as db:
            changed = db.execute(
                "UPDATE runs SET status = ?, error = ?, latency = ?, request_id = ?,"
                f" raw_status = COALESCE(?, raw_status) WHERE id = ? AND status IN ({_OPEN})",
                (status, error, latency, request_id, raw, run),
            ).rowcount
            if changed and status != "unknown":
                db.execute("UPDATE runs SET flight = NULL, held = 0 WHERE id = ?", (run,))
                reservations.settle(db, run, ZERO)

    def correct(self, run: str, amount: Credits, *, reason: str = "refund") -> None:
        """The server gave credits back (negative), or took more, after the end."""
        with self._records.transaction() as db:
            self._book(db, run, amount, reason)
            db.execute("UPDATE runs SET credits = credits + ? WHERE id = ?", (amount.micros, run))
            reservations.charge(db, run, amount)

    def replayed(self, original: Run, recipe: Recipe, owner: str, scope: Scope, place: Place) -> str:
        """A row that costs nothing and says what it saved. Returns its id."""
        run = uuid.uuid4().hex
        now = self._clock()
        with self._records.transaction(durable=False) as db:
            db.execute(
                "INSERT INTO runs (id, time, status, kind, model, provider, recipe, recipe_hash, owner,"
                " idempotency_key, price_version, price_basis, avoided, replay_of, cost_source, latency, notebook,"
                " cell)"
                " VALUES (?, ?, 'succeeded', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'replayed', 0.0, ?, ?)",
                (
                    *(run, now, original.kind, original.model, original.provider),
                    *(recipe.canonical.decode(), recipe.hash, owner, run),
                    *(original.price_version, original.price_basis, original.credits.micros, original.id),
                    *(place.notebook, place.cell),
                ),
            )
            _tag(db, run, scope.tags)
        return run

    def derived(self, run: str, recipe: Recipe, provider: str, place: Place, *, also: Sequence[Also]) -> None:
        """A row for what was made here from something on the shelf. It is no call and costs nothing."""
        with self._records.transaction(durable=False) as db:
            db.execute(
                "INSERT INTO runs (id, time, status, kind, model, provider, recipe, recipe_hash, idempotency_key,"
                " units, cost_source, latency, notebook, cell)"
                " VALUES (?, ?, 'succeeded', ?, ?, ?, ?, ?, ?, 1, 'derived', 0.0, ?, ?)",
                (
                    *(run, self._clock(), recipe.kind, recipe.model, provider),
                    *(recipe.canonical.decode(), recipe.hash, run, place.notebook, place.cell),
                ),
            )
            for write in also:
                write(db)

    def finished(self, recipe_hash: str, provider: str) -> list[Run]:
        """The calls of this recipe that made something, the one that was begun last first."""
        return [run_of(row) for row in self._records.read(_FINISHED, (recipe_hash, provider))]

    def unresolved(self) -> list[Run]:
        """Calls whose end is still to come, oldest first."""
        rows = self._records.read(f"SELECT {COLUMNS} FROM runs WHERE status IN ({_OPEN}) ORDER BY rowid")
        return [run_of(row) for row in rows]

    def unfetched(self) -> list[Run]:
        """Calls that were charged and of which nothing came to the shelf."""
        rows = self._records.read(
            f"SELECT {COLUMNS} FROM runs WHERE status = 'succeeded' AND replay_of IS NULL AND recipe_hash IS NOT NULL"
            " AND dropped = 0 AND NOT EXISTS (SELECT 1 FROM made WHERE made.run = runs.id) ORDER BY rowid"
        )
        return [run_of(row) for row in rows]

    def run(self, run: str) -> Run:
        """One row by its id, the beginning of that, or the server's id of its job. Raises `KeyError`."""
        sql = (
            f"SELECT {COLUMNS} FROM runs WHERE job = ?"
            f" UNION ALL SELECT {COLUMNS} FROM runs WHERE id BETWEEN ? AND ? LIMIT 2"
        )
        found = self._records.read(sql, (run, run, run + "g"))
        if len(found) != 1 or not run:
            raise KeyError(run)
        return run_of(found[0])

    def runs(self, *, since: float = 0.0) -> list[Run]:
        """All rows from a time on, in the order in which they were sent."""
        rows = self._records.read(f"SELECT {COLUMNS} FROM runs WHERE time >= ? ORDER BY rowid", (since,))
        return [run_of(row) for row in rows]

    def replays(self, after: int = 0) -> list[tuple[int, str, Credits]]:
        """Replays written after one of them: its number, the run that was replayed, what that saved; oldest first."""
        rows = self._records.read(
            "SELECT rowid, replay_of, avoided FROM runs WHERE rowid > ? AND replay_of IS NOT NULL ORDER BY rowid",
            (after,),
        )
        return [(row[0], row[1], Credits(row[2])) for row in rows]

    def is_empty(self) -> bool:
        """Whether this lab never called anything."""
        return not self._records.read("SELECT 1 FROM runs LIMIT 1")

    def charges(self) -> list[tuple[str, Credits, str]]:
        """Every charge and refund: run, amount, reason; oldest first."""
        rows = self._records.read("SELECT run, credits, reason FROM charges ORDER BY id")
        return [(row[0], Credits(row[1]), row[2]) for row in rows]

    def tags_of(self, run: str) -> list[str]:
        """The tags of one call, sorted."""
        return [row[0] for row in self._records.read("SELECT tag FROM run_tags WHERE run = ? ORDER BY tag", (run,))]

    def _finished(self, db: sqlite3.Connection, intent: Intent) -> sqlite3.Row | None:
        rows = db.execute(_FINISHED, (intent.recipe.hash, intent.provider)).fetchall()
        return next((row for row in rows if row["id"] not in intent.besides), None)

    def _insert(self, db: sqlite3.Connection, intent: Intent, now: float) -> Run:
        recipe, price = intent.recipe, intent.price
        row = db.execute(
            "INSERT INTO runs (id, time, status, kind, model, provider, recipe, recipe_hash, flight, owner,"
            " idempotency_key, request, estimate_low, estimate_expected, estimate_high, price_version, price_basis,"
            " held, notebook, cell) VALUES (?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            f" RETURNING {COLUMNS}",
            (
                *(intent.run, now, recipe.kind, recipe.model, intent.provider),
                *(recipe.canonical.decode(), recipe.hash, intent.flight, intent.owner, intent.key, intent.request),
                *(_micros(price.low), _micros(price.expected), _micros(price.high), price.version, price.basis),
                *((intent.hold or ZERO).micros, intent.place.notebook, intent.place.cell),
            ),
        ).fetchone()
        _tag(db, intent.run, intent.scope.tags)
        return run_of(row)

    def _book(self, db: sqlite3.Connection, run: str, amount: Credits, reason: str) -> None:
        if amount != ZERO:
            db.execute(
                "INSERT INTO charges (time, run, credits, reason) VALUES (?, ?, ?, ?)",
                (self._clock(), run, amount.micros, reason),
            )


def _tag(db: sqlite3.Connection, run: str, tags: Sequence[str]) -> None:
    db.executemany("INSERT INTO run_tags (run, tag) VALUES (?, ?) ON CONFLICT DO NOTHING", [(run, tag) for tag in tags])


def _micros(amount: Credits | None) -> int | None:
    return None if amount is None else amount.micros
