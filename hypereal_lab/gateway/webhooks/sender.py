"""Sends what the outbox holds: at once, then again and again, until a receiver takes it or its attempts are used up."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypereal_lab.gateway.outbound_links import OutboundRefused
from hypereal_lab.gateway.outbound_posts import Posts
from hypereal_lab.gateway.webhooks.lanes import Lanes, Waiting
from hypereal_lab.gateway.webhooks.outbox import Letter, Outbox, Tried
from hypereal_lab.gateway.webhooks.schedule import next_attempt, read_retry_after
from hypereal_lab.wire.webhooks import signed_headers

__all__ = ["Sender"]

log = logging.getLogger("hypereal_lab.gateway")

_LONGEST_REST = 60.0
"""Seconds until the next look at the clock, which may be set meanwhile."""
_AFTER_TROUBLE = 30.0
"""Seconds until the next attempt where the last one could not be written down."""
_BUSY = (429, 503)
"""Answers whose `Retry-After` is for everything that goes to this receiver."""


class _Outcome(NamedTuple):
    status: int | None
    error: str | None
    """None where the receiver took it."""
    wished: float | None = None
    """Seconds of its `Retry-After`."""


class Sender:
    """The task that sends. Started once, on one event loop."""

    def __init__(
        self,
        outbox: Outbox,
        posts: Posts,
        keys: Callable[[str], Sequence[bytes]],
        *,
        clock: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        """`keys` gives those of an account, `chance` 0 to 1."""
        self._outbox = outbox
        self._posts = posts
        self._keys = keys
        self._clock = clock
        self._chance = chance
        self._lanes = Lanes()
        self._seen = 0
        """Number of the last row that was planned."""
        self._bell = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._attempts: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin with what an earlier life left."""
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    def wake(self) -> None:
        """There is something new, or the clock was moved."""
        self._bell.set()

    def again(self, webhook: str) -> None:
        """It was replayed; where an attempt is under way, that is the one."""
        if not self._lanes.is_busy(webhook):
            self._lanes.put(self._outbox.plan(webhook))
            self.wake()

    def is_busy(self, webhook: str) -> bool:
        """Whether an attempt is under way."""
        return self._lanes.is_busy(webhook)

    async def close(self) -> None:
        """Break off what is under way; it is sent at the next start."""
        tasks = [*self._attempts, *([self._running] if self._running else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def __len__(self) -> int:
        """Attempts under way."""
        return len(self._lanes)

    async def _run(self) -> None:
        while True:
            self._bell.clear()
            try:
                self._begin()
            except Exception:
                log.exception("webhooks could not be read; they are looked at again in %.0f s", _LONGEST_REST)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._rest()):
                    await self._bell.wait()

    def _begin(self) -> None:
        for number, one in self._outbox.waiting(self._seen):
            self._seen = number
            self._lanes.put(one)
        for one in self._lanes.ready(self._clock()):
            task = asyncio.create_task(self._deliver(one))
            self._attempts.add(task)
            task.add_done_callback(self._attempts.discard)

    def _rest(self) -> float:
        due = self._lanes.next_due()
        return _LONGEST_REST if due is None else min(_LONGEST_REST, max(0.0, due - self._clock()))

    async def _deliver(self, one: Waiting) -> None:
        again = None
        try:
            again = await self._attempt(one)
        except Exception:
            log.exception("the attempt of %s could not be written down; it is sent again", one.id)
            again = one._replace(due=self._clock() + _AFTER_TROUBLE)
        finally:
            self._lanes.done(one.id)
            self.wake()
        if again is not None:
            self._lanes.put(again)

    async def _attempt(self, one: Waiting) -> Waiting | None:
        """The plan of the next attempt, None where there is none."""
        letter = self._outbox.find(one.id)
        if letter is None or letter.state != "waiting":
            return None
        began = self._clock()
        outcome = await self._post(letter, began)
        now = self._clock()
        state, due = self._verdict(letter, outcome, now)
        if outcome.wished and outcome.status in _BUSY:
            self._lanes.pause(one.lane, now + outcome.wished)
        await self._outbox.record(letter, Tried(began, now - began, outcome.status, outcome.error), state, due)
        return None if due is None else one._replace(due=due)

    def _verdict(self, letter: Letter, outcome: _Outcome, now: float) -> tuple[str, float | None]:
        """Its state from now on, and when it is due again."""
        if outcome.error is None:
            return "delivered", None
        if outcome.status == 410:
            return "disabled", None
        pause = next_attempt(letter.tries + 1, self._chance, outcome.wished)
        return ("failed", None) if pause is None else ("waiting", now + pause)

    async def _post(self, letter: Letter, now: float) -> _Outcome:
        headers = signed_headers(self._keys(letter.wallet), letter.id, int(now), letter.body)
        try:
            status, retry_after = await self._posts.post(letter.url, letter.body, headers)
        except OutboundRefused as error:
            return _Outcome(None, error.why)
        return _Outcome(status, _problem(status), read_retry_after(retry_after, self._clock()))


def _problem(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    return "redirect" if 300 <= status < 400 else "gone" if status == 410 else "status"
