"""What a dashboard leaves in a saved notebook: its cards as sentences, and the models as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypereal_lab.usage.charts.figures import number
from hypereal_lab.usage.chosen import Chosen
from hypereal_lab.widgets.twin import Table

__all__ = ["lines", "models", "narrowed"]

_MOST = 20
"""Models that the table names."""


def lines(shown: Mapping[str, Any], balance: str | None) -> list[str]:
    """The cards."""
    cards, total = shown["cards"], shown["total"]
    ahead = cards["forecast"]
    between = f" ({ahead['low']} to {ahead['high']})" if ahead["low"] is not None else ""
    expected = "" if ahead["expected"] is None else f"Forecast of the month: {ahead['expected']} credits{between}"
    return [
        f"{number(total['calls'], 'call')}, {_amount(total)}",
        f"Today: {_amount(cards['today'])}",
        f"This month: {_amount(cards['month'])}",
        expected,
        "" if balance is None else f"Balance: {balance} credits",
        f"Saved by replay and caches: {total['avoided']} credits",
    ]


def models(rows: Sequence[Mapping[str, Any]]) -> Table:
    """The dearest models."""
    cells = [(one["name"], f"{one['calls']:,}", _amount(one), one["share"]) for one in rows[:_MOST]]
    more = len(rows) - _MOST
    return Table(("Model", "Calls", "Cost", "Share"), cells, f"and {number(more, 'more model')}" if more > 0 else "")


def narrowed(chosen: Chosen) -> str:
    """The filters, where there are any."""
    words = [f"{name} {', '.join(sorted(found))}" for name, found in chosen.words.items()]
    if chosen.first or chosen.last:
        words.append(f"days {chosen.first or 'up'} to {chosen.last or 'now'}")
    return f"Only {'; '.join(words)}." if words else ""


def _amount(found: Mapping[str, Any]) -> str:
    """A sum, with what it leaves out."""
    unknown = f"{found['unknown']:,} of unknown price" if found["unknown"] else ""
    if found["credits"] is None:
        return unknown
    return f"{found['credits']} credits{f' and {unknown}' if unknown else ''}"
