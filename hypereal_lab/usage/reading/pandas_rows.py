"""Rows from a pandas frame. Columns that are as we want them are not copied."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd

from hypereal_lab.errors import InputError
from hypereal_lab.tables import TIME
from hypereal_lab.usage.reading.moments import moment_us
from hypereal_lab.usage.reading.plan import Plan, Take

__all__ = ["pandas_rows"]

_DTYPES = {"str": "str", "Int64": "Int64", "float64": "float64", "bool": "bool", "credits": "Int64", TIME: "Int64"}


def pandas_rows(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The columns of ours. Raises `InputError` with the row of what cannot be read."""
    return pd.DataFrame(
        {take.column.computed: _column(frame, take, plan) for take in plan.takes}, index=frame.index, copy=False
    )


def _column(frame: pd.DataFrame, take: Take, plan: Plan) -> Any:
    dtype = _DTYPES[take.column.dtype]
    if take.source is None:
        return pd.Series(take.value, index=frame.index, dtype=dtype)
    series = frame[take.source]
    if take.words is not None:
        folded = series.map(lambda value: _meant(take, value))
        return folded.astype("bool" if dtype == "bool" else "str")
    if take.column.dtype == "credits":
        return _amounts(series, take)
    if take.column.dtype == TIME:
        return _times(series, plan)
    return _READ[dtype](series, take)


def _meant(take: Take, value: Any) -> Any:
    assert take.words is not None
    word = "" if pd.isna(value) else str(value).strip()
    return take.words.get(word.casefold(), False if take.column.dtype == "bool" else word)


def _amounts(series: Any, take: Take) -> Any:
    if pd.api.types.is_integer_dtype(series.dtype):
        return series if take.times == 1 else series.astype("Int64") * take.times
    read = [_micros(value, take, row) for row, value in enumerate(series.tolist())]
    return pd.Series(read, index=series.index, dtype="Int64")


def _micros(value: Any, take: Take, row: int) -> int | None:
    """Whole millionths, to the nearest one; None for a missing amount. What is read is rounded once, before any sum."""
    if value is None or value is pd.NA or value != value or (isinstance(value, str) and not value.strip()):
        return None
    try:
        exact = Decimal(str(value).strip()) * take.times
        return int(exact.to_integral_value())
    except (InvalidOperation, ValueError, OverflowError):
        raise InputError(f"{take.source}: {str(value)[:40]!r} in row {row} is no amount.", field="source") from None


def _times(series: Any, plan: Plan) -> Any:
    if pd.api.types.is_integer_dtype(series.dtype):
        return series
    if isinstance(series.dtype, pd.DatetimeTZDtype):
        whole = series.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[us]")
        return (
            whole.astype("int64")
            if not whole.isna().any()
            else whole.astype("int64").astype("Int64").mask(whole.isna())
        )
    read = [_us(value, series.name, row, plan) for row, value in enumerate(series.tolist())]
    return pd.Series(read, index=series.index, dtype="Int64")


def _us(value: Any, name: object, row: int, plan: Plan) -> int | None:
    if value is None or value is pd.NaT or value is pd.NA or value != value or value == "":
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise InputError(
                f"{name}: {value[:40]!r} in row {row} is no time such as 2026-11-20T09:30:00Z.", field="source"
            ) from None
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return moment_us(value, plan.zone, f"{name} in row {row}")


def _text(series: Any, take: Take) -> Any:
    return series if series.dtype == "str" else series.astype("str")


def _whole(series: Any, take: Take) -> Any:
    if pd.api.types.is_integer_dtype(series.dtype):
        return series
    try:
        return pd.to_numeric(series).astype("Float64").astype("Int64")
    except (ValueError, TypeError) as error:
        raise InputError(f"{take.source}: {error}.", field="source") from None


def _real(series: Any, take: Take) -> Any:
    try:
        numbers = pd.to_numeric(series).astype("float64")
    except (ValueError, TypeError) as error:
        raise InputError(f"{take.source}: {error}.", field="source") from None
    return numbers if take.times == 1 else numbers / take.times


def _flag(series: Any, take: Take) -> Any:
    if series.dtype == "bool":
        return series
    return series.map(lambda value: str(value).strip().casefold() in ("true", "1", "1.0", "yes")).astype("bool")


_READ = {"str": _text, "Int64": _whole, "float64": _real, "bool": _flag}
