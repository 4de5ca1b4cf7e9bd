"""Animals of deserts, plains and ice."""

from __future__ import annotations

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import RGB, dark, light, mix
from hypereal_lab.engines.picture.subjects.registry import subject

__all__: list[str] = []
"""Nothing by name: the registry knows what is drawn here."""


INK: RGB = (0.12, 0.11, 0.15)
WHITE: RGB = (0.97, 0.96, 0.93)


def _legs(b: Brush, c: RGB, places: tuple[float, ...], top: float, width: float) -> None:
    """Those on the far side are darker and come first."""
    for number, x in enumerate(places):
        tone = dark(c, 0.24 if number < len(places) / 2 else 0.05)
        b.poly([(x, top), (x + width * 1.5, top), (x + width, -0.03), (x + width * 0.15, -0.03)], tone)
        b.oval(x + width * 0.5, -0.025, width * 0.75, 0.03, dark(c, 0.4))


@subject("camel", "camels", "dromedary", colour="tan", size=0.56, home="desert")
def camel(b: Brush, c: RGB) -> None:
    c = dark(c, 0.16)
    b.line([(0.46, -0.58), (0.55, -0.42), (0.53, -0.3)], dark(c, 0.2), 0.03)
    b.oval(0.53, -0.28, 0.03, 0.045, dark(c, 0.45))
    _legs(b, c, (-0.16, 0.34, -0.28, 0.22), -0.45, 0.1)
    b.blob(
        [(-0.36, -0.5), (-0.28, -0.64), (-0.14, -0.7), (-0.02, -0.86), (0.1, -0.97), (0.22, -0.86), (0.32, -0.7),
         (0.46, -0.62), (0.47, -0.46), (0.3, -0.36), (-0.18, -0.34)], c)  # fmt: skip
    b.blob(
        [(-0.2, -0.42), (-0.36, -0.38), (-0.5, -0.48), (-0.55, -0.68), (-0.56, -0.88), (-0.46, -0.9), (-0.42, -0.7),
         (-0.32, -0.6)], c)  # fmt: skip
    b.blob(
        [(-0.44, -0.98), (-0.58, -1.0), (-0.74, -0.92), (-0.78, -0.84), (-0.7, -0.8), (-0.52, -0.84)], light(c, 0.06)
    )
    b.blob([(-0.44, -1.0), (-0.38, -1.08), (-0.38, -0.96)], dark(c, 0.15))
    b.oval(-0.58, -0.93, 0.02, 0.024, INK, shade=0)
    b.line([(-0.76, -0.84), (-0.7, -0.84), (-0.64, -0.85)], dark(c, 0.45), 0.012)
    b.blob([(-0.06, -0.8), (0.1, -0.93), (0.25, -0.8), (0.3, -0.5), (0.1, -0.46), (-0.1, -0.5)], (0.76, 0.27, 0.25))
    for y, tone in ((-0.7, (0.95, 0.78, 0.4)), (-0.58, (0.3, 0.55, 0.6))):
        b.line([(-0.08, y), (0.1, y + 0.02), (0.28, y)], tone, 0.03)


@subject("penguin", "penguins", colour="black", size=0.46, home="snow")
def penguin(b: Brush, c: RGB) -> None:
    c = mix(c, (0.2, 0.24, 0.32), 0.5)
    for x in (-0.1, 0.1):
        b.oval(x, -0.02, 0.1, 0.04, (0.95, 0.62, 0.25))
    for side in (-1, 1):
        b.blob([(side * 0.2, -0.66), (side * 0.36, -0.42), (side * 0.33, -0.2), (side * 0.2, -0.34)], dark(c, 0.15))
    b.blob([(-0.22, -0.04), (-0.28, -0.4), (-0.2, -0.76), (0, -0.98), (0.2, -0.76), (0.28, -0.4), (0.22, -0.04)], c)
    b.blob([(-0.15, -0.05), (-0.2, -0.36), (-0.1, -0.62), (0.1, -0.62), (0.2, -0.36), (0.15, -0.05)], WHITE, shade=0.12)
    for side in (-1, 1):
        b.oval(side * 0.075, -0.75, 0.085, 0.1, WHITE, shade=0.05)
        b.oval(side * 0.06, -0.78, 0.024, 0.03, INK, shade=0)
    b.poly([(-0.07, -0.72), (0.07, -0.72), (0, -0.62)], (0.96, 0.62, 0.22))


