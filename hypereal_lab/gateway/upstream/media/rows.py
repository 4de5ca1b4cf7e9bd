"""Rows of jobs that are done elsewhere: written before the order is given, and before it is asked for."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypereal_lab.gateway.store import Store

__all__ = ["FarJob", "FarRows"]


class FarJob(NamedTuple):
    """A job as it stands with its provider."""

    job: str
    provider: str
    """By its name in the config."""
    model: str
    """The provider's own id."""
    base: str
    """The provider's address when the order was given; it is asked there, or nowhere."""
    token: str
    """The idempotency key of the order."""
    attempts: int
    """Providers that were asked, this one included."""
    path: str
    body: bytes
    """The order, for a repeat under the same key; empty once it was accepted."""
    loans: str
    """Ids of files lent for it, with a space between."""
    asked: float
    """When the order was given, in Unix seconds."""
    upstream: str | None = None
    """The provider's id; None while the answer to the order is not there."""
    poll: str | None = None
    """Where to ask."""
    state: str = "asked"
    """`asked`, `accepted`, `unknown` where nobody knows what becomes of it, or `ended`."""


_FIELDS = ", ".join(FarJob._fields)
_UNWANTED = (
    f"SELECT {', '.join(f'far.{name}' for name in FarJob._fields)} FROM upstream_jobs AS far"
    " JOIN jobs ON jobs.id = far.job WHERE far.upstream IS NOT NULL AND far.state <> 'ended'"
    " AND jobs.state IN ('cancelled', 'failed')"
)


class FarRows:
    """Reads on the event loop's thread; writes by the writer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def ask(self, row: FarJob) -> None:
        """Write down that an order is about to be given, in place of one that proved to be refused."""
        marks = ", ".join("?" * len(row))
        await self._write(f"INSERT OR REPLACE INTO upstream_jobs ({_FIELDS}) VALUES ({marks})", row)

    async def refused(self, job: str) -> None:
        """The order proved not to be taken."""
        await self._write("DELETE FROM upstream_jobs WHERE job = ? AND upstream IS NULL", (job,))

    async def accepted(self, job: str, upstream: str, poll: str) -> None:
        """The provider's id, which never changes after that."""
        sql = "UPDATE upstream_jobs SET upstream = ?, poll = ?, state = 'accepted', body = x'' WHERE job = ?"
        await self._write(sql, (upstream, poll, job))

    async def stands(self, job: str, state: str) -> None:
        """`accepted`, `unknown` or `ended`; what has ended stays so."""
        await self._write("UPDATE upstream_jobs SET state = ? WHERE job = ? AND state <> 'ended'", (state, job))

    def find(self, job: str) -> FarJob | None:
        """One by the job's id."""
        row = self._store.reader.execute(f"SELECT {_FIELDS} FROM upstream_jobs WHERE job = ?", (job,)).fetchone()
        return None if row is None else FarJob._make(row)

    def unwanted(self, job: str | None = None) -> list[FarJob]:
        """What goes on elsewhere and nobody here wants any more; of one job, or all."""
        one, values = ("", ()) if job is None else (" AND jobs.id = ?", (job,))
        return [FarJob._make(row) for row in self._store.reader.execute(f"{_UNWANTED}{one}", values)]

    async def _write(self, sql: str, values: tuple[Any, ...]) -> None:
        await self._store.writer.submit(lambda db: db.execute(sql, values))
