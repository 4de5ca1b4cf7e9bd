"""Toys of the wind, blades, and fruit in a bowl."""

from __future__ import annotations

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import RGB, dark, light, mix
from hypereal_lab.engines.picture.subjects.registry import subject

__all__: list[str] = []
"""Nothing by name: the registry knows what is drawn here."""


INK: RGB = (0.16, 0.14, 0.18)


@subject("kite", "kites", colour="red", size=0.42, home="sky", floats=True)
def kite(b: Brush, c: RGB) -> None:
    b.line([(0.0, -0.4), (0.06, -0.2), (-0.06, -0.02), (0.05, 0.16)], dark(c, 0.35), 0.012)
    for x, y, way in ((0.045, -0.24, 1), (-0.03, -0.07, -1), (0.03, 0.12, 1)):
        b.poly([(x, y), (x - 0.09, y - 0.05 * way), (x - 0.08, y + 0.04)], light(c, 0.55))
        b.poly([(x, y), (x + 0.09, y + 0.05 * way), (x + 0.08, y - 0.04)], light(c, 0.3))
    yellow = mix(c, (1.0, 0.85, 0.4), 0.75)
    b.poly([(0, -1.0), (-0.34, -0.7), (0, -0.4)], c)
    b.poly([(0, -1.0), (0.34, -0.7), (0, -0.4)], dark(c, 0.14))
    b.poly([(-0.34, -0.7), (0, -0.7), (0, -0.4)], yellow)
    b.poly([(0, -1.0), (0.34, -0.7), (0, -0.7)], yellow)
    b.line([(0, -1.0), (0, -0.4)], dark(c, 0.5), 0.014)
    b.line([(-0.34, -0.7), (0.34, -0.7)], dark(c, 0.5), 0.014)


@subject("sword", "dagger", "swords", "excalibur", colour="silver", size=0.6, home="hills")
def sword(b: Brush, c: RGB) -> None:
    b.blob([(-0.3, 0.02), (-0.26, -0.16), (-0.08, -0.24), (0.14, -0.22), (0.3, -0.1), (0.32, 0.02)], (0.5, 0.5, 0.53))
    b.poly([(-0.045, -0.2), (-0.05, -0.74), (0.05, -0.74), (0.045, -0.2)], light(c, 0.3))
    b.poly([(0, -0.2), (0, -0.74), (0.05, -0.74), (0.045, -0.2)], dark(c, 0.15))
    b.rect(-0.2, -0.79, 0.4, 0.055, (0.83, 0.66, 0.3), r=0.025)
    b.rect(-0.03, -0.95, 0.06, 0.17, (0.45, 0.28, 0.2), r=0.015)
    for y in (-0.92, -0.88, -0.84):
        b.line([(-0.028, y), (0.028, y - 0.012)], (0.3, 0.18, 0.13), 0.01)
    b.oval(0, -0.98, 0.05, 0.05, (0.83, 0.66, 0.3))


@subject("strawberry", "strawberries", "raspberry", "berries", colour="red", size=0.36, home="table")
def strawberries(b: Brush, c: RGB) -> None:
    for x, y in ((-0.2, -0.5), (0.2, -0.5), (0.0, -0.68), (-0.36, -0.42), (0.36, -0.42)):
        b.blob([(x - 0.17, y - 0.1), (x, y - 0.17), (x + 0.17, y - 0.1), (x + 0.1, y + 0.12), (x, y + 0.22),
                (x - 0.1, y + 0.12)], c)  # fmt: skip
        for dx, dy in ((-0.07, -0.04), (0.06, -0.05), (0, 0.05), (-0.05, 0.1), (0.07, 0.07)):
            b.oval(x + dx, y + dy, 0.011, 0.017, (0.99, 0.87, 0.5), shade=0)
        for dx in (-0.09, 0.0, 0.09):
            b.poly([(x + dx * 0.3, y - 0.2), (x + dx - 0.03, y - 0.11), (x + dx + 0.04, y - 0.1)], (0.35, 0.62, 0.32))
    b.blob([(-0.56, -0.42), (-0.4, -0.12), (-0.2, -0.02), (0.2, -0.02), (0.4, -0.12), (0.56, -0.42)], (0.93, 0.93, 0.9))
    b.oval(0, -0.41, 0.56, 0.035, (0.82, 0.83, 0.82), shade=0)


