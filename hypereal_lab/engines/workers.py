"""Processes that do the heavy work of the engines, so that the caller's event loop stays free."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from hypereal_lab.errors import HyperealError

__all__ = ["EngineCrashed", "Workers"]

P = ParamSpec("P")
T = TypeVar("T")


class EngineCrashed(HyperealError):
    """A worker process died during the call; the next call gets a fresh one."""


class Workers:
    """A pool of processes; none is started before `start` or the first `run`.

    `count` is the number of processes; by default two, or one on a machine with one CPU.
    """

    def __init__(self, count: int | None = None) -> None:
        if count is not None and count < 1:
            raise ValueError(f"count must be at least 1, not {count}")
        self.count = count if count is not None else min(2, os.cpu_count() or 1)
        self._pool: ProcessPoolExecutor | None = None
        self._ending: dict[ProcessPoolExecutor, threading.Thread] = {}
        self._closed = False
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        state = "closed" if self._closed else "running" if self._pool is not None else "idle"
        return f"<Workers {self.count}, {state}>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Start the processes ahead of the first call, so that it does not wait for them."""
        await asyncio.gather(*(self.run(_ready) for _ in range(self.count)))

    async def run(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `fn` in a worker and give its value; its exception comes through with its type.

        `fn` and its arguments must be picklable. Raises `EngineCrashed` where the process died.
        """
        pool, waiting = self._submit(fn, *args, **kwargs)
        try:
            return await asyncio.wrap_future(waiting)
        except BrokenProcessPool as broken:
            with self._lock:
                ending = self._end(pool)
            await asyncio.to_thread(ending.join)
            raise EngineCrashed("the engine's process died during this call; send it again") from broken

    async def close(self) -> None:
        """End all processes and wait until they are gone; calls not yet begun are cancelled."""
        with self._lock:
            self._closed = True
            if self._pool is not None:
                self._end(self._pool)
            endings = list(self._ending.values())
        for ending in endings:
            await asyncio.to_thread(ending.join)

    def _submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> tuple[ProcessPoolExecutor, Future[T]]:
        with self._lock:
            pool = self._ready_pool()
            try:
                return pool, pool.submit(fn, *args, **kwargs)
            except BrokenProcessPool:
                # It died between two calls: nobody's work was lost, so nobody needs to hear of it.
                self._end(pool)
                pool = self._ready_pool()
                return pool, pool.submit(fn, *args, **kwargs)

    def _ready_pool(self) -> ProcessPoolExecutor:
        if self._closed:
            raise RuntimeError("these workers are closed; make new ones")
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, mp_context=context, initializer=_follow_parent)
        return self._pool

    def _end(self, pool: ProcessPoolExecutor) -> threading.Thread:
        """The one thread that shuts this pool down; the lock is held by the caller.

        A crash fails many calls at once, and two shutdowns of one pool at the same time close its pipe twice.
        """
        if self._pool is pool:
            self._pool = None
        self._ending = {other: thread for other, thread in self._ending.items() if thread.is_alive() or other is pool}
        if pool not in self._ending:
            thread = threading.Thread(
                target=pool.shutdown, kwargs={"wait": True, "cancel_futures": True}, name="end-engines"
            )
            thread.start()
            self._ending[pool] = thread
        return self._ending[pool]


def _ready() -> int:
    return os.getpid()


def _follow_parent() -> None:
    """Make this worker end as soon as its parent is gone, even if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    threading.Thread(target=_end_with, args=(parent.sentinel,), name="follow-parent", daemon=True).start()


def _end_with(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(0)
