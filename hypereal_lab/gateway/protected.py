"""Work that goes on when its client leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["Protected"]

T = TypeVar("T")


class Protected:
    """Calls under way, each in a task of its own, so that no server and no client can break one off in the middle."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work gives; when the waiting is cancelled, the work is not."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        task = loop.create_task(work)
        self._tasks.add(task)

        def ended(task: asyncio.Task[T]) -> None:
            self._tasks.discard(task)
            if not waiter.done():
                waiter.set_result(None)
            elif not task.cancelled():
                task.exception()  # nobody is left to hear of it; the corridor has logged what matters

        task.add_done_callback(ended)
        await waiter
        return task.result()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let the work run by itself; it has to see to its own failures."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def __len__(self) -> int:
        return len(self._tasks)
