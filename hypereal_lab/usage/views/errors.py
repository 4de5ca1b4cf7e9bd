"""Calls that gave nothing."""

from __future__ import annotations

import narwhals as nw

from hypereal_lab.tables import TIME, Column
from hypereal_lab.usage.views.rows import NONE, Rows, bad, known_only, whole

__all__ = ["ERRORS", "errors"]

ERRORS = (
    Column("model", "str", "model id"),
    Column("status", "str", "`failed`, `cancelled`, `expired` or `unknown`"),
    Column("error", "str", "why"),
    Column("calls", "int64", "calls that ended so"),
    Column("unknown", "int64", "of them, calls whose price nobody knows"),
    Column("credits", "credits", "credits they cost all the same, exact"),
    Column("first", TIME, "when it was seen first"),
    Column("last", TIME, "when it was seen last"),
)


def errors(rows: Rows) -> Rows:
    """One row for each model, status and reason, the most frequent first."""
    keys = ("model", "status", "error")
    grouped = (
        rows.filter(bad())
        .group_by(*keys)
        .agg(
            nw.len().alias("calls"),
            nw.col("credits_micros").count().alias("known"),
            nw.col("credits_micros").sum(),
            nw.col("time_us").min().alias("first_us"),
            nw.col("time_us").max().alias("last_us"),
        )
    )
    found = whole(grouped).with_columns(
        (nw.col("calls") - nw.col("known")).alias("unknown"), known_only(), nw.col(*keys).fill_null(NONE)
    )
    return found.select([column.computed for column in ERRORS]).sort("calls", *keys, descending=[True] + [False] * 3)
