"""People and those who look like them."""

from __future__ import annotations

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import RGB, dark, light, mix
from hypereal_lab.engines.picture.subjects.registry import subject

__all__: list[str] = []
"""Nothing by name: the registry knows what is drawn here."""

INK: RGB = (0.16, 0.14, 0.18)
STEEL: RGB = (0.78, 0.81, 0.86)
SKINS: tuple[RGB, ...] = ((0.95, 0.78, 0.65), (0.85, 0.64, 0.48), (0.66, 0.46, 0.34), (0.45, 0.31, 0.24))
HAIRS: tuple[RGB, ...] = ((0.2, 0.15, 0.14), (0.42, 0.26, 0.16), (0.75, 0.5, 0.25), (0.55, 0.25, 0.16))


@subject(
    "person", "woman", "man", "girl", "boy", "portrait", "people", "child", "face",
    colour="teal", size=0.72, home="field",
)  # fmt: skip
def person(b: Brush, c: RGB) -> None:
    skin, hair = SKINS[int(b.rng.integers(4))], HAIRS[int(b.rng.integers(4))]
    if b.chance(0.6):
        b.blob([(-0.2, -0.42), (-0.25, -0.72), (0, -0.98), (0.25, -0.72), (0.2, -0.42), (0, -0.46)], dark(hair, 0.2))
    b.blob([(-0.42, 0.02), (-0.38, -0.24), (-0.2, -0.38), (0.2, -0.38), (0.38, -0.24), (0.42, 0.02)], c, shade=0.28)
    b.rect(-0.075, -0.48, 0.15, 0.15, dark(skin, 0.14), r=0.05)
    b.blob([(-0.1, -0.38), (0, -0.27), (0.1, -0.38), (0, -0.36)], skin, shade=0.05)
    b.blob(
        [
            (-0.17, -0.68),
            (-0.14, -0.86),
            (0, -0.92),
            (0.14, -0.86),
            (0.17, -0.68),
            (0.1, -0.5),
            (0, -0.45),
            (-0.1, -0.5),
        ],
        skin,
        shade=0.14,
    )
    b.blob(
        [
            (-0.19, -0.66),
            (-0.2, -0.88),
            (0, -0.99),
            (0.2, -0.88),
            (0.19, -0.66),
            (0.12, -0.82),
            (-0.02, -0.84),
            (-0.13, -0.78),
        ],
        hair,
    )
    for side in (-1, 1):
        b.oval(side * 0.07, -0.68, 0.018, 0.024, INK, shade=0)
        b.line([(side * 0.04, -0.735), (side * 0.1, -0.735)], dark(hair, 0.2), 0.014)
        b.oval(side * 0.1, -0.6, 0.035, 0.022, mix(skin, (0.9, 0.4, 0.4), 0.4), shade=0, alpha=0.6)
    b.line([(0, -0.67), (0.015, -0.61), (-0.005, -0.605)], dark(skin, 0.25), 0.012)
    b.line([(-0.05, -0.55), (0, -0.53), (0.05, -0.55)], (0.72, 0.34, 0.34), 0.018)


@subject("robot", "robots", "android", "cyborg", colour="teal", size=0.6, home="room")
def robot(b: Brush, c: RGB) -> None:
    for x in (-0.16, 0.06):
        b.rect(x, -0.16, 0.1, 0.16, dark(STEEL, 0.35))
        b.rect(x - 0.03, -0.05, 0.16, 0.06, dark(c, 0.3), r=0.02)
    for side in (-1, 1):
        b.line([(side * 0.26, -0.46), (side * 0.4, -0.34), (side * 0.36, -0.16)], dark(STEEL, 0.2), 0.06)
        b.oval(side * 0.36, -0.14, 0.06, 0.06, c)
    b.rect(-0.26, -0.54, 0.52, 0.4, c, r=0.06)
    b.rect(-0.16, -0.46, 0.32, 0.2, dark(c, 0.5), r=0.03)
    for k, tone in enumerate(((0.95, 0.4, 0.35), (0.98, 0.8, 0.35), (0.45, 0.85, 0.5))):
        b.oval(-0.09 + k * 0.09, -0.36, 0.026, 0.026, tone)
    b.rect(-0.05, -0.6, 0.1, 0.08, dark(STEEL, 0.2))
    b.rect(-0.24, -0.92, 0.48, 0.34, light(c, 0.25), r=0.09)
    b.rect(-0.18, -0.85, 0.36, 0.17, INK, r=0.07)
    for x in (-0.09, 0.09):
        b.glow(x, -0.77, 0.12, (0.4, 0.95, 1.0), 0.8)
        b.oval(x, -0.77, 0.042, 0.042, (0.55, 0.97, 1.0), shade=0)
    b.line([(0, -0.92), (0, -1.03)], STEEL, 0.02)
    b.oval(0, -1.05, 0.038, 0.038, (0.95, 0.4, 0.35))


