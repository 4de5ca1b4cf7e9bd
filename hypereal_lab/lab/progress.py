"""How far a call is, for those who watch it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from hypereal_lab.lab.words import Words

__all__ = ["ENDS", "Event", "Progress"]

ENDS = ("succeeded", "failed", "cancelled", "expired", "unknown")
"""Statuses after which nothing more is said."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a call."""

    status: str
    """`queued`, `running`, `succeeded`, `failed`, `cancelled`, `expired` or `unknown`."""
    raw: str | None = None
    """The server's own word."""
    fraction: float | None = None
    """0 to 1, where the server tells."""
    job: str | None = None
    """The server's id, once there is one."""
    message: str | None = None


class Progress:
    """The events so far. Written and waited for on the lab's loop, read anywhere."""

    def __init__(self, words: Words | None = None) -> None:
        self.words = words
        """Where somebody reads the answer while it is written."""
        self._events: list[Event] = [Event("queued")]
        self._changed = asyncio.Event()
        self._ended = False

    @property
    def latest(self) -> Event:
        return self._events[-1]

    def say(self, **changes: object) -> None:
        """Go one step on. Saying the same again is no step."""
        event = replace(self.latest, **changes)  # type: ignore[arg-type]
        if event != self.latest:
            self._events.append(event)
            self._changed.set()

    def end(self) -> None:
        """Nothing more will be said, also where the status is still open: nobody here waits for it any longer."""
        self._ended = True
        self._changed.set()
        if self.words is not None:
            self.words.end()

    async def after(self, number: int) -> Event | None:
        """The event with this number, waited for; None when there will be none."""
        while number >= len(self._events):
            if self._ended or self.latest.status in ENDS:
                return None
            self._changed.clear()
            await self._changed.wait()
        return self._events[number]
