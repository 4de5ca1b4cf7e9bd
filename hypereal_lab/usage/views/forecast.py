"""Where the month will end, from the days behind; honest about little data."""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypereal_lab.tables import Column
from hypereal_lab.usage.views.periods import periods
from hypereal_lab.usage.views.rows import collect
from hypereal_lab.usage.views.zones import zone_of

__all__ = ["BUDGET_PACE", "BURN_DOWN", "FORECAST", "budget_pace", "burn_down", "days_of", "forecast", "foretold"]

FORECAST = (
    Column("month", "str", "first day of the month, YYYY-MM-DD"),
    Column("spent", "credits", "credits charged in it so far, exact"),
    Column("expected", "credits", "credits at its end; None where there is nothing to tell it from"),
    Column("low", "credits", "nine months in ten end above this, if days go on as they did; None with too little data"),
    Column("high", "credits", "nine months in ten end below this; None with too little data"),
    Column("days_seen", "int64", "whole days behind, at most 56, that it was told from"),
    Column("days_left", "int64", "days of the month to come, with today"),
    Column("pattern", "str", "`weekday`: each day of the week has its own; `flat`: too little data for that; `none`"),
    Column("note", "str", "what to keep in mind"),
)
BUDGET_PACE = (
    Column("month", "str", "first day of the month, YYYY-MM-DD"),
    Column("budget", "credits", "credits of the month"),
    Column("spent", "credits", "credits charged in it so far, exact"),
    Column("left", "credits", "budget less spent, exact; negative when it is passed"),
    Column("month_passed", "float64", "part of the month that is over, 0 to 1"),
    Column("budget_used", "float64", "part of the budget that is spent; above 1 when it is passed"),
    Column("pace", "float64", "budget used over month passed: above 1 is too fast"),
    Column("runs_out", "str", "day on which it will be used up at this pace, YYYY-MM-DD; missing where it lasts"),
)

BURN_DOWN = (
    Column("day", "str", "its end is meant, in the time zone asked for, YYYY-MM-DD; the first is the eve of the month"),
    Column("foretold", "bool", "whether it is still to come"),
    Column(
        "spent", "credits", "credits of the month up to then: charged, exact, or expected; None where nobody can tell"
    ),
    Column("low", "credits", "of days to come: nine in ten are above this; None with too little data"),
    Column("high", "credits", "of days to come: nine in ten are below this; None with too little data"),
    Column("left", "credits", "budget less spent; negative when it is passed"),
    Column("even", "credits", "what would be left if every day took the same part of the budget"),
)

_LEAST, _FOR_WEEKDAYS, _MOST = 5, 21, 56
"""Days for an interval, days for a weekday pattern, days looked back."""
_NINETY = Fraction(1645, 1000)


def days_of(rows: Any, zone: str) -> dict[date, int]:
    """Credits of each day with calls, in millionths."""
    found = collect(periods(rows, "day", zone=zone), ("day", "credits_micros"))
    dated = (one for one in found if one["day"][:1].isdigit())
    return {date.fromisoformat(one["day"]): int(one["credits_micros"] or 0) for one in dated}


def forecast(rows: Any, now: datetime, zone: str) -> dict[str, Any]:
    """One row; amounts in millionths."""
    return foretold(days_of(rows, zone), now.astimezone(zone_of(zone)).date())


def foretold(days: Mapping[date, int], today: date) -> dict[str, Any]:
    """The same from the credits of each day."""
    first = today.replace(day=1)
    end = first + timedelta(days=monthrange(today.year, today.month)[1])
    spent = sum(amount for day, amount in days.items() if first <= day <= today)
    seen = _behind(days, today)
    coming = [today + timedelta(days=number) for number in range((end - today).days)]
    row = {"month": first.isoformat(), "spent": spent, "days_seen": len(seen), "days_left": len(coming)}
    if not seen:
        note = "no whole day lies behind; come back tomorrow."
        return {**row, "expected": None, "low": None, "high": None, "pattern": "none", "note": note}
    usual, pattern = _usual(seen)
    rest = sum((usual[day.weekday()] for day in coming), Fraction(0))
    # what today took already counts, and is only a part of what today usually takes
    expected = spent + round(max(rest - days.get(today, 0), Fraction(0)))
    return {**row, "expected": expected, "pattern": pattern, **_interval(seen, usual, len(coming), expected, spent)}


