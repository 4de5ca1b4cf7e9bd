"""One thread that writes, many that wait: whatever queues up during one commit goes into the next (group commit).

With `synchronous = FULL` a commit costs a flush of the disk; shared by all who wait it costs each of them little.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from hypereal_lab.gateway.store.failures import StoreFailed
from hypereal_lab.gateway.store.groups import Group
from hypereal_lab.wal import use_wal

__all__ = ["Writer", "connect"]

T = TypeVar("T")
Item = TypeVar("Item")

_BATCH = 512
"""Jobs of one commit at most, so that the first of them does not wait for ever."""
_LINGER, _LINGERS = 0.001, 4
"""Seconds, and how often, to wait for jobs that are about to come."""


_PRAGMAS = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "temp_store = MEMORY",  # what a savepoint may have to undo needs no file
    "recursive_triggers = ON",  # else INSERT OR REPLACE would delete past the triggers that forbid it
)


class _Job(NamedTuple):
    group: Group[Any, Any] | None
    item: Any
    """One of the group's; without a group a callable that takes the connection."""
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


class _Done(NamedTuple):
    job: _Job
    value: Any
    error: BaseException | None


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the settings that money needs."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False, cached_statements=256)
    use_wal(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


class Writer:
    """The only writer of this process. Jobs run in order, each in a savepoint of its own.

    Items of a group run together, in their own order, before the other jobs of the same commit: none of those was
    waited for when they came.
    """

    def __init__(self, path: Path) -> None:
        self._connection = connect(path)
        self._jobs: deque[_Job] = deque()
        self._bell: queue.SimpleQueue[bool] = queue.SimpleQueue()
        """True when there are jobs, False at the end."""
        self._ringing: asyncio.AbstractEventLoop | None = None
        """The loop that will ring at its next turn."""
        self._usual = 1
        """Jobs to expect in a commit, from the last ones."""
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="ledger-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Run the job on the writer's thread; done when it is on disk.

        Raises what the job raised, with nothing of it written; `StoreFailed` when the database could not do it.
        """
        return self._put(None, work)

    def submit_to(self, group: Group[Item, T], item: Item) -> asyncio.Future[T]:
        """As `submit`, for an item of a group."""
        return self._put(group, item)

    def _put(self, group: Group[Any, T] | None, item: Any) -> asyncio.Future[T]:
        if self._closed:
            raise StoreFailed("the gateway is stopping; send the request again in a moment.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.append(_Job(group, item, loop, future))
        if self._ringing is not loop:
            self._ringing = loop
            loop.call_soon(self._ring)  # once for all that this turn of the loop submits
        return future

    def _ring(self) -> None:
        self._ringing = None
        self._bell.put(True)

    async def close(self) -> None:
        """Finish what was submitted, then close the file."""
        if not self._closed:
            self._closed = True
            self._bell.put(False)
            await asyncio.to_thread(self._thread.join)
            self._connection.close()

    def _serve(self) -> None:
        going_on = True
        while going_on:
            going_on = self._bell.get()
            while jobs := self._next_batch():
                _resolve(self._commit(jobs))

    def _next_batch(self) -> list[_Job]:
        """What is there, and under load for a moment what is about to come.

        Callers who shared the last commit come back at about the same time. Waiting for them makes a flush of the disk
        serve many; one caller alone never waits.
        """
        batch: list[_Job] = []
        self._drain(batch)
        for _ in range(_LINGERS):
            if not batch or len(batch) >= self._usual or self._closed:
                break
            time.sleep(_LINGER)
            self._drain(batch)
        if batch:
            self._usual = max(len(batch), self._usual * 3 // 4)
        return batch

    def _drain(self, batch: list[_Job]) -> None:
        while self._jobs and len(batch) < _BATCH:
            batch.append(self._jobs.popleft())

    def _commit(self, jobs: list[_Job]) -> list[_Done]:
        execute = self._connection.execute
        try:
            if (done := self._at_once(jobs)) is not None:
                return done
            execute("BEGIN IMMEDIATE")
            done = [one for group, members in _grouped(jobs) for one in self._together(group, members)]
            execute("COMMIT")
            return done
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            failed = StoreFailed(f"the ledger cannot be written ({error}); nothing was charged, try again.")
            failed.__cause__ = error
            return [_Done(job, None, failed) for job in jobs]

    def _at_once(self, jobs: list[_Job]) -> list[_Done] | None:
        """Items of one group alone need no savepoint: when one of them cannot be written, all begin again."""
        group = jobs[0].group
        if group is None or any(job.group is not group for job in jobs):
            return None
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            values = group.many(self._connection, [job.item for job in jobs])
        except sqlite3.OperationalError:
            raise
        except Exception:
            self._connection.execute("ROLLBACK")
            return None
        self._connection.execute("COMMIT")
        return [_Done(job, value, None) for job, value in zip(jobs, values, strict=True)]

    def _together(self, group: Group[Any, Any] | None, jobs: list[_Job]) -> list[_Done]:
        if group is None or len(jobs) == 1:
            return [self._run(job) for job in jobs]
        self._connection.execute("SAVEPOINT job")
        try:
            values = group.many(self._connection, [job.item for job in jobs])
            self._connection.execute("RELEASE job")
            return [_Done(job, value, None) for job, value in zip(jobs, values, strict=True)]
        except sqlite3.OperationalError:
            raise
        except Exception:  # one of them cannot be written; which, is found one by one
            self._undo()
            return [self._run(job) for job in jobs]

    def _run(self, job: _Job) -> _Done:
        execute = self._connection.execute
        execute("SAVEPOINT job")
        try:
            value = job.item(self._connection) if job.group is None else job.group.one(self._connection, job.item)
            execute("RELEASE job")
            return _Done(job, value, None)
        except sqlite3.IntegrityError as error:
            self._undo()
            return _Done(job, None, error)
        except sqlite3.Error:
            raise
        except BaseException as error:
            self._undo()
            return _Done(job, None, error)

    def _undo(self) -> None:
        self._connection.execute("ROLLBACK TO job")
        self._connection.execute("RELEASE job")


def _grouped(jobs: list[_Job]) -> list[tuple[Group[Any, Any] | None, list[_Job]]]:
    """Jobs without a group come last, in their order."""
    found: dict[int, tuple[Group[Any, Any], list[_Job]]] = {}
    alone = []
    for job in jobs:
        if job.group is None:
            alone.append(job)
        else:
            found.setdefault(id(job.group), (job.group, []))[1].append(job)
    return [*found.values(), (None, alone)]


def _resolve(done: list[_Done]) -> None:
    """Wake each waiting loop once for the whole batch."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Done]] = {}
    for one in done:
        by_loop.setdefault(one.job.loop, []).append(one)
    for loop, many in by_loop.items():
        try:
            loop.call_soon_threadsafe(_deliver, many)
        except RuntimeError:  # the loop was closed while its jobs were written; there is nobody left to tell
            continue


def _deliver(many: list[_Done]) -> None:
    for job, value, error in many:
        if job.future.cancelled():
            continue
        if error is None:
            job.future.set_result(value)
        else:
            job.future.set_exception(error)
