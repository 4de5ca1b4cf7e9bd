"""Calls and credits by anything."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from hypereal_lab.tables import Column
from hypereal_lab.usage.schema import BY_MODEL, CALLS, SUMS
from hypereal_lab.usage.views.rows import NONE, Rows, bad, collect, done, known_only, ordered, quick, ratio, whole

__all__ = ["KEYS", "by", "by_columns", "by_model", "sums", "total"]

KEYS = {column.name: column for column in CALLS if column.dtype == "str"} | {
    "tag": Column("tags", "str", "words put on the call; calls with several stand under all of them together")
}
"""What calls can be grouped by."""


_SUMMED = ("status", "replayed", "latency", "units", "credits_micros", "refunded_micros", "avoided_micros")


def total(rows: Rows) -> dict[str, int]:
    """Sums over all calls: credits, refunded and avoided in whole millionths, calls, and those of unknown price."""
    (one,) = collect(
        rows.select(
            nw.col("credits_micros", "refunded_micros", "avoided_micros").sum(),
            nw.len().alias("calls"),
            nw.col("credits_micros").count().alias("known"),
        )
    )
    found = {name: int(value or 0) for name, value in one.items()}
    return {**found, "unknown": found["calls"] - found["known"]}


def by_columns(*keys: str) -> tuple[Column, ...]:
    """The columns of `by`."""
    return (*(KEYS[key] for key in keys), *SUMS)


def by(rows: Rows, *keys: str) -> Rows:
    """One row for each combination of the keys, the dearest first. No credit is counted twice."""
    names = [KEYS[key].name for key in keys]
    found = sums(rows, *names).with_columns(nw.col(*names).fill_null(NONE))
    return ordered(found, by_columns(*keys), *names)


def sums(rows: Rows, *keys: str) -> Rows:
    """Calls and credits for each combination of columns, in no order, with `known`: calls whose price is known."""
    grouped = (
        _marked(rows, *keys)
        .group_by(*keys)
        .agg(
            nw.len().alias("rows_"),
            nw.col("calls_").sum().alias("calls"),
            nw.col("failed_").sum().alias("failed"),
            nw.col("units_").sum().alias("units"),
            nw.col("credits_micros").count().alias("known"),
            nw.col("credits_micros", "refunded_micros", "avoided_micros").sum(),
        )
    )
    return whole(grouped).with_columns(
        (nw.col("rows_") - nw.col("calls")).alias("replayed"),
        (nw.col("rows_") - nw.col("known")).alias("unknown"),
        known_only(),
    )


def _marked(rows: Rows, *keys: str, least: str | None = None) -> Rows:
    """What each call adds to the sums, and nothing else: pandas takes every other column along at each step."""
    names = dict.fromkeys((*keys, *([least] if least else ()), *_SUMMED))
    marked = quick(rows.select(*names), "status", *keys, least=least).with_columns(
        done().alias("done_"),
        (~nw.col("replayed")).cast(nw.Int64).alias("calls_"),
        bad().cast(nw.Int64).alias("failed_"),
    )
    return marked.with_columns(nw.when(nw.col("done_")).then(nw.col("units")).alias("units_"))


def by_model(rows: Rows) -> Rows:
    """One row per model, the dearest first."""
    marked = _marked(rows, "model", least="kind").with_columns(
        nw.when(nw.col("done_")).then(nw.col("latency")).alias("latency_")
    )
    grouped = marked.group_by("model").agg(
        nw.len().alias("rows_"),
        nw.col("kind").min(),
        nw.col("calls_").sum().alias("calls"),
        nw.col("failed_").sum().alias("failed"),
        nw.col("units_").sum().alias("units"),
        nw.col("credits_micros").count().alias("known"),
        nw.col("credits_micros", "avoided_micros").sum(),
        nw.col("latency_").median().alias("median_seconds"),
    )
    return ordered(_finished(whole(grouped)), BY_MODEL, "model")


def _finished(grouped: Any) -> Any:
    spent = nw.col("credits_micros").cast(nw.Float64)
    return grouped.with_columns(
        (nw.col("rows_") - nw.col("known")).alias("unknown"),
        (spent / spent.sum()).fill_nan(0.0).fill_null(0.0).alias("share"),
        ratio("credits_micros", "units", "credits_per_unit_micros").round(0).cast(nw.Int64),
        nw.col("model", "kind").fill_null(NONE),
    ).with_columns(known_only(), known_only("credits_per_unit_micros"))