def _behind(days: Mapping[date, int], today: date) -> list[tuple[date, int]]:
    """Whole days from the first call on, with nothing where nothing was called."""
    first = max(min(days, default=today), today - timedelta(days=_MOST))
    return [(day, days.get(day, 0)) for day in (first + timedelta(days=n) for n in range((today - first).days))]


def _usual(seen: Sequence[tuple[date, int]]) -> tuple[list[Fraction], str]:
    mean = Fraction(sum(amount for _, amount in seen), len(seen))
    if len(seen) < _FOR_WEEKDAYS:
        return [mean] * 7, "flat"
    return [_mean([amount for day, amount in seen if day.weekday() == weekday]) for weekday in range(7)], "weekday"


def _mean(amounts: Sequence[int]) -> Fraction:
    return Fraction(sum(amounts), len(amounts))


def _interval(
    seen: Sequence[tuple[date, int]], usual: Sequence[Fraction], left: int, expected: int, spent: int
) -> dict[str, Any]:
    if len(seen) < _LEAST:
        note = f"only {len(seen)} whole day{'s' * (len(seen) > 1)} behind; no interval can be told from that."
        return {"low": None, "high": None, "note": note}
    width = _width(seen, usual, left)
    few = "few days behind; the interval is rough." if len(seen) < _FOR_WEEKDAYS else "if days go on as they did."
    return {"low": max(spent, expected - width), "high": expected + width, "note": few}


def _width(seen: Sequence[tuple[date, int]], usual: Sequence[Fraction], left: int) -> int:
    """Half of the interval after so many days."""
    squares = sum((amount - usual[day.weekday()]) ** 2 for day, amount in seen)
    free = len(seen) - (7 if len(seen) >= _FOR_WEEKDAYS else 1)
    # the days to come vary, and so does the mean that they are told from
    variance = squares / free * left * (1 + Fraction(left, len(seen)))
    return round(_NINETY * math.isqrt(int(variance)))


def burn_down(rows: Any, budget: int, now: datetime, zone: str) -> list[dict[str, Any]]:
    """One row for each day of the month, those to come as `forecast` tells them; amounts in millionths."""
    days, today = days_of(rows, zone), now.astimezone(zone_of(zone)).date()
    first, length = today.replace(day=1), monthrange(today.year, today.month)[1]
    spent, found = 0, [_day(first - timedelta(days=1), False, 0, budget, budget)]
    for number in range(1, today.day):
        spent += days.get(first + timedelta(days=number - 1), 0)
        found.append(_day(first + timedelta(days=number - 1), False, spent, budget, _even(budget, number, length)))
    seen = _behind(days, today)
    usual = _usual(seen)[0] if seen else None
    already, rest = days.get(today, 0), Fraction(0)
    for number in range(today.day, length + 1):
        day, ahead = first + timedelta(days=number - 1), number - today.day + 1
        rest += usual[day.weekday()] if usual else 0
        expected = spent + already + round(max(rest - already, Fraction(0))) if usual else None
        row = _day(day, True, expected, budget, _even(budget, number, length))
        if expected is not None and usual and len(seen) >= _LEAST:
            width = _width(seen, usual, ahead)
            row |= {"low": max(spent + already, expected - width), "high": expected + width}
        found.append(row)
    return found


def _day(day: date, foretold: bool, spent: int | None, budget: int, even: int) -> dict[str, Any]:
    left = None if spent is None else budget - spent
    return {
        "day": day.isoformat(), "foretold": foretold, "spent": spent, "low": None, "high": None, "left": left,
        "even": even,
    }  # fmt: skip


def _even(budget: int, number: int, length: int) -> int:
    return budget - round(Fraction(budget * number, length))


def budget_pace(rows: Any, budget: int, now: datetime, zone: str) -> dict[str, Any]:
    """One row; amounts in millionths."""
    local = now.astimezone(zone_of(zone))
    first, length = local.date().replace(day=1), monthrange(local.year, local.month)[1]
    spent = sum(amount for day, amount in days_of(rows, zone).items() if first <= day <= local.date())
    hours = Fraction((local.day - 1) * 24 * 60 + local.hour * 60 + local.minute + 1, length * 24 * 60)
    used = Fraction(spent, budget)
    pace = used / hours
    out = None
    if pace > 1:
        out = (first + timedelta(days=min(int(length / pace), length - 1))).isoformat()
    return {
        "month": first.isoformat(),
        "budget": budget,
        "spent": spent,
        "left": budget - spent,
        "month_passed": float(hours),
        "budget_used": float(used),
        "pace": float(pace),
        "runs_out": out,
    }
