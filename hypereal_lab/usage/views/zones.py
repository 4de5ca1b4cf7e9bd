"""Local time by arithmetic: the offsets of a time zone as numbers, so that every engine gets summer time right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

import narwhals as nw

from hypereal_lab.errors import InputError
from hypereal_lab.usage.views.rows import Rows

__all__ = ["DAY_US", "dated", "day_number", "local_us", "offset_at", "shifts", "zone_of"]

DAY_US = 86_400_000_000
_FIRST, _LAST = datetime(2015, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
"""Before and after these the offset of the nearest moment is taken."""


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name. Raises `InputError`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise InputError(f"{name!r} is no time zone; write one such as 'Europe/Vilnius'.", field="zone") from error


def offset_at(zone: ZoneInfo, moment: datetime) -> int:
    """Microseconds by which its clocks are before UTC."""
    found = moment.astimezone(zone).utcoffset() or timedelta(0)
    return found // timedelta(microseconds=1)


@lru_cache(maxsize=32)
def shifts(name: str) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The first offset, and every moment at which it changes with the change; all in microseconds."""
    zone = zone_of(name)
    begin = offset_at(zone, _FIRST)
    found, day, offset = [], _FIRST, begin
    while day < _LAST:
        following = day + timedelta(days=1)
        if (changed := offset_at(zone, following)) != offset:
            found.append((_moment(zone, day, following, offset), changed - offset))
            offset = changed
        day = following
    return begin, tuple(found)


def _moment(zone: ZoneInfo, before: datetime, after: datetime, offset: int) -> int:
    """When the offset stops being this one, to the second."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle <= before:
            break
        before, after = (middle, after) if offset_at(zone, middle) == offset else (before, middle)
    return int(after.timestamp()) * 1_000_000


def local_us(time: nw.Expr, zone: str) -> nw.Expr:
    """Microseconds since 1970 as the clocks of the zone show them."""
    begin, changes = shifts(zone)
    local = time + begin
    for moment, change in changes:
        local = local + (time >= moment).cast(nw.Int64) * change
    return local


def day_number(local: nw.Expr) -> nw.Expr:
    """Whole days since 1970."""
    return local // DAY_US


def dated(frame: Rows, day: str, unit: str) -> Rows:
    """With the first date of the day, week (Monday) or month that a column of day numbers falls in, as YYYY-MM-DD.

    Days become year, month and day of the Gregorian calendar in eras of 400 years that begin on 0000-03-01. Each step
    is a column of its own: engines write an expression out wherever it is used, and nested ones would grow without end.
    """
    if frame.implementation.is_pandas():
        return _dated_in_pandas(frame, day, unit)
    number = nw.col(day)
    if unit == "week":
        frame = frame.with_columns((number - (number + 3) % 7).alias("day_"))
        number = nw.col("day_")
    era, of_era, year, of_year, counted = (
        nw.col(name) for name in ("era_", "of_era_", "year_", "of_year_", "counted_")
    )
    month, date = (counted + 2) % 12 + 1, of_year - (153 * counted + 2) // 5 + 1
    frame = (
        frame.with_columns(((number + 719_468) // 146_097).alias("era_"))
        .with_columns((number + 719_468 - era * 146_097).alias("of_era_"))
        .with_columns(((of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365).alias("year_"))
        .with_columns((of_era - (365 * year + year // 4 - year // 100)).alias("of_year_"))
        .with_columns(((5 * of_year + 2) // 153).alias("counted_"))
        .with_columns(month.alias("month_"), date.alias("date_"))
        .with_columns((year + era * 400 + (nw.col("month_") <= 2).cast(nw.Int64)).alias("year_"))
    )
    last = nw.lit("01") if unit == "month" else _digits("date_", 2)
    return frame.with_columns(
        nw.concat_str([_digits("year_", 4), _digits("month_", 2), last], separator="-").alias(unit)
    )


def _dated_in_pandas(frame: Rows, day: str, unit: str) -> Rows:
    """The same with the calendar of numpy, once for each day: a dozen new columns cost more than the rest of a view."""
    import numpy as np
    import pandas as pd

    native: Any = frame.to_native()
    places, found = pd.factorize(native[day])
    days = np.asarray(found, dtype="int64")
    days = days - (days + 3) % 7 if unit == "week" else days
    dates = days.astype("datetime64[D]").astype("datetime64[M]" if unit == "month" else "datetime64[D]")
    words = np.append(np.datetime_as_string(dates.astype("datetime64[D]")).astype(object), [None])
    made: Any = nw.from_native(native.assign(**{unit: pd.array(words, dtype="str").take(places)}))
    return cast(Rows, made)


def _digits(name: str, width: int) -> nw.Expr:
    return nw.col(name).cast(nw.Int64).cast(nw.String).str.zfill(width)
