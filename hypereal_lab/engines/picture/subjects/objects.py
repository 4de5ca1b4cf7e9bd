"""Things."""

from __future__ import annotations

from math import cos, pi, sin

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import RGB, dark, light, mix
from hypereal_lab.engines.picture.subjects.registry import subject

__all__: list[str] = []
"""Nothing by name: the registry knows what is drawn here."""

WOOD: RGB = (0.56, 0.38, 0.25)
BRASS: RGB = (0.85, 0.68, 0.32)
PAPER: RGB = (0.96, 0.93, 0.86)
INK: RGB = (0.16, 0.15, 0.2)


@subject("teapot", "kettle", "pot", colour="teal", size=0.46, home="table")
def teapot(b: Brush, c: RGB) -> None:
    b.line([(-0.36, -0.5), (-0.62, -0.56), (-0.66, -0.3), (-0.4, -0.18)], dark(c, 0.1), 0.07)
    b.blob([(0.3, -0.3), (0.5, -0.42), (0.58, -0.66), (0.74, -0.7), (0.68, -0.54), (0.58, -0.28), (0.34, -0.12)], c)
    b.blob(
        [
            (-0.44, -0.34),
            (-0.34, -0.58),
            (0, -0.66),
            (0.34, -0.58),
            (0.44, -0.34),
            (0.32, -0.08),
            (0, -0.02),
            (-0.32, -0.08),
        ],
        c,
        shade=0.36,
    )
    b.rect(-0.2, -0.04, 0.4, 0.05, dark(c, 0.3), r=0.02)
    b.blob([(-0.24, -0.63), (-0.16, -0.74), (0.16, -0.74), (0.24, -0.63), (0, -0.6)], light(c, 0.1))
    b.oval(0, -0.79, 0.06, 0.06, light(c, 0.15))
    b.blob(
        [(-0.3, -0.46), (-0.2, -0.56), (-0.14, -0.5), (-0.24, -0.28), (-0.32, -0.32)],
        light(c, 0.85),
        shade=0,
        alpha=0.75,
    )
    b.line([(0.12, -0.57), (0.3, -0.46), (0.36, -0.3)], light(c, 0.7), 0.02, alpha=0.7)


@subject("chair", "armchair", "sofa", "throne", colour="teal", size=0.52, home="room")
def chair(b: Brush, c: RGB) -> None:
    for x in (-0.3, 0.25):
        b.poly([(x, -0.2), (x + 0.06, -0.2), (x + 0.05, 0.0), (x + 0.01, 0.0)], WOOD)
    b.blob([(-0.34, -0.3), (-0.36, -0.8), (-0.2, -0.98), (0.2, -0.98), (0.36, -0.8), (0.34, -0.3)], c, shade=0.26)
    for x in (-0.12, 0.12):
        for y in (-0.78, -0.6):
            b.oval(x, y, 0.022, 0.022, dark(c, 0.3), shade=0)
    b.rect(-0.36, -0.42, 0.72, 0.2, light(c, 0.1), r=0.07)
    for x in (-0.47, 0.31):
        b.rect(x, -0.54, 0.16, 0.36, dark(c, 0.1), r=0.07)


@subject("lamp", "lantern", "candle", "light bulb", "lamps", colour="gold", size=0.52, home="table")
def lamp(b: Brush, c: RGB) -> None:
    b.oval(0, -0.03, 0.2, 0.05, dark(BRASS, 0.3))
    b.line([(0, -0.04), (0, -0.5)], BRASS, 0.045)
    b.oval(0, -0.2, 0.07, 0.07, BRASS)
    b.glow(0, -0.66, 0.7, (1.0, 0.85, 0.5), 0.75)
    b.poly([(-0.32, -0.46), (-0.17, -0.9), (0.17, -0.9), (0.32, -0.46)], light(c, 0.35), shade=0.14)
    b.line([(-0.31, -0.47), (0.31, -0.47)], dark(c, 0.15), 0.022)


