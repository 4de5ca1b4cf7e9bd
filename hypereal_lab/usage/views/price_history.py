"""What a unit really cost, period by period."""

from __future__ import annotations

import narwhals as nw

from hypereal_lab.tables import Column
from hypereal_lab.usage.schema import PERIOD
from hypereal_lab.usage.views.periods import periods
from hypereal_lab.usage.views.rows import Rows, done, ratio

__all__ = ["price_history", "price_history_columns"]

_FOUND = (
    Column("model", "str", "model id"),
    Column("unit", "str", "what a unit is"),
    Column("calls", "int64", "calls that gave something and whose price is known"),
    Column("units", "int64", "what was billed for them"),
    Column("credits", "credits", "credits charged for them, exact"),
    Column("credits_per_unit", "credits", "credits to the nearest millionth"),
)


def price_history_columns(unit: str) -> tuple[Column, ...]:
    """The columns of `price_history`."""
    return (PERIOD[unit], *_FOUND)


def price_history(rows: Rows, unit: str, *, zone: str = "UTC") -> Rows:
    """One row for each day, week or month, model and unit, the oldest first; of calls that were billed by the unit."""
    billed = rows.filter(done() & (nw.col("units") > 0) & ~nw.col("credits_micros").is_null())
    found = periods(billed, unit, "model", "unit", zone=zone).with_columns(
        ratio("credits_micros", "units", "credits_per_unit_micros").round(0).cast(nw.Int64)
    )
    return found.select([column.computed for column in price_history_columns(unit)])
