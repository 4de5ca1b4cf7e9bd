"""Questions to the request log, for `GET /api/api-usage`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.usage import DayCost, ModelCost, UsageLog

__all__ = ["Filter", "RequestLog"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which calls of one wallet."""

    wallet: str
    since: float
    """Unix seconds."""
    model: str | None = None
    endpoint: str | None = None
    status: int | None = None
    key_id: str | None = None

    def where(self) -> tuple[str, list[Any]]:
        """As SQL with its values apart."""
        named = {
            "wallet = ?": self.wallet,
            "created >= ?": self.since,
            "model = ?": self.model,
            "endpoint = ?": self.endpoint,
            "status_code = ?": self.status,
            "key_id = ?": self.key_id,
        }
        chosen = {condition: value for condition, value in named.items() if value is not None}
        return " AND ".join(chosen), list(chosen.values())


class RequestLog:
    """Reads; rows are written by the ledger and never changed."""

    def __init__(self, read: sqlite3.Connection) -> None:
        self._read = read

    @classmethod
    @contextmanager
    def aside(cls, store: Store) -> Iterator[RequestLog]:
        """For another thread, with a connection of its own, on which everything that is asked is of one moment."""
        with closing(store.open_reader()) as read:
            read.execute("BEGIN")
            yield cls(read)

    def knows(self, call: str, wallet: str) -> bool:
        """Whether there is such a call of this wallet."""
        return (
            self._read.execute("SELECT 1 FROM calls WHERE id = ? AND wallet = ?", (call, wallet)).fetchone() is not None
        )

    def newest(self, chosen: Filter, limit: int, *, after: str | None = None) -> list[UsageLog]:
        """The newest calls first; only what is older than the call `after`."""
        where = "ORDER BY created DESC, rowid DESC"
        if after is None:
            return self._logs(chosen, where, limit)
        older = "AND (created, rowid) < (SELECT created, rowid FROM calls WHERE id = ?)"
        return self._logs(chosen, f"{older} {where}", limit, after)

    def dearest(self, chosen: Filter, limit: int = 10) -> list[UsageLog]:
        """The dearest calls first."""
        return self._logs(chosen, "AND credits > 0 ORDER BY credits DESC, created DESC", limit)

    def by_model(self, chosen: Filter) -> list[ModelCost]:
        """Requests and credits per model, the dearest first."""
        where, values = chosen.where()
        rows = self._read.execute(
            f"SELECT model, COUNT(*), SUM(credits) AS spent FROM calls WHERE {where} AND model IS NOT NULL"
            " GROUP BY model ORDER BY spent DESC, model",
            values,
        )
        return [ModelCost(model=row[0], requests=row[1], credits=Credits(row[2]).decimal) for row in rows]

    def by_day(self, chosen: Filter) -> list[DayCost]:
        """Credits per UTC day, oldest first."""
        where, values = chosen.where()
        rows = self._read.execute(
            f"SELECT date(created, 'unixepoch') AS day, SUM(credits) FROM calls WHERE {where}"
            " GROUP BY day ORDER BY day",
            values,
        )
        return [DayCost(date=row[0], credits=Credits(row[1]).decimal) for row in rows]

    def times_since(self, since: float) -> list[tuple[str, float]]:
        """Wallet and time of every call since then, oldest first, also of those that a crash cut off."""
        return self._read.execute(
            "SELECT wallet, created AS moment FROM calls WHERE created >= ? AND status_code <> 429"
            " UNION ALL SELECT wallet, time FROM holds WHERE time >= ?"
            " AND NOT EXISTS (SELECT 1 FROM extensions WHERE part = holds.id)"
            " AND NOT EXISTS (SELECT 1 FROM resolutions WHERE hold = holds.id) ORDER BY moment",
            (since, since),
        ).fetchall()

    def _logs(self, chosen: Filter, rest: str, limit: int, *more: str) -> list[UsageLog]:
        where, values = chosen.where()
        rows = self._read.execute(f"SELECT {_COLUMNS} FROM calls WHERE {where} {rest} LIMIT ?", [*values, *more, limit])
        return [_log(row) for row in rows]


_COLUMNS = (
    "id, created, endpoint, model, provider, status_code, latency_ms, units, credits, key_id, error, input_tokens,"
    " output_tokens"
)


def _log(row: sqlite3.Row | tuple[Any, ...]) -> UsageLog:
    return UsageLog(
        id=row[0],
        created_at=datetime.fromtimestamp(row[1], UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        endpoint=row[2],
        model=row[3],
        provider=row[4],
        status_code=row[5],
        latency_ms=row[6],
        units=row[7],
        credits=Credits(row[8]).decimal,
        api_key_id=row[9],
        request_id=row[0],
        error=row[10],
        input_tokens=row[11],
        output_tokens=row[12],
    )
