"""The columns of every usage table: names, order, types and units, written once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

__all__ = ["BY_MODEL", "CALLS", "Column", "frame_of"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    dtype: str
    """pandas type. Credits are `object` columns of exact `Decimal`; missing ones are `None`, never 0."""
    about: str
    """What it means, with its unit."""


CALLS = (
    Column("time", "datetime64[us, UTC]", "when the call was sent"),
    Column("run", "str", "the lab's id of the call"),
    Column("model", "str", "model id; the one that made it where the server chose"),
    Column("kind", "str", "image, ..."),
    Column("provider", "str", "`sandbox` for the embedded gateway, `hypereal` for a server with a key"),
    Column("status", "str", "`done`, `failed`, `sent`, or `unknown` where no answer came"),
    Column("latency", "float64", "seconds from sending to the answer"),
    Column("units", "int64", "what was billed, for images the pictures returned"),
    Column("estimate_low", "object", "credits, exact"),
    Column("estimate_expected", "object", "credits, exact"),
    Column("estimate_high", "object", "credits, exact"),
    Column("credits", "object", "credits charged, exact; negative for a refund"),
    Column("cost_source", "str", "`reported` by the server or `computed` from the price book"),
    Column("price_version", "str", "price book of the estimate"),
    Column("price_basis", "str", "`documented`, `observed`, `list` or `assumed`"),
    Column("prompt", "str", "the words of the call"),
    Column("error", "str", "why it failed"),
)

BY_MODEL = (
    Column("model", "str", "model id"),
    Column("kind", "str", "image, ..."),
    Column("calls", "int64", "calls sent"),
    Column("failed", "int64", "calls that failed or whose end is unknown"),
    Column("units", "int64", "what was billed"),
    Column("credits", "object", "credits charged, exact"),
    Column("credits_per_unit", "object", "credits, exact to six places; None where nothing was billed"),
    Column("share", "float64", "part of all credits, 0 to 1"),
    Column("median_latency", "float64", "seconds"),
)


def frame_of(columns: tuple[Column, ...], rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A table with exactly these columns and types, whether there are rows or not."""
    kept = list(rows)
    return pd.DataFrame(
        {column.name: pd.Series([row[column.name] for row in kept], dtype=column.dtype) for column in columns}
    )
