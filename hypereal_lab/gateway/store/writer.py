"""One thread that writes, many that wait: whatever queues up during one commit goes into the next (group commit).

With `synchronous = FULL` a commit costs a flush of the disk; shared by all who wait it costs each of them little.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from hypereal_lab.gateway.store.failures import StoreFailed

__all__ = ["Writer", "connect"]

T = TypeVar("T")

_BATCH = 512
"""Jobs of one commit at most, so that the first of them does not wait for ever."""


class _Job(NamedTuple):
    work: Callable[[sqlite3.Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


class _Done(NamedTuple):
    future: asyncio.Future[Any]
    value: Any
    error: BaseException | None


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the settings that money needs."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False, cached_statements=256)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class Writer:
    """The only writer of this process. Jobs run in order, each in a savepoint of its own."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path)
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="ledger-writer", daemon=True)
        self._thread.start()
        self._closed = False

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Run the job on the writer's thread; done when it is on disk.

        Raises what the job raised, with nothing of it written; `StoreFailed` when the database could not do it.
        """
        if self._closed:
            raise StoreFailed("the gateway is stopping; send the request again in a moment.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Job(work, loop, future))
        return future

    async def close(self) -> None:
        """Finish what was submitted, then close the file."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)
            self._connection.close()

    def _serve(self) -> None:
        while True:
            batch = self._next_batch()
            jobs = [job for job in batch if job is not None]
            if jobs:
                _resolve(jobs, self._commit(jobs))
            if len(jobs) != len(batch):
                return

    def _next_batch(self) -> list[_Job | None]:
        batch = [self._queue.get()]
        while len(batch) < _BATCH and batch[-1] is not None:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _commit(self, jobs: list[_Job]) -> list[_Done]:
        execute = self._connection.execute
        try:
            execute("BEGIN IMMEDIATE")
            done = [self._run(job) for job in jobs]
            execute("COMMIT")
            return done
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            failed = StoreFailed(f"the ledger cannot be written ({error}); nothing was charged, try again.")
            failed.__cause__ = error
            return [_Done(job.future, None, failed) for job in jobs]

    def _run(self, job: _Job) -> _Done:
        execute = self._connection.execute
        execute("SAVEPOINT job")
        try:
            value = job.work(self._connection)
            execute("RELEASE job")
            return _Done(job.future, value, None)
        except sqlite3.IntegrityError as error:
            self._undo()
            return _Done(job.future, None, error)
        except sqlite3.Error:
            raise
        except BaseException as error:
            self._undo()
            return _Done(job.future, None, error)

    def _undo(self) -> None:
        self._connection.execute("ROLLBACK TO job")
        self._connection.execute("RELEASE job")


def _resolve(jobs: list[_Job], done: list[_Done]) -> None:
    """Wake each waiting loop once for the whole batch."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Done]] = {}
    for job, one in zip(jobs, done, strict=True):
        by_loop.setdefault(job.loop, []).append(one)
    for loop, many in by_loop.items():
        try:
            loop.call_soon_threadsafe(_deliver, many)
        except RuntimeError:  # the loop was closed while its jobs were written; there is nobody left to tell
            continue


def _deliver(many: list[_Done]) -> None:
    for future, value, error in many:
        if future.cancelled():
            continue
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)
