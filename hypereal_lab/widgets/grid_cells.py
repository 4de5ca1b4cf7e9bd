"""A sweep, or assets that exist, as a grid: its axes, and its cells as plain data for a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.lab.batch import Cell
from hypereal_lab.lab.sweep import Sweep
from hypereal_lab.widgets.facts import digits
from hypereal_lab.widgets.pictures import item_of
from hypereal_lab.widgets.questions import problem_of
from hypereal_lab.widgets.twin import shortened
from hypereal_lab.wire.money import ZERO, Credits

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Grid", "cell_of", "charged", "sweep_of_assets"]

_WORDS = 160
_SET_APART = ("model", "prompt", "seed", "take")


class Grid:
    """The axes of a sweep as texts, and where each cell stands on them."""

    def __init__(self, sweep: Sweep) -> None:
        self.axes: list[dict[str, Any]] = []
        self.places: list[list[int]] = [[] for _ in sweep.cells]
        for name in sweep.axes:
            texts = [_text(cell.point.get(name)) for cell in sweep.cells]
            values = list(dict.fromkeys(texts))
            number = {text: at for at, text in enumerate(values)}
            for place, text in zip(self.places, texts, strict=True):
                place.append(number[text])
            self.axes.append({"name": name, "values": [shortened(text, _WORDS) for text in values]})

    @property
    def across(self) -> str:
        """The axis that is best laid across: the models where they differ, else the last one."""
        names = [axis["name"] for axis in self.axes]
        return "model" if "model" in names else (names[-1] if names else "")

    def name(self, number: int) -> str:
        """Where a cell stands, in words."""
        return ", ".join(str(axis["values"][at]) for axis, at in zip(self.axes, self.places[number], strict=True))


def cell_of(cell: Cell, place: list[int]) -> dict[str, Any]:
    """One cell, with its price where it is still to be made and its cost where it is."""
    asset, price = cell.asset, None if cell.call is None or cell.asset is not None else cell.call.estimate()
    before = cell.call.made_before() if cell.waits and cell.call is not None else None
    return {
        "at": place,
        "status": cell.status,
        "cost": digits(charged(cell)),
        "price": None if price is None else digits(price.expected),
        "kept": before is not None,
        "latency": None if asset is None else asset.latency,
        "item": None if asset is None else item_of(asset),
        "error": None if cell.error is None else problem_of(cell.error),
    }


def charged(cell: Cell) -> Credits | None:
    """What a cell was charged when it was made, whoever looks at it; None where nothing was."""
    costs = [] if cell.asset is None else [one.cost for one in cell.asset.all if one.cost is not None]
    return sum(costs, ZERO) if costs else None


def sweep_of_assets(lab: Session, assets: Sequence[Asset]) -> Sweep:
    """A sweep in which all is made, by what sets the assets apart. Raises `InputError` for fewer than one."""
    if not assets or not all(isinstance(one, Asset) for one in assets):
        raise InputError("Give a sweep, a list of assets, a frame of them, or lists to sweep over.", field="what")
    facts = [{"model": one.model or "", "prompt": one.prompt or one.name or "", **_inputs(one)} for one in assets]
    axes = [name for name in _SET_APART if len({str(fact.get(name)) for fact in facts}) > 1]
    points = [{name: fact.get(name) for name in axes} for fact in facts]
    if len({str(point) for point in points}) < len(points) or not axes:
        axes, points = ["asset"], [{"asset": f"{at}: {fact['prompt']}"} for at, fact in enumerate(facts, 1)]
    cells = [Cell(point, None, asset=asset) for point, asset in zip(points, assets, strict=True)]
    for cell in cells:
        cell.status = "succeeded"
    return Sweep(cells, axes, lab.loop, at_once=1)


def _inputs(asset: Asset) -> dict[str, Any]:
    return {"seed": asset.seed, "take": asset.recipe.get("take", 1)}


def _text(value: object) -> str:
    if isinstance(value, Asset):
        return value.prompt or value.name or value.digest[:12]
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value)) or "none"
    return "none" if value is None else str(value)
