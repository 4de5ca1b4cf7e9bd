"""Rows of jobs: the truth about each of them. Whatever ends a job is written with its money, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from hypereal_lab.gateway.jobs import leases
from hypereal_lab.gateway.jobs.leases import Elsewhere, Lease
from hypereal_lab.gateway.ledger import AlreadyResolved, CallRow, Hold
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["OPEN", "Job", "JobRows", "NewJob"]

OPEN = ("queued", "running")


class NewJob(NamedTuple):
    """A job that is asked for."""

    id: str
    hold: str
    """The id of its hold."""
    wallet: str
    kind: str
    """Which maker does it, such as `video`."""
    model: str
    provider: str
    basis: str
    """Of its price."""
    units: int
    """How much was priced, and is made."""
    work: bytes
    """What the maker reads."""
    created: float
    """Unix seconds."""


class Job(NamedTuple):
    """A job as it stands."""

    id: str
    kind: str
    model: str
    provider: str
    basis: str
    units: int
    work: bytes
    state: str
    """`queued`, `running`, `completed`, `failed` or `cancelled`."""
    runs: int
    """How often it was begun; more than once only where a run of it was stopped."""
    created: float
    ended: float | None
    output: str | None
    """The link to what was made; a path for a file of ours."""
    error: str | None
    """Why it failed, in a sentence."""
    fence: int
    """Of the run that has it; 0 for none."""
    progress: float
    """0 to 1, as that run last wrote it down."""
    hold: Hold

    @property
    def is_open(self) -> bool:
        """Whether it has still to end."""
        return self.state in OPEN

    @property
    def charged(self) -> Credits:
        """What it takes: what is held while it is open, and what was paid at its end."""
        return ZERO if self.state in ("failed", "cancelled") else self.hold.amount

    def row(self, now: float, status: int, error: str | None) -> CallRow:
        """How its end stands in the request log."""
        good = error is None
        return CallRow(
            id=self.hold.id,
            created=self.hold.time,
            wallet=self.hold.wallet,
            key_id=self.hold.key_id,
            endpoint=self.hold.endpoint or "",
            model=self.model,
            provider=self.provider,
            status_code=status,
            latency_ms=round((now - self.hold.time) * 1000),
            units=self.units if good else 0,
            credits=self.hold.amount if good else ZERO,
            price_version=self.hold.price_version,
            basis=self.basis,
            error=error,
        )


class JobRows:
    """Reads on the event loop's thread, and what is to be written, for the writer's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def new(self, job: NewJob) -> Callable[[sqlite3.Connection], None]:
        """The row of a new job, for the transaction that holds its credits."""

        def write(db: sqlite3.Connection) -> None:
            db.execute(f"INSERT INTO jobs ({', '.join(NewJob._fields)}) VALUES ({_marks(len(job))})", job)

        return write

    async def begin(self, job_id: str, owner: str, seconds: float) -> Lease | Elsewhere | None:
        """Take the job's lease for so long and write down that the work begins. None where the job has ended."""
        now = self._store.clock()
        return await self._store.writer.submit(lambda db: leases.begin(db, job_id, owner, now, now + seconds))

    async def renew(self, lease: Lease, seconds: float, progress: float) -> bool:
        """Hold the lease for so long from now, and write down the progress. False where it is lost."""
        until = self._store.clock() + seconds
        return await self._store.writer.submit(lambda db: leases.renew(db, lease, until, progress))

    async def release(self, lease: Lease) -> None:
        """Leave the job, which is open, to whoever begins it next."""
        await self._store.writer.submit(lambda db: leases.release(db, lease))

    async def expire(self) -> None:
        """End all leases: nobody who holds one lives."""
        await self._store.writer.submit(leases.expire)

    def end(
        self, job: Job, state: str, *, lease: Lease | None, output: str | None = None, error: str | None = None
    ) -> Callable[[sqlite3.Connection], None]:
        """The end of a job, for the transaction that ends its hold.

        Raises there `AlreadyResolved` where the job is not open, and `LeaseLost` where another run has it. A job is
        given up without a lease.
        """
        values = (state, self._store.clock(), output, error, job.id)

        def write(db: sqlite3.Connection) -> None:
            leases.end(db, job.id, job.hold.id, lease)
            sql = "UPDATE jobs SET state = ?, ended = ?, output = ?, error = ? WHERE id = ? AND ended IS NULL"
            if db.execute(sql, values).rowcount != 1:
                raise AlreadyResolved(job.hold.id)

        return write

    def find(self, job_id: str, wallet: str | None = None) -> Job | None:
        """One job; with a wallet only if it belongs to that."""
        mine = "" if wallet is None else " AND jobs.wallet = ?"
        found = self._read(f"WHERE jobs.id = ?{mine}", (job_id,) if wallet is None else (job_id, wallet))
        return found[0] if found else None

    def open(self) -> list[Job]:
        """Jobs that have not ended, in the order in which they came."""
        return self._read("WHERE jobs.ended IS NULL ORDER BY jobs.rowid", ())

    def count_open(self, wallet: str) -> int:
        """How many jobs of a wallet have not ended."""
        sql = "SELECT COUNT(*) FROM jobs WHERE wallet = ? AND ended IS NULL"
        return int(self._store.reader.execute(sql, (wallet,)).fetchone()[0])

    def page(self, wallet: str, *, limit: int, after: str | None, states: Sequence[str], kept: float) -> list[Job]:
        """Jobs of a wallet, newest first, from behind the job `after`; of some states only where states are given.

        Those that ended `kept` seconds ago or earlier are left out.
        """
        where = ["jobs.wallet = ?", "(jobs.ended IS NULL OR jobs.ended + ? > ?)"]
        values: list[Any] = [wallet, kept, self._store.clock()]
        if after is not None:
            where.append("jobs.rowid < (SELECT rowid FROM jobs WHERE id = ?)")
            values.append(after)
        if states:
            where.append(f"jobs.state IN ({_marks(len(states))})")
            values += states
        return self._read(f"WHERE {' AND '.join(where)} ORDER BY jobs.rowid DESC LIMIT ?", (*values, limit))

    def _read(self, rest: str, values: Sequence[Any]) -> list[Job]:
        return [_job(row) for row in self._store.reader.execute(f"{_SELECT} {rest}", values)]


_OF_LEASE = ("fence", "progress")
_OF_JOB = tuple(name for name in Job._fields if name not in ("hold", *_OF_LEASE))
_OWN = (*_OF_JOB, *_OF_LEASE)
_OF_HOLD = tuple(name for name in Hold._fields if name != "parts")
_SELECT = (
    f"SELECT {', '.join(f'jobs.{name}' for name in _OF_JOB)}, IFNULL(fence, 0), IFNULL(progress, 0.0),"
    f" {', '.join(f'holds.{name}' for name in _OF_HOLD)}"
    " FROM jobs JOIN holds ON holds.id = jobs.hold LEFT JOIN leases ON leases.job = jobs.id"
)


def _job(row: Sequence[Any]) -> Job:
    own, hold = row[: len(_OWN)], Hold(*row[len(_OWN) :])
    return Job._make([*own, hold._replace(amount=Credits(row[len(_OWN) + _OF_HOLD.index("amount")]))])


def _marks(count: int) -> str:
    return ", ".join("?" * count)
