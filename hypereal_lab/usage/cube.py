"""A compact cube of calls: what a dashboard asks of a million rows, answered at once and to the millionth.

Rows that agree in day, model, kind, key, tags, notebook and status are one cell with sums in whole millionths. Filters
and charts read cells; medians, the dearest calls and pages of a table read rows through the number of their cell.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hypereal_lab.errors import InputError
from hypereal_lab.usage.chosen import DIMENSIONS, Chosen
from hypereal_lab.usage.gathered import Codes, Whole, codes_of, gathered, sums_by, whole_of
from hypereal_lab.usage.part import DAY_ZERO, NO_DAY, Mask, Part, date_of, split, sums_from
from hypereal_lab.usage.schema import BAD, CALLS
from hypereal_lab.usage.views.zones import DAY_US, shifts

__all__ = ["Cube"]

_SAMPLE = 100_000
"""Calls that medians are told from where there are more."""
_DEAREST = 4_000
_KEPT = 8
_LARGEST = 2.0**62
_COLUMNS = {column.name: column.computed for column in CALLS}


class Ordered(NamedTuple):
    """All rows in some order."""

    rows: Codes
    cells: Codes
    """The cell of each of them."""


class Cube:
    """The calls of a moment. `zone` decides which day a call belongs to."""

    def __init__(self, rows: Any, zone: str = "UTC") -> None:
        self.zone = zone
        self.frame = gathered(rows)
        codes = {name: codes_of(self.frame[column]) for name, column in DIMENSIONS.items()}
        self.words: dict[str, list[str]] = {name: words for name, (_, words) in codes.items()}
        days = _day_numbers(self.frame["time_us"], zone)
        order, begins = _cells([days, *(found for found, _ in codes.values())])
        first = order[begins]
        self.cell_of: Codes = np.empty(len(order), dtype="int64")
        self.cell_of[order] = np.cumsum(begins) - 1
        self.days: Whole = days[first]
        self.codes: dict[str, Codes] = {name: found[first] for name, (found, _) in codes.items()}
        self.charged, self.unknown = whole_of(self.frame["credits_micros"])
        self.sent: Mask = ~self.frame["replayed"].to_numpy(dtype="bool")
        self.sums = self._summed(order, np.flatnonzero(begins))
        edges = np.diff(self.days, prepend=np.nan) != 0
        edges |= np.diff(self.codes["model"], prepend=-1) != 0
        self.blocks: Codes = np.flatnonzero(edges)
        """Where the cells of another day or model begin."""
        self.block_of: Codes = np.cumsum(edges) - 1
        """The block of each cell."""
        self._orders: dict[tuple[str, bool], Ordered] = {}
        self._parts: dict[object, Part] = {}

    def __len__(self) -> int:
        return len(self.cell_of)

    def part(self, chosen: Chosen) -> Part:
        """The calls that are chosen; those asked for last are kept, since charts and choices look at the same ones."""
        key = (tuple(sorted(chosen.words.items(), key=lambda one: one[0])), chosen.first, chosen.last)
        found = self._parts.get(key)
        if found is None:
            found = Part(self, self._mask(chosen))
            self._parts = {**dict(list(self._parts.items())[-_KEPT:]), key: found}
        return found

    def _mask(self, chosen: Chosen) -> Mask:
        mask = np.ones(len(self.days), dtype=bool)
        for name, words in chosen.words.items():
            mask &= self._has(name, words)[self.codes[name]]
        if chosen.first:
            mask &= self.days >= (chosen.first - DAY_ZERO).days
        if chosen.last:
            mask &= (self.days <= (chosen.last - DAY_ZERO).days) & (self.days != NO_DAY)
        return mask

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day with calls."""
        days = self.days[self.blocks]
        days = days[days != NO_DAY]
        return (date_of(int(days.min())), date_of(int(days.max()))) if len(days) else None

    @property
    def is_sampled(self) -> bool:
        """Whether medians are told from an even sample, since there are very many calls."""
        return len(self._timed_rows) > _SAMPLE

    def order(self, sort: str, down: bool) -> Ordered:
        """All rows in the order of a column of `CALLS`; missing values last, ties as they came. Kept for a while."""
        if sort not in _COLUMNS:
            raise InputError(f"sort is a column of the calls; not {sort!r}.", field="sort")
        found = self._orders.get((sort, down))
        if found is None:
            keys, gone = _sortable(self.frame[_COLUMNS[sort]])
            keys = -keys if down else keys
            rows = np.lexsort((keys, gone)) if gone.any() else np.argsort(keys, kind="stable")
            found = Ordered(rows, self.cell_of[rows])
            self._orders = {**dict(list(self._orders.items())[-_KEPT:]), (sort, down): found}
        return found

    @cached_property
    def dearest(self) -> Codes:
        """Numbers of a few thousand rows, of which none that is left out is dearer."""
        rows = np.flatnonzero(~self.unknown)
        if len(rows) <= _DEAREST:
            return rows
        least = np.partition(self.charged[rows], len(rows) - _DEAREST)[len(rows) - _DEAREST]
        dear: Codes = rows[self.charged[rows] >= least]
        return dear

    @cached_property
    def timed(self) -> tuple[Codes, npt.NDArray[np.float64], Codes]:
        """Models, seconds and cells of the sample for medians, by model and then by seconds."""
        rows = self._timed_rows
        if len(rows) > _SAMPLE:
            rows = rows[np.linspace(0, len(rows) - 1, _SAMPLE).astype("int64")]
        seconds = self.frame["latency"].to_numpy(dtype="float64")[rows]
        models = self.codes["model"][self.cell_of[rows]]
        order = np.lexsort((seconds, models))
        return models[order], seconds[order], self.cell_of[rows[order]]

    @cached_property
    def _timed_rows(self) -> Codes:
        """Rows that gave something, whose seconds are known."""
        known = self.frame["latency"].notna().to_numpy(dtype="bool")
        good = (self.frame["status"] == "succeeded").to_numpy(dtype="bool", na_value=False)
        return np.flatnonzero(known & good & self.sent)

    def _has(self, name: str, words: frozenset[str]) -> Mask:
        return np.array([any(one in words for one in split(name, word)) for word in self.words[name]] or [False])

    def _summed(self, order: Codes, starts: Codes) -> dict[str, Whole]:
        """Dense columns go through the order of the cells, those that are mostly 0 only where they are not."""
        found = {"rows": np.diff(starts, append=len(order)), "credits": sums_from(self.charged[order], starts)}
        sparse = {
            "failed": (self.sent & self.frame["status"].isin(BAD).to_numpy(dtype="bool")).astype("int64"),
            "unknown": self.unknown.astype("int64"),
            "replayed": (~self.sent).astype("int64"),
            "refunded": whole_of(self.frame["refunded_micros"])[0],
            "avoided": whole_of(self.frame["avoided_micros"])[0],
        }
        for name, values in (("credits", self.charged), *sparse.items()):
            if float(np.abs(values.astype("float64")).sum()) >= _LARGEST:
                raise InputError("The amounts together are more than books can hold; is the unit right?", field=name)
        for name, values in sparse.items():
            there = np.flatnonzero(values)
            found[name] = sums_by(self.cell_of[there], values[there], len(starts))
        return found | {"sent": found["rows"] - found["replayed"]}


