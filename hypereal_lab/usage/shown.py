"""From computing to showing: millionths become exact decimals, microseconds become times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from hypereal_lab.tables import TIME, Column, frame_of_lists
from hypereal_lab.usage.views.rows import lists, plain
from hypereal_lab.wire.money import decimal_of

__all__ = ["shown", "table", "table_of", "values_of"]


def shown(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], columns: Sequence[Column]) -> Any:
    """A pandas table by its schema where the rows are in pandas, else a frame of their engine."""
    if not frame.implementation.is_pandas():
        return nw.to_native(frame)
    return table(frame, columns)


def table(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], columns: Sequence[Column]) -> pd.DataFrame:
    """A pandas table with exactly these columns, whatever engine the rows are in."""
    if frame.implementation.is_pandas():
        return _shown_of(nw.to_native(frame), columns)
    found = lists(frame, [column.computed for column in columns])
    return _shown({column.name: found[column.computed] for column in columns}, columns)


def table_of(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> pd.DataFrame:
    """A pandas table of rows by the names of the columns, amounts in millionths and times in microseconds."""
    return _shown({column.name: [row[column.name] for row in rows] for column in columns}, columns)


def _shown(found: Mapping[str, Sequence[Any]], columns: Sequence[Column]) -> pd.DataFrame:
    return frame_of_lists(tuple(columns), {column.name: values_of(column, found[column.name]) for column in columns})


def _shown_of(frame: Any, columns: Sequence[Column]) -> pd.DataFrame:
    """The same of what is in pandas already: only amounts and times are made anew."""
    frame = frame.reset_index(drop=True)
    series: dict[str, Any] = {}
    for column in columns:
        if column.dtype in ("credits", TIME):
            values = values_of(column, plain(frame[column.computed]))
            series[column.name] = pd.Series(values, dtype="object" if column.dtype == "credits" else column.dtype)
        else:
            series[column.name] = frame[column.computed].astype(column.dtype)
    return pd.DataFrame(series)


def values_of(column: Column, values: Sequence[Any]) -> Sequence[Any]:
    """A computed column as it is shown."""
    if column.dtype == "credits":
        made = {value: None if value is None else decimal_of(int(value)) for value in set(values)}
        return [made[value] for value in values]
    if column.dtype == TIME:
        return [pd.NaT if value is None else pd.Timestamp(int(value), unit="us", tz="UTC") for value in values]
    if column.dtype == "float64":
        return [float("nan") if value is None else value for value in values]
    if column.dtype == "Int64":
        return [pd.NA if value is None else int(value) for value in values]
    return values
