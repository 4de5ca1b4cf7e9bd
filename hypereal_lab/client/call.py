"""A call is a value: it has a price before it is sent, and awaiting it sends it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar

from hypereal_lab.catalog import Estimate

__all__ = ["Call"]

T = TypeVar("T")


class Call(Generic[T]):
    """Something that can be sent, once. Awaiting it again gives the same result and costs nothing.

    After a failure awaiting sends it again with the same idempotency key, so that a server that did the work answers
    without doing or charging it a second time.
    """

    def __init__(self, send: Callable[[], Coroutine[Any, Any, T]], *, title: str, estimate: Callable[[], Estimate]):
        self._send = send
        self._title = title
        self._estimate = estimate
        self._task: asyncio.Task[T] | None = None

    def estimate(self) -> Estimate:
        """What it will cost: low, expected and high, from the price book; no network."""
        return self._estimate()

    @property
    def state(self) -> str:
        """`never sent`, `running`, `done` or `failed`."""
        if self._task is None:
            return "never sent"
        if not self._task.done():
            return "running"
        return "failed" if _failed(self._task) else "done"

    def __await__(self) -> Generator[Any, None, T]:
        return self._result().__await__()

    async def _result(self) -> T:
        if self._task is None or (self._task.done() and _failed(self._task)):
            self._task = asyncio.ensure_future(self._send())
        try:
            return await asyncio.shield(self._task)
        except asyncio.CancelledError:
            self._task.cancel()
            raise

    def __repr__(self) -> str:
        return f"<{self._title}: {self.state}, {self.estimate().show()}>"


def _failed(task: asyncio.Task[Any]) -> bool:
    return task.cancelled() or task.exception() is not None
