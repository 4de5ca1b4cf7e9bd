"""What moves."""

from __future__ import annotations

from math import cos, pi, sin

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import RGB, dark, light
from hypereal_lab.engines.picture.subjects.registry import subject

__all__: list[str] = []
"""Nothing by name: the registry knows what is drawn here."""

TYRE: RGB = (0.15, 0.15, 0.18)
STEEL: RGB = (0.75, 0.78, 0.82)
GLASS: RGB = (0.66, 0.83, 0.92)
HULL: RGB = (0.55, 0.35, 0.22)


def _wheel(b: Brush, x: float, y: float, r: float) -> None:
    b.oval(x, y, r, r, TYRE)
    b.oval(x, y, r * 0.55, r * 0.55, STEEL)
    b.oval(x, y, r * 0.2, r * 0.2, dark(STEEL, 0.4), shade=0)


@subject("car", "cars", "taxi", "automobile", "jeep", colour="red", size=0.36, home="road")
def car(b: Brush, c: RGB) -> None:
    b.blob([(-0.42, -0.46), (-0.24, -0.8), (0.2, -0.82), (0.46, -0.5)], c)
    b.blob([(-0.33, -0.48), (-0.2, -0.72), (-0.03, -0.73), (-0.03, -0.48)], GLASS, shade=0.1)
    b.blob([(0.02, -0.48), (0.02, -0.73), (0.17, -0.73), (0.34, -0.5)], GLASS, shade=0.1)
    b.blob([(-0.86, -0.18), (-0.84, -0.4), (-0.45, -0.52), (0.5, -0.52), (0.84, -0.42), (0.9, -0.18), (0, -0.12)], c)
    b.rect(-0.86, -0.24, 1.74, 0.05, dark(c, 0.4), r=0.02, shade=0)
    for x in (-0.5, 0.52):
        b.oval(x, -0.18, 0.21, 0.2, dark(c, 0.55))
        _wheel(b, x, -0.16, 0.165)
    b.oval(0.83, -0.34, 0.05, 0.045, (1.0, 0.93, 0.65))
    b.oval(-0.82, -0.34, 0.035, 0.045, (0.85, 0.2, 0.2))
    b.line([(-0.01, -0.48), (-0.01, -0.24)], dark(c, 0.3), 0.012)
    if b.lamps:
        b.glow(0.9, -0.34, 0.5, (1.0, 0.92, 0.6), 0.7)


@subject("bus", "tram", "van", colour="yellow", size=0.44, home="city")
def bus(b: Brush, c: RGB) -> None:
    b.rect(-0.85, -0.86, 1.7, 0.74, c, r=0.09)
    b.rect(-0.85, -0.36, 1.7, 0.07, light(c, 0.6), shade=0)
    for k in range(5):
        b.rect(-0.76 + k * 0.3, -0.74, 0.25, 0.27, GLASS, r=0.03)
    for x in (-0.5, 0.5):
        _wheel(b, x, -0.13, 0.15)
    b.oval(0.8, -0.24, 0.04, 0.04, (1.0, 0.93, 0.65))


@subject("bicycle", "bike", "bicycles", colour="teal", size=0.42, home="road")
def bicycle(b: Brush, c: RGB) -> None:
    for x in (-0.42, 0.42):
        for k in range(8):
            a = k * pi / 8
            b.line([(x - 0.28 * cos(a), -0.3 - 0.28 * sin(a)), (x + 0.28 * cos(a), -0.3 + 0.28 * sin(a))], STEEL, 0.008)
        ring = [(x + 0.3 * cos(t * pi / 8), -0.3 + 0.3 * sin(t * pi / 8)) for t in range(17)]
        b.line(ring, TYRE, 0.045)
    frame = [
        ((-0.42, -0.3), (-0.12, -0.62)),
        ((-0.12, -0.62), (0.3, -0.64)),
        ((0.3, -0.64), (-0.02, -0.28)),
        ((-0.02, -0.28), (-0.42, -0.3)),
        ((-0.02, -0.28), (-0.16, -0.74)),
        ((0.42, -0.3), (0.26, -0.84)),
    ]
    for tube in frame:
        b.line(tube, c, 0.045)
    b.blob([(-0.3, -0.78), (-0.02, -0.78), (-0.1, -0.72), (-0.26, -0.7)], TYRE)
    b.line([(0.26, -0.84), (0.36, -0.9), (0.44, -0.82)], TYRE, 0.035)
    b.oval(-0.02, -0.28, 0.06, 0.06, dark(STEEL, 0.3))


