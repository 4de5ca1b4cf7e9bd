"""Work with the records beside the loop: what waits is done in one go, since a hop to a thread costs more than it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

__all__ = ["Clerk"]

T = TypeVar("T")

_AT_A_TIME = 16
"""Pieces of work after which those who asked hear of it."""


class Clerk:
    """Does short pieces of work in the order in which they come, one after another on one thread.

    For whoever waits it is `asyncio.to_thread`; sixty calls at once cost a tenth of the switches between threads.
    Cancelling the wait does not take back the work. Long work, such as decoding a film, belongs into a thread of its
    own, so that nobody waits behind it.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self._busy = False

    async def do(self, work: Callable[..., T], *values: Any) -> T:
        """Raises what the work raises."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # a fork has a loop of its own, and nothing of what waited
            self._loop, self._waiting, self._busy = loop, [], False
        heard: asyncio.Future[T] = loop.create_future()
        self._waiting.append((partial(work, *values), heard))
        self._go_on(loop)
        return await heard

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._busy or not self._waiting:
            return
        batch, self._waiting = self._waiting[:_AT_A_TIME], self._waiting[_AT_A_TIME:]
        self._busy = True
        done = loop.run_in_executor(None, _each, [work for work, _ in batch])
        done.add_done_callback(partial(self._tell, loop, [heard for _, heard in batch]))

    def _tell(
        self,
        loop: asyncio.AbstractEventLoop,
        heard: list[asyncio.Future[Any]],
        done: asyncio.Future[list[tuple[Any, BaseException | None]]],
    ) -> None:
        self._busy = False
        if not done.cancelled():
            for one, (value, error) in zip(heard, done.result(), strict=True):
                if one.cancelled():
                    continue
                if error is not None:
                    one.set_exception(error)
                else:
                    one.set_result(value)
        self._go_on(loop)


def _each(batch: list[Callable[[], Any]]) -> list[tuple[Any, BaseException | None]]:
    return [_outcome(work) for work in batch]


def _outcome(work: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    try:
        return work(), None
    except BaseException as error:  # whoever waits for it hears it
        return None, error
