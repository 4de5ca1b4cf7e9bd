"""Looks at jobs, for those who watch them: how far each is, in whatever kernel it is looked after."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from hypereal_lab.errors import HyperealError
from hypereal_lab.lab import Run
from hypereal_lab.lab.polling import next_look
from hypereal_lab.widgets.run_rows import Seen

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Looks"]

_FASTEST = 0.4
_TELLING, _SILENT = 2.0, 8.0
"""Seconds between two looks at one job, at the most: where the server tells how far it is, and where it does not."""
_MOST = 1000
"""Looks at one job; after that the journal alone tells."""
_STILL = 1.5
"""Seconds by which the end of a job may be another without being news."""
_EASE = 0.4
"""How much of the way to another end is gone at once, so that no countdown jumps."""


class Looks:
    """What was seen of each job. Used on the lab's loop."""

    def __init__(
        self,
        lab: Session,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._lab = lab
        self._clock = clock
        self._chance = chance
        self._now = now
        self._seen: dict[str, Seen] = {}
        self._asked: dict[str, int] = {}
        self._due: dict[str, float] = {}

    def of(self, run: str) -> Seen | None:
        """What was last seen of a run."""
        return self._seen.get(run)

    def due(self, runs: Iterable[Run]) -> list[Run]:
        """Those to look at now; each is given out once, until it was looked at."""
        found = [run for run in runs if run.job and run.open and self._due.get(run.id, 0.0) <= self._clock()]
        for run in found:
            self._due[run.id] = math.inf
        return found

    async def look(self, run: Run) -> None:
        """Ask once. A look that fails is no news: whoever carries the run hears of it."""
        assert run.job is not None
        asked = self._asked[run.id] = self._asked.get(run.id, 0) + 1
        hint, slowest = None, _SILENT
        try:
            client = await self._lab.connection.client()
            answer = await client.jobs.get(run.job, poll_url=run.poll_url)
        except HyperealError:
            pass
        else:
            hint = answer.retry_after
            slowest = _SILENT if answer.progress is None else _TELLING
            # a job that is done is under way until its result is on the shelf
            status = "queued" if answer.state == "queued" else "running"
            before = self._seen.get(run.id)
            ends = None if answer.eta is None else _eased(before.ends if before else None, self._now() + answer.eta)
            self._seen[run.id] = Seen(status, answer.progress, answer.position, ends)
        pause = next_look(asked, hint=hint, fastest=_FASTEST, slowest=slowest, chance=self._chance())
        self._due[run.id] = math.inf if asked >= _MOST else self._clock() + pause

    def forget(self, run: str) -> None:
        """The run ended."""
        for kept in (self._seen, self._asked, self._due):
            kept.pop(run, None)


def _eased(before: float | None, now: float) -> float:
    """The moment that is told, given the one that was told before."""
    if before is None:
        return now
    return before if abs(now - before) < _STILL else before + (now - before) * _EASE