@subject("boat", "sailboat", "sailing", "yacht", "boats", colour="white", size=0.5, home="sea", floats=True)
def boat(b: Brush, c: RGB) -> None:
    b.line([(0.02, -0.16), (0.02, -1.02)], HULL, 0.028)
    b.blob([(0.06, -0.98), (0.3, -0.62), (0.5, -0.26), (0.06, -0.24)], c)
    b.blob(
        [(-0.03, -0.9), (-0.2, -0.58), (-0.4, -0.28), (-0.03, -0.25)],
        light(c, 0.3) if c[0] < 0.9 else (0.86, 0.36, 0.3),
    )
    b.blob([(-0.56, -0.2), (0.6, -0.2), (0.46, 0.02), (0.1, 0.05), (-0.4, 0.02)], HULL)
    b.line([(-0.54, -0.16), (0.58, -0.16)], light(HULL, 0.6), 0.025)
    b.poly([(0.02, -1.02), (0.18, -0.98), (0.02, -0.94)], (0.85, 0.3, 0.3))


@subject("ship", "galleon", "ferry", "ships", "pirate", colour="brown", size=0.56, home="sea", floats=True)
def ship(b: Brush, c: RGB) -> None:
    sail = (0.95, 0.91, 0.82)
    for x, h in ((-0.36, 0.82), (0.06, 1.04), (0.44, 0.78)):
        b.line([(x, -0.2), (x, -h)], dark(c, 0.3), 0.026)
        for k in range(2 if h < 1 else 3):
            y = -h + 0.06 + k * 0.26
            b.blob(
                [
                    (x - 0.17, y),
                    (x + 0.17, y),
                    (x + 0.24, y + 0.12),
                    (x + 0.17, y + 0.22),
                    (x - 0.17, y + 0.22),
                    (x - 0.1, y + 0.11),
                ],
                sail,
            )
    b.blob([(-0.78, -0.36), (-0.62, -0.24), (0.5, -0.24), (0.86, -0.4), (0.66, 0.0), (0.2, 0.05), (-0.5, 0.04)], c)
    b.line([(-0.7, -0.18), (0.74, -0.2)], light(c, 0.35), 0.025)
    for k in range(6):
        b.oval(-0.46 + k * 0.19, -0.1, 0.028, 0.028, dark(c, 0.6))
    b.poly([(0.06, -1.04), (0.28, -0.99), (0.06, -0.94)], (0.2, 0.2, 0.25))


@subject("train", "locomotive", "steam", "trains", colour="crimson", size=0.44, home="railway")
def train(b: Brush, c: RGB) -> None:
    for k in range(5):
        b.oval(
            -0.5 - k * 0.17,
            -0.98 - k * 0.06,
            0.1 + k * 0.035,
            0.08 + k * 0.025,
            (0.95, 0.95, 0.96),
            shade=0.1,
            alpha=0.75 - k * 0.1,
        )
    b.rect(0.25, -0.82, 0.5, 0.58, c, r=0.03)
    b.rect(0.2, -0.88, 0.6, 0.08, dark(c, 0.4), r=0.03)
    b.window(0.33, -0.7, 0.15, 0.19)
    b.window(0.53, -0.7, 0.15, 0.19)
    b.rect(-0.62, -0.6, 0.9, 0.36, dark(c, 0.25), r=0.12)
    for x in (-0.3, 0.02):
        b.rect(x, -0.6, 0.03, 0.36, (0.85, 0.68, 0.3), shade=0.05)
    b.poly([(-0.52, -0.6), (-0.56, -0.88), (-0.36, -0.88), (-0.4, -0.6)], TYRE)
    b.oval(-0.1, -0.6, 0.09, 0.1, (0.85, 0.68, 0.3))
    b.rect(-0.72, -0.26, 1.5, 0.08, TYRE)
    for x in (-0.52, -0.2, 0.12):
        _wheel(b, x, -0.13, 0.13)
    _wheel(b, 0.52, -0.16, 0.16)
    b.poly([(-0.72, -0.22), (-0.9, 0), (-0.66, 0)], (0.8, 0.3, 0.25))
    b.oval(-0.63, -0.44, 0.05, 0.06, (1.0, 0.93, 0.65))


