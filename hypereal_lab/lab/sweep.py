"""A grid of calls: every combination of the values given, with its price before and its table after."""

from __future__ import annotations

import concurrent.futures
import itertools
import math
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hypereal_lab.client.loop import LoopThread
from hypereal_lab.errors import ConfirmationNeeded, InputError
from hypereal_lab.lab import card
from hypereal_lab.lab.batch import Batch, Cell, Total
from hypereal_lab.lab.face import Faced
from hypereal_lab.tables import Column, frame_of
from hypereal_lab.wire.money import ZERO, Credits

if TYPE_CHECKING:
    import pandas as pd

    from hypereal_lab.lab.call import Call

__all__ = ["RESULTS", "Sweep", "results_of"]

MOST_CELLS = 10_000

RESULTS = (
    Column(
        "status",
        "str",
        "`never sent`, `running`, `succeeded`, `replayed`, `failed`, or `refused` by the model's limits",
    ),
    Column("credits", "object", "charged for this cell now, exact; 0 for a replay, None where nothing was made"),
    Column("estimate", "object", "credits expected before, exact; None where no price is known"),
    Column("latency", "float64", "seconds that the call took when it was made"),
    Column("asset", "object", "the asset, or None"),
    Column("run", "str", "the call in the journal"),
    Column("error", "str", "why there is none"),
)


class Sweep(Faced):
    """Shown, it says what it would cost. Await it or `run()` it to make what is missing; `table` is its result."""

    def __init__(self, cells: Sequence[Cell], axes: Sequence[str], loop: LoopThread, *, at_once: int) -> None:
        self._batch = Batch(cells, loop, at_once=at_once)
        self._axes = tuple(axes)
        self._asks_above: Credits | None = None
        self._confirmed = False

    @classmethod
    def of(
        cls,
        make: Callable[..., Call],
        settings: Mapping[str, Any],
        loop: LoopThread,
        *,
        at_once: int,
        asks_above: Credits | None,
    ) -> Sweep:
        """Cells for every combination. Raises `InputError` for an empty axis, or more than 10,000 cells."""
        axes = {name: list(value) for name, value in settings.items() if _is_axis(name, value)}
        fixed = {name: value for name, value in settings.items() if name not in axes}
        _check_axes(axes)
        points = [dict(zip(axes, point, strict=True)) for point in itertools.product(*axes.values())]
        return cls.of_points(make, points, fixed, loop, at_once=at_once, asks_above=asks_above)

    @classmethod
    def of_points(
        cls,
        make: Callable[..., Call],
        points: Sequence[Mapping[str, Any]],
        fixed: Mapping[str, Any],
        loop: LoopThread,
        *,
        at_once: int,
        asks_above: Credits | None,
    ) -> Sweep:
        """A cell for each point. Raises `InputError` for more than 10,000 of them."""
        _check_size(len(points), at_once)
        cells = [_cell(make, dict(point), fixed) for point in points]
        made = cls(cells, tuple(points[0]) if points else (), loop, at_once=at_once)
        made._asks_above = asks_above
        made._confirmed = bool(fixed.get("confirm", False))
        return made

    @property
    def cells(self) -> list[Cell]:
        """In the order of the axes, the last one changing fastest."""
        return self._batch.cells

    @property
    def failed(self) -> list[Cell]:
        """Cells whose last try failed; running the sweep again asks for these alone."""
        return self._batch.failed

    @property
    def axes(self) -> tuple[str, ...]:
        """The names of what sets the cells apart."""
        return self._axes

    @property
    def asks_above(self) -> Credits | None:
        """Credits above which it asks first; None where it never does."""
        return None if self._confirmed else self._asks_above

    def estimate(self, only: Sequence[Cell] | None = None) -> Total:
        """What is still to be made, of all cells or of some, before anything is sent; no network."""
        return self._batch.total(only)

    @property
    def runs(self) -> bool:
        """Whether cells are being made."""
        return self._batch.runs

    def submit(
        self,
        heard: Callable[[Cell], None] = lambda cell: None,
        *,
        only: Sequence[Cell] | None = None,
        confirm: bool = False,
    ) -> concurrent.futures.Future[None]:
        """Begin with what is missing, or with what of `only` is, and return at once; one that runs goes on.

        `heard` is told of each cell when it begins and when it ends; `confirm` is the yes to a total, and to calls,
        above `lab.confirm_above`. Raises `ConfirmationNeeded`.
        """
        if confirm and not self.runs:
            for cell in self.cells if only is None else only:
                cell.call = cell.call.confirmed() if cell.waits and cell.call is not None else cell.call
        elif not confirm:
            self._check_total(only)
        return self._batch.submit(heard, only=only)

    def run(self) -> Sweep:
        """Make what is missing and wait. An interrupt sends no more; what was paid for is kept."""
        self._check_total()
        self._batch.wait()
        return self

    def stop(self) -> None:
        """Send no more calls; those under way come home and are kept."""
        self._batch.stop()

    def __await__(self) -> Generator[Any, None, Sweep]:
        self._check_total()
        yield from self._batch.__await__()
        return self

    @property
    def table(self) -> pd.DataFrame:
        """One row per cell: the axes, then the columns of `RESULTS`."""
        axes = tuple(Column(name, "object", "as given") for name in self._axes)
        return frame_of((*axes, *RESULTS), ({**cell.point, **results_of(cell)} for cell in self.cells))

    @property
    def spent(self) -> Credits:
        """Charged for the cells made so far, replays not counted."""
        return sum((_charged(cell) or ZERO for cell in self.cells), ZERO)

    def _check_total(self, only: Sequence[Cell] | None = None) -> None:
        most = self.estimate(only).high
        if self._asks_above is not None and most > self._asks_above and not self._confirmed:
            raise ConfirmationNeeded(
                f"This sweep may cost {most} credits, and above {self._asks_above} this lab asks first. Pass "
                "confirm=True to send it."
            )

    def __repr__(self) -> str:
        shape = " x ".join(f"{len({str(cell.point[axis]) for cell in self.cells})} {axis}" for axis in self._axes)
        done = sum(cell.asset is not None for cell in self.cells)
        return f"<Sweep {shape}: {done} of {len(self.cells)} made; still {self.estimate().show()}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        total = self.estimate()
        facts = [
            (axis, ", ".join(dict.fromkeys(str(cell.point[axis])[:40] for cell in self.cells))) for axis in self._axes
        ]
        facts += [("Made", f"{sum(cell.asset is not None for cell in self.cells)} of {len(self.cells)}")]
        facts += [("Spent", f"{self.spent} credits"), ("Still to make", total.show())]
        facts += [("Failed", str(len(self.failed)))] if self.failed else []
        note = (
            "Await it, or call .run(), to make what is missing." if total.calls else "All made; .table has the result."
        )
        return {"text/plain": repr(self), "text/html": card.of_facts("Sweep", facts, note)}


