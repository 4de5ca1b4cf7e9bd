"""Columns written once, and frames that keep to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Column", "frame_of"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    dtype: str
    """pandas type. Credits are `object` columns of exact `Decimal`; missing ones are `None`, never 0."""
    about: str
    """What it means, with its unit."""


def frame_of(columns: tuple[Column, ...], rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A table with exactly these columns and types, whether there are rows or not."""
    import pandas as pd

    kept = list(rows)
    return pd.DataFrame(
        {column.name: pd.Series([row[column.name] for row in kept], dtype=column.dtype) for column in columns}
    )