@subject("plane", "airplane", "aircraft", "jet", "planes", colour="white", size=0.4, home="sky", floats=True)
def plane(b: Brush, c: RGB) -> None:
    b.blob([(-0.2, -0.52), (-0.1, -0.9), (0.02, -0.92), (0.16, -0.54)], dark(c, 0.2))
    b.blob([(-0.86, -0.5), (-0.66, -0.62), (0.5, -0.62), (0.88, -0.5), (0.6, -0.38), (-0.5, -0.38)], c)
    b.blob(
        [(-0.84, -0.52), (-0.98, -0.86), (-0.82, -0.88), (-0.58, -0.58)],
        (0.82, 0.3, 0.3) if c[0] > 0.9 else dark(c, 0.2),
    )
    b.blob([(-0.16, -0.48), (-0.3, -0.08), (-0.14, -0.06), (0.2, -0.46)], light(c, 0.05))
    b.blob([(-0.8, -0.5), (-0.94, -0.38), (-0.82, -0.36), (-0.64, -0.46)], light(c, 0.05))
    for k in range(8):
        b.oval(-0.42 + k * 0.115, -0.53, 0.022, 0.025, (0.35, 0.5, 0.65), shade=0)
    b.blob([(0.6, -0.56), (0.74, -0.56), (0.8, -0.51), (0.62, -0.5)], (0.35, 0.5, 0.65), shade=0.05)


@subject("balloon", "balloons", "airship", colour="red", size=0.56, home="sky", floats=True)
def balloon(b: Brush, c: RGB) -> None:
    b.blob([(-0.1, -0.3), (-0.36, -0.6), (-0.36, -0.88), (0, -1.1), (0.36, -0.88), (0.36, -0.6), (0.1, -0.3)], c)
    b.blob(
        [(-0.06, -0.3), (-0.17, -0.62), (-0.17, -0.9), (0, -1.1), (0.17, -0.9), (0.17, -0.62), (0.06, -0.3)],
        light(c, 0.55),
        shade=0.12,
    )
    b.blob(
        [(-0.025, -0.3), (-0.06, -0.62), (-0.06, -0.92), (0, -1.1), (0.06, -0.92), (0.06, -0.62), (0.025, -0.3)],
        c,
        shade=0.12,
    )
    for x in (-0.08, 0.08):
        b.line([(x, -0.3), (x * 0.9, -0.14)], HULL, 0.01)
    b.rect(-0.09, -0.15, 0.18, 0.14, (0.66, 0.46, 0.28), r=0.03)


@subject("rocket", "spaceship", "spacecraft", "rockets", colour="white", size=0.6, home="space", floats=True)
def rocket(b: Brush, c: RGB) -> None:
    red = (0.84, 0.28, 0.27)
    b.glow(0, 0.06, 0.45, (1.0, 0.6, 0.2), 0.8)
    b.blob([(-0.1, -0.12), (-0.13, 0.08), (0, 0.36), (0.13, 0.08), (0.1, -0.12)], (1.0, 0.62, 0.2), shade=0.1)
    b.blob([(-0.05, -0.12), (-0.06, 0.04), (0, 0.18), (0.06, 0.04), (0.05, -0.12)], (1.0, 0.92, 0.6), shade=0)
    for side in (-1, 1):
        b.blob([(side * 0.12, -0.4), (side * 0.32, -0.18), (side * 0.3, 0.04), (side * 0.12, -0.12)], red)
    b.blob([(-0.12, -0.12), (-0.2, -0.5), (-0.12, -0.86), (0, -1.06), (0.12, -0.86), (0.2, -0.5), (0.12, -0.12)], c)
    b.blob([(-0.11, -0.88), (0, -1.06), (0.11, -0.88)], red)
    b.oval(0, -0.64, 0.085, 0.085, dark(STEEL, 0.35))
    b.oval(0, -0.64, 0.06, 0.06, GLASS)
    b.rect(-0.13, -0.15, 0.26, 0.05, dark(STEEL, 0.45), r=0.02)


@subject("submarine", colour="yellow", size=0.42, home="underwater", floats=True)
def submarine(b: Brush, c: RGB) -> None:
    b.rect(-0.06, -0.86, 0.05, 0.2, dark(c, 0.4))
    b.rect(-0.2, -0.72, 0.4, 0.24, c, r=0.06)
    b.blob([(-0.78, -0.34), (-0.5, -0.56), (0.4, -0.58), (0.76, -0.34), (0.4, -0.1), (-0.5, -0.12)], c)
    for x in (-0.3, 0.0, 0.3):
        b.oval(x, -0.35, 0.09, 0.09, dark(c, 0.4))
        b.oval(x, -0.35, 0.065, 0.065, (1.0, 0.92, 0.65) if b.lamps else GLASS)
    b.blob([(-0.76, -0.34), (-0.95, -0.54), (-0.9, -0.34), (-0.95, -0.14)], dark(c, 0.3))
