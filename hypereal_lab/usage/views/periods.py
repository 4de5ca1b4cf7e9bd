"""Calls and credits per day, week or month of a time zone."""

from __future__ import annotations

import narwhals as nw

from hypereal_lab.tables import Column
from hypereal_lab.usage.schema import PERIOD, SUMS
from hypereal_lab.usage.views.by import KEYS, sums
from hypereal_lab.usage.views.rows import NONE, Rows, known_only, whole
from hypereal_lab.usage.views.zones import DAY_US, dated, day_number, local_us, zone_of

__all__ = ["period_columns", "periods"]

_QUARTER = 900_000_000
"""Microseconds in which no zone's clocks change twice: offsets of zones are whole quarters of an hour."""
_ADDED = ("calls", "replayed", "failed", "units", "unknown", "known")
_AMOUNTS = ("credits_micros", "refunded_micros", "avoided_micros")


def period_columns(unit: str, *keys: str) -> tuple[Column, ...]:
    """The columns of `periods`."""
    return (PERIOD[unit], *(KEYS[key] for key in keys), *SUMS)


def periods(rows: Rows, unit: str, *keys: str, zone: str = "UTC") -> Rows:
    """One row for each day, week or month with calls in it, and each combination of the keys, the oldest first.

    The engine sums whole quarters of an hour (days in UTC); only those few sums are moved to the clocks of the zone.
    """
    zone_of(zone)
    names = [KEYS[key].name for key in keys]
    utc = zone == "UTC"
    step = DAY_US if utc else _QUARTER
    grouped = sums(rows.with_columns((nw.col("time_us") // step).alias("step_")), "step_", *names)
    if not utc:
        grouped = grouped.with_columns(local_us(nw.col("step_") * step, zone).alias("local_"))
        grouped = grouped.with_columns(day_number(nw.col("local_")).alias("step_"))
    added = dated(grouped, "step_", unit)
    if not utc or unit != "day":
        added = added.group_by(unit, *names).agg(nw.col(*_ADDED, *_AMOUNTS).sum())
        added = whole(added).with_columns(known_only())
    found = added.with_columns(nw.col(unit, *names).fill_null(NONE))
    return found.select([column.computed for column in period_columns(unit, *keys)]).sort(unit, *names)
