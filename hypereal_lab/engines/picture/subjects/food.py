"""Food and drink."""

from __future__ import annotations

from math import cos, pi, sin

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import RGB, dark, light, mix
from hypereal_lab.engines.picture.subjects.registry import subject

__all__: list[str] = []
"""Nothing by name: the registry knows what is drawn here."""

CREAM: RGB = (0.98, 0.94, 0.86)
CRUST: RGB = (0.85, 0.62, 0.34)
LEAF: RGB = (0.36, 0.6, 0.32)


@subject("apple", "apples", "fruit", "cherry", colour="red", size=0.4, home="table")
def apple(b: Brush, c: RGB) -> None:
    b.blob(
        [
            (-0.02, -0.68),
            (-0.2, -0.78),
            (-0.4, -0.66),
            (-0.42, -0.36),
            (-0.26, -0.06),
            (-0.08, -0.0),
            (0.02, -0.04),
            (0.12, 0.0),
            (0.28, -0.06),
            (0.42, -0.36),
            (0.4, -0.66),
            (0.2, -0.78),
        ],
        c,
        shade=0.32,
    )
    b.line([(0, -0.68), (0.02, -0.8), (0.08, -0.9)], (0.42, 0.28, 0.18), 0.035)
    b.blob([(0.05, -0.8), (0.2, -0.94), (0.38, -0.9), (0.24, -0.77)], LEAF)
    b.blob(
        [(-0.3, -0.6), (-0.22, -0.68), (-0.18, -0.62), (-0.28, -0.42), (-0.33, -0.46)],
        light(c, 0.7),
        shade=0,
        alpha=0.7,
    )


@subject("cake", "birthday", "cupcake", colour="pink", size=0.46, home="table")
def cake(b: Brush, c: RGB) -> None:
    b.oval(0, -0.02, 0.62, 0.08, (0.9, 0.9, 0.93))
    b.rect(-0.46, -0.34, 0.92, 0.32, CRUST, r=0.04)
    b.rect(-0.46, -0.22, 0.92, 0.05, CREAM, shade=0.05)
    b.rect(-0.3, -0.62, 0.6, 0.3, mix(CRUST, (0.5, 0.3, 0.2), 0.3), r=0.04)
    for x0, x1, y in ((-0.47, 0.47, -0.34), (-0.31, 0.31, -0.62)):
        b.rect(x0, y - 0.05, x1 - x0, 0.09, c, r=0.04)
        k = x0 + 0.06
        while k < x1:
            b.blob(
                [(k - 0.05, y), (k + 0.05, y), (k + 0.03, y + 0.1 + 0.05 * sin(k * 19)), (k - 0.03, y + 0.1)],
                c,
                shade=0.05,
            )
            k += 0.115
    for x in (-0.16, 0.0, 0.16):
        b.rect(x - 0.018, -0.84, 0.036, 0.18, light((0.4, 0.6, 0.85), 0.3))
        b.glow(x, -0.9, 0.16, (1.0, 0.8, 0.4), 0.8)
        b.blob([(x - 0.025, -0.86), (x, -0.96), (x + 0.025, -0.86), (x, -0.83)], (1.0, 0.78, 0.3), shade=0.1)


@subject("pizza", "pie", colour="yellow", size=0.42, home="table")
def pizza(b: Brush, c: RGB) -> None:
    b.oval(0, -0.4, 0.62, 0.42, CRUST)
    b.oval(0, -0.41, 0.54, 0.355, (0.8, 0.33, 0.22))
    b.oval(0, -0.415, 0.52, 0.335, light(c, 0.2))
    for k in range(7):
        a, r = k * 2.4 + 0.4, 0.18 + 0.14 * (k % 3)
        x, y = r * 1.3 * cos(a), -0.41 + r * 0.8 * sin(a)
        b.oval(x, y, 0.085, 0.06, (0.76, 0.22, 0.18))
    for k in range(8):
        a, r = k * 1.9, 0.12 + 0.1 * (k % 4)
        b.blob(
            [
                (r * 1.3 * cos(a) - 0.05, -0.41 + r * sin(a) * 0.8),
                (r * 1.3 * cos(a), -0.44 + r * sin(a) * 0.8),
                (r * 1.3 * cos(a) + 0.05, -0.4 + r * sin(a) * 0.8),
            ],
            LEAF,
            shade=0.1,
        )
    for a in (0.3, 1.35, 2.4):
        b.line(
            [(-0.56 * cos(a), -0.41 - 0.37 * sin(a)), (0.56 * cos(a), -0.41 + 0.37 * sin(a))],
            dark(CRUST, 0.1),
            0.012,
            alpha=0.7,
        )


