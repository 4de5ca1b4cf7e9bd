"""The dearest calls."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from hypereal_lab.usage.schema import CALLS
from hypereal_lab.usage.views.rows import Rows

__all__ = ["TOP", "top"]

_SHOWN = (
    "time", "run", "model", "kind", "provider", "endpoint", "status", "latency", "units", "credits", "notebook", "cell",
    "user", "prompt", "error",
)  # fmt: skip
TOP = tuple(column for column in CALLS if column.name in _SHOWN)


def top(rows: Rows, n: int = 10) -> Rows:
    """The calls that cost most, the dearest first; those of unknown price are not among them."""
    names = [column.computed for column in TOP]
    rows = rows.select(names)
    if isinstance(rows, nw.DataFrame):
        # sorting all rows costs an eager frame far more than finding the least of the dearest first
        least = _least(rows["credits_micros"], n)
        rows = rows.filter(nw.col("credits_micros") >= least)
    priced = rows.filter(~nw.col("credits_micros").is_null())
    keys = ["credits_micros", "time_us", "run"]
    return priced.sort(keys, descending=[True, False, False], nulls_last=True).head(n)


def _least(amounts: nw.Series[Any], n: int) -> int:
    """The amount that the last of the dearest has; ties are all kept and sorted out by time."""
    native: Any = amounts.to_native()
    if amounts.implementation.is_pandas() and native.dtype == "int64" and len(native) > n:
        import numpy as np

        return int(np.partition(native.to_numpy(), -n)[-n])
    known = amounts.drop_nulls()
    dearest = known.sort(descending=True).head(n) if not amounts.implementation.is_pandas() else native.nlargest(n)
    return int(dearest.min()) if len(known) else 0
