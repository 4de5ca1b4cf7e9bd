"""Days of the calendar: which weekday, how far apart, how much later. It has no clock and says so."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.subject import number_in, plain

__all__ = ["dates"]

_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m2>{_MONTH}),? (?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH}) (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y3>\d{{4}})"
)
_LATER = re.compile(r"(?P<number>\w+) (?P<unit>day|week|month|year)s? (?P<way>after|from|later than|before|prior to)\b")
_NOW = re.compile(
    r"\bwhat(?:'s| is)? (?:the )?(?:current )?(?:date|day|time|year)(?: is)?(?: it)?(?: (?:today|now))?$"
    r"|\bwhat (?:day|date) is (?:it|today)\b|\btoday's date\b|\bwhat time is it\b"
)
_LEAP = re.compile(r"\b(?P<year>\d{1,4})\b.{0,20}\bleap year\b")


def dates(ask: Ask, chance: Chance) -> str | None:
    """A plain question about days."""
    said = plain(ask.words[:300])
    if _NOW.search(said):
        return (
            "I have no clock, so I cannot tell today's date or time; ask me about a date you name, such as 2026-03-01."
        )
    if leap := _LEAP.search(said):
        year = int(leap["year"])
        return f"{year} is {'a' if calendar.isleap(year) else 'no'} leap year." if year else None
    found = list(_DATE.finditer(said))
    if not found:
        return None
    try:
        days = [_day(one) for one in found]
        return _answer(said, days)
    except (ValueError, OverflowError):
        return f"There is no such day in the calendar: {found[0][0]}."


def _answer(said: str, days: list[date]) -> str | None:
    if len(days) == 2 and re.search(r"\b(?:between|from|until|till|to|since)\b", said):
        apart = abs((days[1] - days[0]).days)
        weeks, rest = divmod(apart, 7)
        more = f", which is {weeks} weeks and {rest} days" if weeks else ""
        lie = "1 day lies" if apart == 1 else f"{apart:,} days lie"
        return f"{lie} between {_told(min(days))} and {_told(max(days))}{more}."
    if later := _LATER.search(said):
        number = number_in(later["number"]) or (1 if later["number"] in ("a", "an") else None)
        if number is not None:
            way = -1 if later["way"] in ("before", "prior to") else 1
            return f"It is {_told(_moved(days[0], way * number, later['unit']))}."
    if re.search(r"\b(?:day|weekday)\b", said):
        return f"{_bare(days[0])} is a {days[0]:%A}."
    if re.search(r"\bweek\b", said):
        return f"{_bare(days[0])} lies in week {days[0].isocalendar().week}."
    return None


def _day(found: re.Match[str]) -> date:
    year, month, day = (found["y"] or found["y2"] or found["y3"], found["m"], found["d"] or found["d2"] or found["d3"])
    return date(int(year), int(month) if month else _MONTHS[(found["m2"] or found["m3"])[:3]], int(day))


def _moved(day: date, number: int, unit: str) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    years, month = divmod(day.month - 1 + number * (12 if unit == "year" else 1), 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1] if 1 <= year <= 9999 else 28
    return date(year, month + 1, min(day.day, last))


def _told(day: date) -> str:
    return f"{day:%A} {_bare(day)}"


def _bare(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
