"""The frame that every view works on, and the few steps that all engines need alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, cast

import narwhals as nw

from hypereal_lab.tables import Column
from hypereal_lab.usage.schema import BAD

__all__ = [
    "NONE",
    "Rows",
    "bad",
    "collect",
    "done",
    "known_only",
    "lists",
    "ordered",
    "plain",
    "quick",
    "ratio",
    "whole",
]

Rows = TypeVar("Rows", nw.LazyFrame[Any], nw.DataFrame[Any])

NONE = "(none)"
"""Stands for a missing value in a key."""

_REPEATING = ("model", "kind", "provider", "endpoint", "status", "unit", "notebook", "cell", "tags", "key", "user",
              "price_basis", "cost_source")  # fmt: skip
"""Columns of few different words."""
_WHOLE = (nw.Int8, nw.Int16, nw.Int32, nw.Int128, nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64, nw.UInt128)


def done() -> nw.Expr:
    """Calls that were sent and gave something."""
    return (nw.col("status") == "succeeded") & ~nw.col("replayed")


def bad() -> nw.Expr:
    """Calls that were sent and gave nothing."""
    return nw.col("status").is_in(BAD) & ~nw.col("replayed")


def quick(frame: Rows, *names: str, least: str | None = None) -> Rows:
    """In pandas, words that repeat as ordered categories: each text is looked at once, and comes back in `whole`.

    Comparing and grouping texts is most of what a view costs there, unless PyArrow keeps them. To find the `least` of
    them is slow even then.
    """
    if not frame.implementation.is_pandas():
        return frame
    import pandas as pd

    native: Any = frame.to_native()
    ordered = pd.CategoricalDtype(ordered=True)
    chosen = [name for name in dict.fromkeys(names) if name in _REPEATING and _slow(native[name].dtype)]
    chosen += [least] if least is not None and least not in chosen else []
    made: Any = nw.from_native(native.assign(**{name: native[name].astype(ordered) for name in chosen}))
    return cast(Rows, made)


def _slow(dtype: Any) -> bool:
    """Texts as Python objects; with PyArrow installed they are not."""
    return dtype == "object" or getattr(dtype, "storage", "") == "python"


def whole(frame: Rows) -> Rows:
    """Counts and sums as 64-bit whole numbers that can be missing, whatever the engine makes of a sum."""
    schema = frame.collect_schema()
    if frame.implementation.is_pandas():
        native: Any = frame.to_native()
        plain = [name for name, dtype in schema.items() if dtype.is_integer()]
        words = [name for name, dtype in native.dtypes.items() if dtype == "category"]
        made: Any = nw.from_native(native.astype({**dict.fromkeys(plain, "Int64"), **dict.fromkeys(words, "str")}))
        return cast(Rows, made)
    return frame.with_columns(nw.col(*names).cast(nw.Int64)) if (names := _odd(schema)) else frame


def _odd(schema: Any) -> list[str]:
    return [name for name, dtype in schema.items() if dtype in _WHOLE]


def known_only(name: str = "credits_micros") -> nw.Expr:
    """An amount where at least one price behind it is known, else nothing: unknown is never 0."""
    return nw.when(nw.col("known") > 0).then(nw.col(name)).alias(name)


def ratio(amount: str, quantity: str, name: str, *, per: int = 1) -> nw.Expr:
    """Millionths for `per` of a quantity; missing where there is none. Sums are exact, a quotient is not."""
    share = nw.col(amount).cast(nw.Float64) * per / nw.col(quantity).cast(nw.Float64)
    return nw.when(nw.col(quantity) > 0).then(share).alias(name)


def ordered(frame: Rows, columns: Sequence[Column], *keys: str, dearest: bool = True) -> Rows:
    """Exactly these columns, sorted: the dearest first and then by the keys, or by the keys alone."""
    names = [column.computed for column in columns]
    if dearest:
        first = ["credits_micros", *keys]
        return frame.select(names).sort(first, descending=[True] + [False] * len(keys), nulls_last=True)
    return frame.select(names).sort(list(keys))


def collect(frame: nw.LazyFrame[Any] | nw.DataFrame[Any], names: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The rows as plain Python values; whole numbers stay whole where some are missing."""
    columns = lists(frame, names)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def lists(frame: nw.LazyFrame[Any] | nw.DataFrame[Any], names: Iterable[str] = ()) -> dict[str, list[Any]]:
    """The same as a list for each column."""
    if wanted := list(names):
        frame = frame.select(wanted)
    native: Any = nw.to_native(frame)
    kind = frame.implementation
    if kind.is_duckdb():
        return _turned(native.columns, native.fetchall())
    if kind.is_pyspark() or kind.is_pyspark_connect():
        return _turned(native.columns, native.collect())
    if kind.is_polars():
        made = native.collect() if isinstance(frame, nw.LazyFrame) else native
        return {name: made[name].to_list() for name in made.columns}
    if not kind.is_pandas():
        native = (frame.collect("pandas") if isinstance(frame, nw.LazyFrame) else frame).to_pandas()
    return {name: plain(native[name]) for name in native.columns}


def _turned(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def plain(series: Any) -> list[Any]:
    """A column of pandas as a list, None where a value is missing."""
    missing = series.isna()
    values = series.tolist()
    return [None if gone else value for gone, value in zip(missing, values, strict=True)] if missing.any() else values
