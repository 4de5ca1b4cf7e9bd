"""How long jobs took, so that those who wait can be told how long theirs will."""

from __future__ import annotations

from statistics import median

from hypereal_lab.gateway.store import Store

__all__ = ["Durations"]

_LATEST = 20
"""Jobs that are looked at: what is typical now, not of all times."""
_TOOK = "SELECT (ended - begun) / MAX(units, 1) FROM jobs WHERE state = 'completed' AND begun IS NOT NULL"


class Durations:
    """Typical seconds for each unit, from the rows of jobs that were made."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str], float | None] = {}
        self.version = 0
        """Another one whenever something new is known."""

    def typical(self, kind: str, model: str, units: int) -> float | None:
        """Seconds from the begin of such a job to its end; None where none was made yet."""
        each = self._of(kind, model)
        return None if each is None else each * max(units, 1)

    def forget(self, kind: str, model: str) -> None:
        """A job of this kind has ended: look again."""
        self._known.pop((kind, model), None)
        self.version += 1

    def _of(self, kind: str, model: str) -> float | None:
        if (kind, model) not in self._known:
            sql = f"{_TOOK} AND kind = ? AND model = ? ORDER BY ended DESC LIMIT ?"
            took = [row[0] for row in self._store.reader.execute(sql, (kind, model, _LATEST))]
            self._known[kind, model] = max(0.0, median(took)) if took else None
        return self._known[kind, model]
