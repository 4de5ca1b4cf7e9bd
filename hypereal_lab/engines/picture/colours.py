"""Colours as three floats of 0 to 1, their words, and the light of each hour."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["HOURS", "NAMED", "RGB", "Hour", "dark", "light", "mix", "vary"]

RGB: TypeAlias = tuple[float, float, float]


def _hex(text: str) -> RGB:
    return int(text[:2], 16) / 255, int(text[2:4], 16) / 255, int(text[4:], 16) / 255


NAMED: dict[str, RGB] = {
    name: _hex(code)
    for name, code in {
        "red": "d5403a", "crimson": "b3243b", "orange": "e8833a", "yellow": "f2c53d", "golden": "e0a93b",
        "gold": "e0a93b", "green": "4c9a5b", "emerald": "2a9d74", "olive": "8a8f45", "mint": "8fd3b6",
        "teal": "2b8a8f", "turquoise": "3dbfb8", "cyan": "45c4d6", "blue": "3a6fc4", "navy": "27407a",
        "azure": "5aa5e0", "indigo": "4b4aa3", "purple": "7b4fa8", "violet": "8e6bc9", "lavender": "b7a3e0",
        "magenta": "c9408f", "pink": "ec8fae", "rose": "dd6f85", "brown": "8a5a3c", "tan": "c8a27a",
        "beige": "e0cfae", "cream": "f5ead0", "white": "f4f2ec", "silver": "b9c0c8", "grey": "8d939b",
        "gray": "8d939b", "black": "2b2d33", "chrome": "c2cad4", "copper": "c2754a", "bronze": "a87b45",
        "coral": "f08a70", "peach": "f6b892", "scarlet": "d5402f", "ginger": "d98243",
    }.items()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hour:
    """The light of one hour."""

    zenith: RGB
    middle: RGB
    horizon: RGB
    sun: RGB
    tint: RGB
    """Multiplied over everything that is lit."""
    height: float
    """Of sun or moon, as part of the sky from the horizon up."""
    stars: bool = False
    lamps: bool = False
    """Whether windows are lit."""


HOURS = {
    "day": Hour(_hex("4f93d2"), _hex("8fc1e8"), _hex("dcecf2"), _hex("fff6dd"), (1.0, 1.0, 1.0), 0.72),
    "morning": Hour(_hex("6f9fcf"), _hex("b6cfe0"), _hex("fbe6c8"), _hex("fff0cc"), (1.0, 0.98, 0.94), 0.34),
    "dawn": Hour(_hex("50659f"), _hex("c48fa6"), _hex("fbc89a"), _hex("ffe3b5"), (0.96, 0.87, 0.88), 0.12),
    "sunset": Hour(
        _hex("3c3f7c"), _hex("c9587a"), _hex("fba65a"), _hex("ffd68a"), (1.0, 0.84, 0.76), 0.12, False, True
    ),
    "dusk": Hour(_hex("232a5c"), _hex("5b4f8f"), _hex("d98a8f"), _hex("f6c2a0"), (0.72, 0.68, 0.86), 0.05, True, True),
    "night": Hour(_hex("0a1030"), _hex("16234f"), _hex("2f4676"), _hex("f3f0dc"), (0.42, 0.5, 0.78), 0.7, True, True),
}


def mix(a: RGB, b: RGB, part: float) -> RGB:
    """`part` of the way from a to b."""
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part


def light(colour: RGB, part: float) -> RGB:
    """Towards a warm white."""
    return mix(colour, (1.0, 0.98, 0.93), part)


def dark(colour: RGB, part: float) -> RGB:
    """Towards a cool shadow."""
    return mix(colour, (0.07, 0.08, 0.16), part)


def vary(colour: RGB, hue: float, value: float) -> RGB:
    """A neighbour of the colour: hue in turns, value in parts."""
    h, s, v = colorsys.rgb_to_hsv(*colour)
    return colorsys.hsv_to_rgb((h + hue) % 1.0, s, min(1.0, max(0.0, v * (1 + value))))
