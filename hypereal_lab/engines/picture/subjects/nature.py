"""Plants, stones and heavenly bodies."""

from __future__ import annotations

from math import cos, pi, sin

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import RGB, dark, light, mix
from hypereal_lab.engines.picture.subjects.registry import subject

__all__: list[str] = []
"""Nothing by name: the registry knows what is drawn here."""

BARK: RGB = (0.42, 0.3, 0.22)
STEM: RGB = (0.36, 0.58, 0.34)


@subject("tree", "oak", "trees", "maple", colour="green", size=0.66, home="field")
def tree(b: Brush, c: RGB) -> None:
    b.blob([(-0.09, 0.02), (-0.05, -0.3), (-0.12, -0.5), (0.12, -0.5), (0.05, -0.3), (0.1, 0.02)], BARK)
    for x, y, r, d in (
        (-0.24, -0.52, 0.2, 0.2),
        (0.25, -0.52, 0.2, 0.25),
        (0.0, -0.5, 0.22, 0.12),
        (-0.16, -0.72, 0.2, 0.05),
        (0.17, -0.72, 0.2, 0.1),
        (0.0, -0.86, 0.18, 0.0),
    ):
        b.oval(x, y, r, r * 0.92, dark(c, d), shade=0.25)
    for k in range(9):
        b.oval(0.3 * cos(k * 2.4), -0.66 + 0.22 * sin(k * 1.9), 0.035, 0.03, light(c, 0.3), shade=0, alpha=0.5)


@subject("pine", "fir", "spruce", "christmas", colour="emerald", size=0.66, home="forest")
def pine(b: Brush, c: RGB) -> None:
    b.rect(-0.05, -0.16, 0.1, 0.17, BARK)
    for k in range(4):
        w, y = 0.36 - k * 0.075, -0.1 - k * 0.22
        b.blob(
            [
                (-w, y),
                (-w * 0.4, y - 0.16),
                (0, y - 0.36),
                (w * 0.4, y - 0.16),
                (w, y),
                (w * 0.4, y + 0.02),
                (0, y - 0.03),
                (-w * 0.4, y + 0.02),
            ],
            dark(mix(c, (0.2, 0.45, 0.35), 0.4), 0.24 - k * 0.06),
        )


@subject("palm", "coconut", colour="green", size=0.7, home="beach")
def palm(b: Brush, c: RGB) -> None:
    b.line([(0, 0), (0.05, -0.3), (0.02, -0.55), (0.08, -0.8)], (0.55, 0.42, 0.3), 0.06)
    for k in range(7):
        a = pi + k * pi / 6
        x, y = 0.08 + 0.42 * cos(a), -0.8 + 0.26 * sin(a)
        b.blob(
            [
                (0.08, -0.82),
                (0.08 + 0.25 * cos(a), -0.86 + 0.26 * sin(a)),
                (x, y + 0.12),
                (0.08 + 0.22 * cos(a), -0.76 + 0.2 * sin(a)),
            ],
            dark(c, 0.05 * (k % 3)),
        )
    for x in (0.03, 0.13):
        b.oval(x, -0.76, 0.045, 0.045, (0.45, 0.3, 0.2))


@subject("flower", "rose", "tulip", "daisy", "flowers", "poppy", "lily", colour="rose", size=0.6, home="meadow")
def flower(b: Brush, c: RGB) -> None:
    b.line([(0.02, 0.02), (-0.02, -0.3), (0, -0.64)], STEM, 0.035)
    b.blob([(0, -0.2), (0.2, -0.36), (0.32, -0.34), (0.16, -0.16)], STEM)
    b.blob([(0, -0.12), (-0.2, -0.26), (-0.3, -0.22), (-0.14, -0.06)], dark(STEM, 0.1))
    for ring, r, petals in ((0.0, 0.2, 8), (0.4, 0.12, 7)):
        for k in range(petals):
            a = ring + 2 * pi * k / petals
            b.oval(r * cos(a), -0.7 + r * sin(a), 0.115, 0.115, light(c, ring * 0.5), shade=0.2)
    b.oval(0, -0.7, 0.1, 0.1, (0.93, 0.72, 0.28))
    for k in range(7):
        b.oval(0.05 * cos(k * 2.4), -0.7 + 0.05 * sin(k * 2.4), 0.014, 0.014, (0.7, 0.45, 0.15), shade=0)


@subject("sunflower", "sunflowers", colour="yellow", size=0.66, home="meadow")
def sunflower(b: Brush, c: RGB) -> None:
    b.line([(0.02, 0.02), (-0.02, -0.3), (0, -0.6)], STEM, 0.045)
    b.blob([(0, -0.2), (0.24, -0.36), (0.36, -0.28), (0.16, -0.14)], STEM)
    for k in range(16):
        a = 2 * pi * k / 16
        x, y = 0.3 * cos(a), 0.3 * sin(a)
        b.blob(
            [
                (0.1 * cos(a + 0.5), -0.7 + 0.1 * sin(a + 0.5)),
                (x, -0.7 + y),
                (0.1 * cos(a - 0.5), -0.7 + 0.1 * sin(a - 0.5)),
            ],
            light(c, 0.1 * (k % 2)),
        )
    b.oval(0, -0.7, 0.15, 0.15, (0.38, 0.25, 0.16))
    for k in range(20):
        r, a = 0.028 * k**0.5, k * 2.4
        b.oval(r * cos(a), -0.7 + r * sin(a), 0.011, 0.011, (0.6, 0.42, 0.2), shade=0)


