"""Hours that cost far more than hours do."""

from __future__ import annotations

from statistics import median
from typing import Any

import narwhals as nw

from hypereal_lab.tables import TIME, Column
from hypereal_lab.usage.views.by import sums
from hypereal_lab.usage.views.rows import NONE, collect

__all__ = ["ANOMALIES", "HOUR_US", "anomalies", "within_hours"]

ANOMALIES = (
    Column("time", TIME, "beginning of the hour"),
    Column("credits", "credits", "credits charged in it, exact"),
    Column("usual", "credits", "median of the hours with calls"),
    Column("limit", "credits", "what an hour may cost before it is out of line"),
    Column("calls", "int64", "calls sent in it"),
    Column("model", "str", "the model that cost most in it"),
    Column("model_credits", "credits", "of which that model, exact"),
)

HOUR_US = 3_600_000_000
_LEAST = 12
"""Hours with calls before any can be out of line."""


def anomalies(rows: Any, times: int = 6) -> list[dict[str, Any]]:
    """Hours above the median by more than so many times the usual distance from it, the dearest first.

    Amounts in millionths. Where most hours cost the same, a tenth of the median stands for that distance.
    """
    found = collect(sums(rows.with_columns((nw.col("time_us") // HOUR_US).alias("hour_")), "hour_", "model"))
    hours: dict[int, list[dict[str, Any]]] = {}
    for one in found:
        if one["hour_"] is not None:
            hours.setdefault(int(one["hour_"]), []).append(one)
    spent = {hour: sum(int(one["credits_micros"] or 0) for one in models) for hour, models in hours.items()}
    if len(spent) < _LEAST:
        return []
    usual = int(median(spent.values()))
    distance = int(median(abs(amount - usual) for amount in spent.values()))
    limit = usual + times * max(distance, usual // 10, 1)
    out = sorted((hour for hour, amount in spent.items() if amount > limit), key=lambda hour: (-spent[hour], hour))
    return [_row(hour, hours[hour], spent[hour], usual, limit) for hour in out]


def _row(hour: int, models: list[dict[str, Any]], spent: int, usual: int, limit: int) -> dict[str, Any]:
    first = max(models, key=lambda one: (int(one["credits_micros"] or 0), str(one["model"])))
    return {
        "time": hour * HOUR_US,
        "credits": spent,
        "usual": usual,
        "limit": limit,
        "calls": sum(int(one["calls"]) for one in models),
        "model": first["model"] or NONE,
        "model_credits": int(first["credits_micros"] or 0),
    }


def within_hours(rows: Any, hours: list[int]) -> Any:
    """The calls of these hours, by the microsecond at which each begins."""
    return rows.filter((nw.col("time_us") // HOUR_US).is_in([hour // HOUR_US for hour in hours]))
