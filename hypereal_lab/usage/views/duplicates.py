"""Calls that stand in a table more than once."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from hypereal_lab.usage.views.rows import collect

__all__ = ["duplicates"]


def duplicates(rows: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> tuple[int, str | None]:
    """How many ids stand in more than one row, and one of them. Rows without an id are no copies of each other."""
    if isinstance(rows, nw.DataFrame):
        ids = rows["run"].drop_nulls()
        if ids.n_unique() == len(ids):  # far cheaper than counting each
            return 0, None
    counted = rows.filter(~nw.col("run").is_null()).group_by("run").agg(nw.len().alias("n_"))
    twice = counted.filter(nw.col("n_") > 1).select(nw.len().alias("many"), nw.col("run").min().alias("first"))
    (found,) = collect(twice)
    return int(found["many"]), found["first"]
