"""Buildings and what stands in a landscape."""

from __future__ import annotations

from math import cos, pi, sin

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import RGB, dark, light, mix
from hypereal_lab.engines.picture.subjects.registry import subject

__all__: list[str] = []
"""Nothing by name: the registry knows what is drawn here."""

WOOD: RGB = (0.5, 0.35, 0.24)
STONE: RGB = (0.72, 0.69, 0.64)


@subject("house", "home", "cottage", "houses", "farm", "barn", colour="cream", size=0.5, home="field")
def house(b: Brush, c: RGB) -> None:
    b.rect(0.18, -1.02, 0.12, 0.35, (0.6, 0.36, 0.3))
    b.rect(-0.42, -0.52, 0.84, 0.52, c)
    b.poly([(-0.52, -0.5), (-0.28, -0.92), (0.28, -0.92), (0.52, -0.5)], (0.68, 0.3, 0.25))
    b.rect(-0.09, -0.3, 0.18, 0.3, WOOD, r=0.02)
    for x in (-0.33, 0.17):
        b.rect(x - 0.02, -0.4, 0.2, 0.2, light(WOOD, 0.7))
        b.window(x, -0.38, 0.16, 0.16)
        b.rect(x + 0.07, -0.38, 0.02, 0.16, light(WOOD, 0.7), shade=0)
    b.oval(0.05, -0.15, 0.015, 0.015, (0.95, 0.8, 0.3), shade=0)


@subject("cabin", "hut", "lodge", "shack", colour="brown", size=0.42, home="forest")
def cabin(b: Brush, c: RGB) -> None:
    b.rect(0.2, -0.95, 0.12, 0.4, STONE)
    for k in range(6):
        b.rect(-0.42, -0.08 - k * 0.08, 0.84, 0.075, dark(c, 0.05 * (k % 2)), r=0.03)
    b.poly([(-0.56, -0.46), (0, -0.95), (0.56, -0.46), (0.48, -0.42), (0, -0.84), (-0.48, -0.42)], dark(c, 0.4))
    b.poly([(-0.44, -0.46), (0, -0.84), (0.44, -0.46)], light(c, 0.08))
    b.rect(-0.3, -0.32, 0.17, 0.32, dark(c, 0.45), r=0.01)
    b.window(0.05, -0.34, 0.24, 0.18)
    b.rect(0.16, -0.34, 0.02, 0.18, dark(c, 0.4), shade=0)


@subject("castle", "palace", "fortress", "castles", colour="silver", size=0.62, home="hills")
def castle(b: Brush, c: RGB) -> None:
    def tower(x: float, w: float, h: float) -> None:
        b.rect(x - w / 2, -h, w, h, c)
        for k in range(3):
            b.rect(x - w * 0.62 + k * w * 0.47, -h - 0.07, w * 0.3, 0.09, light(c, 0.1))
        b.rect(x - w * 0.62, -h, w * 1.24, 0.06, light(c, 0.05))
        b.window(x - 0.025, -h + 0.16, 0.05, 0.11)

    def roof(x: float, w: float, h: float) -> None:
        b.poly([(x - w * 0.7, -h), (x, -h - 0.34), (x + w * 0.7, -h)], (0.36, 0.42, 0.66))
        b.line([(x, -h - 0.34), (x, -h - 0.46)], WOOD, 0.012)
        b.poly([(x, -h - 0.46), (x + 0.12, -h - 0.42), (x, -h - 0.38)], (0.82, 0.28, 0.3))

    tower(0.0, 0.26, 0.86)
    roof(0.0, 0.26, 0.9)
    b.rect(-0.5, -0.44, 1.0, 0.44, dark(c, 0.1))
    for k in range(7):
        b.rect(-0.5 + k * 0.15, -0.5, 0.09, 0.08, dark(c, 0.04))
    for x in (-0.5, 0.5):
        tower(x, 0.24, 0.62)
        roof(x, 0.24, 0.66)
    b.blob([(-0.1, 0), (-0.1, -0.2), (0, -0.3), (0.1, -0.2), (0.1, 0)], dark(WOOD, 0.3))
    for x in (-0.26, 0.2):
        b.window(x, -0.32, 0.06, 0.12)