@subject("astronaut", "cosmonaut", "spaceman", colour="white", size=0.62, home="space", floats=True)
def astronaut(b: Brush, c: RGB) -> None:
    b.rect(-0.28, -0.56, 0.56, 0.38, dark(c, 0.25), r=0.06)
    for x, turn in ((-0.14, -0.06), (0.14, 0.06)):
        b.line([(x, -0.22), (x + turn, -0.06), (x + turn * 1.6, 0.04)], dark(c, 0.08), 0.15)
        b.oval(x + turn * 1.7, 0.05, 0.1, 0.06, dark(c, 0.5))
    for side in (-1, 1):
        b.line([(side * 0.2, -0.5), (side * 0.36, -0.4), (side * 0.42, -0.24 - 0.2 * (side > 0))], dark(c, 0.05), 0.13)
        b.oval(side * 0.42, -0.23 - 0.2 * (side > 0), 0.075, 0.075, (0.85, 0.5, 0.3))
    b.blob([(-0.22, -0.2), (-0.26, -0.5), (0, -0.62), (0.26, -0.5), (0.22, -0.2), (0, -0.14)], c)
    b.rect(-0.11, -0.42, 0.22, 0.13, dark(c, 0.2), r=0.02)
    for k, tone in enumerate(((0.85, 0.3, 0.3), (0.3, 0.6, 0.85))):
        b.oval(-0.05 + k * 0.1, -0.355, 0.025, 0.025, tone)
    b.oval(0, -0.76, 0.26, 0.25, c)
    b.oval(0, -0.75, 0.19, 0.165, (0.16, 0.22, 0.36), shade=0.4)
    b.blob([(-0.13, -0.82), (-0.04, -0.87), (0.02, -0.84), (-0.1, -0.72)], (0.75, 0.87, 1.0), shade=0, alpha=0.75)


@subject("snowman", colour="white", size=0.58, home="snow")
def snowman(b: Brush, c: RGB) -> None:
    for side in (-1, 1):
        b.line([(side * 0.2, -0.48), (side * 0.42, -0.62), (side * 0.5, -0.74)], (0.4, 0.28, 0.2), 0.025)
    for y, r in ((-0.2, 0.28), (-0.53, 0.21), (-0.78, 0.16)):
        b.oval(0, y, r, r * 0.94, c, shade=0.16)
    b.rect(-0.19, -0.66, 0.38, 0.07, (0.82, 0.26, 0.28), r=0.03)
    b.rect(-0.2, -0.93, 0.4, 0.045, INK, r=0.01)
    b.rect(-0.13, -1.1, 0.26, 0.19, INK, r=0.01)
    for x in (-0.05, 0.05):
        b.oval(x, -0.81, 0.018, 0.02, INK, shade=0)
    b.poly([(0, -0.78), (0.16, -0.75), (0, -0.74)], (0.93, 0.55, 0.2))
    for y in (-0.56, -0.46):
        b.oval(0, y, 0.02, 0.02, INK, shade=0)


@subject("ghost", "spirit", "monster", "alien", colour="lavender", size=0.52, home="forest", floats=True)
def ghost(b: Brush, c: RGB) -> None:
    b.glow(0, -0.5, 0.7, light(c, 0.5), 0.5)
    b.blob(
        [
            (-0.28, -0.02),
            (-0.32, -0.5),
            (-0.22, -0.86),
            (0, -0.98),
            (0.22, -0.86),
            (0.32, -0.5),
            (0.28, -0.02),
            (0.16, -0.12),
            (0.0, -0.0),
            (-0.16, -0.12),
        ],
        light(c, 0.5),
        shade=0.16,
    )
    for x in (-0.1, 0.1):
        b.oval(x, -0.68, 0.045, 0.065, INK, shade=0)
    b.oval(0, -0.53, 0.045, 0.06, INK, shade=0)
