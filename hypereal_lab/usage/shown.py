"""From computing to showing: millionths become exact decimals, microseconds become times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from hypereal_lab.tables import TIME, Column, frame_of
from hypereal_lab.usage.views.rows import collect
from hypereal_lab.wire.money import Credits

__all__ = ["shown", "table", "table_of", "value_of"]


def shown(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], columns: Sequence[Column]) -> Any:
    """A pandas table by its schema where the rows are in pandas, else a frame of their engine."""
    if not frame.implementation.is_pandas():
        return nw.to_native(frame)
    return table(frame, columns)


def table(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], columns: Sequence[Column]) -> pd.DataFrame:
    """A pandas table with exactly these columns, whatever engine the rows are in."""
    rows = collect(frame, (column.computed for column in columns))
    return table_of([{column.name: row[column.computed] for column in columns} for row in rows], columns)


def table_of(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> pd.DataFrame:
    """A pandas table of rows by the names of the columns, amounts in millionths and times in microseconds."""
    return frame_of(
        tuple(columns), ({column.name: value_of(column, row[column.name]) for column in columns} for row in rows)
    )


def value_of(column: Column, value: Any) -> Any:
    """One computed value as it is shown."""
    if column.dtype == "credits":
        return None if value is None else Credits(int(value)).decimal
    if column.dtype == TIME:
        return pd.NaT if value is None else pd.Timestamp(int(value), unit="us", tz="UTC")
    if value is None and column.dtype == "float64":
        return float("nan")
    if column.dtype == "Int64":
        return pd.NA if value is None else int(value)
    return value
