"""`hypereal-lab usage`: where the credits went, in a shell."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pandas as pd

from hypereal_lab.usage.usage import Usage, read

__all__ = ["csv_text", "open_usage", "usage_text"]

_PERIODS = ("day", "week", "month")


def usage_text(usage: Usage, *, by: str = "model", zone: str = "UTC", format: str = "table") -> str:
    """A view as text. Raises `InputError`."""
    view = _view(usage, by, zone)
    if format == "json":
        return json.dumps([{name: _plain(value) for name, value in row.items()} for row in view.to_dict("records")])
    if format == "csv":
        return csv_text(view)
    return "nothing was called yet" if view.empty else str(view.to_string(index=False))


def _view(usage: Usage, by: str, zone: str) -> Any:
    pandas = usage.in_pandas()
    if by in _PERIODS:
        return {"day": pandas.daily, "week": pandas.weekly, "month": pandas.monthly}[by](zone=zone)
    return pandas.by_model() if by == "model" else pandas.by(*by.split(","))


def csv_text(view: Any) -> str:
    """Lines end as RFC 4180 says; a text that a spreadsheet would run as a formula gets an apostrophe before it."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerow(view.columns)
    writer.writerows([_safe(_plain(value)) for value in row] for row in view.itertuples(index=False))
    return kept.getvalue().removesuffix("\r\n")


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and not _number(value) else value


def _number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _plain(value: Any) -> Any:
    """Amounts as decimal text, missing values as None."""
    if pd.isna(value):
        return None
    return (
        value
        if isinstance(value, int | float | str | bool)
        else f"{value:f}"
        if hasattr(value, "as_tuple")
        else str(value)
    )


def open_usage(file: str | None) -> Usage:
    """Of a file, or of this user's lab, without a gateway."""
    if file is not None:
        return read(file)
    from hypereal_lab.lab.home import home_folder
    from hypereal_lab.lab.journal import Journal
    from hypereal_lab.lab.records import Records

    return Usage(Journal(Records(home_folder(None) / "lab.sqlite3")))
