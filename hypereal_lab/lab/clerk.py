"""Work with the records beside the loop: what waits is done in one go, since a hop to a thread costs more than it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

__all__ = ["Clerk"]

T = TypeVar("T")
_Piece = tuple[Callable[[], Any], asyncio.Future[Any]]
"""Work, and where its outcome is told."""
_Outcome = tuple[Any, BaseException | None]

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
        self._waiting: list[_Piece] = []
        self._busy = False
        self._hand = _new_hand()

    async def do(self, work: Callable[..., T], *values: Any) -> T:
        """Raises what the work raises."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # a fork has a loop of its own, and neither threads nor anything of what waited
            if self._loop is not None:
                self._hand = _new_hand()
            self._loop, self._waiting, self._busy = loop, [], False
        heard: asyncio.Future[T] = loop.create_future()
        self._waiting.append((partial(work, *values), heard))
        self._go_on(loop)
        return await heard

    def close(self) -> None:
        """Wait for the work that was begun, and end the thread."""
        self._hand.shutdown()

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._busy or not self._waiting:
            return
        batch, self._waiting = self._waiting[:_AT_A_TIME], self._waiting[_AT_A_TIME:]
        self._busy = True
        self._hand.submit(self._do, loop, batch)

    def _do(self, loop: asyncio.AbstractEventLoop, batch: list[_Piece]) -> None:
        """On the thread. The loop is told directly: a future of the executor that is one of the loop too costs more."""
        outcomes = [_outcome(work) for work, _ in batch]
        with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody waits any longer
            loop.call_soon_threadsafe(self._tell, loop, batch, outcomes)

    def _tell(self, loop: asyncio.AbstractEventLoop, batch: list[_Piece], outcomes: list[_Outcome]) -> None:
        if loop is self._loop:
            self._busy = False
        for (_, heard), (value, error) in zip(batch, outcomes, strict=True):
            if heard.cancelled():
                continue
            if error is not None:
                heard.set_exception(error)
            else:
                heard.set_result(value)
        if loop is self._loop:
            self._go_on(loop)


def _new_hand() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="hypereal-clerk")


def _outcome(work: Callable[[], Any]) -> _Outcome:
    try:
        return work(), None
    except BaseException as error:  # whoever waits for it hears it
        return None, error
