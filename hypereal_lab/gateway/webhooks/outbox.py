"""Rows of webhooks: what has to be sent is on disk with the end of its job, and every attempt is written down."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypereal_lab.gateway.jobs import Job
from hypereal_lab.gateway.store import Store
from hypereal_lab.gateway.webhooks.lanes import Lane, Waiting
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.webhooks import WebhookEvent

__all__ = ["KEPT", "Letter", "Outbox", "Sent", "Tried"]

KEPT = 30 * 24 * 3600.0
"""Seconds that a webhook can be looked at and replayed."""

Also = Callable[[sqlite3.Connection], None]


class Letter(NamedTuple):
    """What is sent, the same in every attempt."""

    id: str
    wallet: str
    job: str
    url: str
    body: bytes
    state: str
    """`waiting`, `delivered`, `failed` or `disabled`."""
    tries: int
    """Attempts since it was written or last replayed."""
    created: float
    due: float | None


class Tried(NamedTuple):
    """One attempt."""

    time: float
    seconds: float
    status: int | None
    error: str | None


class Sent(NamedTuple):
    """A letter and its attempts, the oldest first."""

    letter: Letter
    attempts: list[Tried]


_PLAN = "SELECT number, due, id, wallet, receiver FROM webhooks"
_LETTER = f"SELECT {', '.join(Letter._fields)} FROM webhooks"


class Outbox:
    """Reads on the event loop's thread, and what is to be written, for the writer's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def order(self, job: str, url: str, receiver: str, base: str) -> Also:
        """Who is to be told of a job's end, for the transaction that holds its credits.

        `base` is the address under which the gateway was asked: links in the webhook begin with it.
        """

        def write(db: sqlite3.Connection) -> None:
            sql = "INSERT INTO webhook_orders (job, url, receiver, base) VALUES (?, ?, ?, ?)"
            db.execute(sql, (job, url, receiver, base))

        return write

    def row(self, job: Job) -> Also:
        """The webhook of a job as it ended, for the transaction that ends it; nothing where nobody is to be told."""

        def write(db: sqlite3.Connection) -> None:
            sql = "SELECT url, receiver, base FROM webhook_orders WHERE job = ?"
            if (order := db.execute(sql, (job.id,)).fetchone()) is not None:
                _insert(db, job, *order)

        return write

    def waiting(self, after: int = 0) -> list[tuple[int, Waiting]]:
        """Numbers and plans of what is to be sent, in the order of writing; only what was written behind a number."""
        rows = self._store.reader.execute(f"{_PLAN} WHERE due IS NOT NULL AND number > ? ORDER BY number", (after,))
        return [(number, _plan(*row)) for number, *row in rows]

    def plan(self, webhook: str) -> Waiting:
        """When one is due, which is waiting."""
        _, *row = self._store.reader.execute(f"{_PLAN} WHERE id = ?", (webhook,)).fetchone()
        return _plan(*row)

    def find(self, webhook: str, wallet: str | None = None) -> Letter | None:
        """One webhook; with a wallet only if it belongs to that."""
        row = self._store.reader.execute(f"{_LETTER} WHERE id = ?", (webhook,)).fetchone()
        letter = Letter._make(row) if row else None
        return letter if letter is not None and wallet in (None, letter.wallet) else None

    def page(self, wallet: str, *, limit: int, after: str | None) -> list[Sent]:
        """Webhooks of a wallet, newest first, from behind the webhook `after`."""
        behind = "" if after is None else " AND number < (SELECT number FROM webhooks WHERE id = ?)"
        values = (wallet, limit) if after is None else (wallet, after, limit)
        sql = f"{_LETTER} WHERE wallet = ?{behind} ORDER BY number DESC LIMIT ?"
        letters = [Letter._make(row) for row in self._store.reader.execute(sql, values)]
        return [self.sent(letter) for letter in letters]

    def sent(self, letter: Letter) -> Sent:
        """With its attempts."""
        sql = "SELECT time, seconds, status, error FROM webhook_attempts WHERE webhook = ? ORDER BY number"
        return Sent(letter, [Tried._make(row) for row in self._store.reader.execute(sql, (letter.id,))])

    async def record(self, letter: Letter, tried: Tried, state: str, due: float | None) -> None:
        """Write down an attempt and what follows from it."""
        await self._store.writer.submit(lambda db: _record(db, letter, tried, state, due))

    async def replay(self, letter: Letter) -> None:
        """Send it again, from the first attempt on."""
        sql = "UPDATE webhooks SET state = 'waiting', tries = 0, due = ? WHERE id = ?"
        now = self._store.clock()
        await self._store.writer.submit(lambda db: db.execute(sql, (now, letter.id)))

    def is_disabled(self, wallet: str, url: str) -> bool:
        """Whether this receiver told the account that it is gone."""
        sql = "SELECT 1 FROM webhook_receivers WHERE wallet = ? AND url = ?"
        return self._store.reader.execute(sql, (wallet, url)).fetchone() is not None

    def rotations(self, wallet: str) -> tuple[int, float]:
        """How often the account changed its secret, and when it last did."""
        sql = "SELECT COUNT(*), COALESCE(MAX(time), 0.0) FROM webhook_rotations WHERE wallet = ?"
        count, last = self._store.reader.execute(sql, (wallet,)).fetchone()
        return int(count), float(last)

    async def rotate(self, wallet: str) -> None:
        """Begin a new secret."""
        values = (wallet, self._store.clock())
        sql = "INSERT INTO webhook_rotations (wallet, time) VALUES (?, ?)"
        await self._store.writer.submit(lambda db: db.execute(sql, values))

    async def sweep(self) -> None:
        """Forget what has ended and was kept long enough."""
        before = self._store.clock() - KEPT
        await self._store.writer.submit(lambda db: _sweep(db, before))


