"""The export as CSV."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from hypereal_lab.gateway.ledger.export import COLUMNS, Row
from hypereal_lab.wire.money import digits

__all__ = ["CsvTable"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would run."""
_SPECIAL = re.compile('[",\r\n]')
_KEPT = 4096
"""Cells that are remembered; then a new beginning, as every error may be another."""
_SECONDS = tuple(f"{second:02}." for second in range(60))
_MILLISECONDS = tuple(f"{rest:03}Z" for rest in range(1000))


class CsvTable:
    """RFC 4180 with a header row, times in UTC as ISO 8601, credits as exact digits; no text is a formula."""

    media_type = "text/csv; charset=utf-8"
    ending = "csv"

    def __init__(self) -> None:
        self._header = ",".join(COLUMNS) + "\r\n"
        self._cells = _Written(_cell)
        self._amounts = _Written(digits)
        self._minutes = _Written(_minute)

    def rows(self, rows: Sequence[Row]) -> bytes:
        """The header stands before the first of them."""
        header, self._header = self._header, ""
        cells, amounts, minutes = self._cells, self._amounts, self._minutes
        # what a long export costs is this loop: one text a row, and no call of a function for what stood there before
        lines = [
            f"{call},{minutes[at // 60_000]}{_SECONDS[at // 1000 % 60]}{_MILLISECONDS[at % 1000]},"
            f"{cells[endpoint]},{cells[model]},{cells[provider]},{status},{latency},"
            f"{'' if read is None else read},{'' if written is None else written},{'' if units is None else units},"
            f"{amounts[amount]},{'' if key is None else key},{call},{cells[error]}\r\n"
            for call, at, endpoint, model, provider, status, latency, read, written, units, amount, key, error in rows
        ]
        return (header + "".join(lines)).encode()

    def end(self) -> bytes:
        """The header, where there was no row."""
        return self.rows(())


class _Written(dict[Any, str]):
    """Values and how they are written: names repeat, and so do minutes and most prices."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        self._write = write

    def __missing__(self, value: Any) -> str:
        if len(self) >= _KEPT:
            self.clear()
        self[value] = text = self._write(value)
        return text


def _minute(since_1970: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:", time.gmtime(since_1970 * 60))


def _cell(text: str | None) -> str:
    """A text that may be a stranger's: quoted where it has to be, with an apostrophe where it could be a formula."""
    if text is None:
        return ""
    if text.startswith(_FORMULA):
        text = f"'{text}"
    elif not _SPECIAL.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'
