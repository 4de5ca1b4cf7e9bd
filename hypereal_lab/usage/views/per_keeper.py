"""What an asset cost that was worth keeping."""

from __future__ import annotations

import narwhals as nw

from hypereal_lab.tables import Column
from hypereal_lab.usage.views.rows import NONE, Rows, known_only, ratio, whole

__all__ = ["PER_KEEPER", "per_keeper"]

PER_KEEPER = (
    Column("model", "str", "model id"),
    Column("calls", "int64", "calls sent"),
    Column("rated", "int64", "of them, calls whose asset has stars"),
    Column("keepers", "int64", "of them, calls with as many stars as asked for, or more"),
    Column("unknown", "int64", "calls whose price nobody knows; they are in no sum"),
    Column("credits", "credits", "credits charged for all its calls, exact; None where no price is known"),
    Column("per_keeper", "credits", "credits for each keeper, to the nearest millionth; None where there is none"),
)


def per_keeper(rows: Rows, at_least: int = 4) -> Rows:
    """One row per model, the cheapest keepers first; the tries that were not kept are part of their price."""
    kept = (nw.col("rating") >= at_least).cast(nw.Int64).fill_null(0)
    sent = rows.filter(~nw.col("replayed")).with_columns(kept.alias("keepers"))
    grouped = sent.group_by("model").agg(
        nw.len().alias("calls"),
        nw.col("rating").count().alias("rated"),
        nw.col("keepers").sum(),
        nw.col("credits_micros").count().alias("known"),
        nw.col("credits_micros").sum(),
    )
    found = whole(grouped).with_columns(
        (nw.col("calls") - nw.col("known")).alias("unknown"),
        ratio("credits_micros", "keepers", "per_keeper_micros").round(0).cast(nw.Int64),
        known_only(),
        nw.col("model").fill_null(NONE),
    )
    return found.select([column.computed for column in PER_KEEPER]).sort("per_keeper_micros", "model", nulls_last=True)
