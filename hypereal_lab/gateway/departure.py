"""Whether the caller of a long call is still there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Iterator
from typing import TypeVar

from starlette.types import Receive

__all__ = ["Departure", "Left", "until_left"]

T = TypeVar("T")

_MOMENT = 0.5
"""Seconds before anybody looks: most calls are over by then, and a second may pass until the provider hears of it."""


async def until_left(receive: Receive) -> None:
    """Wait until the caller closes the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Left(Exception):
    """The caller closed the connection."""


class Departure:
    """Looks while a provider works. The work is cancelled where it waits for the provider, and nowhere else."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._waiting: asyncio.Task[object] | None = None
        self._left = False

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """While this lasts, somebody looks."""
        looking: list[asyncio.Task[None]] = []
        loop = asyncio.get_running_loop()
        timer = loop.call_later(_MOMENT, lambda: looking.append(loop.create_task(self._look())))
        try:
            yield
        finally:
            timer.cancel()
            for task in looking:
                task.cancel()

    async def unless_left(self, provider: Awaitable[T]) -> T:
        """What the provider gives. Raises `Left`, and cancels the provider, when the caller goes or is gone."""
        if self._left:
            raise Left
        task = asyncio.current_task()
        assert task is not None
        self._waiting = task
        try:
            return await provider
        except asyncio.CancelledError:
            if self._left:
                task.uncancel()
                raise Left from None
            raise
        finally:
            self._waiting = None

    async def _look(self) -> None:
        await until_left(self._receive)
        self._left = True
        if self._waiting is not None:
            self._waiting.cancel()