@subject("lighthouse", colour="white", size=0.68, home="coast")
def lighthouse(b: Brush, c: RGB) -> None:
    red = (0.8, 0.27, 0.25) if c[0] > 0.9 else c
    b.poly([(-0.16, 0), (-0.1, -0.74), (0.1, -0.74), (0.16, 0)], (0.96, 0.95, 0.92))
    for k in (0, 1, 2):
        y0, y1 = -0.08 - k * 0.25, -0.2 - k * 0.25
        w0, w1 = 0.16 + y0 * 0.081, 0.16 + y1 * 0.081
        b.poly([(-w0, y0), (-w1, y1), (w1, y1), (w0, y0)], red)
    b.rect(-0.15, -0.78, 0.3, 0.045, (0.25, 0.27, 0.33))
    b.rect(-0.08, -0.9, 0.16, 0.13, (1.0, 0.9, 0.55), shade=0.1)
    for x in (-0.08, -0.01, 0.06):
        b.rect(x, -0.9, 0.015, 0.13, (0.25, 0.27, 0.33), shade=0)
    b.poly([(-0.11, -0.9), (0, -1.02), (0.11, -0.9)], red)
    b.rect(-0.045, -0.13, 0.09, 0.13, WOOD, r=0.02)
    b.window(-0.025, -0.44, 0.05, 0.08)
    if b.lamps:
        b.glow(0, -0.84, 0.5, (1.0, 0.9, 0.6), 0.8)
        b.poly([(0.05, -0.86), (1.8, -1.12), (1.8, -0.62)], (1.0, 0.95, 0.7), shade=0, alpha=0.16)
        b.poly([(-0.05, -0.86), (-1.8, -1.06), (-1.8, -0.66)], (1.0, 0.95, 0.7), shade=0, alpha=0.1)


@subject("tower", "skyscraper", "building", "towers", colour="teal", size=0.72, home="city")
def tower(b: Brush, c: RGB) -> None:
    for x, w, h in ((-0.14, 0.28, 0.78), (-0.1, 0.2, 0.9), (-0.05, 0.1, 0.98)):
        b.rect(x, -h, w, h, light(c, 0.12 if w > 0.25 else 0.2))
    b.line([(0, -0.98), (0, -1.12)], dark(c, 0.3), 0.015)
    for row in range(15):
        for k in range(4):
            if (row * 7 + k * 5) % 6:
                b.window(-0.115 + k * 0.064, -0.74 + row * 0.048, 0.036, 0.026)


@subject("windmill", "mill", colour="cream", size=0.62, home="field")
def windmill(b: Brush, c: RGB) -> None:
    b.poly([(-0.2, 0), (-0.13, -0.6), (0.13, -0.6), (0.2, 0)], c)
    b.poly([(-0.16, -0.58), (0, -0.78), (0.16, -0.58)], (0.62, 0.33, 0.26))
    b.rect(-0.05, -0.16, 0.1, 0.16, WOOD, r=0.03)
    b.window(-0.035, -0.42, 0.07, 0.09)
    for k in range(4):
        a = 0.5 + k * pi / 2
        ux, uy = cos(a), sin(a)
        b.line([(0, -0.6), (0.5 * ux, -0.6 + 0.5 * uy)], WOOD, 0.022)
        px, py = -uy * 0.1, ux * 0.1
        b.poly(
            [
                (0.12 * ux, -0.6 + 0.12 * uy),
                (0.5 * ux, -0.6 + 0.5 * uy),
                (0.5 * ux + px, -0.6 + 0.5 * uy + py),
                (0.12 * ux + px, -0.6 + 0.12 * uy + py),
            ],
            (0.95, 0.93, 0.86),
            alpha=0.92,
        )
    b.oval(0, -0.6, 0.035, 0.035, dark(WOOD, 0.3))


