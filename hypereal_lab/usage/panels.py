"""What a dashboard shows of a cube: cards, charts and choices as plain values.

What is read is text with every digit; the numbers beside it are for lengths on a screen only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from hypereal_lab.usage.charts.canvas import OTHER
from hypereal_lab.usage.charts.figures import about, exact, length, percent
from hypereal_lab.usage.charts.look import COLOURS, GREY
from hypereal_lab.usage.chosen import DIMENSIONS, Chosen
from hypereal_lab.usage.cube import Cube
from hypereal_lab.usage.gathered import few_of
from hypereal_lab.usage.part import Part, Sums
from hypereal_lab.usage.views.forecast import foretold
from hypereal_lab.usage.views.rows import NONE

__all__ = ["Panels"]

_TOP = 10
_MODELS = 40
"""Models that a chart shows; the table has all."""
_CHOICES = 500
"""Words that a filter offers of a column; the most frequent ones where there are more."""
_DAYS, _WEEKS = 93, 800
"""Up to so many days a bar is a day, up to so many it is a week, else a month."""


class Panels:
    """The same cube under changing filters. A model keeps its colour whatever is chosen."""

    def __init__(self, cube: Cube) -> None:
        self.cube = cube
        every = cube.part(Chosen()).by_model()
        paid = sorted((one for one in every if every[one].credits > 0), key=lambda one: (-every[one].credits, one))
        self._named = paid[: len(COLOURS)]
        self._group = {word: len(self._named) for word in cube.words["model"]}
        self._group |= {word: at for at, word in enumerate(self._named)}
        self._kept: WeakKeyDictionary[Part, dict[str, Any]] = WeakKeyDictionary()

    def series(self) -> list[dict[str, Any]]:
        """Models with a colour of their own, and all others together."""
        named = [{"name": name, "colour": COLOURS[at]} for at, name in enumerate(self._named)]
        rest = len(self.cube.words["model"]) - len(self._named)
        return [*named, {"name": f"{OTHER} ({rest})", "colour": GREY}] if rest else named

    def look(self, chosen: Chosen, today: date) -> dict[str, Any]:
        """Everything but the table. Each chart is narrowed down by all filters but its own."""
        part = self.cube.part(chosen)
        names = (*DIMENSIONS, "days")
        parts = {name: self.cube.part(chosen.without(name)) if name in chosen.parts else part for name in names}
        days = parts["days"].by_day()
        return {
            "total": sums(part.total),
            "of": len(self.cube),
            "cards": self._cards(days, today),
            "days": self._bars(days, parts["days"]),
            "models": self._once(parts["model"], "models", self._models),
            "sampled": self.cube.is_sampled,
            "top": self._lines(part.top(_TOP)),
            "choices": {name: self._once(parts[name], name, partial(_choices, name)) for name in DIMENSIONS},
        }

    def _once(self, part: Part, name: str, made: Callable[[Part], Any]) -> Any:
        """What a chart shows of a part, as long as that is kept: a filter leaves the chart it was set in as it is."""
        kept = self._kept.setdefault(part, {})
        if name not in kept:
            kept[name] = made(part)
        return kept[name]

    def _cards(self, days: Mapping[date, Sums], today: date) -> dict[str, Any]:
        """Of today and this month, whatever days are chosen."""
        month = [found for day, found in days.items() if day.replace(day=1) == today.replace(day=1) and day <= today]
        ahead = foretold({day: found.credits for day, found in days.items()}, today)
        words = {name: None if ahead[name] is None else about(ahead[name]) for name in ("expected", "low", "high")}
        return {
            "day": today.isoformat(),
            "today": sums(days.get(today, Sums())),
            "month": sums(added(month)),
            "forecast": {**words, "note": ahead["note"]},
        }

    def _bars(self, days: Mapping[date, Sums], part: Part) -> dict[str, Any]:
        """Spend over time; a bar without calls is left out, its place is not."""
        many = len(self._named) + 1
        parts = part.by_day_and(self._group, many)
        span = self.cube.span
        unit = _unit(span)
        bars: dict[date, tuple[list[Sums], list[int]]] = {}
        for day, found in days.items():
            sort, amounts = bars.setdefault(_begin(day, unit), ([], [0] * many))
            sort.append(found)
            amounts[:] = [one + more for one, more in zip(amounts, parts[day], strict=True)]
        return {
            "unit": unit,
            "span": None if span is None else [_begin(span[0], unit).isoformat(), span[1].isoformat()],
            "bars": [
                {
                    "first": begin.isoformat(),
                    "last": _end(begin, unit).isoformat(),
                    "parts": [length(amount) for amount in amounts],
                    **sums(added(sort)),
                }
                for begin, (sort, amounts) in sorted(bars.items())
            ],
        }

    def _models(self, part: Part) -> list[dict[str, Any]]:
        """The dearest first."""
        found, seconds = part.by_model(), part.medians()
        whole = sum(one.credits for one in found.values())
        order = sorted(found, key=lambda name: (-found[name].credits, name))[:_MODELS]
        return [self._model(name, found[name], whole, seconds.get(name)) for name in order]

    def _model(self, name: str, found: Sums, whole: int, seconds: float | None) -> dict[str, Any]:
        paid = found.sent - found.unknown
        each = None if paid <= 0 or found.credits <= 0 else round(found.credits / paid)
        return {
            "name": name,
            "series": self._group[name],
            "length": length(found.credits),
            "share": percent(found.credits / whole) if whole > 0 and found.credits > 0 else "",
            "seconds": seconds,
            "each": None if each is None else length(each),
            "each_text": None if each is None else about(each),
            **sums(found),
        }

    def _lines(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """The dearest calls."""
        names = ("time_us", "model", "prompt", "error", "run", "credits_micros")
        taken = {name: few_of(self.cube.frame[name], rows) for name in names}
        return [self._line(row, {name: taken[name][at] for name in names}) for at, row in enumerate(rows)]

    def _line(self, row: int, found: Mapping[str, Any]) -> dict[str, Any]:
        micros, model = int(found["credits_micros"]), word(found["model"]) or NONE
        return {
            "row": row,
            "time": milliseconds(found["time_us"]),
            "model": model,
            "series": self._group[model],
            "words": (word(found["prompt"]) or word(found["error"]) or word(found["run"]) or "")[:200],
            "length": length(micros),
            "text": exact(micros),
        }


def sums(found: Sums) -> dict[str, Any]:
    """A sum as it is read: `credits` is text, or None where no price is known."""
    return {
        "credits": None if found.micros is None else exact(found.micros),
        "about": None if found.micros is None else about(found.micros),
        "calls": found.rows,
        "unknown": found.unknown,
        "failed": found.failed,
        "replayed": found.rows - found.sent,
        "avoided": exact(found.avoided),
        "refunded": exact(found.refunded),
    }


def added(many: Sequence[Sums]) -> Sums:
    """All of them together."""
    if len(many) == 1:
        return many[0]
    return Sums(*(sum(getattr(one, name) for one in many) for name in Sums.__dataclass_fields__))


def word(value: Any) -> str | None:
    """A text, or None for a missing one."""
    return None if value is None or value is pd.NA or value != value else str(value)


def milliseconds(value: Any) -> int | None:
    """Microseconds of a frame as milliseconds for a page."""
    return None if value is None or value is pd.NA or value != value else int(value) // 1000


def _choices(name: str, part: Part) -> list[list[Any]]:
    """Words of a dimension with their calls, the most frequent first."""
    counted = sorted(part.counts(name).items(), key=lambda found: (-found[1], found[0]))
    return [[one, many] for one, many in counted[:_CHOICES]]


def _unit(span: tuple[date, date] | None) -> str:
    days = 0 if span is None else (span[1] - span[0]).days + 1
    return "day" if days <= _DAYS else "week" if days <= _WEEKS else "month"


def _begin(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _end(begin: date, unit: str) -> date:
    """The last day of a bar."""
    if unit == "month":
        return (begin + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return begin + timedelta(days=6 if unit == "week" else 0)
