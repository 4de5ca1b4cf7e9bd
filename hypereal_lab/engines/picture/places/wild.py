"""Mountains, woods and plains."""

from __future__ import annotations

from math import sin

from hypereal_lab.engines.picture.colours import RGB, dark, light, mix
from hypereal_lab.engines.picture.places.ground import PINE, SNOW, WATER, Ground
from hypereal_lab.engines.picture.places.registry import place

__all__ = ["peaks"]


@place("mountains")
def _mountains(g: Ground) -> float:
    peaks(g, 0.66, 0.34, (0.46, 0.52, 0.66), 4, 0.55)
    peaks(g, 0.72, 0.42, (0.36, 0.42, 0.58), 3, 0.25)
    g.ridge(0.74, 0.06, PINE, far=0.2)
    g.row("pine", 0.79, 0.12, 14, gap=False)
    g.ground(0.8, g.grass)
    g.row("pine", 0.86, 0.24, 7)
    g.tufts(0.84, g.grass, 40)
    return 0.9


@place("hills")
def _hills(g: Ground) -> float:
    g.ridge(0.64, 0.1, dark(g.grass, 0.15), far=0.6)
    g.ridge(0.71, 0.1, dark(g.grass, 0.08), far=0.3)
    g.row("tree", 0.74, 0.1, 9, colour=g.leaf, gap=False)
    g.ground(0.77, g.grass, bend=0.05)
    g.row("tree", 0.86, 0.24, 5, colour=g.leaf)
    g.tufts(0.82, g.grass, 50)
    return 0.88


@place("field")
def _field(g: Ground) -> float:
    g.ridge(0.68, 0.06, dark(g.grass, 0.2), far=0.5)
    g.row("tree", 0.715, 0.1, 9, colour=g.leaf, gap=False)
    g.ground(0.72, g.grass, bend=0.015)
    for k in range(7):
        x = g.f.width * (k + 0.5) / 7
        g.b.line(
            [(g.f.width / 2 + (x - g.f.width / 2) * 0.25, 0.735), (x + (x - g.f.width / 2) * 1.4, 1.05)],
            light(g.grass, 0.16),
            0.012,
            alpha=0.5,
        )
    g.row("tree", 0.8, 0.26, 4, colour=g.leaf)
    g.tufts(0.78, g.grass, 70)
    return 0.88


@place("meadow")
def _meadow(g: Ground) -> float:
    g.ridge(0.66, 0.08, dark(g.grass, 0.16), far=0.45)
    g.ground(0.72, g.grass, bend=0.03)
    g.tufts(0.76, g.grass, 80)
    tones = g.scene.tints or ((0.95, 0.55, 0.6), (0.98, 0.85, 0.45), (0.8, 0.65, 0.92), (0.98, 0.96, 0.92))
    g.dots(0.74, tones, 150)
    return 0.9


@place("forest")
def _forest(g: Ground) -> float:
    deep = g.leaf if g.scene.season else PINE
    for y, size, count, far in ((0.7, 0.34, 16, 0.65), (0.75, 0.46, 12, 0.4), (0.8, 0.6, 9, 0.18)):
        tone = mix(deep, g.hour.horizon, far)
        g.ridge(y, 0.03, tone)
        g.row(
            "tree" if g.scene.season in ("autumn", "spring") else "pine",
            y + 0.01,
            size,
            count,
            colour=tone,
            gap=far < 0.3,
        )
    g.ground(0.82, mix(g.grass, deep, 0.35))
    for x in (0.04, 0.95):
        g.plant("tree" if g.scene.season else "pine", g.f.width * x, 0.98, 0.9, dark(deep, 0.1))
    g.tufts(0.84, mix(g.grass, deep, 0.3), 70)
    return 0.9


@place("desert")
def _desert(g: Ground) -> float:
    tone = mix((0.93, 0.72, 0.46), g.scene.tints[0], 0.4) if g.scene.tints else (0.93, 0.72, 0.46)
    g.ridge(0.66, 0.1, tone, far=0.5, waves=1.4)
    g.ridge(0.74, 0.12, dark(tone, 0.06), far=0.2, waves=1.1)
    g.ground(0.84, light(tone, 0.1), bend=0.05)
    for k in range(9):
        y = 0.86 + 0.018 * k
        g.b.line(
            [(g.f.width * t / 8, y + 0.012 * sin(t * 1.3 + k * 0.7)) for t in range(9)],
            dark(tone, 0.14),
            0.003,
            alpha=0.35,
        )
    g.plant("cactus", g.f.width * 0.1, 0.84, 0.22)
    return 0.9


@place("waterfall")
def _waterfall(g: Ground) -> float:
    w, rock = g.f.width, (0.42, 0.42, 0.46)
    g.row("pine", 0.3, 0.2, 12, gap=False)
    g.b.poly([(0, 0.26), (w * 0.38, 0.3), (w * 0.4, 0.86), (0, 0.9)], rock)
    g.b.poly([(w, 0.24), (w * 0.6, 0.3), (w * 0.58, 0.86), (w, 0.9)], dark(rock, 0.12))
    for _ in range(14):
        x = g.b.between(0, w)
        if abs(x - w / 2) > w * 0.12:
            y = g.b.between(0.36, 0.8)
            g.b.line([(x, y), (x + 0.03, y + 0.09)], dark(rock, 0.3), 0.006, alpha=0.6)
    fall = mix((0.86, 0.93, 0.97), g.hour.horizon, 0.25)
    g.b.poly([(w * 0.38, 0.29), (w * 0.62, 0.29), (w * 0.64, 0.86), (w * 0.36, 0.86)], fall, shade=0.06)
    for k in range(26):
        x = w * (0.39 + 0.0088 * k)
        g.b.line(
            [(x, 0.3 + 0.05 * g.b.rng.random()), (x + 0.004, 0.84)],
            light(fall, 0.7) if k % 2 else mix(fall, WATER, 0.4),
            0.006,
            alpha=0.55,
        )
    g.water(0.85, (0.24, 0.55, 0.6))
    for k in range(12):
        g.b.oval(w * (0.34 + 0.028 * k), 0.86, 0.05, 0.03, (1, 1, 1), shade=0, alpha=0.35)
    g.row("tree", 0.98, 0.3, 5, colour=g.leaf)
    return 0.93


