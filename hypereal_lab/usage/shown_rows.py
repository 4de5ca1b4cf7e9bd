"""Rows that a dashboard shows: a page of them, all of them as a file, and the code that makes the same table."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import pandas as pd

from hypereal_lab.errors import InputError
from hypereal_lab.tables import TIME, frame_of_lists
from hypereal_lab.usage.charts.figures import exact
from hypereal_lab.usage.chosen import DIMENSIONS, Chosen
from hypereal_lab.usage.command import csv_text
from hypereal_lab.usage.cube import Cube
from hypereal_lab.usage.gathered import few_of
from hypereal_lab.usage.panels import milliseconds, word
from hypereal_lab.usage.schema import CALLS
from hypereal_lab.usage.shown import values_of
from hypereal_lab.usage.views.rows import NONE

__all__ = ["FORMATS", "code_of", "columns_of", "file_of", "page_of", "table_of_rows"]

_BY_NAME = {column.name: column for column in CALLS}
_LONGEST = 300

FORMATS = ("csv", *(("parquet",) if find_spec("pyarrow") else ()))
"""What a table can be saved as here."""


def columns_of(names: Sequence[str]) -> tuple[str, ...]:
    """The names, checked. Raises `InputError`."""
    wrong = [name for name in names if name not in _BY_NAME]
    if wrong or not names or len(set(names)) < len(names):
        raise InputError(f"columns are one or more of {', '.join(_BY_NAME)}, each once.", field="columns")
    return tuple(names)


def page_of(cube: Cube, rows: Sequence[int], names: Sequence[str]) -> list[list[Any]]:
    """Cells of some rows as a page shows them: times in milliseconds, amounts as text, missing values as None."""
    taken = {name: few_of(cube.frame[_BY_NAME[name].computed], rows) for name in columns_of(names)}
    made = [[_cell(name, value) for value in values] for name, values in taken.items()]
    return [list(row) for row in zip(*made, strict=True)]


def _cell(name: str, value: Any) -> Any:
    dtype = _BY_NAME[name].dtype
    if value is None or value is pd.NA or value != value:
        return "unknown" if name == "credits" else None
    if dtype == "credits":
        return exact(value)
    if dtype == TIME:
        return milliseconds(value)
    if dtype == "bool":
        return bool(value)
    return int(value) if dtype == "Int64" else float(value) if dtype == "float64" else (word(value) or "")[:_LONGEST]


def table_of_rows(cube: Cube, rows: Any, names: Sequence[str]) -> pd.DataFrame:
    """The same as a table with exact decimals and times in UTC."""
    columns = tuple(_BY_NAME[name] for name in columns_of(names))
    plain = {
        column.name: [None if one is pd.NA else one for one in cube.frame[column.computed].iloc[rows].tolist()]
        for column in columns
    }
    return frame_of_lists(columns, {column.name: values_of(column, plain[column.name]) for column in columns})


def file_of(table: pd.DataFrame, format: str) -> bytes:
    """The table as a file. Raises `InputError`."""
    if format not in FORMATS:
        more = "" if "parquet" in FORMATS else "; for Parquet, pip install 'hypereal-lab[parquet]'"
        raise InputError(f"format is one of {', '.join(FORMATS)}{more}.", field="format")
    if format == "csv":
        return csv_text(table).encode()
    kept = io.BytesIO()
    table.to_parquet(kept, index=False)
    return kept.getvalue()


def code_of(chosen: Chosen, names: Sequence[str], sort: str, *, down: bool, zone: str, usage: str | None) -> str:
    """Python that makes the table of `usage`, a name or expression."""
    first = [] if usage in (None, "usage") else [f"usage = {usage}"]
    lines = [*first, "calls = usage.frame()"]
    for name, words in chosen.words.items():
        lines.append(f"calls = calls[{_condition(name, sorted(words))}]")
    if chosen.first or chosen.last:
        lines.append(f'day = calls["time"].dt.tz_convert({zone!r}).dt.strftime("%Y-%m-%d")')
        ends = [("ge", chosen.first), ("le", chosen.last)]
        tests = [f'day.{how}("{end.isoformat()}")' for how, end in ends if end]
        lines.append(f"calls = calls[{' & '.join(tests)}]")
    lines.append(f'calls = calls.sort_values("{sort}", ascending={not down}, kind="stable")')
    lines.append(f"calls[{[*names]!r}]")
    return "\n".join(lines) + "\n"


def _condition(name: str, words: list[str]) -> str:
    column = f'calls["{DIMENSIONS[name]}"].fillna("{NONE}")'
    if name == "tag":
        return f'{column}.str.split(",").map(lambda tags: bool(set(tags) & set({words!r})))'
    return f"{column}.isin({words!r})"