def _day_numbers(time: pd.Series[Any], zone: str) -> Whole:
    """Whole days since 1970 as the clocks of the zone show them."""
    moments, gone = whole_of(time)
    begin, changes = shifts(zone)
    offsets = np.cumsum([begin, *(change for _, change in changes)])
    at = np.searchsorted([moment for moment, _ in changes], moments, side="right")
    days: Whole = (moments + offsets[at]) // DAY_US
    days[gone] = NO_DAY
    return days


def _cells(columns: list[Whole]) -> tuple[Codes, Mask]:
    """The rows in an order that puts those of a cell together, and which of them begin one."""
    together = np.zeros(len(columns[0]), dtype="int64")
    wide = 1
    for column in columns:
        known = column[column != NO_DAY]
        low, high = (int(known.min()) - 1, int(known.max())) if len(known) else (0, 0)
        many = high - low + 1
        if wide * many >= 2**62:
            together = np.unique(together, return_inverse=True)[1]
            wide = int(together.max()) + 1
        together, wide = together * many + np.maximum(column - low, 0), wide * many
    order = np.argsort(together)
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = np.diff(together[order]) != 0
    return order, begins


def _sortable(series: pd.Series[Any]) -> tuple[Any, Mask]:
    """Numbers in the order of the values, and where one is missing."""
    gone = series.isna().to_numpy(dtype="bool")
    if pd.api.types.is_float_dtype(series.dtype):
        return np.where(gone, 0.0, series.to_numpy(dtype="float64", na_value=0.0)), gone
    if pd.api.types.is_bool_dtype(series.dtype) or pd.api.types.is_integer_dtype(series.dtype):
        return whole_of(series)[0], gone
    return codes_of(series)[0], gone
