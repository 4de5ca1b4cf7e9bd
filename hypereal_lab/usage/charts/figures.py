"""Amounts and counts as a person reads them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from hypereal_lab.wire.money import MICROS, Credits

__all__ = ["about", "date_words", "exact", "length", "number", "percent", "shown", "unknown_note"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def length(micros: Any) -> float:
    """For the length of a bar only; what is read is `exact`."""
    return int(micros) / MICROS


def exact(micros: Any) -> str:
    """Every digit: `1,234.567891`, or that nobody knows."""
    if micros is None or not micros:
        return "unknown" if micros is None else "0"
    return f"{Credits(int(micros)).decimal.normalize():,f}"


def about(micros: int) -> str:
    """For titles and labels: three digits, all of them before the point, none of them needless."""
    amount = Credits(int(micros)).decimal
    if not amount:
        return "0"
    places = max(0, 2 - amount.adjusted())
    return shown(amount.quantize(Decimal(1).scaleb(-min(places, 6)), ROUND_HALF_EVEN))


def shown(amount: Decimal) -> str:
    """With commas, without needless zeros and without an exponent."""
    return f"{amount.normalize():,f}"


def number(many: int, one: str, more: str = "") -> str:
    """`1 call`, `1,234 calls`."""
    return f"{many:,} {one if many == 1 else more or one + 's'}"


def percent(part: float) -> str:
    """`71 %`; what is there is never `0 %`, and what is not all is never `100 %`."""
    if 0 < part < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 <= part < 1 else f"{part:.0%}".replace("%", " %")


def date_words(day: str) -> str:
    """`2026-11-03` as `3 Nov`."""
    _, month, date = day.split("-")
    return f"{int(date)} {_MONTHS[int(month) - 1]}"


def unknown_note(unknown: int) -> list[str]:
    """What a sum leaves out, said beside it."""
    if not unknown:
        return []
    be = "is" if unknown == 1 else "are"
    return [f"{number(unknown, 'call')} of unknown price {be} not in it."]
