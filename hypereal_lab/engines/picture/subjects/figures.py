"""People from head to foot: at work, at play, in costume."""

from __future__ import annotations

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import RGB, dark, light, mix
from hypereal_lab.engines.picture.subjects.people import HAIRS, INK, SKINS, STEEL
from hypereal_lab.engines.picture.subjects.registry import subject

__all__: list[str] = []
"""Nothing by name: the registry knows what is drawn here."""


def _head(b: Brush, x: float, y: float, skin: RGB, hair: RGB, *, long: bool = False) -> None:
    """A head of about a seventh of the height, its middle at (x, y)."""
    if long:
        b.blob(
            [(x - 0.08, y - 0.04), (x, y - 0.1), (x + 0.1, y - 0.03), (x + 0.11, y + 0.13), (x + 0.03, y + 0.1)], hair
        )
    b.rect(x - 0.025, y + 0.03, 0.05, 0.08, dark(skin, 0.14), r=0.015)
    b.oval(x, y, 0.067, 0.078, skin, shade=0.1)
    b.blob([(x - 0.07, y - 0.01), (x - 0.06, y - 0.08), (x + 0.02, y - 0.1), (x + 0.08, y - 0.04), (x + 0.075, y + 0.02),
            (x + 0.04, y - 0.045)], hair)  # fmt: skip
    for dx in (-0.035, 0.015):
        b.oval(x + dx, y, 0.009, 0.012, INK, shade=0)
    b.line([(x - 0.03, y + 0.04), (x - 0.01, y + 0.047), (x + 0.012, y + 0.04)], (0.7, 0.34, 0.32), 0.009)


@subject("dancer", "ballerina", "dancers", "ballet", "gymnast", colour="rose", size=0.66, home="stage")
def dancer(b: Brush, c: RGB) -> None:
    skin, hair = SKINS[int(b.rng.integers(4))], HAIRS[int(b.rng.integers(4))]
    b.line([(0.02, -0.42), (0.24, -0.36), (0.46, -0.46)], skin, 0.06)
    b.line([(0.44, -0.45), (0.53, -0.5)], light(c, 0.3), 0.05)
    b.line([(-0.02, -0.42), (-0.02, -0.2), (0.0, -0.05)], skin, 0.064)
    b.line([(0.0, -0.07), (-0.005, -0.015)], light(c, 0.3), 0.05)
    b.line([(0.05, -0.68), (0.2, -0.82), (0.2, -0.98)], skin, 0.042)
    b.line([(-0.06, -0.68), (-0.24, -0.66), (-0.4, -0.74)], skin, 0.042)
    b.blob([(-0.07, -0.7), (0.06, -0.7), (0.05, -0.52), (-0.06, -0.52)], c)
    b.blob([(-0.06, -0.55), (0.05, -0.55), (0.26, -0.46), (0.3, -0.39), (0.1, -0.36), (-0.12, -0.37), (-0.32, -0.4),
            (-0.24, -0.48)], light(c, 0.35), alpha=0.92)  # fmt: skip
    b.blob([(-0.05, -0.54), (0.04, -0.54), (0.17, -0.45), (0, -0.42), (-0.19, -0.45)], light(c, 0.12), alpha=0.9)
    _head(b, -0.01, -0.8, skin, hair)
    b.oval(0.05, -0.885, 0.04, 0.04, hair)


@subject("family", "couple", "friends", "crowd", "tourist", colour="teal", size=0.56, home="field")
def walkers(b: Brush, c: RGB) -> None:
    for x, size, tone, long in ((-0.24, 1.0, c, False), (0.26, 0.94, mix(c, (0.9, 0.5, 0.4), 0.7), True),
                                (0.02, 0.62, mix(c, (0.95, 0.8, 0.35), 0.8), False)):  # fmt: skip
        with b.at(x, 0, size):
            _walker(b, tone, long=long)


@subject("walker", "runner", "hiker", "jogger", "farmer", "worker", "doctor", "chef", "teacher", "student", "skater", "player",
         colour="teal", size=0.6, home="field")  # fmt: skip
def walker(b: Brush, c: RGB) -> None:
    _walker(b, c, long=b.chance(0.5))


@subject("king", "queen", "prince", "princess", "emperor", colour="crimson", size=0.62, home="hills")
def monarch(b: Brush, c: RGB) -> None:
    b.blob([(-0.08, -0.74), (0.1, -0.74), (0.24, -0.3), (0.3, -0.02), (-0.2, -0.02), (-0.17, -0.3)], dark(c, 0.2))
    b.line([(-0.2, -0.03), (0.05, -0.01), (0.3, -0.03)], (0.96, 0.95, 0.92), 0.045)
    _walker(b, mix(c, (0.3, 0.3, 0.65), 0.75), long=b.chance(0.5))
    b.oval(0, -0.76, 0.13, 0.035, (0.96, 0.95, 0.92), shade=0.1)
    gold = (0.95, 0.76, 0.3)
    b.poly(
        [(-0.08, -0.93), (-0.095, -1.04), (-0.045, -0.98), (0, -1.06), (0.045, -0.98), (0.095, -1.04), (0.08, -0.93)],
        gold,
    )
    for x, tone in ((-0.045, (0.85, 0.25, 0.3)), (0, (0.3, 0.5, 0.85)), (0.045, (0.85, 0.25, 0.3))):
        b.oval(x, -0.955, 0.013, 0.013, tone, shade=0)


