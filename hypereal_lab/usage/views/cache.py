"""What caches and replay saved."""

from __future__ import annotations

import narwhals as nw

from hypereal_lab.tables import Column
from hypereal_lab.usage.views.by import sums
from hypereal_lab.usage.views.rows import NONE, Rows

__all__ = ["CACHE", "cache"]

CACHE = (
    Column("model", "str", "model id"),
    Column("calls", "int64", "calls sent"),
    Column("replayed", "int64", "calls that came from the shelf or a cache"),
    Column("credits", "credits", "credits charged, exact; None where no price is known"),
    Column("avoided", "credits", "credits that were not charged, exact"),
    Column("saved", "float64", "part of what all would have cost, 0 to 1"),
)


def cache(rows: Rows) -> Rows:
    """One row per model, the most saved first."""
    avoided = nw.col("avoided_micros").cast(nw.Float64)
    would_be = avoided + nw.col("credits_micros").cast(nw.Float64).fill_null(0.0)
    found = sums(rows, "model").with_columns(
        nw.when(would_be > 0).then(avoided / would_be).otherwise(nw.lit(0.0)).alias("saved"),
        nw.col("model").fill_null(NONE),
    )
    names = [column.computed for column in CACHE]
    return found.select(names).sort("avoided_micros", "model", descending=[True, False])