@subject("book", "books", "library", "novel", colour="crimson", size=0.4, home="table")
def book(b: Brush, c: RGB) -> None:
    for k, tone in enumerate((mix(c, (0.2, 0.4, 0.6), 0.8), mix(c, (0.9, 0.7, 0.3), 0.7))):
        y, s = -0.16 * k, 0.04 * k
        b.rect(-0.55 + s, y - 0.16, 1.05, 0.16, tone, r=0.02)
        b.rect(-0.47 + s, y - 0.13, 0.99, 0.1, PAPER, shade=0.08)
    b.poly([(0, -0.36), (-0.6, -0.46), (-0.6, -0.8), (0, -0.7)], PAPER, shade=0.1)
    b.poly([(0, -0.36), (0.6, -0.46), (0.6, -0.8), (0, -0.7)], light(PAPER, 0.3), shade=0.1)
    b.line([(-0.62, -0.44), (0, -0.34), (0.62, -0.44)], c, 0.04)
    for k in range(5):
        b.line([(-0.52, -0.73 + k * 0.055), (-0.08, -0.655 + k * 0.055)], (0.6, 0.58, 0.56), 0.012)
        b.line([(0.08, -0.655 + k * 0.055), (0.52, -0.73 + k * 0.055)], (0.6, 0.58, 0.56), 0.012)


@subject("guitar", "ukulele", "violin", "cello", colour="copper", size=0.64, home="room")
def guitar(b: Brush, c: RGB) -> None:
    b.canvas.save()
    b.canvas.rotate(14, 0, -0.3)
    b.rect(-0.035, -0.98, 0.07, 0.62, dark(WOOD, 0.45))
    b.rect(-0.055, -1.1, 0.11, 0.14, dark(WOOD, 0.2), r=0.02)
    b.blob(
        [
            (0, -0.52),
            (-0.18, -0.5),
            (-0.2, -0.38),
            (-0.15, -0.29),
            (-0.28, -0.14),
            (-0.2, 0.02),
            (0, 0.05),
            (0.2, 0.02),
            (0.28, -0.14),
            (0.15, -0.29),
            (0.2, -0.38),
            (0.18, -0.5),
        ],
        c,
        shade=0.3,
    )
    b.oval(0, -0.3, 0.075, 0.075, dark(WOOD, 0.75))
    b.rect(-0.1, -0.1, 0.2, 0.035, dark(WOOD, 0.4))
    for k in range(4):
        b.line([(-0.024 + k * 0.016, -1.0), (-0.03 + k * 0.02, -0.09)], PAPER, 0.005)
    for k in range(6):
        b.line([(-0.035, -0.94 + k * 0.09), (0.035, -0.94 + k * 0.09)], BRASS, 0.008)
    b.canvas.restore()


@subject("clock", "watch", "hourglass", "alarm", colour="red", size=0.48, home="table")
def clock(b: Brush, c: RGB) -> None:
    for side in (-1, 1):
        b.line([(side * 0.2, -0.12), (side * 0.3, 0)], dark(c, 0.4), 0.05)
        b.oval(side * 0.24, -0.86, 0.14, 0.11, c)
    b.line([(-0.1, -0.94), (0, -1.0), (0.1, -0.94)], dark(c, 0.4), 0.03)
    b.oval(0, -0.46, 0.42, 0.42, c, shade=0.3)
    b.oval(0, -0.46, 0.34, 0.34, PAPER, shade=0.08)
    for k in range(12):
        a = k * pi / 6
        b.oval(0.28 * cos(a), -0.46 + 0.28 * sin(a), 0.016, 0.016, INK, shade=0)
    b.line([(0, -0.46), (-0.13, -0.6)], INK, 0.03)
    b.line([(0, -0.46), (0.16, -0.66)], INK, 0.02)
    b.oval(0, -0.46, 0.025, 0.025, c, shade=0)


