"""Labels beside dots that do not run into one another."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["MARGIN", "placed"]

MARGIN = 1.8
"""Scales go so many times below and above what they show."""
_LETTER, _LINE, _GAP = 6.2, 14.0, 5.0
_Box = tuple[float, float, float, float]


def placed(dots: list[dict[str, Any]], width: int, height: int) -> None:
    """Give each dot `align`, `dx` and `dy` of its label; `align` is `none` where there is no room for it.

    The dearest choose first. Both axes are logarithmic; what a legend and an axis take of the width is guessed.
    """
    inner = width - (60 if width < 480 else 170)
    across, down = _pixels(dots, "seconds", inner), _pixels(dots, "per_call", height)
    taken: list[_Box] = []
    for dot, x, y in zip(dots, across, down, strict=True):
        radius = math.sqrt(dot["size"] / math.pi)
        taken.append((x - radius, height - y - radius, x + radius, height - y + radius))
    for number, dot in enumerate(dots):
        dot |= {"align": "none", "dx": 0, "dy": 0}
        others = [box for place, box in enumerate(taken) if place != number]
        for align, dx, dy in _sides(taken[number]):
            box = _box(taken[number], len(dot["model"]) * _LETTER, align, dx, dy)
            inside = box[0] >= 0 and box[2] <= inner and box[1] >= 0 and box[3] <= height
            if inside and not any(_meet(box, other) for other in others):
                dot |= {"align": align, "dx": round(dx, 1), "dy": round(dy, 1)}
                taken.append(box)
                break


def _pixels(dots: list[dict[str, Any]], name: str, length: float) -> list[float]:
    low, high = min(dot[name] for dot in dots) / MARGIN, max(dot[name] for dot in dots) * MARGIN
    return [math.log(dot[name] / low) / math.log(high / low) * length for dot in dots]


def _sides(dot: _Box) -> list[tuple[str, float, float]]:
    """Right, left, above, below."""
    away = (dot[2] - dot[0]) / 2 + _GAP
    return [("left", away, 0), ("right", -away, 0), ("center", 0, -away - 4), ("center", 0, away + 5)]


def _box(dot: _Box, long: float, align: str, dx: float, dy: float) -> _Box:
    x, y = (dot[0] + dot[2]) / 2 + dx, (dot[1] + dot[3]) / 2 + dy
    begin = {"left": x, "right": x - long, "center": x - long / 2}[align]
    return begin, y - _LINE / 2, begin + long, y + _LINE / 2


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
