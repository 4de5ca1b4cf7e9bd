"""One event loop in one daemon thread, so that work goes on while a notebook cell computes."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["LoopThread"]

T = TypeVar("T")

_HANDS = 3
"""Threads for short waits of its own, such as for a disk: more of them would fight for the interpreter."""


class LoopThread:
    """Runs coroutines for callers on any thread or loop; starts with the first one.

    After a `fork` the child gets a loop of its own, since threads do not survive it.
    """

    def __init__(self, name: str = "hypereal") -> None:
        self._name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._pid: int | None = None

    def start(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Begin the work and return at once. The caller's context variables go along."""
        return asyncio.run_coroutine_threadsafe(work, self._running())

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Begin the work and wait for it; an interrupt cancels it at once."""
        if self.is_here():
            work.close()
            raise RuntimeError("this is the lab's own loop, where waiting would never end; use `await` here")
        future = self.start(work)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            raise

    def is_here(self) -> bool:
        """Whether the caller is on this loop's thread."""
        return self._thread is threading.current_thread()

    @property
    def runs(self) -> bool:
        """Whether anything was begun on it in this process, and it was not closed since."""
        return self._loop is not None and self._pid == os.getpid()

    def close(self) -> None:
        """Cancel what runs, wait for it, and end the thread."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None or self._pid != os.getpid():
            return
        loop.call_soon_threadsafe(loop.stop)
        thread.join()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._pid != os.getpid():
                self._loop = _new_loop()
                self._thread = threading.Thread(target=_serve, args=(self._loop,), name=self._name, daemon=True)
                self._pid = os.getpid()
                self._thread.start()
            return self._loop


def _new_loop() -> asyncio.AbstractEventLoop:
    """uvloop where there is one: it wakes for other threads at half the cost."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.set_default_executor(concurrent.futures.ThreadPoolExecutor(_HANDS, thread_name_prefix="hypereal"))
    try:
        loop.run_forever()
    finally:
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        with contextlib.suppress(RuntimeError):
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
