"""Runs jobs: a few at once, in their order, each to one end, over restarts of the gateway."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from hypereal_lab.gateway.jobs.rows import Job, JobRows
from hypereal_lab.gateway.ledger import AlreadyResolved, Ledger
from hypereal_lab.gateway.providers import Clip, ProviderFailed
from hypereal_lab.gateway.storage import FileStore, StoredFile
from hypereal_lab.gateway.store import Store, StoreFailed

__all__ = ["Hearer", "Jobs", "Maker"]

log = logging.getLogger("hypereal_lab.gateway")

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


class _Failure(Exception):
    """How a job fails: a status and word for the log, and a sentence for whoever asks."""

    def __init__(self, status: int, word: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.word = word


class Jobs:
    """The jobs of one gateway. What it knows beside their rows, it can lose: tasks and progress."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        files: FileStore,
        makers: Mapping[str, Maker],
        *,
        at_once: int,
        time_limit: float,
        touch: Callable[[], None] = lambda: None,
        hearer: Hearer | None = None,
    ) -> None:
        self.rows = JobRows(store)
        self._store = store
        self._ledger = ledger
        self._files = files
        self._makers = makers
        self._places = asyncio.Semaphore(at_once)
        self._time_limit = time_limit
        self._touch = touch
        self._hearer = hearer
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._working: dict[str, asyncio.Task[Clip]] = {}
        """The part of a task that may be cancelled."""
        self._unwanted: set[str] = set()
        """Jobs that were cancelled while they ran."""
        self._progress: dict[str, float] = {}
        self._stopping = asyncio.Event()

    def resume(self) -> int:
        """Begin again what another life of the gateway left open, under the holds that it has."""
        left = self.rows.open()
        for job in left:
            self.start(job.id)
        return len(left)

    def start(self, job_id: str) -> None:
        """Do a job whose row is written, when there is room."""
        if job_id not in self._tasks and not self._stopping.is_set():
            task = self._tasks[job_id] = asyncio.create_task(self._run(job_id))
            task.add_done_callback(lambda done: self._ended(job_id, done))

    async def cancel(self, job: Job) -> bool:
        """End an open job without a charge and stop its work. False where it has ended before."""
        row = job.row(self._store.clock(), 499, "cancelled")
        try:
            await self._ledger.void(job.hold, row=row, also=self._end(job, "cancelled"))
        except AlreadyResolved:
            return False
        self._tell_end()
        if job.id in self._tasks:
            self._unwanted.add(job.id)
        if work := self._working.get(job.id):
            work.cancel()
        self._makers[job.kind].give_up(job)
        return True

    def progress(self, job_id: str) -> float:
        """The fraction that is done, 0 to 1."""
        return self._progress.get(job_id, 0.0)

    def stop(self) -> None:
        """Break off the work. The jobs stay open, with their holds, and go on at the next start."""
        self._stopping.set()
        for work in self._working.values():
            work.cancel()

    async def drain(self) -> None:
        """Wait until nothing runs."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    def __len__(self) -> int:
        return len(self._tasks)

    def _ended(self, job_id: str, task: asyncio.Task[None]) -> None:
        del self._tasks[job_id]
        self._progress.pop(job_id, None)
        self._unwanted.discard(job_id)
        self._touch()
        if not task.cancelled() and (error := task.exception()):
            log.error("%s stays open until the next start", job_id, exc_info=error)

    async def _run(self, job_id: str) -> None:
        async with self._place(job_id):
            job = None if self._stopping.is_set() else self.rows.find(job_id)
            if job is None or not job.is_open:
                return
            try:
                made = await self._made(job)
            except _Failure as error:
                failure = error
                await self._until_written(lambda: self._fail(job, failure))
            else:
                if made is not None:
                    await self._keep(job, made)

    def _place(self, job_id: str) -> contextlib.AbstractAsyncContextManager[Any]:
        """One of the places of this machine, for what is made here."""
        job = self.rows.find(job_id)
        return contextlib.nullcontext() if job is None or self._is_elsewhere(job) else self._places

    def _is_elsewhere(self, job: Job) -> bool:
        return self._makers[job.kind].is_elsewhere(job)

    async def _made(self, job: Job) -> Clip | None:
        """What the maker gave, None where nobody wants it any more. Raises `_Failure`."""
        if job.runs >= _MOST_RUNS and not self._is_elsewhere(job):
            raise _Failure(500, "stopped", f"The gateway was stopped {job.runs} times during this job; order it again.")
        begun = await self._until_written(lambda: self.rows.begin(job.id))
        if not begun or self._stopping.is_set() or job.id in self._unwanted:
            return None
        work = asyncio.create_task(self._make(job))
        self._working[job.id] = work
        try:
            await asyncio.wait([work])
        finally:
            del self._working[job.id]
        if work.cancelled():
            return None
        if error := work.exception():
            raise _failure(job, error)
        return work.result()

    async def _make(self, job: Job) -> Clip:
        async with asyncio.timeout(None if self._is_elsewhere(job) else self._time_limit):
            return await self._makers[job.kind].make(job, lambda done: self._tell(job.id, done))

    def _tell(self, job_id: str, done: float) -> None:
        if job_id in self._working:
            self._progress[job_id] = min(1.0, max(done, self.progress(job_id)))

    async def _keep(self, job: Job, made: Clip) -> None:
        try:
            files = [] if made.url else await self._files.keep([(made.data, made.media_type)])
        except StoreFailed as error:
            failure = _Failure(500, "store_failed", f"The film was made, but {error}")
            await self._until_written(lambda: self._fail(job, failure))
            return
        output = made.url or files[0].link
        try:
            done = job._replace(provider=made.provider or job.provider)
            await self._until_written(lambda: self._complete(done, output, files))
        except AlreadyResolved:  # it was cancelled at the last moment
            if (self.rows.find(job.id) or job).output != output:
                await self._files.drop(files)

    async def _complete(self, job: Job, output: str, files: list[StoredFile]) -> bool:
        also = [*self._end(job, "completed", output=output), *[self._files.row(one, job.hold.id) for one in files]]
        row = job.row(self._store.clock(), 200, None)
        await self._ledger.settle(job.hold, job.hold.amount, row=row, also=also)
        self._tell_end()
        return True

    async def _fail(self, job: Job, failure: _Failure) -> bool:
        row = job.row(self._store.clock(), failure.status, failure.word)
        try:
            await self._ledger.void(job.hold, row=row, also=self._end(job, "failed", error=str(failure)))
        except AlreadyResolved:
            return False
        self._tell_end()
        return True

    def _end(
        self, job: Job, state: str, *, output: str | None = None, error: str | None = None
    ) -> list[Callable[[sqlite3.Connection], None]]:
        """What is written with the end of a job's money."""
        rows = [self.rows.end(job, state, output=output, error=error)]
        if self._hearer is not None:
            ended = job._replace(state=state, ended=self._store.clock(), output=output, error=error)
            rows.append(self._hearer.row(ended))
        return rows

    def _tell_end(self) -> None:
        if self._hearer is not None:
            self._hearer.wake()

    async def _until_written(self, write: Callable[[], Awaitable[bool]]) -> bool:
        """Try again while the database is in trouble; when the gateway stops, the next one does the job again."""
        pause = _SHORTEST_PAUSE
        while True:
            try:
                return await write()
            except StoreFailed as error:
                if self._stopping.is_set():
                    raise
                log.error("a job cannot be written, trying again in %.1f s: %s", pause, error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stopping.wait()
            pause = min(_LONGEST_PAUSE, pause * 2)


def _failure(job: Job, error: BaseException) -> _Failure:
    if isinstance(error, TimeoutError):
        return _Failure(504, "timeout", "The film did not become ready in time; nothing was charged. Ask for less.")
    if isinstance(error, ProviderFailed):
        return _Failure(502, "provider_failed", f"{error} Nothing was charged.")
    log.error("%s failed", job.id, exc_info=error)
    words = f"The gateway failed on this job; nothing was charged. Its operator finds it as {job.id}."
    return _Failure(500, "internal", words)