@subject("tiger", "tigers", "leopard", "cheetah", colour="orange", size=0.46, home="forest")
def tiger(b: Brush, c: RGB) -> None:
    _big_cat(b, c)
    for x, low in ((-0.12, 0.0), (0.02, 0.03), (0.16, 0.01), (0.3, 0.02)):
        b.line([(x, -0.7 + low), (x + 0.03, -0.58), (x - 0.01, -0.48)], INK, 0.03)
    for side in (-1, 1):
        for y in (-0.66, -0.58):
            b.line([(-0.5 + side * 0.22, y), (-0.5 + side * 0.13, y + 0.01)], INK, 0.022)
    for x in (-0.56, -0.5, -0.44):
        b.line([(x, -0.86), (x, -0.79)], INK, 0.024)


@subject("lion", "lions", "lioness", colour="gold", size=0.48, home="savanna")
def lion(b: Brush, c: RGB) -> None:
    mane = mix(dark(c, 0.35), (0.5, 0.25, 0.12), 0.5)
    _big_cat(b, mix(c, (0.78, 0.52, 0.28), 0.7), mane)


def _big_cat(b: Brush, c: RGB, mane: RGB | None = None) -> None:
    b.line([(0.46, -0.58), (0.66, -0.5), (0.72, -0.72), (0.66, -0.84)], dark(c, 0.08), 0.06)
    b.oval(0.655, -0.85, 0.055, 0.06, mane or INK)
    _legs(b, c, (-0.16, 0.3, -0.32, 0.2), -0.4, 0.12)
    b.blob([(-0.4, -0.5), (-0.3, -0.7), (0.05, -0.7), (0.4, -0.68), (0.5, -0.48), (0.36, -0.32), (-0.24, -0.32)], c)
    b.blob([(-0.24, -0.36), (0, -0.38), (0.3, -0.36), (0.2, -0.3), (-0.16, -0.29)], light(c, 0.55), shade=0.05)
    if mane:
        b.oval(-0.5, -0.66, 0.33, 0.34, mane)
    for side in (-1, 1):
        b.oval(-0.5 + side * 0.17, -0.86, 0.075, 0.08, c)
        b.oval(-0.5 + side * 0.17, -0.85, 0.04, 0.045, dark(c, 0.35), shade=0)
    b.oval(-0.5, -0.68, 0.24, 0.22, c)
    for side in (-1, 1):
        b.oval(-0.5 + side * 0.06, -0.58, 0.09, 0.075, WHITE, shade=0.08)
        b.oval(-0.5 + side * 0.1, -0.71, 0.035, 0.04, (0.93, 0.8, 0.35), shade=0)
        b.oval(-0.5 + side * 0.1, -0.71, 0.018, 0.03, INK, shade=0)
    b.poly([(-0.55, -0.64), (-0.45, -0.64), (-0.5, -0.58)], (0.72, 0.4, 0.4), shade=0.05)
    b.line([(-0.5, -0.58), (-0.5, -0.54)], dark(c, 0.5), 0.012)


