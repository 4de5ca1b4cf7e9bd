"""Numbers for a JSON schema: the one that the request says, moved into the bounds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from math import ceil, floor
from typing import Any, NamedTuple

from hypereal_lab.engines.text.sources import Sources

__all__ = ["number"]

_FINE = Decimal("0.001")
_COARSE = 10**15
"""From here on a float has no places after the point, and says its bounds less exactly than a Decimal."""


class _Bounds(NamedTuple):
    low: Decimal | None
    high: Decimal | None
    step: Decimal | None


def number(schema: Mapping[str, Any], name: str, sources: Sources, *, integer: bool) -> int | float:
    """A number that the schema allows, where it allows one."""
    said = sources.number(name)
    bounds = _bounds(schema, integer)
    value = Decimal(said) if said is not None else Decimal(1)
    value = value if bounds.low is None else max(bounds.low, value)
    value = value if bounds.high is None else min(bounds.high, value)
    if bounds.step:
        value = _stepped(value, bounds.step, bounds.low)
    if not integer and abs(value) >= _COARSE:
        return float(value)
    return int(value) if value == value.to_integral_value() else float(value)


def _bounds(schema: Mapping[str, Any], integer: bool) -> _Bounds:
    low, high, step, above, below = (
        _decimal(schema.get(one))
        for one in ("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum")
    )
    step = step if step and step > 0 else Decimal(1) if integer else None
    if step and integer and step != step.to_integral_value():
        step = step * step.as_integer_ratio()[1]  # the multiples that are whole
    least, most = _highest(low, above), _lowest(high, below)
    room = (most - least) / 4 if least is not None and most is not None and most > least else _FINE
    tiny = step or min(_FINE, room)
    return _Bounds(
        least + tiny if above is not None and least == above else least,
        most - tiny if below is not None and most == below else most,
        step,
    )


def _highest(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return max(one, other) if one is not None and other is not None else one if other is None else other


def _lowest(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return min(one, other) if one is not None and other is not None else one if other is None else other


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return found if found.is_finite() else None


def _stepped(value: Decimal, unit: Decimal, low: Decimal | None) -> Decimal:
    """The multiple just below the value, or just above where that would be too low."""
    below = floor(value / unit) * unit
    return ceil(value / unit) * unit if low is not None and below < low else below
