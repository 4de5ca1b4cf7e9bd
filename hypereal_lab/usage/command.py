"""`hypereal-lab usage`: where the credits went, in a shell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
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
    return "nothing was called yet" if view.empty else f"{_read(view)}\n\n{_all(usage)}"


def _view(usage: Usage, by: str, zone: str) -> Any:
    pandas = usage.in_pandas()
    if by in _PERIODS:
        return {"day": pandas.daily, "week": pandas.weekly, "month": pandas.monthly}[by](zone=zone)
    return pandas.by_model() if by == "model" else pandas.by(*by.split(","))


def _read(view: pd.DataFrame) -> str:
    """For the eye: parts as percents, seconds to a tenth, and no price where nobody knows one."""
    shown = {name: view[name].map(_reader(str(name), view[name].dtype)) for name in view.columns}
    return pd.DataFrame(shown).to_string(index=False)


def _reader(name: str, dtype: Any) -> Callable[[Any], str]:
    if name == "share":
        return lambda part: f"{part:.1%}"
    if name.endswith("seconds"):
        return lambda seconds: "" if pd.isna(seconds) else f"{seconds:,.1f}"
    if dtype == "object":
        missing = "unknown" if name == "credits" else ""
        return lambda amount: missing if amount is None else f"{amount:,f}"
    return lambda value: f"{value:,}" if isinstance(value, int) else str(value)


def _all(usage: Usage) -> str:
    """What stands below the table."""
    unknown = usage.unknown
    gap = "" if not unknown else f"; {unknown:,} call{'s' * (unknown > 1)} of unknown price in no sum"
    return f"{usage.total():,f} credits together{gap}"


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