@subject("vase", "bouquet", "jar", "bottle", colour="blue", size=0.58, home="table")
def vase(b: Brush, c: RGB) -> None:
    tones = ((0.9, 0.45, 0.5), (0.97, 0.78, 0.4), (0.95, 0.92, 0.88), (0.7, 0.5, 0.8), (0.93, 0.6, 0.45))
    for k, tone in enumerate(tones):
        x, y = -0.3 + k * 0.15, -0.82 - 0.12 * sin(k * 1.7 + 0.4)
        b.line([(x * 0.2, -0.4), (x * 0.7, -0.62), (x, y)], (0.35, 0.55, 0.33), 0.02)
        for p in range(6):
            a = p * pi / 3
            b.oval(x + 0.06 * cos(a), y + 0.06 * sin(a), 0.05, 0.05, tone, shade=0.12)
        b.oval(x, y, 0.035, 0.035, (0.85, 0.62, 0.25), shade=0.1)
    b.blob(
        [
            (-0.1, -0.5),
            (-0.13, -0.38),
            (-0.24, -0.2),
            (-0.15, -0.01),
            (0.15, -0.01),
            (0.24, -0.2),
            (0.13, -0.38),
            (0.1, -0.5),
        ],
        c,
        shade=0.34,
    )
    b.blob([(-0.15, -0.28), (-0.1, -0.34), (-0.1, -0.14), (-0.15, -0.14)], light(c, 0.8), shade=0, alpha=0.7)


@subject("umbrella", "parasol", "umbrellas", colour="red", size=0.56, home="street")
def umbrella(b: Brush, c: RGB) -> None:
    b.line([(0, -0.9), (0, -0.1), (0.04, -0.02), (0.12, -0.04), (0.13, -0.12)], WOOD, 0.03)
    b.blob(
        [
            (-0.5, -0.52),
            (-0.4, -0.84),
            (0, -1.0),
            (0.4, -0.84),
            (0.5, -0.52),
            (0.34, -0.57),
            (0.17, -0.52),
            (0, -0.57),
            (-0.17, -0.52),
            (-0.34, -0.57),
        ],
        c,
        shade=0.28,
    )
    for x in (-0.17, 0.17):
        b.line([(0, -1.0), (x * 0.8, -0.8), (x, -0.52)], dark(c, 0.2), 0.012)
    b.line([(0, -1.0), (0, -1.06)], WOOD, 0.02)


@subject("gem", "diamond", "crystal", "jewel", "gemstone", colour="cyan", size=0.44, home="table")
def gem(b: Brush, c: RGB) -> None:
    b.glow(0, -0.4, 0.7, light(c, 0.3), 0.4)
    top = [(-0.3, -0.72), (0.3, -0.72), (0.5, -0.5), (-0.5, -0.5)]
    b.poly(top, light(c, 0.45), shade=0.1)
    for x0, x1, tone in ((-0.5, -0.2, 0.1), (-0.2, 0.2, -0.15), (0.2, 0.5, 0.25)):
        b.poly([(x0, -0.5), (x1, -0.5), (0, 0)], light(c, -tone) if tone < 0 else dark(c, tone), shade=0.14)
    b.poly([(-0.3, -0.72), (-0.1, -0.72), (-0.2, -0.5)], light(c, 0.7), shade=0)
    b.poly([(0.1, -0.72), (0.3, -0.72), (0.2, -0.5)], light(c, 0.25), shade=0)
    for x, y in ((-0.34, -0.8), (0.4, -0.66)):
        b.line([(x - 0.06, y), (x + 0.06, y)], (1, 1, 1), 0.012)
        b.line([(x, y - 0.06), (x, y + 0.06)], (1, 1, 1), 0.012)


@subject("camera", "photograph", colour="black", size=0.4, home="table")
def camera(b: Brush, c: RGB) -> None:
    b.rect(-0.2, -0.72, 0.4, 0.16, dark(c, 0.1), r=0.03)
    b.rect(-0.58, -0.6, 1.16, 0.6, c, r=0.07)
    b.rect(-0.58, -0.48, 1.16, 0.3, mix(c, (0.5, 0.35, 0.25), 0.55), shade=0.1)
    for r, tone in ((0.25, (0.72, 0.74, 0.78)), (0.21, INK), (0.14, (0.25, 0.35, 0.5)), (0.07, (0.12, 0.16, 0.26))):
        b.oval(0, -0.31, r, r, tone)
    b.oval(-0.06, -0.37, 0.04, 0.03, (1, 1, 1), shade=0, alpha=0.8)
    b.rect(0.36, -0.68, 0.14, 0.08, (0.8, 0.3, 0.28), r=0.02)
    b.oval(-0.43, -0.52, 0.05, 0.05, (1.0, 0.93, 0.7))


