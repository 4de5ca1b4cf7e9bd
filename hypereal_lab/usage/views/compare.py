"""Two periods or two projects: what changed, taken apart into price, volume and mix without a remainder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypereal_lab.tables import Column
from hypereal_lab.usage.views.by import sums
from hypereal_lab.usage.views.rows import NONE, collect

__all__ = ["COMPARE", "compare"]

COMPARE = (
    Column("model", "str", "model id"),
    Column("kind", "str", "image, ..."),
    Column("unit", "str", "what a unit is"),
    Column("units_before", "int64", "what was billed"),
    Column("units_after", "int64", "what was billed"),
    Column("before", "credits", "credits charged, exact"),
    Column("after", "credits", "credits charged, exact"),
    Column("change", "credits", "after less before, exact: price + volume + mix"),
    Column("price", "credits", "because a unit of the model costs something else than before"),
    Column("volume", "credits", "because more or less of the kind was made, at the old mix and prices"),
    Column("mix", "credits", "because other models of the kind were taken, at the old prices"),
    Column("unknown", "int64", "calls of either side whose price nobody knows; they are in no sum"),
)


@dataclass(frozen=True, slots=True)
class _Side:
    units: int = 0
    credits: int = 0
    unknown: int = 0


_Key = tuple[str, str, str]


def compare(before: Any, after: Any) -> list[dict[str, Any]]:
    """One row for each model, the greatest change first; amounts in millionths.

    Volume and mix are those within one kind and unit, since pictures and seconds do not add up. Each is rounded to the
    millionth, and the price effect takes up what that leaves, so that nothing remains.
    """
    old, new = _sides(before), _sides(after)
    whole_old, whole_new = _wholes(old), _wholes(new)
    keys = sorted({*old, *new})
    rows = [
        _row(key, old.get(key, _Side()), new.get(key, _Side()), whole_old.get(key[1:], 0), whole_new.get(key[1:], 0))
        for key in keys
    ]
    return sorted(rows, key=lambda row: (-abs(row["change"]), row["model"], row["kind"], row["unit"]))


def _sides(rows: Any) -> dict[_Key, _Side]:
    return {
        (one["model"] or NONE, one["kind"] or NONE, one["unit"] or NONE): _Side(
            int(one["units"] or 0), int(one["credits_micros"] or 0), int(one["unknown"])
        )
        for one in collect(sums(rows, "model", "kind", "unit"))
    }


def _wholes(sides: Mapping[_Key, _Side]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for key, side in sides.items():
        kind_and_unit = (key[1], key[2])
        found[kind_and_unit] = found.get(kind_and_unit, 0) + side.units
    return found


def _row(key: _Key, old: _Side, new: _Side, whole_old: int, whole_new: int) -> dict[str, Any]:
    change = new.credits - old.credits
    volume = mix = 0
    if whole_old <= 0 or whole_new <= 0:  # a kind that came or went is volume
        volume = change if whole_old != whole_new else 0
    else:
        volume = round(Fraction(old.credits * whole_new, whole_old)) - old.credits
        mix = _mix(old, new, volume)
    return {
        "model": key[0],
        "kind": key[1],
        "unit": key[2],
        "units_before": old.units,
        "units_after": new.units,
        "before": old.credits,
        "after": new.credits,
        "change": change,
        "price": change - volume - mix,
        "volume": volume,
        "mix": mix,
        "unknown": old.unknown + new.unknown,
    }


def _mix(old: _Side, new: _Side, volume: int) -> int:
    """What the model's units cost at its old price, less what they would at the old mix. A new one has no old price."""
    if old.units == 0 or new.units == 0:
        return new.credits - old.credits - volume
    return round(Fraction(old.credits * new.units, old.units)) - old.credits - volume
