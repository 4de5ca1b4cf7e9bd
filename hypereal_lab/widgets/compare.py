"""Compare: a sweep as a grid with cost and time of each cell, winners, and two pictures on top of each other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.lab.batch import Cell
from hypereal_lab.lab.sweep import Sweep
from hypereal_lab.widgets import twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.facts import digits
from hypereal_lab.widgets.grid_cells import Grid, cell_of, charged, sweep_of_assets
from hypereal_lab.widgets.pictures import Pictures, item_of, thumbnail_of
from hypereal_lab.widgets.questions import question
from hypereal_lab.widgets.shown_assets import digests_of
from hypereal_lab.wire.money import ZERO

if TYPE_CHECKING:
    import pandas as pd

    from hypereal_lab.lab import Session

__all__ = ["Compare"]

_OPTIONS = {"across", "winners", "pair", "view", "layout", "disabled"}
_CELLS = 200
"""Cells of one answer."""
_PAUSE = 0.1
"""Seconds in which changes are gathered for one message."""
_TWIN_PICTURES = 12


class Compare(Pictures):
    """A sweep, or assets that exist, side by side.

    `what` is a `Sweep`, a list of assets, or a frame with a column `digest`, `asset` or `run`; without it the other
    keywords make a sweep, as in `lab.sweep`. Raises `TypeError` for an unknown keyword and `InputError` where there is
    nothing to compare.
    """

    bundle = "compare"

    axes: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """What sets the cells apart: `name` and `values` as texts."""
    across = traitlets.Unicode().tag(sync=True)
    """The axis that is laid across; the others make the rows."""
    winners = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Digests of what was picked; see `picked`."""
    pair = traitlets.List(traitlets.Unicode(), maxlen=2).tag(sync=True)
    """Digests of the two pictures that are laid on top of each other."""
    view = traitlets.Enum(("grid", "slider", "side", "difference"), "grid").tag(sync=True)
    """`grid`, or how the pair is shown."""
    running = traitlets.Bool(False).tag(sync=True)
    """Whether cells are being made."""
    spent = traitlets.Unicode("0").tag(sync=True)
    """Credits charged for the cells that were made now, replays not counted, as digits."""

    def __init__(
        self, lab: Session, what: Sweep | Sequence[Asset] | pd.DataFrame | None = None, **settings: Any
    ) -> None:
        own = {name: settings.pop(name) for name in [*settings] if name in _OPTIONS}
        if what is not None:
            check_keywords(type(self), settings, _OPTIONS)
        self.sweep = _sweep_of(lab, what, settings)
        self._grid = Grid(self.sweep)
        self._told = [cell.status for cell in self.sweep.cells]
        self._looking: asyncio.TimerHandle | None = None
        names = [axis["name"] for axis in self._grid.axes]
        if own.setdefault("across", self._grid.across) not in names:
            raise InputError(f"across is one of {', '.join(names)}; not {own['across']!r}.", field="across")
        super().__init__(lab, axes=self._grid.axes, running=self.sweep.runs, spent=digits(self.sweep.spent), **own)
        self._follow(self._hear)

    @property
    def picked(self) -> list[Asset]:
        """The winners, in the order in which they were picked."""
        made = {cell.asset.digest: cell.asset for cell in self.sweep.cells if cell.asset is not None}
        return [made[digest] for digest in self.winners if digest in made]

    def _about(self) -> str:
        done = sum(cell.asset is not None for cell in self.sweep.cells)
        return f"{done} of {len(self.sweep.cells)} made"

    # What the page asks

    @question
    async def _cells(self, offset: int = 0) -> dict[str, Any]:
        """Some cells in the order of the sweep, how many there are, and whether they are being made now."""
        numbers = range(offset, min(offset + _CELLS, len(self.sweep.cells)))
        cells = await asyncio.to_thread(self._read, numbers)
        return {"total": len(self.sweep.cells), "cells": cells}

    @question
    async def _quote(self, cells: list[int] | None = None) -> dict[str, Any]:
        """What it would cost to make what is missing, of all or of some cells."""
        total = await asyncio.to_thread(self.sweep.estimate, self._chosen(cells))
        above = self.sweep.asks_above
        return {
            "text": total.show(),
            "calls": total.calls,
            "low": digits(total.low),
            "high": digits(total.high),
            "replayed": total.replayed,
            "unknown": total.unknown,
            "asks": above is not None and total.high > above,
            "above": digits(above),
        }

    @question
    async def _run(self, cells: list[int] | None = None, confirm: bool = False) -> None:
        """Make what is missing; `confirm` is the second press above the lab's threshold."""
        self._clear_error()
        self.sweep.submit(lambda _cell: self._look_soon(), only=self._chosen(cells), confirm=confirm)
        self.running = True
        self._look_soon()

    @question
    async def _stop(self) -> int:
        """Send no more; says how many calls are under way and come home."""
        self.sweep.stop()
        return sum(cell.status == "running" for cell in self.sweep.cells)

    # How it stays true

    def _chosen(self, cells: list[int] | None) -> list[Cell] | None:
        if cells is None:
            return None
        most = len(self.sweep.cells)
        wrong = next((at for at in cells if type(at) is not int or not 0 <= at < most), None)
        if wrong is not None:
            raise InputError(f"There is no cell {wrong}; they are numbered from 0 to {most - 1}.", field="cells")
        return [self.sweep.cells[at] for at in cells]

    def _read(self, numbers: Sequence[int]) -> list[list[Any]]:
        return [[at, cell_of(self.sweep.cells[at], self._grid.places[at])] for at in numbers]

    def _hear(self, event: str) -> None:
        if event in ("run", "asset"):
            self._look_soon()

    def _look_soon(self) -> None:
        """Tell the page in a moment what changed. Called on the lab's loop."""
        if self._looking is None:
            loop = asyncio.get_running_loop()
            self._looking = loop.call_later(_PAUSE, lambda: self._begin(self._look()))

    async def _look(self) -> None:
        self._looking = None
        running = self.sweep.runs
        now = [cell.status for cell in self.sweep.cells]
        changed = [at for at, (before, after) in enumerate(zip(self._told, now, strict=True)) if before != after]
        self._told = now
        if changed:
            self.send({"kind": "cells", "cells": await asyncio.to_thread(self._read, changed)})
        self.spent = str(digits(self.sweep.spent))
        self.running = running
        if running:
            self._look_soon()
        elif changed:
            self._update_twin()

    def close(self) -> None:
        """Take the widget off the page; cells that are being made go on."""
        if (looking := getattr(self, "_looking", None)) is not None:
            looking.cancel()
        super().close()

    # What stays in the notebook

    def _twin(self) -> str:
        made = [(at, cell.asset) for at, cell in enumerate(self.sweep.cells) if cell.asset is not None]
        chosen = sorted(made, key=lambda pair: pair[1].digest not in self.winners)[:_TWIN_PICTURES]
        pictures = [twin.Picture(thumbnail_of(one), item_of(one)["alt"], self._caption(at, one)) for at, one in chosen]
        costs = [cost for cell in self.sweep.cells if (cost := charged(cell)) is not None]
        lines = (
            f"{len(made)} of {len(self.sweep.cells)} made, {sum(costs, ZERO).show()} credits",
            " · ".join(f"{axis['name']}: {len(axis['values'])}" for axis in self.axes),
        )
        failed = len(self.sweep.failed)
        quiet = (f"{failed} failed" if failed else "", self._revive)
        return twin.page(self.twin_mark, pictures, lines, quiet)

    def _caption(self, at: int, asset: Asset) -> str:
        cost = "" if asset.cost is None else f"{asset.cost.show()} credits"
        took = "" if asset.latency is None else f"{asset.latency:.3g} s"
        best = "winner" if asset.digest in self.winners else ""
        return " · ".join(filter(None, (twin.shortened(self._grid.name(at), 80), cost, took, best)))


def _sweep_of(lab: Session, what: Any, settings: dict[str, Any]) -> Sweep:
    if what is None and settings:
        return lab.sweep(**settings)
    if isinstance(what, Sweep):
        return what
    if hasattr(what, "columns"):
        return sweep_of_assets(lab, [lab.shelf.asset(digest) for digest in digests_of(what, lab.shelf)])
    return sweep_of_assets(lab, list(what or ()))
