"""`lab.jobs`: calls under way, in this kernel and those before it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from hypereal_lab.errors import InputError, NotFound
from hypereal_lab.lab import card
from hypereal_lab.lab.again import again
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.job import Job
from hypereal_lab.lab.journal import Journal, Run
from hypereal_lab.lab.senders import read_charge
from hypereal_lab.lab.spending import Spending
from hypereal_lab.lab.spine import Spine
from hypereal_lab.wire.jobs import JobAnswer
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    from hypereal_lab.lab.asset import Asset
    from hypereal_lab.lab.session import Session

__all__ = ["Jobs", "Orphan"]

_PAGES = 20


@dataclass(frozen=True, slots=True)
class Orphan:
    """Something that was paid for and is not on the shelf."""

    why: str
    model: str
    credits: Credits | None
    """What it cost, as far as is known."""
    run: str | None
    """Of the journal."""
    job: str | None
    """The server's id."""
    status: str


class Jobs:
    """Runs whose end is still to come. Iterating gives a handle for each."""

    def __init__(self, session: Session, journal: Journal, spine: Spine) -> None:
        self._session = session
        self._journal = journal
        self._spine = spine

    def get(self, job: str) -> Job:
        """The handle of one call, by the id of its run (or the beginning of it) or the server's id of its job.

        It goes on with a call that nobody looks after. Raises `InputError` for an id nobody knows.
        """
        return self._spine.resume(self._run(job))

    def resume(self) -> list[Job]:
        """Go on with every call that a kernel left behind; returns their handles at once.

        A job is followed to its end, an answer that was lost is asked for under its own key where that is safe. Each is
        charged once, however often it is resumed.
        """
        left = [run for run in self._journal.unresolved() if self._mine(run) and not self._spine.is_under_way(run)]
        return [self._spine.resume(run) for run in left]

    def is_under_way(self, run: Run) -> bool:
        """Whether some kernel that lives is carrying it to its end, or was just asked to."""
        return self._spine.is_under_way(run)

    def unresolved(self) -> list[Run]:
        """The rows of all calls whose end is still to come, in all kernels."""
        return [run for run in self._journal.unresolved() if self._mine(run)]

    def again(self, job: str, **spending: Unpack[Spending]) -> Call:
        """The same call once more, from its recipe and at today's price; nothing is sent before it is awaited.

        While an equal call is under way it waits for that one, and what was made meanwhile is replayed: however often
        it is asked for, it is paid once. Raises `InputError` where it cannot be made as it was.
        """
        return again(self._session, self._run(job), **spending)

    def forget(self, job: str) -> None:
        """Give up a call whose answer was lost, and free what is set aside for it.

        For a server that may charge for asking again, after a look at the account. Raises `InputError` for a call that
        has ended, or that is still being looked after.
        """
        run = self._run(job)
        if not run.open:
            raise InputError(f"{run.id[:8]} has {run.status} already; nothing is set aside for it.", field="job")
        if self._spine.is_under_way(run):
            raise InputError(f"{run.id[:8]} is still under way; wait for it or cancel it.", field="job")
        self._journal.fail(run.id, status="failed", error="given up by the user", latency=run.latency or 0.0)

    def orphans(self) -> list[Orphan]:
        """What was paid for and never fetched: the journal's own loose ends, and jobs of the account it does not know.

        Asks the server, where it can list jobs.
        """
        return self._session.loop.wait(self._orphans())

    def claim(self, orphan: Orphan) -> Asset:
        """Fetch an orphan onto the shelf. Raises `InputError` where there is nothing to fetch."""
        if orphan.run is not None:
            return self._spine.resume(self._journal.run(orphan.run)).result()
        raise InputError(
            f"The job {orphan.job} was ordered elsewhere, so its recipe is not known here; its result stays with the "
            "server.",
            field="orphan",
        )

    def __iter__(self) -> Iterator[Job]:
        return (self._spine.resume(run) for run in self.unresolved())

    def __len__(self) -> int:
        return len(self.unresolved())

    async def _orphans(self) -> list[Orphan]:
        found = [_of_run(run) for run in await asyncio.to_thread(self.unresolved) if not self._spine.is_under_way(run)]
        found += [_of_run(run) for run in await asyncio.to_thread(self._journal.unfetched) if self._mine(run)]
        return found + [orphan for job in await self._listed() if (orphan := self._unknown(job)) is not None]

    async def _listed(self) -> list[JobAnswer]:
        client = await self._session.connection.client()
        jobs: list[JobAnswer] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            try:
                page = await client.jobs.list(cursor=cursor)
            except NotFound:  # the hosted service documents no list
                break
            jobs += page.jobs
            if (cursor := page.next_cursor) is None:
                break
        return jobs

    def _unknown(self, job: JobAnswer) -> Orphan | None:
        """A job of the account that was paid for, and that the journal does not know, or took for lost."""
        if job.state in ("failed", "cancelled", "expired"):
            return None
        try:
            run = self._journal.run(job.id)
        except KeyError:
            return _of_job(job, None)
        return None if run.open or run.status == "succeeded" else _of_job(job, run)

    def _run(self, job: str) -> Run:
        try:
            return self._journal.run(job)
        except KeyError:
            raise InputError(
                f"No call of this lab has the id {job[:40]!r}; lab.jobs lists those under way.", field="job"
            ) from None

    def _mine(self, run: Run) -> bool:
        return run.provider == self._spine.provider

    def __repr__(self) -> str:
        return f"<Jobs: {len(self)} under way>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        runs = self.unresolved()
        facts = [(f"{run.id[:8]} {run.kind}", f"{run.status}, {run.held} credits held, {run.model}") for run in runs]
        left = sum(not self._spine.is_under_way(run) for run in runs)
        note = f"{left} left by another kernel: lab.jobs.resume() brings them home." if left else ""
        return {"text/plain": repr(self), "text/html": card.of_facts(f"Jobs: {len(runs)} under way", facts, note)}


def _of_run(run: Run) -> Orphan:
    why = "paid for and not kept" if run.status == "succeeded" else "its answer never came here"
    return Orphan(why, run.model, run.credits or run.estimate_expected, run.id, run.job, run.status)


def _of_job(job: JobAnswer, run: Run | None) -> Orphan:
    cost = read_charge(job.credits_used)
    if run is None:
        return Orphan("not in this lab's journal", job.model or "", cost, None, job.id, job.state)
    return Orphan(f"taken for {run.status} here", run.model, cost, run.id, job.id, job.state)