@place("volcano")
def _volcano(g: Ground) -> float:
    w, rock = g.f.width, (0.3, 0.27, 0.32)
    g.ridge(0.7, 0.08, rock, far=0.5)
    g.b.glow(w / 2, 0.36, 0.4, (1.0, 0.5, 0.2), 0.7)
    for k in range(9):
        g.b.oval(
            w / 2 + 0.05 * sin(k * 2) + 0.012 * k,
            0.3 - 0.035 * k,
            0.07 + 0.018 * k,
            0.05 + 0.012 * k,
            mix((0.35, 0.33, 0.38), (0.9, 0.5, 0.3), 0.4 - 0.04 * k),
            shade=0.2,
            alpha=0.8,
        )
    g.b.blob(
        [
            (w * 0.04, 0.8),
            (w * 0.28, 0.62),
            (w * 0.44, 0.36),
            (w * 0.56, 0.36),
            (w * 0.72, 0.62),
            (w * 0.96, 0.8),
            (w * 0.5, 0.9),
        ],
        rock,
        shade=0.25,
    )
    for x, sway in ((0.49, -0.06), (0.53, 0.08), (0.51, 0.01)):
        g.b.line(
            [(w * x, 0.37), (w * (x + sway * 0.4), 0.52), (w * (x + sway), 0.66), (w * (x + sway * 1.5), 0.8)],
            (1.0, 0.48, 0.16),
            0.022,
        )
        g.b.line([(w * x, 0.37), (w * (x + sway * 0.4), 0.52), (w * (x + sway), 0.66)], (1.0, 0.85, 0.4), 0.009)
    g.ground(0.82, dark(g.grass, 0.35))
    g.row("pine", 0.88, 0.16, 8)
    return 0.9


@place("snow")
def _snow(g: Ground) -> float:
    peaks(g, 0.68, 0.3, (0.6, 0.68, 0.8), 4, 0.45)
    g.ridge(0.72, 0.05, (0.82, 0.88, 0.95), far=0.2)
    g.row("pine", 0.765, 0.15, 12, colour=(0.45, 0.6, 0.62), gap=False)
    g.ground(0.77, SNOW, bend=0.04)
    g.row("pine", 0.86, 0.28, 5, colour=(0.42, 0.56, 0.58))
    for k in range(6):
        g.b.oval(g.b.between(0, g.f.width), 0.84 + 0.025 * k, 0.2, 0.012, (0.8, 0.87, 0.95), shade=0, alpha=0.5)
    return 0.89


@place("savanna")
def _savanna(g: Ground) -> float:
    tone = (0.85, 0.72, 0.42)
    g.ridge(0.68, 0.05, dark(tone, 0.2), far=0.5)
    g.ground(0.72, tone, bend=0.02)
    for x in (0.14, 0.86):
        g.b.line([(g.f.width * x, 0.79), (g.f.width * x + 0.02, 0.62)], (0.4, 0.3, 0.22), 0.016)
        g.b.oval(g.f.width * x + 0.02, 0.6, 0.17, 0.045, (0.45, 0.55, 0.28))
    g.tufts(0.78, dark(tone, 0.1), 90)
    return 0.88


def peaks(g: Ground, y: float, height: float, colour: RGB, count: int, far: float, snow: bool = True) -> None:
    """A row of folded mountains, paler the further away."""
    w = g.f.width
    for k in range(count):
        x = w * (k + 0.5 + g.b.between(-0.25, 0.25)) / count
        h, half = height * g.b.between(0.7, 1.15), w / count * g.b.between(0.8, 1.1)
        tone = mix(colour, g.hour.horizon, far)
        tip = (x + half * 0.06, y - h)
        left, right = (x - half, y + 0.02), (x + half, y + 0.02)
        fold = (x + half * 0.18, y - h * 0.45)
        g.b.poly(
            [left, tip, fold, (x + half * 0.1, y + 0.02)],
            light(tone, 0.14) if g.b.from_left else dark(tone, 0.16),
            shade=0.1,
        )
        g.b.poly(
            [tip, right, (x + half * 0.1, y + 0.02), fold],
            dark(tone, 0.16) if g.b.from_left else light(tone, 0.14),
            shade=0.1,
        )
        if snow:
            cap = mix(SNOW, g.hour.horizon, far * 0.6)
            g.b.poly(
                [
                    tip,
                    (x - half * 0.27, y - h * 0.7),
                    (x - half * 0.1, y - h * 0.76),
                    (x + half * 0.05, y - h * 0.62),
                    (x + half * 0.16, y - h * 0.74),
                    (x + half * 0.34, y - h * 0.68),
                ],
                cap,
                shade=0.1,
            )
