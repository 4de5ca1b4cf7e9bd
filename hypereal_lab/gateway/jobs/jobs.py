"""Runs jobs: a few at once, in their turns, each to one end, over restarts of the gateway and beside other gateways."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeVar

from hypereal_lab.gateway.jobs.changes import Changes
from hypereal_lab.gateway.jobs.durations import Durations
from hypereal_lab.gateway.jobs.failure import Failure, failure_of, stopped_too_often
from hypereal_lab.gateway.jobs.leases import Lease, LeaseLost
from hypereal_lab.gateway.jobs.rows import Job, JobRows
from hypereal_lab.gateway.jobs.run import Run
from hypereal_lab.gateway.jobs.standing import Forecast, Standing
from hypereal_lab.gateway.ledger import AlreadyResolved, Ledger
from hypereal_lab.gateway.providers import Clip
from hypereal_lab.gateway.storage import FileStore, StoredFile
from hypereal_lab.gateway.store import Store, StoreFailed
from hypereal_lab.gateway.turns import Turns

__all__ = ["Hearer", "Jobs", "Maker"]

log = logging.getLogger("hypereal_lab.gateway")

T = TypeVar("T")

_MOST_RUNS = 5
"""How often a job is begun: one that takes the gateway down with it must not do so for ever."""
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
"""Seconds between two attempts to write an end while the database is in trouble."""


class Maker(Protocol):
    """Does the work of one kind of job."""

    def is_elsewhere(self, job: Job) -> bool:
        """Whether somebody else does it, who has limits of his own: it takes no place here and no time of ours, and
        goes on when the gateway stops.
        """
        ...

    async def make(self, job: Job, progress: Callable[[float], None]) -> Clip:
        """Raises `ProviderFailed`. Stops the work when it is cancelled, or the waiting for work elsewhere."""
        ...

    def give_up(self, job: Job) -> None:
        """A job was cancelled: work elsewhere is stopped too."""
        ...


class Hearer(Protocol):
    """Is told of the end of every job."""

    def row(self, job: Job) -> Callable[[sqlite3.Connection], None]:
        """What is to be written in the transaction that ends the job, which is given as it stands after that."""
        ...

    def wake(self) -> None:
        """It is on disk."""
        ...


class Jobs:
    """The jobs of one gateway. What it knows beside their rows, it can lose: tasks, turns and progress."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        files: FileStore,
        makers: Mapping[str, Maker],
        *,
        owner: str,
        at_once: int,
        time_limit: float,
        lease: float = 30.0,
        touch: Callable[[], None] = lambda: None,
        hearer: Hearer | None = None,
    ) -> None:
        """`owner` names this gateway and its life in leases, which end `lease` seconds after their last renewal."""
        self.rows = JobRows(store)
        self.changes = Changes()
        self._store = store
        self._ledger = ledger
        self._files = files
        self._makers = makers
        self._owner = owner
        self._turns = Turns(at_once, self.changes.tell_all)
        self._durations = Durations(store)
        self._forecast = Forecast(self._turns, self._durations)
        self._time_limit = time_limit
        self._lease = lease
        self._touch = touch
        self._hearer = hearer
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._runs: dict[str, Run] = {}
        self._unwanted: set[str] = set()
        """Jobs that were cancelled while they were here."""
        self._stopping = asyncio.Event()

    async def recover(self) -> None:
        """End the leases of other lives. For the start of a gateway, when those are surely over."""
        await self.rows.expire()

    def resume(self) -> int:
        """Begin again what is open, under the holds that it has, where and when no other gateway makes it."""
        left = self.rows.open()
        for job in left:
            self.start(job.id)
        return len(left)

    def start(self, job_id: str) -> None:
        """Do a job whose row is written, when it is its turn."""
        if job_id not in self._tasks and not self._stopping.is_set():
            task = self._tasks[job_id] = asyncio.create_task(self._carry(job_id))
            task.add_done_callback(lambda done: self._ended(job_id, done))

    async def cancel(self, job: Job) -> bool:
        """End an open job without a charge and stop its work. False where it has ended before."""
        row = job.row(self._store.clock(), 499, "cancelled")
        try:
            await self._ledger.void(job.hold, row=row, also=self._end(job, None, "cancelled"))
        except AlreadyResolved:
            return False
        self._tell_end(job)
        if job.id in self._tasks:
            self._unwanted.add(job.id)
        if run := self._runs.get(job.id):
            run.lose()
        self._turns.withdraw(job.id)
        self._makers[job.kind].give_up(job)
        return True

    def standing(self, job: Job) -> Standing:
        """How an open job stands: as this gateway knows it while it makes it, else as its row says."""
        run = self._runs.get(job.id)
        mine = run is not None and not run.lost and run.lease.fence == job.fence
        return self._forecast.standing(job, run.progress if run and mine else job.progress, self._runs)

    def stop(self) -> None:
        """Break off the work. The jobs stay open, with their holds, and go on at the next start."""
        self._stopping.set()
        self.changes.close()
        for run in self._runs.values():
            run.stop()

    async def drain(self) -> None:
        """Wait until nothing runs."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    def __len__(self) -> int:
        return len(self._tasks)

    def _ended(self, job_id: str, task: asyncio.Task[None]) -> None:
        del self._tasks[job_id]
        self._forecast.forget(job_id)
        self._unwanted.discard(job_id)
        self.changes.tell(job_id)
        self._touch()
        if not task.cancelled() and (error := task.exception()):
            log.error("%s stays open until the next start", job_id, exc_info=error)

    async def _carry(self, job_id: str) -> None:
        """To its end, here or elsewhere."""
        while (job := self._wanted(job_id)) is not None:
            if self._is_elsewhere(job):  # it takes no place of this machine
                until = await self._begin(job_id)
            else:
                self._forecast.note(job)
                if not await self._turns.take(job.hold.wallet, job_id):
                    return
                try:
                    until = await self._begin(job_id)
                finally:
                    self._turns.give()
            if until is not None:
                await self._rest(min(max(until - self._store.clock(), 0.0), self._lease / 3))

    def _is_elsewhere(self, job: Job) -> bool:
        return self._makers[job.kind].is_elsewhere(job)

    def _wanted(self, job_id: str) -> Job | None:
        if self._stopping.is_set() or job_id in self._unwanted:
            return None
        job = self.rows.find(job_id)
        return job if job is not None and job.is_open else None

    async def _begin(self, job_id: str) -> float | None:
        """Run a job whose turn it is. Until when another gateway has it, where that is so."""
        job = self._wanted(job_id)
        if job is None:
            return None
        begun = await self._until_written(lambda: self.rows.begin(job_id, self._owner, self._lease))
        if begun is None:
            return None
        if not isinstance(begun, Lease):
            return begun.until
        run = self._runs[job_id] = Run(job, begun, lambda: self.changes.tell(job_id))
        beating = asyncio.create_task(run.beat(self._lease, self.rows.renew))
        self.changes.tell(job_id)
        try:
            await self._to_an_end(run)
        except LeaseLost:
            log.warning("%s was taken over by another gateway, which ends it", job_id)
        finally:
            beating.cancel()
            del self._runs[job_id]
            await self._let_go(run)
        return None

    async def _let_go(self, run: Run) -> None:
        """A job that stays open is free for the next gateway at once."""
        if self._stopping.is_set() and not run.lost:
            with contextlib.suppress(StoreFailed):
                await self.rows.release(run.lease)

    async def _to_an_end(self, run: Run) -> None:
        try:
            made = await self._made(run)
        except Failure as error:
            failure = error
            await self._until_written(lambda: self._fail(run, failure))
        else:
            if made is not None:
                await self._keep(run, made)

    async def _made(self, run: Run) -> Clip | None:
        """What the maker gave, None where nobody wants it any more. Raises `Failure`."""
        if run.lease.runs > _MOST_RUNS and not self._is_elsewhere(run.job):
            raise stopped_too_often(run.lease.runs - 1)
        if self._stopping.is_set() or run.job.id in self._unwanted:
            return None
        try:
            return await run.work(self._make(run))
        except Exception as error:
            raise failure_of(run.job.id, error) from error

    async def _make(self, run: Run) -> Clip:
        async with asyncio.timeout(None if self._is_elsewhere(run.job) else self._time_limit):
            return await self._makers[run.job.kind].make(run.job, run.tell)

    async def _keep(self, run: Run, made: Clip) -> None:
        try:
            files = [] if made.url else await self._files.keep([(made.data, made.media_type)])
        except StoreFailed as error:
            failure = Failure(500, "store_failed", f"The film was made, but {error} Nothing was charged.")
            await self._until_written(lambda: self._fail(run, failure))
            return
        output = made.url or files[0].link
        try:
            await self._until_written(lambda: self._complete(run, output, files, made.provider))
        except (AlreadyResolved, LeaseLost) as error:  # it was cancelled, or taken over, at the last moment
            if (self.rows.find(run.job.id) or run.job).output != output:
                await self._files.drop(files)
            if isinstance(error, LeaseLost):
                raise

    async def _complete(self, run: Run, output: str, files: list[StoredFile], provider: str | None) -> bool:
        job = run.job._replace(provider=provider or run.job.provider)
        also = [
            *self._end(job, run.lease, "completed", output=output),
            *[self._files.row(one, job.hold.id) for one in files],
        ]
        row = job.row(self._store.clock(), 200, None)
        await self._ledger.settle(job.hold, job.hold.amount, row=row, also=also)
        self._tell_end(job)
        return True

    async def _fail(self, run: Run, failure: Failure) -> bool:
        job, row = run.job, run.job.row(self._store.clock(), failure.status, failure.word)
        try:
            await self._ledger.void(job.hold, row=row, also=self._end(job, run.lease, "failed", error=str(failure)))
        except AlreadyResolved:
            return False
        self._tell_end(job)
        return True

    def _end(
        self, job: Job, lease: Lease | None, state: str, *, output: str | None = None, error: str | None = None
    ) -> list[Callable[[sqlite3.Connection], None]]:
        """What is written with the end of a job's money."""
        rows = [self.rows.end(job, state, lease=lease, output=output, error=error)]
        if self._hearer is not None:
            ended = job._replace(state=state, ended=self._store.clock(), output=output, error=error)
            rows.append(self._hearer.row(ended))
        return rows

    def _tell_end(self, job: Job) -> None:
        self._durations.forget(job.kind, job.model)
        self.changes.tell(job.id)
        if self._hearer is not None:
            self._hearer.wake()

    async def _until_written(self, write: Callable[[], Awaitable[T]]) -> T:
        """Try again while the database is in trouble; when the gateway stops, the next one does the job again."""
        pause = _SHORTEST_PAUSE
        while True:
            try:
                return await write()
            except StoreFailed as error:
                if self._stopping.is_set():
                    raise
                log.error("a job cannot be written, trying again in %.1f s: %s", pause, error)
            await self._rest(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)

    async def _rest(self, seconds: float) -> None:
        """Wait, unless the gateway stops."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