@subject("computer", "laptop", "screen", "phone", colour="silver", size=0.44, home="table")
def computer(b: Brush, c: RGB) -> None:
    b.rect(-0.52, -0.82, 1.04, 0.68, dark(c, 0.35), r=0.05)
    b.rect(-0.46, -0.77, 0.92, 0.56, (0.2, 0.32, 0.5), shade=0.25)
    for k in range(5):
        b.rect(
            -0.38,
            -0.69 + k * 0.085,
            0.2 + 0.11 * ((k * 3) % 4),
            0.035,
            ((0.5, 0.85, 0.7), (0.95, 0.75, 0.4), (0.8, 0.6, 0.9))[k % 3],
            r=0.01,
            shade=0,
        )
    b.poly([(-0.6, -0.12), (0.6, -0.12), (0.72, 0), (-0.72, 0)], c)


@subject("key", "lock", "crown", colour="gold", size=0.44, home="table")
def crown(b: Brush, c: RGB) -> None:
    b.poly(
        [(-0.46, -0.06), (-0.52, -0.58), (-0.24, -0.32), (0, -0.74), (0.24, -0.32), (0.52, -0.58), (0.46, -0.06)],
        c,
        shade=0.34,
    )
    b.rect(-0.47, -0.16, 0.94, 0.14, dark(c, 0.12), r=0.02)
    for x, y in ((-0.52, -0.6), (0, -0.77), (0.52, -0.6)):
        b.oval(x, y, 0.055, 0.055, light(c, 0.4))
    for x, tone in ((-0.26, (0.3, 0.6, 0.8)), (0, (0.83, 0.25, 0.3)), (0.26, (0.3, 0.6, 0.8))):
        b.oval(x, -0.09, 0.055, 0.045, tone, shade=0.3)


@subject("ball", "sphere", "marble", "bubble", "globe", colour="blue", size=0.42, home="table")
def ball(b: Brush, c: RGB) -> None:
    b.oval(0, -0.42, 0.42, 0.42, c, shade=0.5)
    b.oval(-0.15, -0.6, 0.1, 0.07, light(c, 0.9), shade=0, alpha=0.8)
    b.line([(-0.36, -0.24), (-0.1, -0.1), (0.2, -0.08)], light(c, 0.4), 0.02, alpha=0.5)


@subject("box", "gift", "present", "cube", colour="red", size=0.42, home="table")
def box(b: Brush, c: RGB) -> None:
    ribbon = (0.97, 0.85, 0.5)
    b.poly([(-0.46, -0.5), (0.1, -0.42), (0.1, 0.0), (-0.46, -0.1)], c)
    b.poly([(0.1, -0.42), (0.5, -0.54), (0.5, -0.14), (0.1, 0.0)], dark(c, 0.28))
    b.poly([(-0.46, -0.5), (-0.04, -0.62), (0.5, -0.54), (0.1, -0.42)], light(c, 0.22))
    b.poly([(-0.23, -0.47), (-0.12, -0.45), (-0.12, -0.04), (-0.23, -0.06)], ribbon)
    b.poly([(0.27, -0.47), (0.35, -0.495), (0.35, -0.085), (0.27, -0.06)], dark(ribbon, 0.15))
    for side in (-1, 1):
        b.blob(
            [(0.02, -0.54), (0.02 + side * 0.12, -0.76), (0.02 + side * 0.3, -0.72), (0.02 + side * 0.2, -0.56)], ribbon
        )


@subject("heart", "love", "valentine", colour="red", size=0.44, home="abstract", floats=True)
def heart(b: Brush, c: RGB) -> None:
    b.blob(
        [
            (0, -0.66),
            (-0.2, -0.84),
            (-0.42, -0.78),
            (-0.48, -0.52),
            (-0.3, -0.26),
            (0, 0.0),
            (0.3, -0.26),
            (0.48, -0.52),
            (0.42, -0.78),
            (0.2, -0.84),
        ],
        c,
        shade=0.34,
    )
    b.blob([(-0.34, -0.64), (-0.24, -0.72), (-0.22, -0.64), (-0.32, -0.5)], light(c, 0.8), shade=0, alpha=0.75)
