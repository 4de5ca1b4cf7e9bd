"""Who may end a job: the run that holds its lease. A run that lost it can write nothing any more."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from hypereal_lab.gateway.ledger import AlreadyResolved

__all__ = ["Elsewhere", "Lease", "LeaseLost", "begin", "end", "expire", "release", "renew"]


class LeaseLost(Exception):
    """Another run has the job now; nothing was written."""


class Lease(NamedTuple):
    """The right of one run to write the end of its job."""

    job: str
    owner: str
    """Which gateway."""
    fence: int
    """Higher for each run of the job: what an older one writes is refused."""
    runs: int
    """How often the job was begun, this time included."""


class Elsewhere(NamedTuple):
    """Another gateway has the job."""

    until: float
    """When its lease ends unless it is renewed, in Unix seconds."""


def begin(db: sqlite3.Connection, job: str, owner: str, now: float, until: float) -> Lease | Elsewhere | None:
    """Take the lease and write down that the work begins. None for a job that has ended."""
    if db.execute("SELECT 1 FROM jobs WHERE id = ? AND ended IS NULL", (job,)).fetchone() is None:
        return None
    held = db.execute("SELECT owner, until FROM leases WHERE job = ?", (job,)).fetchone()
    if held is not None and held[0] != owner and held[1] > now:
        return Elsewhere(held[1])
    (fence,) = db.execute(
        "INSERT INTO leases (job, owner, fence, until) VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET"
        " owner = excluded.owner, fence = fence + 1, until = excluded.until, progress = 0.0 RETURNING fence",
        (job, owner, until),
    ).fetchone()
    (runs,) = db.execute(
        "UPDATE jobs SET state = 'running', runs = runs + 1, begun = ? WHERE id = ? RETURNING runs", (now, job)
    ).fetchone()
    return Lease(job, owner, fence, runs)


def renew(db: sqlite3.Connection, lease: Lease, until: float, progress: float) -> bool:
    """Hold it for longer and write down how far the work is. False where it is lost."""
    sql = "UPDATE leases SET until = ?, progress = MAX(progress, ?) WHERE job = ? AND fence = ?"
    return db.execute(sql, (until, progress, lease.job, lease.fence)).rowcount == 1


def release(db: sqlite3.Connection, lease: Lease) -> None:
    """Leave the job to whoever begins it next."""
    db.execute("UPDATE leases SET until = 0.0 WHERE job = ? AND fence = ?", (lease.job, lease.fence))


def expire(db: sqlite3.Connection) -> None:
    """End all leases, for a start when every other gateway of this file is surely dead."""
    db.execute("UPDATE leases SET until = 0.0 WHERE until > 0.0")


def end(db: sqlite3.Connection, job: str, hold: str, lease: Lease | None) -> None:
    """Close the lease with the end of its job; without one for whoever gives a job up.

    Raises `LeaseLost` for a run that another one took the job from, and `AlreadyResolved` where the job has ended.
    """
    if lease is None:
        db.execute("DELETE FROM leases WHERE job = ?", (job,))
    elif db.execute("DELETE FROM leases WHERE job = ? AND fence = ?", (job, lease.fence)).rowcount != 1:
        ended = db.execute("SELECT 1 FROM jobs WHERE id = ? AND ended IS NOT NULL", (job,)).fetchone()
        raise AlreadyResolved(hold) if ended else LeaseLost(job)