def results_of(cell: Cell) -> dict[str, Any]:
    """The columns of `RESULTS` for one cell."""
    price = None if cell.call is None else cell.call.estimate().expected
    charged, asset = _charged(cell), cell.asset
    return {
        "status": cell.status,
        "credits": None if charged is None else charged.decimal,
        "estimate": None if price is None else price.decimal,
        "latency": float("nan") if asset is None or asset.latency is None else asset.latency,
        "asset": asset,
        "run": None if asset is None else asset.run,
        "error": None if cell.error is None else str(cell.error),
    }


def _charged(cell: Cell) -> Credits | None:
    if cell.asset is None:
        return None
    if cell.asset.replayed or cell.asset.dry:
        return ZERO
    return sum((one.cost for one in cell.asset.all if one.cost is not None), ZERO)


def _is_axis(name: str, value: object) -> bool:
    """A list of values. References are a list already, so for them an axis is a list of lists."""
    listed = isinstance(value, list | tuple | range)
    if name in ("references", "messages"):
        return listed and bool(value) and all(isinstance(one, list | tuple) for one in value)  # type: ignore[attr-defined]
    return listed


def _cell(make: Callable[..., Call], point: dict[str, Any], fixed: Mapping[str, Any]) -> Cell:
    try:
        return Cell(point, make(**fixed, **point))
    except InputError as error:
        cell = Cell(point, None)
        cell.error = error
        return cell


def _check_axes(axes: Mapping[str, Sequence[Any]]) -> None:
    if not axes:
        raise InputError(
            "A sweep needs at least one list of values, such as prompt=[...] or seed=range(4).", field="prompt"
        )
    for name, values in axes.items():
        if not values:
            raise InputError(f"{name} is an empty list; give it at least one value.", field=name)
    _check_size(math.prod(len(values) for values in axes.values()), 1)


def _check_size(count: int, at_once: int) -> None:
    if count > MOST_CELLS:
        raise InputError(f"This sweep has {count:,} cells and {MOST_CELLS:,} are allowed; split it.", field="settings")
    if type(at_once) is not int or not 1 <= at_once <= 64:
        raise InputError("at_once is a whole number from 1 to 64.", field="at_once")
