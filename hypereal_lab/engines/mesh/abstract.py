"""A form for words that nothing here can build: a twisted body with rings around it, chosen by the words."""

from __future__ import annotations

import colorsys
import math

import numpy as np

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.solids import Solid

__all__ = ["build_abstract"]


def build_abstract(kit: Kit) -> None:
    """About half a metre high."""
    chance = kit.chance
    hue = float(chance.random())
    first, second, third = (_code(hue + shift, value) for shift, value in ((0.0, 0.82), (0.12, 0.9), (0.52, 0.75)))
    kit.add("body", first, "glossy", _twisted(kit).move(y=0.3))
    for at in range(int(chance.integers(1, 4))):
        ring = kit.ring(0.2 + 0.035 * at, 0.008 + 0.003 * float(chance.random()), 72, 12)
        turned = ring.turn("x", float(chance.uniform(-50, 50))).turn("z", float(chance.uniform(-50, 50)))
        kit.add("rim", second, "metal", turned.move(y=0.3))
    for _ in range(int(chance.integers(3, 7))):
        angle, height = float(chance.uniform(0, 2 * math.pi)), float(chance.uniform(0.14, 0.5))
        bead = kit.ball(float(chance.uniform(0.012, 0.03)), around=24)
        kit.add("jewel", third, "glossy", bead.move(0.23 * math.cos(angle), height, 0.23 * math.sin(angle)))
    kit.add("base", "3a3d45", "matte", kit.lathe([(0.13, 0.0), (0.12, 0.03), (0.02, 0.05), (0.014, 0.12)], 0.004, 48))


def _code(hue: float, value: float) -> str:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, 0.62, value)
    return f"{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def _twisted(kit: Kit) -> Solid:
    """A ball with lobes that wind around it as they rise."""
    chance = kit.chance
    solid = kit.ball(1.0, around=72)
    lobes, depth = int(chance.integers(3, 8)), float(chance.uniform(0.08, 0.24))
    twist, waves, swell = (
        float(chance.uniform(-2.6, 2.6)),
        int(chance.integers(1, 4)),
        float(chance.uniform(0.03, 0.14)),
    )
    x, y, z = solid.points.T
    angle, level = np.arctan2(z, x), np.arcsin(np.clip(y, -1, 1))
    size = 1 + np.cos(level) * depth * np.cos(lobes * (angle + twist * y)) + swell * np.cos(2 * waves * level)
    points = solid.points * size[:, None] * (0.15, 0.15 * float(chance.uniform(0.9, 1.3)), 0.15)
    return solid._replace(points=points)
