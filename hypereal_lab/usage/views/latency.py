"""How long calls take, and how fast what they make comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import narwhals as nw

from hypereal_lab.tables import Column
from hypereal_lab.usage.views.by import KEYS
from hypereal_lab.usage.views.rows import NONE, Rows, done, quick, whole

__all__ = ["latency", "latency_columns"]

_FOUND = (
    Column("calls", "int64", "calls that were sent, gave something and whose time is known"),
    Column("p50_seconds", "float64", "that half of the calls do not pass"),
    Column("p95_seconds", "float64", "that 95 in 100 do not pass"),
    Column("p99_seconds", "float64", "that 99 in 100 do not pass"),
    Column("longest_seconds", "float64", "of the slowest call"),
    Column("tokens_per_second", "float64", "tokens written in a second; missing where nothing was counted"),
    Column("megapixels_per_second", "float64", "of pictures"),
    Column("media_seconds_per_second", "float64", "seconds of film or sound made in a second"),
)


def latency_columns(*keys: str) -> tuple[Column, ...]:
    """The columns of `latency`."""
    return (*(KEYS[key] for key in keys), *_FOUND)


def latency(rows: Rows, *keys: str) -> Rows:
    """Percentiles (linear between calls) and speeds for each combination of the keys, by name."""
    names: list[str] = [KEYS[key].name for key in keys]
    timed = (
        quick(rows.select(*dict.fromkeys((*names, "status", "replayed", "latency", *_MADE))), "status", *names)
        .filter(done() & ~nw.col("latency").is_null())
        .select(*names, "latency", *_MADE)
    )
    timed = timed.with_columns(
        nw.when(~nw.col(made).is_null()).then(nw.col("latency")).alias(f"{made}_s") for made in _MADE
    )
    grouped = _in_duckdb(timed, names) if timed.implementation.is_duckdb() else _grouped(timed, names)
    found = whole(grouped).with_columns(
        *(_speed(made, unit).alias(name) for made, (name, unit) in _MADE.items()),
        nw.col(*names).fill_null(NONE),
    )
    return found.select([column.computed for column in latency_columns(*keys)]).sort(names)


_SHARES = (50, 95, 99)
_MADE = {
    "output_tokens": ("tokens_per_second", 1),
    "pixels": ("megapixels_per_second", 1_000_000),
    "media_ms": ("media_seconds_per_second", 1_000),
}


def _grouped(timed: Rows, names: Sequence[str]) -> Rows:
    return timed.group_by(*names).agg(
        nw.len().alias("calls"),
        *(
            nw.col("latency").quantile(share / 100, interpolation="linear").alias(f"p{share}_seconds")
            for share in _SHARES
        ),
        nw.col("latency").max().alias("longest_seconds"),
        nw.col(*_MADE).sum(),
        nw.col(*(f"{made}_s" for made in _MADE)).sum(),
    )


def _in_duckdb(timed: Rows, names: Sequence[str]) -> Rows:
    """The same with all percentiles asked for at once: the seconds of each call are kept once and not three times."""
    keys = ", ".join(f'"{name}"' for name in names)
    sums = ", ".join(f"SUM({name}) AS {name}" for made in _MADE for name in (made, f"{made}_s"))
    shares = ", ".join(str(share / 100) for share in _SHARES)
    named = ", ".join(f"shares_[{place}] AS p{share}_seconds" for place, share in enumerate(_SHARES, 1))
    relation: Any = timed.to_native()
    grouped = relation.aggregate(
        f"{keys}, COUNT(*) AS calls, QUANTILE_CONT(latency, [{shares}]) AS shares_, MAX(latency) AS longest_seconds,"
        f" {sums}",
        keys,
    )
    made: Any = nw.from_native(grouped.project(f"* EXCLUDE (shares_), {named}"))
    return cast(Rows, made)


def _speed(made: str, unit: int) -> nw.Expr:
    amount = nw.col(made).cast(nw.Float64) / (nw.col(f"{made}_s") * unit)
    return nw.when((nw.col(f"{made}_s") > 0) & (nw.col(made) > 0)).then(amount)