@subject("coffee", "cup", "mug", "tea", "espresso", "cappuccino", colour="white", size=0.4, home="table")
def coffee(b: Brush, c: RGB) -> None:
    b.oval(0, -0.03, 0.6, 0.09, dark(c, 0.06))
    b.oval(0, -0.05, 0.44, 0.06, light(c, 0.3))
    ring = [(0.36 + 0.17 * cos(t * pi / 6 - pi / 2), -0.34 + 0.15 * sin(t * pi / 6 - pi / 2)) for t in range(7)]
    b.line(ring, dark(c, 0.08), 0.07)
    b.blob([(-0.4, -0.58), (-0.36, -0.26), (-0.2, -0.07), (0.2, -0.07), (0.36, -0.26), (0.4, -0.58)], c)
    b.oval(0, -0.58, 0.4, 0.09, dark(c, 0.1))
    b.oval(0, -0.57, 0.35, 0.07, (0.38, 0.23, 0.15))
    b.blob([(-0.1, -0.57), (0, -0.6), (0.1, -0.57), (0, -0.53)], (0.86, 0.72, 0.55), shade=0)
    for x in (-0.14, 0.02, 0.18):
        b.line([(x, -0.68), (x + 0.05, -0.78), (x - 0.04, -0.9), (x + 0.02, -1.02)], CREAM, 0.025, alpha=0.55)


@subject("icecream", "ice cream", "gelato", "sundae", colour="pink", size=0.52, home="table")
def icecream(b: Brush, c: RGB) -> None:
    b.poly([(-0.22, -0.5), (0.22, -0.5), (0.0, 0.0)], CRUST)
    for k in range(4):
        b.line([(-0.18 + k * 0.1, -0.5), (-0.03 + k * 0.035, -0.08)], dark(CRUST, 0.2), 0.012)
        b.line([(0.18 - k * 0.1, -0.5), (0.03 - k * 0.035, -0.08)], dark(CRUST, 0.2), 0.012)
    for x, y, tone in ((-0.13, -0.6, c), (0.14, -0.6, CREAM), (0.0, -0.8, mix(c, (0.6, 0.4, 0.3), 0.6))):
        b.oval(x, y, 0.19, 0.18, tone, shade=0.25)
        b.oval(x - 0.06, y - 0.07, 0.05, 0.04, light(tone, 0.6), shade=0, alpha=0.8)
    b.oval(0.02, -1.0, 0.06, 0.06, (0.82, 0.2, 0.25))
    b.line([(0.02, -1.05), (0.08, -1.14)], LEAF, 0.015)


@subject("bread", "loaf", "croissant", "baguette", colour="tan", size=0.36, home="table")
def bread(b: Brush, c: RGB) -> None:
    b.rect(-0.7, -0.06, 1.4, 0.07, (0.55, 0.38, 0.26), r=0.03)
    b.blob(
        [(-0.6, -0.1), (-0.6, -0.36), (-0.36, -0.5), (0.0, -0.54), (0.38, -0.5), (0.6, -0.36), (0.6, -0.1), (0, -0.06)],
        mix(c, CRUST, 0.6),
        shade=0.3,
    )
    for x in (-0.34, -0.06, 0.22):
        b.blob([(x, -0.46), (x + 0.12, -0.46), (x + 0.2, -0.2), (x + 0.12, -0.22)], CREAM, shade=0.15)


@subject("burger", "hamburger", "sandwich", colour="tan", size=0.42, home="table")
def burger(b: Brush, c: RGB) -> None:
    b.rect(-0.46, -0.16, 0.92, 0.16, CRUST, r=0.07)
    b.rect(-0.5, -0.27, 1.0, 0.13, (0.38, 0.22, 0.15), r=0.06)
    b.poly([(-0.48, -0.3), (0.48, -0.3), (0.3, -0.18), (0.1, -0.28), (-0.1, -0.16), (-0.3, -0.27)], (0.98, 0.78, 0.28))
    b.blob(
        [
            (-0.54, -0.34),
            (-0.3, -0.27),
            (-0.1, -0.34),
            (0.1, -0.27),
            (0.3, -0.34),
            (0.54, -0.3),
            (0.4, -0.42),
            (-0.4, -0.42),
        ],
        LEAF,
    )
    b.rect(-0.45, -0.45, 0.9, 0.07, (0.84, 0.26, 0.22), r=0.03)
    b.blob(
        [(-0.48, -0.43), (-0.42, -0.66), (-0.16, -0.8), (0.16, -0.8), (0.42, -0.66), (0.48, -0.43)], CRUST, shade=0.3
    )
    for k in range(9):
        b.oval(-0.28 + 0.07 * k, -0.68 + 0.05 * sin(k * 2.3), 0.022, 0.014, CREAM, shade=0)


@subject("lemon", "orange fruit", "lime", "mango", colour="yellow", size=0.38, home="table")
def lemon(b: Brush, c: RGB) -> None:
    b.blob(
        [
            (-0.56, -0.3),
            (-0.36, -0.56),
            (0.0, -0.62),
            (0.36, -0.52),
            (0.54, -0.32),
            (0.34, -0.08),
            (0, -0.02),
            (-0.34, -0.08),
        ],
        c,
        shade=0.32,
    )
    b.blob([(0.02, -0.6), (0.14, -0.78), (0.34, -0.78), (0.22, -0.62)], LEAF)
    b.blob([(-0.36, -0.44), (-0.2, -0.52), (-0.22, -0.42), (-0.36, -0.34)], light(c, 0.8), shade=0, alpha=0.8)
