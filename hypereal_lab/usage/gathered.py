"""The calls of any engine in memory, as arrays that can be counted quickly and exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from hypereal_lab.tables import TIME
from hypereal_lab.usage.schema import CALLS
from hypereal_lab.usage.views.rows import NONE, lists

__all__ = ["Codes", "Whole", "codes_of", "few_of", "gathered", "sums_by", "whole_of"]

Whole = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int64]
_WHOLE = ("Int64", "credits", TIME)


def gathered(rows: Any) -> pd.DataFrame:
    """A pandas frame with the computed columns of `CALLS`; whole numbers stay whole where some are missing."""
    if rows.implementation.is_pandas():
        return cast(pd.DataFrame, nw.to_native(rows))
    names = [column.computed for column in CALLS]
    if rows.implementation.is_duckdb():
        found = nw.to_native(rows.select(names)).fetchnumpy()
        return pd.DataFrame({column.computed: _column(found[column.computed], column.dtype) for column in CALLS})
    plain = lists(rows, names)
    dtypes = {column.computed: "Int64" if column.dtype in _WHOLE else column.dtype for column in CALLS}
    return pd.DataFrame({name: pd.Series(plain[name], dtype=dtypes[name]) for name in names})


def _column(values: Any, dtype: str) -> Any:
    """A column that DuckDB gave, whose missing values are under a mask."""
    if isinstance(values, pd.Categorical):
        return pd.Series(values)
    gone = np.ma.getmaskarray(values)
    if dtype in _WHOLE:
        return pd.arrays.IntegerArray(np.ma.getdata(values).astype("int64"), gone.copy())
    plain = np.ma.getdata(values)
    if dtype == "str":
        return pd.Series(plain, dtype="object").mask(gone).astype("str")
    return pd.Series(np.where(gone, np.nan, plain) if dtype == "float64" else plain.astype(dtype))


def whole_of(series: pd.Series[Any]) -> tuple[Whole, npt.NDArray[np.bool_]]:
    """Whole numbers, 0 where one is missing, and where that is."""
    gone = series.isna().to_numpy(dtype="bool")
    return series.to_numpy(dtype="int64", na_value=0), gone


def few_of(series: pd.Series[Any], rows: Sequence[int]) -> list[Any]:
    """Values of a few rows, one by one: to take them at once, Arrow goes through all pieces of a long column."""
    values = series.array
    return [values[row] for row in rows]


def codes_of(series: pd.Series[Any]) -> tuple[Codes, list[str]]:
    """A number for each word, and the words in the order of the alphabet; a missing one is `(none)`, the last."""
    codes, found = pd.factorize(series)
    words = [str(one) for one in found]
    order = sorted(range(len(words)), key=words.__getitem__)
    ranks = np.empty(len(words) + 1, dtype="int64")
    ranks[order] = np.arange(len(words))
    ranks[-1] = len(words)  # what is missing has the code -1
    missing = bool((codes < 0).any())
    return ranks[codes], [*(words[one] for one in order), *([NONE] if missing else [])]


def sums_by(codes: Codes, amounts: Whole, many: int) -> Whole:
    """Exact sums of the amounts for each of so many codes."""
    found = np.zeros(many, dtype="int64")
    np.add.at(found, codes, amounts)
    return found