@subject("bridge", "viaduct", "aqueduct", colour="tan", size=0.42, home="river")
def bridge(b: Brush, c: RGB) -> None:
    for k in range(3):
        x = -0.8 + k * 0.55
        b.blob(
            [
                (x - 0.06, -0.02),
                (x, -0.34),
                (x + 0.25, -0.48),
                (x + 0.5, -0.34),
                (x + 0.56, -0.02),
                (x + 0.44, 0),
                (x + 0.4, -0.26),
                (x + 0.25, -0.36),
                (x + 0.1, -0.26),
                (x + 0.05, 0),
            ],
            c,
        )
    b.blob(
        [
            (-1.1, -0.44),
            (-0.5, -0.56),
            (0.0, -0.6),
            (0.5, -0.56),
            (1.1, -0.44),
            (1.1, -0.34),
            (0, -0.47),
            (-1.1, -0.34),
        ],
        light(c, 0.12),
    )
    for k in range(11):
        x = -0.9 + k * 0.18
        b.rect(x, -0.66 + 0.1 * x * x, 0.025, 0.12, dark(c, 0.15))
    b.line([(-1.05, -0.55), (0, -0.67), (1.05, -0.55)], dark(c, 0.2), 0.03)


@subject("church", "chapel", "temple", "cathedral", colour="beige", size=0.6, home="hills")
def church(b: Brush, c: RGB) -> None:
    b.rect(-0.12, -0.46, 0.6, 0.46, c)
    b.poly([(-0.16, -0.44), (0.0, -0.66), (0.4, -0.66), (0.53, -0.44)], (0.45, 0.36, 0.38))
    b.rect(-0.34, -0.66, 0.26, 0.66, light(c, 0.08))
    b.poly([(-0.38, -0.64), (-0.21, -1.02), (-0.04, -0.64)], (0.4, 0.33, 0.37))
    b.line([(-0.21, -1.02), (-0.21, -1.12)], (0.8, 0.65, 0.3), 0.016)
    b.line([(-0.25, -1.08), (-0.17, -1.08)], (0.8, 0.65, 0.3), 0.016)
    b.oval(-0.21, -0.5, 0.05, 0.05, (0.55, 0.65, 0.85))
    for x in (0.02, 0.17, 0.32):
        b.window(x, -0.32, 0.07, 0.17)
    b.blob([(-0.27, 0), (-0.27, -0.14), (-0.21, -0.2), (-0.15, -0.14), (-0.15, 0)], WOOD)


@subject("tent", "camp", "camping", colour="orange", size=0.34, home="forest")
def tent(b: Brush, c: RGB) -> None:
    b.poly([(-0.6, 0), (-0.05, -0.8), (0.25, -0.72), (0.66, 0)], dark(c, 0.18))
    b.poly([(-0.6, 0), (-0.05, -0.8), (0.3, 0)], c)
    b.poly([(-0.2, 0), (-0.05, -0.5), (0.1, 0)], (1.0, 0.85, 0.5) if b.lamps else dark(c, 0.6), shade=0.1)
    if b.lamps:
        b.glow(-0.05, -0.2, 0.5, (1.0, 0.8, 0.4), 0.6)


@subject("pyramid", "pyramids", colour="gold", size=0.55, home="desert")
def pyramid(b: Brush, c: RGB) -> None:
    for x, s in ((-0.62, 0.55), (0.58, 0.42), (0.0, 0.9)):
        tip = (x + 0.04 * s, -0.95 * s)
        b.poly([(x - 0.75 * s, 0), tip, (x + 0.22 * s, 0)], light(mix(c, (0.9, 0.75, 0.5), 0.5), 0.12), shade=0.08)
        b.poly([tip, (x + 0.22 * s, 0), (x + 0.75 * s, 0)], dark(mix(c, (0.8, 0.6, 0.4), 0.5), 0.25), shade=0.08)


@subject("fountain", "well", colour="silver", size=0.5, home="city")
def fountain(b: Brush, c: RGB) -> None:
    water = (0.62, 0.83, 0.93)
    b.rect(-0.05, -0.6, 0.1, 0.6, c)
    b.blob([(-0.5, -0.22), (0.5, -0.22), (0.42, -0.02), (-0.42, -0.02)], c)
    b.oval(0, -0.21, 0.46, 0.06, water)
    b.blob([(-0.25, -0.6), (0.25, -0.6), (0.1, -0.5), (-0.1, -0.5)], light(c, 0.1))
    for side in (-1, 1):
        for w in (0.18, 0.34):
            b.line(
                [(0, -0.62), (side * w * 0.4, -0.95), (side * w, -0.7), (side * w * 1.15, -0.24)],
                water,
                0.022,
                alpha=0.8,
            )
