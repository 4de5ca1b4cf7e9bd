"""A frame of any engine as the frame that views work on."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from hypereal_lab.errors import InputError
from hypereal_lab.usage.reading.pandas_rows import pandas_rows
from hypereal_lab.usage.reading.plan import Plan
from hypereal_lab.usage.reading.polars_rows import polars_rows
from hypereal_lab.usage.reading.sql_rows import duckdb_rows, spark_rows

__all__ = ["framed", "rows_of"]


def framed(source: Any) -> Any:
    """Any frame that narwhals knows. Raises `InputError` for anything else."""
    try:
        return nw.from_native(source)
    except TypeError:
        kind = type(source).__name__
        raise InputError(
            f"A {kind} is no frame; give a path, or a frame of pandas, polars, DuckDB or Spark.", field="source"
        ) from None


def rows_of(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], plan: Plan) -> Any:
    """Exactly the columns of `usage.schema.CALLS` under their computed names; lazy where the frame is lazy."""
    kind, native = frame.implementation, nw.to_native(frame)
    if kind.is_duckdb():
        return nw.from_native(duckdb_rows(native, plan))
    if kind.is_pyspark() or kind.is_pyspark_connect():
        return nw.from_native(spark_rows(native, plan))
    if kind.is_polars():
        return nw.from_native(polars_rows(native, plan))
    if isinstance(frame, nw.LazyFrame):
        native = nw.to_native(frame.collect("pandas"))
    elif not kind.is_pandas():
        native = frame.to_pandas()
    return nw.from_native(pandas_rows(native, plan), eager_only=True)
