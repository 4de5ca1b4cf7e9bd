"""Columns written once, and frames that keep to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TIME", "Column", "frame_of", "frame_of_lists"]

TIME = "datetime64[us, UTC]"
"""A moment; whole microseconds since 1970 in UTC where engines compute, under the name `<name>_us`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    dtype: str
    """pandas type, or `credits`: an `object` column of exact `Decimal` in pandas, whole millionths under the name
    `<name>_micros` where engines compute. Missing amounts are `None`, never 0."""
    about: str
    """What it means, with its unit."""

    @property
    def computed(self) -> str:
        """Its name in frames that engines compute on."""
        if self.dtype == "credits":
            return f"{self.name}_micros"
        return f"{self.name}_us" if self.dtype == TIME else self.name


def frame_of(columns: tuple[Column, ...], rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A table with exactly these columns and types, whether there are rows or not."""
    kept = list(rows)
    return frame_of_lists(columns, {column.name: [row[column.name] for row in kept] for column in columns})


def frame_of_lists(columns: tuple[Column, ...], lists: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """The same of a list for each column."""
    import pandas as pd

    return pd.DataFrame({column.name: pd.Series(lists[column.name], dtype=_pandas(column)) for column in columns})


def _pandas(column: Column) -> Any:
    return "object" if column.dtype == "credits" else column.dtype
