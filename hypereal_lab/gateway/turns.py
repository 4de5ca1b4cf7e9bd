"""Places that are taken in turns: in the order of coming within an account, and one account after the other."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Turns"]


class _Waiting(NamedTuple):
    name: str
    place: asyncio.Future[bool]
    """True when it has one, False when it was withdrawn."""


class Turns:
    """So many at once. Who waits can be told his position; a crowd of one account delays no other."""

    def __init__(self, places: int, moved: Callable[[], None] = lambda: None) -> None:
        """`moved` hears of every change in the queue."""
        self.places = places
        self._free = places
        self._lanes: OrderedDict[str, deque[_Waiting]] = OrderedDict()
        """By account; the first account is the next that is served."""
        self._moved = moved
        self._order: dict[str, int] | None = None
        self.version = 0
        """Another one whenever the queue or the places changed."""

    def enter(self, account: str, name: str) -> asyncio.Future[bool] | None:
        """Take a place, or the last position of the account's queue; None for a place that is free at once."""
        self._change()
        if self._free:
            self._free -= 1
            return None
        mine = _Waiting(name, asyncio.get_running_loop().create_future())
        self._lanes.setdefault(account, deque()).append(mine)
        return mine.place

    async def wait(self, name: str, place: asyncio.Future[bool]) -> bool:
        """Until it has the place that `give` gives back. False, without one, for a name that was withdrawn."""
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.result():
                self.give()  # it came in the same moment
            else:
                self._remove(name)
            raise

    async def take(self, account: str, name: str) -> bool:
        """Both."""
        place = self.enter(account, name)
        return True if place is None else await self.wait(name, place)

    def give(self) -> None:
        """A place is free: it goes to the next."""
        self._change()
        while self._lanes:
            account, lane = self._lanes.popitem(last=False)
            next_one = lane.popleft()
            if lane:
                self._lanes[account] = lane  # behind the others
            if not next_one.place.done():  # else it is just leaving
                next_one.place.set_result(True)
                return
        self._free += 1

    def withdraw(self, name: str) -> None:
        """Who waits under this name waits no longer. Nothing where nobody does."""
        if (found := self._remove(name)) is not None and not found.place.done():
            found.place.set_result(False)

    def position(self, name: str) -> int | None:
        """1 for the next; None for who does not wait."""
        return self.order.get(name)

    @property
    def order(self) -> dict[str, int]:
        """Positions by name, the next first."""
        if self._order is None:
            lanes = deque(deque(one.name for one in lane) for lane in self._lanes.values())
            names: list[str] = []
            while lanes:
                lane = lanes.popleft()
                names.append(lane.popleft())
                if lane:
                    lanes.append(lane)
            self._order = {name: place for place, name in enumerate(names, 1)}
        return self._order

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._lanes.values()))

    def _remove(self, name: str) -> _Waiting | None:
        for account, lane in self._lanes.items():
            for one in lane:
                if one.name == name:
                    lane.remove(one)
                    if not lane:
                        del self._lanes[account]
                    self._change()
                    return one
        return None

    def _change(self) -> None:
        self._order = None
        self.version += 1
        self._moved()
