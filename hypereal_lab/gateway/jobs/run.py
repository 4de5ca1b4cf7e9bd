"""One run of a job: its work, its lease, and how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from hypereal_lab.gateway.jobs.leases import Lease
from hypereal_lab.gateway.jobs.rows import Job
from hypereal_lab.gateway.providers import Clip
from hypereal_lab.gateway.store import StoreFailed

__all__ = ["Run"]

_BEATS = 3
"""How often a lease is renewed in its time: one that cannot be written is not yet a lease that is lost."""


class Run:
    """Under way here. Once it is lost it says nothing more and its work is stopped."""

    def __init__(self, job: Job, lease: Lease, heard: Callable[[], None]) -> None:
        """`heard` is told when the progress moved."""
        self.job = job
        self.lease = lease
        self.progress = 0.0
        self.lost = False
        """Whether another run has the job, or it has ended."""
        self._heard = heard
        self._work: asyncio.Task[Clip] | None = None

    async def work(self, making: Coroutine[Any, Any, Clip]) -> Clip | None:
        """What is made, None where the work was stopped. Raises what the maker raised."""
        self._work = asyncio.create_task(making)
        await asyncio.wait([self._work])
        return None if self._work.cancelled() else self._work.result()

    def tell(self, done: float) -> None:
        """The fraction that is done; less than before is not believed."""
        done = min(1.0, max(done, self.progress))
        if not self.lost and done != self.progress:
            self.progress = done
            self._heard()

    def stop(self) -> None:
        """Break off the work."""
        if self._work is not None:
            self._work.cancel()

    def lose(self) -> None:
        """It is somebody else's now."""
        self.lost = True
        self.stop()

    async def beat(self, seconds: float, renew: Callable[[Lease, float, float], Awaitable[bool]]) -> None:
        """Renew the lease, for `seconds` each time, until it is lost."""
        while not self.lost:
            await asyncio.sleep(seconds / _BEATS)
            try:
                if not await renew(self.lease, seconds, self.progress):
                    self.lose()
            except StoreFailed:
                continue  # where nobody else takes the lease meanwhile, it is still ours
