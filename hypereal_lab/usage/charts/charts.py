"""`usage.chart`: a chart for each question that is asked of a bill."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hypereal_lab.errors import InputError
from hypereal_lab.usage.charts.canvas import checked_width
from hypereal_lab.usage.charts.drawing import Drawing

__all__ = ["Charts"]

_UNITS = ("day", "week", "month")


class Charts:
    """Charts of calls. Each sums its rows in their own engine first, so that it is small however many there are.

    `width` is in pixels from edge to edge; from 360 on all of them read well. Raise `InputError`.
    """

    def __init__(self, rows: Callable[[], Any]) -> None:
        self._rows = rows

    def __call__(self, *, width: int = 640) -> Drawing:
        """Credits per model as bars."""
        return self.by_model(width=width)

    def by_model(self, *, width: int = 640) -> Drawing:
        """Credits per model as bars, the dearest on top."""
        from hypereal_lab.usage.charts.by_model import by_model

        return _drawing(by_model(self._rows(), checked_width(width)))

    def spend(self, unit: str | None = None, *, zone: str = "UTC", width: int = 640) -> Drawing:
        """Credits over time, stacked by model: by `day`, `week` or `month` of a time zone, chosen unless said."""
        from hypereal_lab.usage.charts.spend import spend

        return _drawing(spend(self._rows(), _unit(unit), zone, checked_width(width)))

    def share(self, *, width: int = 640) -> Drawing:
        """What part each model took, as a ring."""
        from hypereal_lab.usage.charts.share import share

        return _drawing(share(self._rows(), checked_width(width)))

    def cost_latency(self, *, width: int = 640) -> Drawing:
        """What a call of each model costs against how long it takes; both scales are logarithmic."""
        from hypereal_lab.usage.charts.cost_latency import cost_latency

        return _drawing(cost_latency(self._rows(), checked_width(width)))

    def top(self, n: int = 10, *, width: int = 640) -> Drawing:
        """The dearest calls, at most 50."""
        from hypereal_lab.usage.charts.top import top

        if type(n) is not int or not 1 <= n <= 50:
            raise InputError("n is a whole number from 1 to 50.", field="n")
        return _drawing(top(self._rows(), n, checked_width(width)))

    def burn_down(self, budget: object, *, zone: str = "UTC", now: datetime | None = None, width: int = 640) -> Drawing:
        """What is left of a month's budget day by day, and where the month will end, with an interval."""
        from hypereal_lab.usage.asked import budget_of, moment_of
        from hypereal_lab.usage.charts.burn_down import burn_down

        micros = budget_of(budget).micros
        return _drawing(burn_down(self._rows(), micros, moment_of(now), zone, checked_width(width)))

    def unit_cost(self, *, width: int = 640) -> Drawing:
        """What a picture, a second, a thousand tokens, a mesh cost with each model, the cheapest first."""
        from hypereal_lab.usage.charts.unit_cost import unit_cost

        return _drawing(unit_cost(self._rows(), checked_width(width)))

    def price_history(self, unit: str | None = None, *, zone: str = "UTC", width: int = 640) -> Drawing:
        """What a unit of the dearest models really cost over time."""
        from hypereal_lab.usage.charts.price_history import price_history

        return _drawing(price_history(self._rows(), _unit(unit), zone, checked_width(width)))

    def __repr__(self) -> str:
        return "<Charts: by_model, spend, share, cost_latency, top, burn_down, unit_cost, price_history>"


def _drawing(made: Any) -> Drawing:
    assert isinstance(made, Drawing)
    return made


def _unit(unit: str | None) -> str | None:
    if unit not in (None, *_UNITS):
        raise InputError(f"unit is {', '.join(_UNITS)}; not {unit!r}.", field="unit")
    return unit