def _plan(due: float, webhook: str, wallet: str, receiver: str) -> Waiting:
    return Waiting(due, webhook, Lane(wallet, receiver))


def _insert(db: sqlite3.Connection, job: Job, url: str, receiver: str, base: str) -> None:
    gone = "SELECT 1 FROM webhook_receivers WHERE wallet = ? AND url = ?"
    disabled = db.execute(gone, (job.hold.wallet, url)).fetchone() is not None
    db.execute(
        "INSERT INTO webhooks (id, wallet, job, url, receiver, body, created, state, due)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            f"msg_{job.id.removeprefix('job_')}",
            job.hold.wallet,
            job.id,
            url,
            receiver,
            encode(_event(job, base)),
            job.ended,
            "disabled" if disabled else "waiting",
            None if disabled else job.ended,
        ),
    )


def _event(job: Job, base: str) -> WebhookEvent:
    """Only the two words of the API pages; a job that was given up has failed, and says why."""
    output = job.output
    error = "The job was cancelled; nothing was charged." if job.state == "cancelled" else job.error
    return WebhookEvent(
        job_id=job.id,
        status="completed" if job.state == "completed" else "failed",
        type=job.kind,
        model=job.model,
        credits_used=job.charged.decimal,
        output_url=base + output if output is not None and output.startswith("/") else output,
        error=error,
    )


def _record(db: sqlite3.Connection, letter: Letter, tried: Tried, state: str, due: float | None) -> None:
    sql = "UPDATE webhooks SET state = ?, tries = tries + 1, due = ? WHERE id = ?"
    if db.execute(sql, (state, due, letter.id)).rowcount != 1:
        return  # it was swept meanwhile
    values: Sequence[object] = (letter.id, *tried)
    db.execute("INSERT INTO webhook_attempts (webhook, time, seconds, status, error) VALUES (?, ?, ?, ?, ?)", values)
    place = (letter.wallet, letter.url)
    if state == "disabled":
        db.execute("INSERT OR IGNORE INTO webhook_receivers (wallet, url, time) VALUES (?, ?, ?)", (*place, tried.time))
        sql = "UPDATE webhooks SET state = 'disabled', due = NULL WHERE wallet = ? AND url = ? AND due IS NOT NULL"
        db.execute(sql, place)
    elif state == "delivered":
        db.execute("DELETE FROM webhook_receivers WHERE wallet = ? AND url = ?", place)


def _sweep(db: sqlite3.Connection, before: float) -> None:
    old = "due IS NULL AND created < ?"
    db.execute(f"DELETE FROM webhook_attempts WHERE webhook IN (SELECT id FROM webhooks WHERE {old})", (before,))
    db.execute(f"DELETE FROM webhooks WHERE {old}", (before,))
