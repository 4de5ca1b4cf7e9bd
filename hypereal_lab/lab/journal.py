"""One row per call, written before the first byte is sent and closed with what the server charged."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from hypereal_lab.catalog import Estimate
from hypereal_lab.lab.records import Records
from hypereal_lab.wire.money import Credits

__all__ = ["Journal", "Run"]


@dataclass(frozen=True, slots=True)
class Run:
    """One call as the journal knows it."""

    id: str
    time: float
    """Unix seconds at which it was sent."""
    state: str
    """`sent`, `done`, `failed`, or `unknown` where no answer came."""
    kind: str
    model: str
    provider: str
    recipe: dict[str, Any]
    estimate_low: Credits | None
    estimate_expected: Credits | None
    estimate_high: Credits | None
    price_version: str | None
    price_basis: str | None
    units: int
    """What was billed, for images the pictures returned."""
    credits: Credits
    cost_source: str | None
    """`reported` by the server, or `computed` from the price book where it said nothing."""
    latency: float | None
    """Seconds from sending to the answer."""
    request_id: str | None
    error: str | None


class Journal:
    """The rows, oldest first."""

    def __init__(self, records: Records, *, clock: Callable[[], float] = time.time) -> None:
        self._records = records
        self._clock = clock

    def begin(
        self, run: str, *, kind: str, model: str, provider: str, recipe: dict[str, Any], key: str, price: Estimate
    ) -> None:
        """Write the intent. Durable when it returns; a repeated attempt of the same call re-opens its row."""
        self._records.write(
            (
                "INSERT INTO runs (id, time, state, kind, model, provider, recipe, idempotency_key, estimate_low,"
                " estimate_expected, estimate_high, price_version, price_basis)"
                " VALUES (?, ?, 'sent', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET state = 'sent', provider = excluded.provider, error = NULL",
                (
                    run,
                    self._clock(),
                    kind,
                    model,
                    provider,
                    msgspec.json.encode(recipe).decode(),
                    key,
                    _micros(price.low),
                    _micros(price.expected),
                    _micros(price.high),
                    price.version,
                    price.basis,
                ),
            )
        )

    def settle(self, run: str, *, model: str, units: int, charged: Credits, source: str, latency: float) -> None:
        """The server did it and charged this."""
        self._records.write(
            (
                "UPDATE runs SET state = 'done', model = ?, units = ?, credits = ?, cost_source = ?, latency = ?,"
                " error = NULL WHERE id = ?",
                (model, units, charged.micros, source, latency, run),
            )
        )

    def fail(self, run: str, *, error: str, latency: float, known: bool, request_id: str | None = None) -> None:
        """The server refused or failed (`known`), or no answer came and nobody knows."""
        self._records.write(
            (
                "UPDATE runs SET state = ?, error = ?, latency = ?, request_id = ? WHERE id = ? AND state <> 'done'",
                ("failed" if known else "unknown", error, latency, request_id, run),
            )
        )

    def run(self, run: str) -> Run:
        """One row. Raises `KeyError`."""
        found = self._records.read("SELECT * FROM runs WHERE id = ?", (run,))
        if not found:
            raise KeyError(run)
        return _run(found[0])

    def runs(self, *, since: float = 0.0) -> list[Run]:
        """All rows from a time on, oldest first."""
        return [
            _run(row) for row in self._records.read("SELECT * FROM runs WHERE time >= ? ORDER BY time, id", (since,))
        ]


def _run(row: sqlite3.Row) -> Run:
    values = {name: row[name] for name in Run.__dataclass_fields__}
    for name in ("estimate_low", "estimate_expected", "estimate_high", "credits"):
        values[name] = None if values[name] is None else Credits(values[name])
    return Run(**{**values, "recipe": msgspec.json.decode(values["recipe"])})


def _micros(amount: Credits | None) -> int | None:
    return None if amount is None else amount.micros
