"""A compact cube of calls: what a dashboard asks of a million rows, answered at once and to the millionth.

Rows that agree in day, model, kind, key, tags, notebook and status are one cell with sums in whole millionths. Filters
and charts read cells; medians, the dearest calls and pages of a table read rows through the number of their cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hypereal_lab.errors import InputError
from hypereal_lab.usage.chosen import DIMENSIONS, Chosen
from hypereal_lab.usage.gathered import Codes, Whole, codes_of, gathered, sums_by, whole_of
from hypereal_lab.usage.schema import BAD, CALLS
from hypereal_lab.usage.views.zones import DAY_US, shifts

__all__ = ["Cube", "Part", "Sums"]

Mask = npt.NDArray[np.bool_]

NO_DAY = -(2**31)
"""Day of a call whose time is missing."""
_DAY_ZERO = date(1970, 1, 1)
_SAMPLE = 100_000
"""Calls that medians are told from where there are more."""
_DEAREST = 4_000
_KEPT = 8
_SCANNED = 50_000
"""Rows that are looked through at first for a page of a table; the next time twice as many, and so on."""
_LARGEST = 2.0**62
_FIELDS = ("rows", "sent", "failed", "unknown", "credits", "refunded", "avoided")
_COLUMNS = {column.name: column.computed for column in CALLS}


class Order(NamedTuple):
    """All rows in some order."""

    rows: Codes
    cells: Codes
    """The cell of each of them."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over the cells of a group; amounts in millionths."""

    rows: int = 0
    sent: int = 0
    """Without replays."""
    failed: int = 0
    unknown: int = 0
    """Calls whose price nobody knows; they are in no sum of credits."""
    credits: int = 0
    refunded: int = 0
    avoided: int = 0

    @property
    def micros(self) -> int | None:
        """Credits, or None where no price is known."""
        return self.credits if self.rows > self.unknown or not self.rows else None


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
        self._orders: dict[tuple[str, bool], Order] = {}
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
            mask &= self.days >= (chosen.first - _DAY_ZERO).days
        if chosen.last:
            mask &= (self.days <= (chosen.last - _DAY_ZERO).days) & (self.days != NO_DAY)
        return mask

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day with calls."""
        days = self.days[self.blocks]
        days = days[days != NO_DAY]
        return (_date(int(days.min())), _date(int(days.max()))) if len(days) else None

    @property
    def is_sampled(self) -> bool:
        """Whether medians are told from an even sample, since there are very many calls."""
        return len(self._timed_rows) > _SAMPLE

    def order(self, sort: str, down: bool) -> Order:
        """All rows in the order of a column of `CALLS`; missing values last, ties as they came. Kept for a while."""
        if sort not in _COLUMNS:
            raise InputError(f"sort is a column of the calls; not {sort!r}.", field="sort")
        found = self._orders.get((sort, down))
        if found is None:
            keys, gone = _sortable(self.frame[_COLUMNS[sort]])
            keys = -keys if down else keys
            rows = np.lexsort((keys, gone)) if gone.any() else np.argsort(keys, kind="stable")
            found = Order(rows, self.cell_of[rows])
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
        found = {"rows": np.diff(starts, append=len(order)), "credits": _sums(self.charged[order], starts)}
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


class Part:
    """Some cells of a cube. Every sum is exact."""

    def __init__(self, cube: Cube, mask: Mask) -> None:
        self._cube = cube
        self._mask = mask
        self._all = bool(mask.all())
        self._counted: dict[str, dict[str, int]] = {}

    @cached_property
    def total(self) -> Sums:
        """Over all of it."""
        return Sums(*(int(self._blocks[name].sum()) for name in _FIELDS))

    def by_model(self) -> dict[str, Sums]:
        """For each model with calls, in the order of the alphabet."""
        models = self._cube.codes["model"][self._cube.blocks]
        words = self._cube.words["model"]
        return {word: found for word, found in zip(words, self._summed(models, len(words)), strict=True) if found.rows}

    def by_day(self) -> dict[date, Sums]:
        """For each day with calls, in order."""
        days, codes = self._days
        summed = zip(days, self._summed(codes, len(days)), strict=True)
        return {_date(day): found for day, found in summed if found.rows and day != NO_DAY}

    def by_day_and(self, group_of: Mapping[str, int], many: int) -> dict[date, list[int]]:
        """Credits of each day for so many groups of models."""
        days, codes = self._days
        models = self._cube.codes["model"][self._cube.blocks]
        groups = np.array([group_of[word] for word in self._cube.words["model"]], dtype="int64")[models]
        sums = sums_by(codes * many + groups, self._blocks["credits"], len(days) * many).reshape(-1, many)
        return {_date(day): sums[at].tolist() for at, day in enumerate(days) if day != NO_DAY}

    def counts(self, name: str) -> dict[str, int]:
        """Calls with each word of a dimension; with several tags a call is counted for each."""
        if name not in self._counted:
            self._counted[name] = self._count(name)
        return self._counted[name]

    def _count(self, name: str) -> dict[str, int]:
        cube = self._cube
        # whole numbers far below 2**53, which floats hold exactly and count faster
        rows, codes = self._taken(cube.sums["rows"]), self._taken(cube.codes[name])
        counted = np.bincount(codes, weights=rows, minlength=len(cube.words[name])).astype("int64").tolist()
        made: dict[str, int] = {}
        for word, found in zip(cube.words[name], counted, strict=True):
            for one in split(name, word):
                made[one] = made.get(one, 0) + found
        return made

    def medians(self) -> dict[str, float]:
        """Seconds of the middle call of each model, of those that gave something; see `Cube.is_sampled`."""
        models, seconds, cells = self._cube.timed
        chosen = self._mask[cells]
        models, seconds = models[chosen], seconds[chosen]
        edges = np.append(np.flatnonzero(np.diff(models, prepend=-1)), len(models)).tolist()
        words = self._cube.words["model"]
        return {
            words[models[low]]: float((seconds[(low + high - 1) // 2] + seconds[(low + high) // 2]) / 2)
            for low, high in pairwise(edges)
        }

    def top(self, most: int) -> list[int]:
        """Numbers of the dearest rows."""
        cube = self._cube
        rows = cube.dearest[self._mask[cube.cell_of[cube.dearest]]]
        if len(rows) < most:
            rows = np.flatnonzero(self._mask[cube.cell_of] & ~cube.unknown)
        order = np.lexsort((rows, -cube.charged[rows]))[:most]
        return [int(one) for one in rows[order]]

    def rows(self, sort: str = "time", *, down: bool = True) -> Codes:
        """Numbers of its rows in the order of a column. Raises `InputError`."""
        order = self._cube.order(sort, down)
        return order.rows if self._all else order.rows[self._mask[order.cells]]

    def page(self, sort: str, *, down: bool, first: int, many: int) -> Codes:
        """Some of `rows`, looked for no further down than the last of them."""
        order, end = self._cube.order(sort, down), first + many
        if self._all:
            return order.rows[first:end]
        found: list[Codes] = []
        seen, low, step = 0, 0, _SCANNED
        while seen < end and low < len(order.rows):
            chosen = np.flatnonzero(self._mask[order.cells[low : low + step]])
            found.append(order.rows[low + chosen])
            seen, low, step = seen + len(chosen), low + step, 2 * step
        return np.concatenate([np.zeros(0, dtype="int64"), *found])[first:end]

    def _summed(self, codes: Codes, many: int) -> list[Sums]:
        """Sums over the blocks of each of so many codes."""
        columns = [sums_by(codes, self._blocks[name], many).tolist() for name in _FIELDS]
        return [Sums(*found) for found in zip(*columns, strict=True)]

    @cached_property
    def _blocks(self) -> dict[str, Whole]:
        """Sums of each day and model."""
        cube = self._cube
        if self._all:
            return {name: _sums(cube.sums[name], cube.blocks) for name in _FIELDS}
        block_of = cube.block_of[self._cells]
        starts = np.flatnonzero(np.diff(block_of, prepend=-1))
        found = {}
        for name in _FIELDS:
            sums = np.zeros(len(cube.blocks), dtype="int64")
            sums[block_of[starts]] = _sums(cube.sums[name][self._cells], starts)
            found[name] = sums
        return found

    @cached_property
    def _cells(self) -> Codes:
        """Numbers of its cells."""
        return np.flatnonzero(self._mask)

    def _taken(self, values: Whole) -> Whole:
        return values if self._all else values[self._cells]

    @cached_property
    def _days(self) -> tuple[list[int], Codes]:
        """Days of the cube, and the place of each block among them."""
        days, codes = np.unique(self._cube.days[self._cube.blocks], return_inverse=True)
        return days.tolist(), codes


def split(name: str, word: str) -> list[str]:
    return word.split(",") if name == "tag" else [word]


def _date(number: int) -> date:
    return _DAY_ZERO + timedelta(days=number)


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


def _sums(values: Whole, starts: Codes) -> Whole:
    """Sums from each start to the next."""
    return np.add.reduceat(values, starts) if len(starts) else np.zeros(0, dtype="int64")


def _sortable(series: pd.Series[Any]) -> tuple[Any, Mask]:
    """Numbers in the order of the values, and where one is missing."""
    gone = series.isna().to_numpy(dtype="bool")
    if pd.api.types.is_float_dtype(series.dtype):
        return np.where(gone, 0.0, series.to_numpy(dtype="float64", na_value=0.0)), gone
    if pd.api.types.is_bool_dtype(series.dtype) or pd.api.types.is_integer_dtype(series.dtype):
        return whole_of(series)[0], gone
    return codes_of(series)[0], gone
