"""What is to be sent, in lanes: one for each receiver of each account, so that a dead one delays nobody."""

from __future__ import annotations

import heapq
from collections import Counter
from typing import NamedTuple

__all__ = ["Lane", "Lanes", "Waiting"]

_OF_LANE, _OF_ACCOUNT = 2, 16
"""Attempts at the same time."""


class Lane(NamedTuple):
    """Who sends to whom."""

    wallet: str
    receiver: str
    """Scheme, host and port."""


class Waiting(NamedTuple):
    """A webhook and when it is due; sorted by that."""

    due: float
    """Unix seconds."""
    id: str
    lane: Lane


class Lanes:
    """Knows only ids: the rows are the truth, and this may be lost."""

    def __init__(self) -> None:
        self._heaps: dict[Lane, list[Waiting]] = {}
        self._due: dict[str, float] = {}
        """The entry of a heap that counts; others of the same id are left-overs."""
        self._pauses: dict[Lane, float] = {}
        self._busy: dict[str, Lane] = {}
        self._of_lane: Counter[Lane] = Counter()
        self._of_account: Counter[str] = Counter()

    def put(self, one: Waiting) -> None:
        """Plan an attempt; of two plans for the same webhook the later one counts."""
        self._due[one.id] = one.due
        heapq.heappush(self._heaps.setdefault(one.lane, []), one)

    def pause(self, lane: Lane, until: float) -> None:
        """Its receiver asked to be left alone until then."""
        self._pauses[lane] = max(until, self._pauses.get(lane, 0.0))

    def ready(self, now: float) -> list[Waiting]:
        """Those whose attempt begins now; `done` gives their place back."""
        return [one for lane in list(self._heaps) for one in self._ready_in(lane, now)]

    def done(self, webhook: str) -> None:
        """Its attempt has ended."""
        lane = self._busy.pop(webhook)
        self._of_lane[lane] -= 1
        self._of_account[lane.wallet] -= 1
        self._of_lane, self._of_account = +self._of_lane, +self._of_account

    def is_busy(self, webhook: str) -> bool:
        """Whether an attempt is under way."""
        return webhook in self._busy

    def next_due(self) -> float | None:
        """When there is something to do for lanes that have room; None for never."""
        heads = [max(head.due, self._pauses.get(lane, 0.0)) for lane in self._heaps if (head := self._head(lane))]
        return min(heads, default=None)

    def __len__(self) -> int:
        """Attempts under way."""
        return len(self._busy)

    def _ready_in(self, lane: Lane, now: float) -> list[Waiting]:
        found = []
        while (head := self._head(lane)) and max(head.due, self._pauses.get(lane, 0.0)) <= now:
            heapq.heappop(self._heaps[lane])
            del self._due[head.id]
            self._busy[head.id] = lane
            self._of_lane[lane] += 1
            self._of_account[lane.wallet] += 1
            found.append(head)
        if self._pauses.get(lane, now + 1.0) <= now:
            del self._pauses[lane]
        if not self._heaps[lane]:
            del self._heaps[lane]
        elif found:
            self._heaps[lane] = self._heaps.pop(lane)  # behind the others, who come first when places are few
        return found

    def _head(self, lane: Lane) -> Waiting | None:
        """The next of a lane that has room, without left-overs; a lane with nothing in it goes."""
        heap = self._heaps[lane]
        while heap and self._due.get(heap[0].id) != heap[0].due:
            heapq.heappop(heap)
        if not heap:
            return None
        full = self._of_lane[lane] >= _OF_LANE or self._of_account[lane.wallet] >= _OF_ACCOUNT
        return None if full else heap[0]
