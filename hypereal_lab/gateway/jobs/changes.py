"""Who wants to hear when a job changes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

__all__ = ["Changes", "Watch"]

_ELSEWHERE = 5.0
"""Seconds until a second look at a job that another gateway makes, which tells nobody here."""


class Watch:
    """One who waits. Told of what came after `begin`, so that nothing is missed between a look and the waiting."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._news = asyncio.Event()

    def begin(self) -> None:
        """The next look comes now."""
        self._news.clear()

    def tell(self) -> None:
        """Something changed."""
        self._news.set()

    async def wait(self, seconds: float) -> None:
        """Until something changed, but no longer than that."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, _ELSEWHERE)):
                await self._news.wait()

    @property
    def closed(self) -> bool:
        """Whether the gateway stops, so that nobody shall wait any more."""
        return self._changes.closed


class Changes:
    """Those who wait, by job. Who leaves leaves nothing behind."""

    def __init__(self) -> None:
        self._watches: dict[str, set[Watch]] = {}
        self.closed = False

    @contextlib.contextmanager
    def watch(self, job_id: str) -> Iterator[Watch]:
        """Listen while the block runs."""
        mine = Watch(self)
        self._watches.setdefault(job_id, set()).add(mine)
        try:
            yield mine
        finally:
            others = self._watches[job_id]
            others.discard(mine)
            if not others:
                del self._watches[job_id]

    def tell(self, job_id: str) -> None:
        """This job changed."""
        for one in self._watches.get(job_id, ()):
            one.tell()

    def tell_all(self) -> None:
        """The queue moved."""
        for watches in self._watches.values():
            for one in watches:
                one.tell()

    def close(self) -> None:
        """Let everybody go who waits."""
        self.closed = True
        self.tell_all()

    def __len__(self) -> int:
        """How many jobs are watched."""
        return len(self._watches)
