"""Where an open job stands: how far it is, how many are before it, and how long it will take."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

from hypereal_lab.gateway.jobs.durations import Durations
from hypereal_lab.gateway.jobs.rows import Job
from hypereal_lab.gateway.turns import Turns

__all__ = ["Forecast", "Standing"]


class Standing(NamedTuple):
    """How an open job stands: by queue and progress alone, so that it is the same until one of them moves."""

    progress: float
    """0 to 1."""
    position: int | None
    """1 for the next in the queue; None for a job that does not wait here."""
    eta: int | None
    """Seconds until its end, from how long earlier jobs of this kind and model took; None where none was made yet."""


class Forecast:
    """Reckons with what is typical: a running job counts half for those behind it."""

    def __init__(self, turns: Turns, durations: Durations) -> None:
        self._turns = turns
        self._durations = durations
        self._seen: tuple[int, int] | None = None
        self._before: dict[str, float] = {}
        self._took: dict[str, tuple[str, str, int]] = {}
        """Kind, model and units of jobs that wait or run here."""

    def note(self, job: Job) -> None:
        """It is here now."""
        self._took[job.id] = (job.kind, job.model, job.units)

    def forget(self, job_id: str) -> None:
        """It is here no longer."""
        self._took.pop(job_id, None)

    def standing(self, job: Job, progress: float, running: Collection[str]) -> Standing:
        """Of a job whose row is this; `running` are the ids of those under way here."""
        own = self._durations.typical(job.kind, job.model, job.units)
        position = self._turns.position(job.id)
        if own is None:
            return Standing(progress, position, None)
        if position is None:
            return Standing(progress, None, math.ceil(own * (1.0 - progress)))
        return Standing(progress, position, math.ceil(self._seconds_before(job.id, running) / self._turns.places + own))

    def _seconds_before(self, job_id: str, running: Collection[str]) -> float:
        """Of work, for one place; reckoned once for all until the queue moves."""
        seen = (self._turns.version, self._durations.version)
        if seen != self._seen:
            self._seen, self._before = seen, {}
            load = sum(self._typical(one) for one in running) / 2
            for name in self._turns.order:
                self._before[name] = load
                load += self._typical(name)
        return self._before.get(job_id, 0.0)

    def _typical(self, job_id: str) -> float:
        found = self._took.get(job_id)
        return (self._durations.typical(*found) if found else None) or 0.0
