"""When a call will be done, by how long calls like it took: with the spread, or not at all."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.run import Run

__all__ = ["FEWEST", "Eta", "Etas", "Spread", "spread_of", "work_of"]

FEWEST = 5
"""Calls of a kind that tell nothing yet when there are fewer."""
_KEPT, _FEW_KEPT = 30.0, 1.0
"""Seconds for which what the journal says of a model is remembered: where that is enough, and where it is not."""
_DECILES = (10, 50, 90)

_Key = tuple[str, str, str]
"""Model, kind and provider."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds of a whole call: of ten calls one was faster than `low`, and one slower than `high`."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Eta:
    """Moments, in Unix seconds, at which a call may end. All three are one where the server alone knows."""

    low: float
    middle: float
    high: float


def work_of(kind: str, inputs: Mapping[str, Any]) -> float:
    """How much a call asks for, in units of its kind: seconds of a clip, pictures, characters; 1 where it has none."""
    found: object = None
    if kind == "video":
        found = inputs.get("duration")
    elif kind in ("image", "edit"):
        found = inputs.get("n")
    elif kind in ("speech", "clone"):
        found = len(str(inputs.get("text", "")))
    return float(found) if isinstance(found, int | float) and found > 0 else 1.0


def spread_of(past: Sequence[tuple[float, float]], work: float) -> Spread | None:
    """The spread for so much work, of seconds and work of earlier calls; None where they are too few.

    Calls of the very same work tell alone where they are enough; the others are taken per unit.
    """
    same = [seconds for seconds, done in past if done == work]
    taken = sorted(same if len(same) >= FEWEST else [seconds / done * work for seconds, done in past if done > 0])
    if len(taken) < FEWEST:
        return None
    return Spread(*(_quantile(taken, percent) for percent in _DECILES))


def _quantile(ordered: Sequence[float], percent: int) -> float:
    """Between the two nearest values, and never outside of them."""
    place = (len(ordered) - 1) * percent
    before, part = divmod(place, 100)
    if not part:
        return ordered[before]
    low, high = ordered[before], ordered[before + 1]
    return min(high, max(low, low + (high - low) * part / 100))


class Etas:
    """Tells when runs of one journal will end. The history of a model is read once in a while, not for each run."""

    def __init__(self, journal: Journal, clock: Callable[[], float] = time.monotonic) -> None:
        self._journal = journal
        self._clock = clock
        self._past: dict[_Key, tuple[float, list[tuple[float, float]]]] = {}
        self._spreads: dict[tuple[_Key, float], Spread | None] = {}

    def of(self, run: Run, told: float | None, *, queued: bool) -> Eta | None:
        """For an open run. `told` is the moment that the server named; it knows its queue better than any history."""
        spread = None if queued and told is not None else self.spread(run)
        if spread is not None:
            return Eta(run.time + spread.low, run.time + spread.middle, run.time + spread.high)
        return None if told is None else Eta(told, told, told)

    def spread(self, run: Run) -> Spread | None:
        """Seconds that a run like this takes as a whole."""
        key, work = (run.model, run.kind, run.provider), work_of(run.kind, run.inputs)
        past = self._history(key)
        if (key, work) not in self._spreads:
            self._spreads[key, work] = spread_of(past, work)
        return self._spreads[key, work]

    def _history(self, key: _Key) -> list[tuple[float, float]]:
        read, past = self._past.get(key, (-math.inf, []))
        now = self._clock()
        if now - read >= (_KEPT if len(past) >= FEWEST else _FEW_KEPT):
            past = [(seconds, work_of(key[1], inputs)) for seconds, inputs in self._journal.history.latencies(*key)]
            self._past[key] = (now, past)
            self._spreads = {known: spread for known, spread in self._spreads.items() if known[0] != key}
        return past
