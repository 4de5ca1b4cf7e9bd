"""A call on its way: watch it, wait for it, let it go, or cancel it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from dataclasses import dataclass
from typing import Any, NamedTuple

from hypereal_lab.client.loop import LoopThread
from hypereal_lab.errors import NeverSent
from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.face import Faced
from hypereal_lab.lab.progress import ENDS, Event, Progress
from hypereal_lab.wire.money import Credits

__all__ = ["About", "Cancelled", "Job"]

_TICK = 0.2
"""Seconds: an interrupt reaches a thread that waits for another only when it wakes."""


class About(NamedTuple):
    """What a call asks for, in short."""

    kind: str
    model: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What became of a wish to cancel."""

    cancelled: bool
    refunded: Credits | None
    """What was held and is free again."""
    message: str

    def __str__(self) -> str:
        return self.message


class Job(Faced):
    """One call under way. Waiting for it may be given up; the work goes on and lands on the shelf."""

    def __init__(
        self,
        run: str,
        future: concurrent.futures.Future[Asset],
        progress: Progress,
        loop: LoopThread,
        cancel: Callable[[], Coroutine[Any, Any, Cancelled]],
        about: About,
    ) -> None:
        self._run = run
        self._future = future
        self._progress = progress
        self._loop = loop
        self._cancel = cancel
        self._title = f"{about.kind} by {about.model}"
        self.about = about
        """Kind, model and words of the call."""

    @property
    def id(self) -> str:
        """Of the run in the journal, once it is written there."""
        return self._run

    @property
    def job(self) -> str | None:
        """The server's id, for a call that it answers with a job."""
        return self._progress.latest.job

    @property
    def status(self) -> str:
        """`queued`, `running`, `succeeded`, `failed`, `cancelled`, `expired` or `unknown`."""
        return self._progress.latest.status

    @property
    def raw_status(self) -> str | None:
        """The server's own word."""
        return self._progress.latest.raw

    @property
    def message(self) -> str | None:
        """What was last said about it."""
        return self._progress.latest.message

    @property
    def done(self) -> bool:
        """Whether it ended, well or badly."""
        return self._future.done()

    def result(self, timeout: float | None = None) -> Asset:
        """Wait for the asset. Raises what the call raised, or `TimeoutError` after so many seconds.

        An interrupt ends the waiting only; the message says how to come back to the job.
        """
        end = None if timeout is None else time.monotonic() + timeout
        try:
            while not self._future.done():
                left = _TICK if end is None else min(_TICK, max(0.0, end - time.monotonic()))
                if not concurrent.futures.wait([self._future], timeout=left).done and left < _TICK:
                    raise TimeoutError(f"The call is not done after {timeout} s; it goes on.")
            return self._future.result()
        except KeyboardInterrupt:
            raise KeyboardInterrupt(self._detached()) from None

    async def events(self) -> AsyncIterator[Event]:
        """Each step from the first on, until the end."""
        number = 0
        while True:
            event = await self._there(self._progress.after(number))
            if event is None:
                return
            yield event
            number += 1

    async def cancel(self) -> Cancelled:
        """End the work where that is possible. Says what is refunded."""
        done: Cancelled = await self._there(self._cancel())
        return done

    def exception(self) -> BaseException | None:
        """What it ended with, for a call that is done."""
        if not self._future.done():
            raise NeverSent("the call is still running; await it first")
        return None if self._future.cancelled() else self._future.exception()

    def __await__(self) -> Generator[Any, None, Asset]:
        return self._wait().__await__()

    async def _wait(self) -> Asset:
        try:
            await self._end()
            if self._future.cancelled():
                raise asyncio.CancelledError
            return self._future.result()
        except asyncio.CancelledError:
            if not self._future.done():
                raise asyncio.CancelledError(self._detached()) from None
            raise

    async def _end(self) -> None:
        """Until it is done, well or badly, on whatever loop this is. Half the CPU of a future that is chained to it."""
        loop = asyncio.get_running_loop()
        ended = loop.create_future()

        def tell(_: object) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody waits there any longer
                loop.call_soon_threadsafe(_wake, ended)

        self._future.add_done_callback(tell)
        await ended

    async def _there(self, work: Coroutine[Any, Any, Any]) -> Any:
        """On the lab's loop, from whatever loop this is."""
        if self._loop.is_here():
            return await work
        return await asyncio.wrap_future(self._loop.start(work))

    def _detached(self) -> str:
        run = self.id
        return (
            f"Waiting ended; the call goes on and its result lands on the shelf. lab.jobs.get({run[:8]!r}) waits for "
            f"it again, await lab.jobs.get({run[:8]!r}).cancel() ends it and says what is refunded."
        )

    def __repr__(self) -> str:
        job = f" {self.job}" if self.job else ""
        return f"<Job{job} {self._title}: {self.status}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        latest = self._progress.latest
        facts = [("Status", latest.status + (f" ({latest.raw})" if latest.raw else ""))]
        facts += [("Progress", f"{latest.fraction:.0%}")] if latest.fraction is not None else []
        facts += [("Job", self.job)] if self.job else []
        facts += [("Run", self.id)]
        note = "" if latest.status in ENDS else "await job waits for it; await job.cancel() ends it."
        return {"text/plain": repr(self), "text/html": card.of_facts(self._title, facts, latest.message or note)}


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
