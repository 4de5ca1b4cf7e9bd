"""Calls that are answered when their work is done wait for the engines in turns, and are told so."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Awaitable, Callable
from statistics import median
from typing import TypeVar

from hypereal_lab.gateway.corridor import Corridor, PaidCall
from hypereal_lab.gateway.refusals import Refused, refused
from hypereal_lab.gateway.turns import Turns
from hypereal_lab.gateway.visit import Queued

__all__ = ["Queue"]

T = TypeVar("T")

_LATEST = 20
"""Calls whose time is looked at for a forecast."""


class Queue:
    """The way of paid work to its provider. Waiting and work have the provider's time limit each."""

    def __init__(self, corridor: Corridor, places: int | None, monotonic: Callable[[], float]) -> None:
        """`places` is how many calls are worked on at once; None for providers that have a queue of their own."""
        self._corridor = corridor
        self._turns = None if places is None else Turns(places)
        self._monotonic = monotonic
        self._took: deque[float] = deque(maxlen=_LATEST)

    async def work(self, call: PaidCall, begin: Callable[[], Awaitable[T]]) -> T:
        """What the provider gives. Raises `TimeoutError`, and `Refused`: a 503 where its turn did not come in time."""
        if self._turns is None:
            return await self._corridor.within_time(begin())
        await self._turn(self._turns, call)
        began = self._monotonic()
        try:
            made = await self._corridor.within_time(begin())
            self._took.append(self._monotonic() - began)
            return made
        finally:
            self._turns.give()

    async def _turn(self, turns: Turns, call: PaidCall) -> None:
        name, came = call.visit.id, self._monotonic()
        place = turns.enter(call.key.wallet, name)
        if place is None:
            return
        position = turns.position(name) or 1
        call.visit.queued = Queued(position, 0.0)
        try:
            await self._corridor.within_time(turns.wait(name, place))
        except TimeoutError:
            if self._corridor.stopping:
                raise
            raise self._too_long(turns, position) from None
        finally:
            call.visit.queued = Queued(position, self._monotonic() - came)

    def _too_long(self, turns: Turns, position: int) -> Refused:
        typical = median(self._took) if self._took else 1.0
        wait = max(1, math.ceil(turns.waiting * typical / turns.places))
        words = (
            f"The call came as number {position} of the queue and its turn did not come in time; {turns.waiting} others"
            f" wait still. Nothing was charged. Send fewer calls at once, or this one again in {wait} s."
        )
        return refused(
            503,
            "upstream_unavailable",
            words,
            code="queue_timeout",
            headers={"retry-after": str(wait)},
            position=position,
            waiting=turns.waiting,
            retry_after=wait,
        )
