"""How well prices were foretold."""

from __future__ import annotations

import narwhals as nw

from hypereal_lab.tables import Column
from hypereal_lab.usage.views.rows import NONE, Rows, done, whole

__all__ = ["ESTIMATE_ERROR", "estimate_error"]

ESTIMATE_ERROR = (
    Column("model", "str", "model id"),
    Column("price_basis", "str", "`documented`, `observed`, `list` or `assumed`"),
    Column("calls", "int64", "calls that gave something and whose estimate and charge are both known"),
    Column("expected", "credits", "credits that were expected of them, exact"),
    Column("credits", "credits", "credits charged for them, exact"),
    Column("off", "credits", "charged less expected, exact"),
    Column("bias", "float64", "`off` as a part of what was expected: 0.1 is a tenth too little foretold"),
    Column("spread", "float64", "charged over expected of single calls: 95th less 5th percentile"),
    Column("within", "float64", "part of the calls whose charge lies between low and high, 0 to 1"),
)


def estimate_error(rows: Rows) -> Rows:
    """One row for each model and basis of the price, those that are furthest off first."""
    charged, expected = nw.col("credits_micros"), nw.col("estimate_expected_micros")
    both = rows.filter(done() & ~charged.is_null() & ~expected.is_null()).select(
        *("model", "price_basis", "credits_micros", "estimate_expected_micros"),
        nw.when(expected > 0).then(charged.cast(nw.Float64) / expected.cast(nw.Float64)).alias("part_"),
        ((charged >= nw.col("estimate_low_micros")) & (charged <= nw.col("estimate_high_micros")))
        .cast(nw.Int64)
        .fill_null(0)
        .alias("within_"),
    )
    grouped = both.group_by("model", "price_basis").agg(
        nw.len().alias("calls"),
        nw.col("credits_micros").sum(),
        nw.col("estimate_expected_micros").sum().alias("expected_micros"),
        nw.col("part_").quantile(0.05, interpolation="linear").alias("low_"),
        nw.col("part_").quantile(0.95, interpolation="linear").alias("high_"),
        nw.col("within_").sum(),
    )
    off = nw.col("credits_micros") - nw.col("expected_micros")
    found = whole(grouped).with_columns(
        off.alias("off_micros"),
        nw.when(nw.col("expected_micros") > 0)
        .then(off.cast(nw.Float64) / nw.col("expected_micros").cast(nw.Float64))
        .alias("bias"),
        (nw.col("high_") - nw.col("low_")).alias("spread"),
        (nw.col("within_").cast(nw.Float64) / nw.col("calls").cast(nw.Float64)).alias("within"),
        off.abs().alias("far_"),
        nw.col("model", "price_basis").fill_null(NONE),
    )
    names = [column.computed for column in ESTIMATE_ERROR]
    return found.sort("far_", "model", "price_basis", descending=[True, False, False]).select(names)
