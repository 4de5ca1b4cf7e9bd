"""What the rows of the journal tell together: prices and times of earlier calls, and all of them as columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from hypereal_lab.lab.records import Records
from hypereal_lab.lab.run import COLUMNS, Run, run_of
from hypereal_lab.wire.money import Credits

__all__ = ["History"]

_CAME = "status = 'succeeded' AND replay_of IS NULL"
_CREDITS = "IIF(cost_source = 'unknown', NULL, credits)"
_BY_MODEL = f"""
WITH ended AS (
    SELECT model, {_CREDITS} AS credits, latency,
        ROW_NUMBER() OVER (PARTITION BY model, latency IS NULL ORDER BY latency) AS place,
        COUNT(latency) OVER (PARTITION BY model) AS timed
    FROM runs WHERE provider = ? AND {_CAME} AND kind <> 'derived'
)
SELECT model, COUNT(*) AS calls, SUM(credits) AS credits,
    AVG(latency) FILTER (WHERE latency IS NOT NULL AND place IN ((timed + 1) / 2, (timed + 2) / 2)) AS seconds
FROM ended GROUP BY model
"""
_CALLS = {
    "place": "rowid",
    "time": "CAST(ROUND(time * 1000000) AS INTEGER)",
    "run": "id",
    "model": "model",
    "kind": "kind",
    "provider": "provider",
    "status": "status",
    "latency": "latency",
    "units": "units",
    "pixels": "pixels",
    "media_ms": "media_ms",
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "estimate_low": "estimate_low",
    "estimate_expected": "estimate_expected",
    "estimate_high": "estimate_high",
    "credits": _CREDITS,
    "cost_source": "cost_source",
    "price_version": "price_version",
    "price_basis": "price_basis",
    "avoided": "avoided",
    "replayed": "replay_of IS NOT NULL",
    "recipe": "recipe",
    "recipe_hash": "recipe_hash",
    "notebook": "notebook",
    "cell": "cell",
    "request_id": "COALESCE(job, request_id)",
    "error": "error",
}


class History:
    """Reads only."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def version(self) -> int:
        """Another number after every change; see `Records.version`."""
        return self._records.version()

    def ratios(self, model: str, kind: str, provider: str, most: int = 200) -> list[tuple[Credits, Credits]]:
        """What was expected and what was charged, for the newest calls of a model that were both known."""
        rows = self._records.read(
            "SELECT estimate_expected, credits FROM runs WHERE model = ? AND kind = ? AND provider = ?"
            f" AND {_CAME} AND estimate_expected > 0 ORDER BY rowid DESC LIMIT ?",
            (model, kind, provider, most),
        )
        return [(Credits(row[0]), Credits(row[1])) for row in rows]

    def latencies(self, model: str, kind: str, provider: str, most: int = 200) -> list[tuple[float, dict[str, Any]]]:
        """How long the newest calls of a model took, in seconds, each with what it was asked for."""
        rows = self._records.read(
            "SELECT latency, recipe FROM runs WHERE model = ? AND kind = ? AND provider = ?"
            f" AND {_CAME} AND latency > 0 ORDER BY rowid DESC LIMIT ?",
            (model, kind, provider, most),
        )
        return [(row[0], msgspec.json.decode(row[1]).get("inputs", {})) for row in rows]

    def by_model(self, provider: str) -> list[tuple[str, int, Credits | None, float | None]]:
        """Of each model that was called: its name, calls that came through, what they cost, and median seconds.

        Replays cost nothing and take no time, so they are left out; refunds are taken off, and calls whose cost nobody
        knows are in no sum.
        """
        rows = self._records.read(_BY_MODEL, (provider,))
        return [(row[0], row[1], None if row[2] is None else Credits(row[2]), row[3]) for row in rows]

    def newest(self, provider: str, most: int) -> list[Run]:
        """The newest calls that came through, the last one first, without replays."""
        rows = self._records.read(
            f"SELECT {COLUMNS} FROM runs WHERE provider = ? AND {_CAME} AND kind <> 'derived'"
            " ORDER BY rowid DESC LIMIT ?",
            (provider, most),
        )
        return [run_of(row) for row in rows]

    def changes(self, after: int | None = None) -> tuple[int, frozenset[str] | None]:
        """The number of the newest change, and which calls changed `after` another one: in the columns of `calls`, in
        their refunds, tags or ratings. None where that is no longer known: then all may have.
        """
        if after is None:
            return self._records.read("SELECT COALESCE(MAX(number), 0) FROM changes")[0][0], None
        rows = self._records.read("SELECT number, run FROM changes WHERE number > ? ORDER BY number", (after,))
        if not rows:
            return after, frozenset()
        return rows[-1][0], frozenset(row[1] for row in rows) if rows[0][0] == after + 1 else None

    def calls(self, runs: Collection[str] | None = None) -> dict[str, Sequence[Any]]:
        """Every call, or those of `runs`, as columns, in the order in which they were sent, which is that of `place`.

        Times are microseconds, amounts millionths; `credits` is None where nobody knows them. What was made here, by
        no call, is left out.
        """
        chosen = ", ".join(f"{sql} AS {name}" for name, sql in _CALLS.items())
        among, ids = _among("id", runs)
        rows = self._records.read(f"SELECT {chosen} FROM runs WHERE kind <> 'derived'{among} ORDER BY rowid", ids)
        return dict(zip(_CALLS, zip(*rows, strict=True) if rows else ((),) * len(_CALLS), strict=True))

    def refunds(self, runs: Collection[str] | None = None) -> dict[str, int]:
        """What came back of each call of which something did, in millionths."""
        among, ids = _among("run", runs)
        sql = f"SELECT run, -SUM(credits) FROM charges WHERE reason = 'refund' AND credits < 0{among} GROUP BY run"
        return {row[0]: row[1] for row in self._records.read(sql, ids)}

    def tags(self, runs: Collection[str] | None = None) -> dict[str, str]:
        """The tags of each call that has some, sorted, with commas between."""
        among, ids = _among("run", runs)
        found: dict[str, str] = {}
        for run, tag in self._records.read(f"SELECT run, tag FROM run_tags WHERE TRUE{among} ORDER BY run, tag", ids):
            found[run] = f"{found[run]},{tag}" if run in found else tag
        return found

    def ratings(self, runs: Collection[str] | None = None) -> dict[str, int]:
        """The most stars that something made by a call was given."""
        among, ids = _among("made.run", runs)
        sql = (
            "SELECT made.run, MAX(assets.rating) FROM made JOIN assets ON assets.digest = made.digest"
            f" WHERE assets.rating IS NOT NULL{among} GROUP BY made.run"
        )
        return {row[0]: row[1] for row in self._records.read(sql, ids)}


def _among(column: str, runs: Collection[str] | None) -> tuple[str, tuple[str, ...]]:
    """The condition that a column is one of these, and its value."""
    if runs is None:
        return "", ()
    return f" AND {column} IN (SELECT value FROM json_each(?))", (msgspec.json.encode(list(runs)).decode(),)