@subject("mushroom", "mushrooms", "toadstool", colour="red", size=0.46, home="forest")
def mushroom(b: Brush, c: RGB) -> None:
    stem = (0.95, 0.9, 0.8)
    b.blob([(-0.13, 0), (-0.09, -0.3), (-0.12, -0.5), (0.12, -0.5), (0.09, -0.3), (0.14, 0)], stem)
    b.blob([(-0.17, -0.42), (0, -0.36), (0.17, -0.42), (0, -0.5)], dark(stem, 0.1))
    b.blob(
        [(-0.48, -0.45), (-0.4, -0.74), (0, -0.94), (0.4, -0.74), (0.48, -0.45), (0.2, -0.5), (-0.2, -0.5)],
        c,
        shade=0.3,
    )
    for x, y, r in (
        (-0.24, -0.62, 0.07),
        (0.02, -0.76, 0.08),
        (0.26, -0.6, 0.06),
        (-0.02, -0.56, 0.045),
        (-0.12, -0.84, 0.04),
    ):
        b.oval(x, y, r, r * 0.8, stem, shade=0.08)


@subject("cactus", "cacti", "succulent", colour="green", size=0.6, home="desert")
def cactus(b: Brush, c: RGB) -> None:
    for points in ([(-0.2, -0.4), (-0.34, -0.42), (-0.36, -0.66)], [(0.18, -0.5), (0.34, -0.54), (0.36, -0.82)]):
        b.line([(0.0, points[0][1]), *points], dark(c, 0.12), 0.16)
    b.rect(-0.15, -0.98, 0.3, 1.0, c, r=0.15)
    for x in (-0.08, 0.0, 0.08):
        b.line([(x, -0.9), (x, -0.04)], dark(c, 0.22), 0.012)
    for k in range(12):
        b.oval(-0.1 + 0.1 * (k % 3), -0.86 + 0.07 * k, 0.01, 0.01, light(c, 0.8), shade=0)
    for k in range(5):
        b.oval(0.05 * cos(k * 1.26), -0.99 + 0.04 * sin(k * 1.26), 0.04, 0.04, (0.93, 0.45, 0.6), shade=0.1)


@subject("planet", "saturn", "mars", "jupiter", "planets", colour="coral", size=0.56, home="space", floats=True)
def planet(b: Brush, c: RGB) -> None:
    b.glow(0, -0.5, 0.75, light(c, 0.3), 0.35)
    ring = [(0.75 * cos(pi + t * pi / 12), -0.5 + 0.16 * sin(pi + t * pi / 12)) for t in range(13)]
    b.line(ring, light(c, 0.55), 0.055, alpha=0.85)
    b.oval(0, -0.5, 0.42, 0.42, c, shade=0.5)
    b.canvas.save()
    import skia

    disc = skia.Path()
    disc.addOval(skia.Rect.MakeLTRB(-0.42, -0.92, 0.42, -0.08))
    b.canvas.clipPath(disc, True)
    for y, h, t in ((-0.74, 0.06, 0.3), (-0.56, 0.1, 0.15), (-0.36, 0.05, 0.35), (-0.22, 0.08, 0.1)):
        b.blob(
            [(-0.5, y), (0, y + 0.05), (0.5, y), (0.5, y + h), (0, y + h + 0.05), (-0.5, y + h)],
            light(c, t),
            shade=0,
            alpha=0.45,
        )
    b.canvas.restore()
    b.line([(0.75 * cos(t * pi / 12), -0.5 + 0.16 * sin(t * pi / 12)) for t in range(13)], light(c, 0.6), 0.06)


@subject("moon", "sun", "star", "comet", colour="cream", size=0.5, home="space", floats=True)
def moon(b: Brush, c: RGB) -> None:
    b.glow(0, -0.5, 0.95, light(c, 0.4), 0.55)
    b.oval(0, -0.5, 0.42, 0.42, c, shade=0.22)
    for x, y, r in (
        (-0.14, -0.62, 0.1),
        (0.16, -0.44, 0.12),
        (-0.08, -0.32, 0.06),
        (0.12, -0.72, 0.05),
        (-0.26, -0.44, 0.045),
    ):
        b.oval(x, y, r, r * 0.92, dark(c, 0.14), shade=0.1)


@subject("rock", "stone", "boulder", "cliff", colour="grey", size=0.42, home="coast")
def rock(b: Brush, c: RGB) -> None:
    b.poly([(-0.62, 0.02), (-0.54, -0.34), (-0.2, -0.62), (0.14, -0.56), (0.46, -0.3), (0.66, 0.02)], c)
    b.poly([(-0.2, -0.62), (0.14, -0.56), (0.02, -0.28), (-0.3, -0.3)], light(c, 0.3), shade=0.1)
    b.poly([(0.14, -0.56), (0.46, -0.3), (0.24, 0.02), (0.02, -0.28)], dark(c, 0.25), shade=0.1)


@subject("leaf", "leaves", "fern", "plant", "bonsai", colour="green", size=0.5, home="table")
def plant(b: Brush, c: RGB) -> None:
    for k in range(7):
        a = -pi / 2 + (k - 3) * 0.36
        x, y = 0.5 * cos(a), -0.36 + 0.56 * sin(a)
        nx, ny = -sin(a) * 0.09, cos(a) * 0.09
        b.blob(
            [
                (0, -0.34),
                (x * 0.5 + nx, -0.36 + (y + 0.36) * 0.5 + ny),
                (x, y),
                (x * 0.5 - nx, -0.36 + (y + 0.36) * 0.5 - ny),
            ],
            dark(c, 0.05 * (k % 3)),
        )
    b.poly([(-0.22, -0.36), (0.22, -0.36), (0.16, 0.0), (-0.16, 0.0)], (0.78, 0.48, 0.36))
    b.rect(-0.25, -0.4, 0.5, 0.08, (0.84, 0.54, 0.4), r=0.02)