@subject("banana", "bananas", colour="yellow", size=0.4, home="table")
def banana(b: Brush, c: RGB) -> None:
    for lift, tone in ((0.18, dark(c, 0.12)), (0.0, c)):
        b.blob([(-0.56, -0.42 - lift), (-0.44, -0.2 - lift), (-0.1, -0.02 - lift), (0.28, -0.1 - lift), (0.5, -0.4 - lift),
                (0.5, -0.52 - lift), (0.28, -0.34 - lift), (-0.06, -0.28 - lift), (-0.4, -0.38 - lift)], tone)  # fmt: skip
        b.rect(0.465, -0.6 - lift, 0.06, 0.1, (0.5, 0.42, 0.2), r=0.015)
        b.oval(-0.55, -0.42 - lift, 0.03, 0.025, (0.36, 0.3, 0.18))
        b.line(
            [(-0.46, -0.3 - lift), (-0.08, -0.15 - lift), (0.26, -0.22 - lift), (0.46, -0.44 - lift)],
            dark(c, 0.2),
            0.015,
        )


@subject("watermelon", "melon", colour="green", size=0.4, home="table")
def watermelon(b: Brush, c: RGB) -> None:
    b.blob([(-0.58, -0.62), (-0.5, -0.28), (-0.2, -0.03), (0.2, -0.03), (0.5, -0.28), (0.58, -0.62), (0, -0.6)], c)
    b.blob([(-0.52, -0.62), (-0.44, -0.32), (-0.18, -0.1), (0.18, -0.1), (0.44, -0.32), (0.52, -0.62), (0, -0.6)],
           (0.93, 0.96, 0.85), shade=0.05)  # fmt: skip
    b.blob([(-0.48, -0.62), (-0.4, -0.34), (-0.16, -0.15), (0.16, -0.15), (0.4, -0.34), (0.48, -0.62), (0, -0.61)],
           (0.92, 0.34, 0.36))  # fmt: skip
    for x, y in ((-0.28, -0.5), (-0.12, -0.38), (0.06, -0.5), (0.2, -0.36), (0.32, -0.5), (0, -0.26), (-0.18, -0.27)):
        b.oval(x, y, 0.018, 0.028, INK, shade=0)


@subject("truck", "lorry", "pickup", "tractor", "trucks", colour="crimson", size=0.42, home="road")
def truck(b: Brush, c: RGB) -> None:
    b.rect(-0.2, -0.36, 1.06, 0.2, (0.36, 0.27, 0.22), r=0.02)
    for k in range(4):
        b.rect(-0.16 + k * 0.255, -0.56, 0.225, 0.24, mix((0.62, 0.45, 0.3), c, 0.1))
    b.blob([(-0.62, -0.46), (-0.5, -0.8), (-0.46, -0.84), (-0.22, -0.84), (-0.19, -0.8), (-0.18, -0.4)], c)
    b.blob([(-0.53, -0.5), (-0.44, -0.76), (-0.27, -0.76), (-0.26, -0.5)], (0.72, 0.86, 0.92), shade=0.1)
    b.blob([(-0.88, -0.2), (-0.9, -0.42), (-0.8, -0.52), (-0.5, -0.53), (-0.18, -0.52), (-0.17, -0.18)], c)
    b.rect(-0.94, -0.24, 0.2, 0.06, (0.75, 0.77, 0.8), r=0.02)
    b.oval(-0.86, -0.4, 0.045, 0.05, (1.0, 0.93, 0.65))
    b.line([(-0.24, -0.42), (-0.2, -0.42)], dark(c, 0.5), 0.02)
    for x in (-0.56, 0.54):
        b.oval(x, -0.17, 0.19, 0.18, dark(c, 0.55))
        b.oval(x, -0.145, 0.15, 0.15, (0.16, 0.15, 0.17))
        b.oval(x, -0.145, 0.075, 0.075, (0.8, 0.8, 0.82))
    if b.lamps:
        b.glow(-0.92, -0.4, 0.5, (1.0, 0.92, 0.6), 0.7)
