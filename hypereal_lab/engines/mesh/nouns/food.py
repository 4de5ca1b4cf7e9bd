"""Sweet things."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hypereal_lab.engines.mesh.kit import Kit
from hypereal_lab.engines.mesh.nouns.registry import noun
from hypereal_lab.engines.mesh.solids import Solid

__all__ = ["cake", "donut", "icecream"]


@noun("donut", "doughnut")
def donut(kit: Kit) -> None:
    """With icing and sprinkles."""
    kit.add("body" if "icing" in kit.wish.roles else "dough", "cf9a5a", "matte", kit.ring(0.034, 0.0165, 64, 24, 0.9))
    wave = kit.chance.uniform(0, 2 * math.pi, 3)
    kit.add("icing" if "icing" in kit.wish.roles else "body", "e889ae", "glossy", _icing(kit, wave))
    colours = ("f4f2ec", "f2c53d", "45c4d6", "8fd3b6", "c8453c")
    for at in range(46):
        angle, out = at * 2.39996, kit.chance.uniform(-0.6, 0.6)
        radius, height = 0.034 + 0.017 * math.sin(out), 0.0165 * math.cos(out) * 0.96
        grain = kit.tube([(-0.0017, 0, 0), (0.0017, 0, 0)], 0.00075, 8).turn("y", float(kit.chance.uniform(0, 180)))
        placed = grain.turn("z", -math.degrees(out)).move(radius, height).turn("y", math.degrees(angle))
        kit.add("sprinkle", colours[at % len(colours)], "glossy", placed)


def _icing(kit: Kit, wave: NDArray[np.float64]) -> Solid:
    """A torus whose lower half is pressed into a wavy edge."""
    icing = kit.ring(0.034, 0.0178, 96, 24, 0.93)
    points = icing.points.copy()
    angle = np.arctan2(points[:, 2], points[:, 0])
    edge = 0.0008 + 0.0026 * np.sin(angle * 5 + wave[0]) + 0.0018 * np.sin(angle * 8 + wave[1])
    below = np.minimum(points[:, 1] - edge, 0.0)
    points[:, 1] = np.maximum(points[:, 1], edge) + 0.04 * below
    return icing._replace(points=points)


@noun("cake", "birthdaycake", "gateau")
def cake(kit: Kit) -> None:
    """Two tiers with cream, berries and a candle, on a plate."""
    kit.add("plate", "f1ede4", "glossy", kit.disc(0.19, 0.008, 0.003, 64))
    icing = "icing" if "icing" in kit.wish.roles else "body"
    for radius, low, high in ((0.14, 0.008, 0.085), (0.092, 0.085, 0.15)):
        kit.add("sponge", "c98d4e", "matte", kit.disc(radius, high - low, 0.004, 64).move(y=low))
        kit.add(
            icing,
            "f3cfd6",
            "glossy",
            kit.lathe([(radius + 0.004, high - 0.03), (radius + 0.004, high + 0.004)], 0.008, 64),
        )
        beads = round(radius * 170)
        pearls = [kit.ball(0.0105, 0.009, 0.0105, 16).move(radius + 0.002, low + 0.008) for _ in range(beads)]
        kit.add("cream", "fbf5ea", "glossy", *[one.turn("y", 360 * at / beads) for at, one in enumerate(pearls)])
    for at in range(8):
        berry = kit.lathe([(0.001, 0.0), (0.013, 0.014), (0.011, 0.022)], 0.004, 20).move(0.117, 0.089)
        kit.add("jewel", "c8342f", "glossy", berry.turn("y", 45 * at + 22))
    kit.add("candle", "5aa0c8", "glossy", kit.disc(0.006, 0.06, 0.001, 20).move(y=0.153))
    kit.add("flame", "ffc45a", "glow", kit.ball(0.0065, 0.013, 0.0065, 20).move(y=0.228))


@noun("icecream", "cone", "gelato")
def icecream(kit: Kit) -> None:
    """Two scoops in a cone."""
    kit.add(
        "cone", "cf9a5a", "matte", kit.lathe([(0.003, 0.0), (0.032, 0.115), (0.035, 0.115), (0.035, 0.122)], 0.001, 40)
    )
    for at in range(4):
        height = 0.025 + 0.024 * at
        kit.add("cone", "b37f43", "matte", kit.ring(0.004 + height * 0.253, 0.0012, 40, 8).move(y=height))
    kit.add(
        "body",
        "f2a6c0",
        "matte",
        kit.ball(0.038, 0.034, 0.038).move(y=0.14),
        kit.ring(0.031, 0.009, 40, 12, 0.7).move(y=0.126),
    )
    kit.add("top", "f5ead0", "matte", kit.ball(0.031).move(y=0.187), kit.ring(0.025, 0.008, 40, 12, 0.7).move(y=0.172))
    kit.add("jewel", "c8342f", "glossy", kit.ball(0.0105).move(y=0.223))
    kit.add("stem", "5c9a4c", "plain", kit.tube([(0, 0.231, 0), (0.003, 0.242, 0), (0.01, 0.249, 0)], 0.001, 8))
