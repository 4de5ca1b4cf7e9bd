"""Some cells of a cube: what a filter leaves, as sums, counts, medians and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hypereal_lab.usage.gathered import Codes, Whole, sums_by

if TYPE_CHECKING:
    from hypereal_lab.usage.cube import Cube

__all__ = ["DAY_ZERO", "NO_DAY", "Mask", "Part", "Sums", "date_of", "split", "sums_from"]

Mask = npt.NDArray[np.bool_]

NO_DAY = -(2**31)
"""Day of a call whose time is missing."""
DAY_ZERO = date(1970, 1, 1)
_SCANNED = 50_000
"""Rows that are looked through at first for a page of a table; the next time twice as many, and so on."""
_FIELDS = ("rows", "sent", "failed", "unknown", "credits", "refunded", "avoided")


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
        return {date_of(day): found for day, found in summed if found.rows and day != NO_DAY}

    def by_day_and(self, group_of: Mapping[str, int], many: int) -> dict[date, list[int]]:
        """Credits of each day for so many groups of models."""
        days, codes = self._days
        models = self._cube.codes["model"][self._cube.blocks]
        groups = np.array([group_of[word] for word in self._cube.words["model"]], dtype="int64")[models]
        sums = sums_by(codes * many + groups, self._blocks["credits"], len(days) * many).reshape(-1, many)
        return {date_of(day): sums[at].tolist() for at, day in enumerate(days) if day != NO_DAY}

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
            return {name: sums_from(cube.sums[name], cube.blocks) for name in _FIELDS}
        block_of = cube.block_of[self._cells]
        starts = np.flatnonzero(np.diff(block_of, prepend=-1))
        found = {}
        for name in _FIELDS:
            sums = np.zeros(len(cube.blocks), dtype="int64")
            sums[block_of[starts]] = sums_from(cube.sums[name][self._cells], starts)
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
    """The words of a dimension that one text holds; only tags are several."""
    return word.split(",") if name == "tag" else [word]


def date_of(number: int) -> date:
    """Of whole days since 1970."""
    return DAY_ZERO + timedelta(days=number)


def sums_from(values: Whole, starts: Codes) -> Whole:
    """Sums from each start to the next."""
    return np.add.reduceat(values, starts) if len(starts) else np.zeros(0, dtype="int64")