def _walker(b: Brush, c: RGB, *, long: bool) -> None:
    skin, hair = SKINS[int(b.rng.integers(4))], HAIRS[int(b.rng.integers(4))]
    cloth = mix(dark(c, 0.5), (0.2, 0.25, 0.4), 0.6)
    for way, tone in ((1, dark(cloth, 0.2)), (-1, cloth)):
        b.line([(0.01 * way, -0.42), (0.07 * way, -0.24), (0.1 * way + 0.02, -0.04)], tone, 0.085)
        b.oval(0.1 * way - 0.01, -0.025, 0.06, 0.027, INK)
    b.line([(0.06, -0.7), (0.14, -0.56), (0.08, -0.44)], dark(c, 0.2), 0.06)
    b.blob([(-0.1, -0.76), (0.1, -0.76), (0.11, -0.55), (0.09, -0.38), (-0.1, -0.38), (-0.11, -0.55)], c)
    b.line([(-0.08, -0.7), (-0.13, -0.56), (-0.16, -0.46)], dark(c, 0.1), 0.06)
    b.oval(-0.165, -0.43, 0.03, 0.032, skin, shade=0.05)
    _head(b, 0, -0.87, skin, hair, long=long)


@subject("wizard", "witch", "magician", "wizards", "sorcerer", colour="violet", size=0.64, home="forest")
def wizard(b: Brush, c: RGB) -> None:
    skin, robe = SKINS[int(b.rng.integers(4))], mix(c, (0.25, 0.2, 0.45), 0.35)
    b.line([(-0.3, 0), (-0.28, -0.4), (-0.3, -0.84)], (0.5, 0.34, 0.22), 0.035)
    b.glow(-0.3, -0.9, 0.32, (0.6, 0.9, 1.0), 0.9)
    b.oval(-0.3, -0.89, 0.06, 0.06, (0.75, 0.95, 1.0), shade=0.1)
    b.blob([(-0.26, 0), (-0.18, -0.4), (-0.11, -0.62), (0.11, -0.62), (0.2, -0.4), (0.28, 0), (0, 0.02)], robe)
    b.poly([(-0.03, -0.58), (0.04, -0.58), (0.07, 0), (-0.06, 0)], light(robe, 0.25), shade=0.05)
    b.blob([(-0.1, -0.58), (-0.3, -0.46), (-0.33, -0.38), (-0.2, -0.36), (-0.06, -0.44)], dark(robe, 0.15))
    b.oval(-0.29, -0.43, 0.035, 0.04, skin)
    b.oval(0, -0.68, 0.085, 0.09, skin, shade=0.1)
    b.blob([(-0.09, -0.66), (0, -0.63), (0.09, -0.66), (0.07, -0.48), (0, -0.38), (-0.07, -0.48)], (0.93, 0.93, 0.95))
    for x in (-0.035, 0.035):
        b.oval(x, -0.69, 0.012, 0.014, INK, shade=0)
    b.oval(0, -0.655, 0.02, 0.016, dark(skin, 0.1), shade=0)
    b.blob([(-0.11, -0.75), (-0.04, -0.95), (0.12, -1.08), (0.06, -0.94), (0.11, -0.75)], robe)
    b.oval(0, -0.745, 0.19, 0.035, dark(robe, 0.2))
    b.line([(-0.1, -0.775), (0, -0.765), (0.1, -0.775)], (0.95, 0.8, 0.4), 0.03)


@subject("knight", "knights", "warrior", "samurai", "viking", colour="crimson", size=0.64, home="hills")
def knight(b: Brush, c: RGB) -> None:
    for x in (-0.09, 0.09):
        b.rect(x - 0.06, -0.36, 0.12, 0.34, dark(STEEL, 0.2), r=0.03)
        b.oval(x - 0.01, -0.03, 0.09, 0.035, dark(STEEL, 0.4))
        b.oval(x, -0.2, 0.06, 0.045, STEEL)
    b.blob([(0.1, -0.68), (0.26, -0.4), (0.3, -0.08), (0.12, -0.12), (0.06, -0.5)], dark(c, 0.25))
    b.poly([(-0.345, -1.06), (-0.32, -1.1), (-0.295, -1.06), (-0.3, -0.48), (-0.34, -0.48)], light(STEEL, 0.4))
    b.rect(-0.42, -0.5, 0.2, 0.035, (0.8, 0.65, 0.3), r=0.01)
    b.rect(-0.335, -0.47, 0.03, 0.12, (0.45, 0.3, 0.2), r=0.01)
    b.line([(-0.14, -0.64), (-0.27, -0.54), (-0.32, -0.43)], STEEL, 0.085)
    b.blob([(-0.17, -0.68), (0.17, -0.68), (0.16, -0.44), (0.18, -0.3), (-0.18, -0.3), (-0.16, -0.44)], STEEL)
    b.poly([(-0.1, -0.64), (0.1, -0.64), (0.13, -0.28), (-0.13, -0.28)], c)
    b.rect(-0.17, -0.44, 0.34, 0.04, (0.45, 0.3, 0.2))
    for side in (-1, 1):
        b.oval(side * 0.17, -0.66, 0.075, 0.065, light(STEEL, 0.2))
    b.blob([(0.02, -1.0), (0.1, -1.12), (0.26, -1.06), (0.2, -0.9), (0.1, -0.96)], c)
    b.blob([(-0.11, -0.7), (-0.13, -0.86), (0, -1.02), (0.13, -0.86), (0.11, -0.7), (0, -0.66)], STEEL)
    b.rect(-0.1, -0.86, 0.2, 0.035, INK, r=0.01, shade=0)
    b.rect(-0.012, -0.86, 0.024, 0.18, dark(STEEL, 0.3), shade=0)
    b.blob([(0.08, -0.56), (0.34, -0.56), (0.33, -0.36), (0.21, -0.2), (0.09, -0.36)], c)
    b.line([(0.21, -0.54), (0.21, -0.25)], light(c, 0.75), 0.035)
    b.line([(0.11, -0.44), (0.31, -0.44)], light(c, 0.75), 0.035)
