"""Labels beside dots that do not run into one another."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["placed"]

_LETTER, _LINE, _GAP = 6.2, 14.0, 11.0
_Box = tuple[float, float, float, float]


def placed(dots: list[dict[str, Any]], width: int, height: int) -> None:
    """Give each dot the `side` its name stands on: right, left, above, below, or `none` where there is no room.

    The dearest choose first. Both axes are logarithmic; what a legend and an axis take of the width is guessed.
    """
    inner = width - (60 if width < 480 else 170)
    across, down = _pixels(dots, "seconds", inner), _pixels(dots, "per_call", height)
    points = [(x, height - y) for x, y in zip(across, down, strict=True)]
    taken: list[_Box] = [(x - 7, y - 7, x + 7, y + 7) for x, y in points]
    for number, (dot, (x, y)) in enumerate(zip(dots, points, strict=True)):
        own = taken[number]
        others = [box for box in taken if box is not own]
        dot["side"] = "none"
        for side, box in _boxes(x, y, len(dot["model"]) * _LETTER).items():
            inside = box[0] >= 0 and box[2] <= inner and box[1] >= 0 and box[3] <= height
            if inside and not any(_meet(box, other) for other in others):
                dot["side"] = side
                taken.append(box)
                break


def _pixels(dots: list[dict[str, Any]], name: str, length: float) -> list[float]:
    low, high = min(dot[name] for dot in dots) / 1.8, max(dot[name] for dot in dots) * 1.8
    span = math.log(high / low)
    return [math.log(dot[name] / low) / span * length for dot in dots]


def _boxes(x: float, y: float, long: float) -> dict[str, _Box]:
    half, line = long / 2, _LINE / 2
    return {
        "right": (x + _GAP, y - line, x + _GAP + long, y + line),
        "left": (x - _GAP - long, y - line, x - _GAP, y + line),
        "above": (x - half, y - 14 - line, x + half, y - 14 + line),
        "below": (x - half, y + 15 - line, x + half, y + 15 + line),
    }


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