@subject("panda", "pandas", colour="white", size=0.5, home="forest")
def panda(b: Brush, c: RGB) -> None:
    ink = mix(INK, c, 0.08)
    _seated_bear(b, c, ink)
    for side in (-1, 1):
        b.oval(side * 0.11, -0.79, 0.062, 0.07, ink, shade=0.05)
        b.oval(side * 0.1, -0.8, 0.022, 0.026, WHITE, shade=0)
    b.line([(-0.3, -0.02), (-0.26, -0.3), (-0.3, -0.62)], (0.45, 0.66, 0.32), 0.035)
    for y, way in ((-0.5, -1), (-0.58, 1)):
        b.blob([(-0.29, y), (-0.29 + way * 0.09, y - 0.06), (-0.29 + way * 0.16, y - 0.03)], (0.4, 0.62, 0.3))


@subject("bear", "bears", "teddy", colour="brown", size=0.5, home="forest")
def bear(b: Brush, c: RGB) -> None:
    _seated_bear(b, c, dark(c, 0.1))


def _seated_bear(b: Brush, c: RGB, limbs: RGB) -> None:
    for side in (-1, 1):
        b.blob([(side * 0.24, -0.5), (side * 0.4, -0.34), (side * 0.34, -0.18), (side * 0.2, -0.3)], dark(limbs, 0.08))
        b.oval(side * 0.2, -0.07, 0.15, 0.09, limbs)
        b.oval(side * 0.22, -0.07, 0.08, 0.055, light(limbs, 0.35), shade=0.05)
        b.oval(side * 0.19, -0.92, 0.085, 0.085, limbs)
        b.oval(side * 0.19, -0.91, 0.045, 0.045, light(limbs, 0.35), shade=0)
    b.blob([(-0.26, -0.04), (-0.32, -0.3), (-0.2, -0.58), (0.2, -0.58), (0.32, -0.3), (0.26, -0.04)], c)
    b.oval(0, -0.28, 0.18, 0.2, light(c, 0.3), shade=0.08)
    b.oval(0, -0.74, 0.26, 0.23, c)
    b.oval(0, -0.67, 0.13, 0.1, light(c, 0.5), shade=0.08)
    b.oval(0, -0.71, 0.05, 0.036, INK, shade=0.1)
    for side in (-1, 1):
        b.oval(side * 0.11, -0.8, 0.026, 0.03, INK, shade=0)


@subject("giraffe", "giraffes", colour="yellow", size=0.72, home="savanna")
def giraffe(b: Brush, c: RGB) -> None:
    c = mix(c, (0.93, 0.76, 0.48), 0.5)
    spot = (0.66, 0.4, 0.22)
    b.line([(0.32, -0.5), (0.4, -0.38), (0.38, -0.28)], dark(c, 0.2), 0.02)
    _legs(b, c, (-0.1, 0.24, -0.18, 0.16), -0.42, 0.065)
    b.blob(
        [(-0.24, -0.46), (-0.16, -0.58), (0.1, -0.54), (0.3, -0.52), (0.34, -0.42), (0.24, -0.33), (-0.12, -0.33)], c
    )
    b.blob([(-0.08, -0.52), (-0.24, -0.44), (-0.3, -0.62), (-0.36, -0.92), (-0.28, -0.94), (-0.2, -0.72)], c)
    b.line([(-0.26, -0.94), (-0.19, -0.74), (-0.09, -0.56)], spot, 0.022)
    for x, y, r in ((-0.26, -0.62, 0.03), (-0.29, -0.76, 0.026), (-0.2, -0.52, 0.035), (-0.04, -0.46, 0.05),
                    (0.1, -0.44, 0.05), (0.23, -0.45, 0.045), (0.03, -0.38, 0.03), (0.17, -0.37, 0.03)):  # fmt: skip
        b.oval(x, y, r, r * 0.85, spot, shade=0.05)
    for x in (-0.33, -0.29):
        b.line([(x, -0.96), (x + 0.01, -1.03)], spot, 0.018)
    b.blob([(-0.26, -0.96), (-0.36, -1.0), (-0.5, -0.9), (-0.48, -0.85), (-0.34, -0.88)], light(c, 0.1))
    b.oval(-0.37, -0.94, 0.014, 0.017, INK, shade=0)
