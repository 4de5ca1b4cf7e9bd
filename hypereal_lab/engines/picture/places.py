"""Where a scene is set: sky first, then what lies between the horizon and the feet of the subject."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

import skia

from hypereal_lab.engines.picture.brush import Brush, Point
from hypereal_lab.engines.picture.colours import RGB, Hour, dark, light, mix, vary
from hypereal_lab.engines.picture.sky import Frame, sky
from hypereal_lab.engines.picture.subjects import SUBJECTS
from hypereal_lab.engines.picture.words import Scene

__all__ = ["PLACES", "Ground", "draw_place"]

GRASS: RGB = (0.49, 0.66, 0.36)
SAND: RGB = (0.93, 0.83, 0.63)
SNOW: RGB = (0.93, 0.95, 0.98)
EARTH: RGB = (0.55, 0.43, 0.33)
WATER: RGB = (0.25, 0.52, 0.66)
WALLS: tuple[RGB, ...] = (
    (0.86, 0.84, 0.8),
    (0.78, 0.83, 0.84),
    (0.9, 0.82, 0.76),
    (0.8, 0.84, 0.76),
    (0.86, 0.8, 0.86),
)
PINE: RGB = (0.2, 0.42, 0.36)
SEASONS: dict[str, RGB] = {"autumn": (0.8, 0.55, 0.25), "winter": SNOW, "spring": (0.55, 0.75, 0.4), "summer": GRASS}


class Ground:
    """What a place function draws with: frame, light and colours of the season."""

    def __init__(self, brush: Brush, frame: Frame, hour: Hour, scene: Scene) -> None:
        self.b = brush
        self.f = frame
        self.hour = hour
        self.scene = scene
        grass = SEASONS.get(scene.season or "", GRASS)
        if scene.weather == "snowfall":
            grass = SNOW
        self.grass = mix(grass, scene.tints[0], 0.55) if scene.tints else grass
        self.leaf = {"autumn": (0.83, 0.45, 0.2), "winter": (0.6, 0.66, 0.68), "spring": (0.93, 0.68, 0.74)}.get(
            scene.season or "", (0.3, 0.55, 0.34)
        )

    def ridge(self, y: float, rough: float, colour: RGB, *, far: float = 0.0, waves: float = 3.0) -> list[Point]:
        """A line of hills across the picture, paler the further away."""
        w = self.f.width
        phase, octaves = self.b.rng.uniform(0, 7, 4), (1.0, 2.1, 4.3, 9.0)
        points = []
        for k in range(49):
            x = w * k / 48
            lift = sum(sin(x / w * waves * o * 2 + p) / o**1.15 for o, p in zip(octaves, phase, strict=True))
            points.append((x, y - rough * (0.5 + 0.5 * lift)))
        tone = mix(colour, self.hour.horizon, far)
        self.b.poly([(0, 1.1), *points, (w, 1.1)], tone, shade=0.12)
        return points

    def ground(self, y: float, colour: RGB, *, bend: float = 0.03) -> None:
        """The near ground, a little curved."""
        w = self.f.width
        self.b.blob(
            [(-0.3, y + bend), (w * 0.5, y - bend), (w + 0.3, y + bend), (w + 0.3, 1.4), (-0.3, 1.4)],
            colour,
            shade=0.16,
        )

    def water(self, y: float, colour: RGB = WATER, *, bottom: float = 1.1) -> None:
        """Water to the lower edge, with the sky in it and light on it."""
        w = self.f.width
        tone = mix(colour, self.hour.middle, 0.4)
        paint = skia.Paint(AntiAlias=True)
        ends = [skia.Point(0, y), skia.Point(0, 1.0)]
        tones = [
            skia.Color4f(*mix(tone, self.hour.horizon, 0.55), 1).toColor(),
            skia.Color4f(*dark(tone, 0.25), 1).toColor(),
        ]
        paint.setShader(skia.GradientShader.MakeLinear(ends, tones))
        self.b.canvas.drawRect(skia.Rect.MakeLTRB(0, y, w, bottom), paint)
        for _ in range(70):
            t = self.b.rng.random() ** 1.6
            yy, length = y + 0.012 + t * (1.02 - y), 0.03 + 0.16 * t
            near = abs(self.f.sun[0] - w * 0.5) < w
            x = (
                self.f.sun[0] + float(self.b.rng.normal(0, 0.05 + 0.3 * t))
                if near and self.b.chance(0.45)
                else self.b.between(0, w)
            )
            glint = light(self.hour.sun, 0.2) if abs(x - self.f.sun[0]) < 0.12 + 0.25 * t else light(tone, 0.4)
            self.b.line([(x - length / 2, yy), (x + length / 2, yy)], glint, 0.003 + 0.006 * t, alpha=0.5)

    def plant(self, name: str, x: float, y: float, size: float, colour: RGB | None = None) -> None:
        """A subject as scenery."""
        kind = SUBJECTS[name]
        self.b.shadow(x, y, size * 0.4, size * 0.06, 0.22)
        with self.b.at(x, y, size, flip=self.b.chance(0.5)):
            kind.draw(self.b, colour or kind.colour)

    def row(self, name: str, y: float, size: float, count: int, *, colour: RGB | None = None, gap: bool = True) -> None:
        """Scenery along the width, open in the middle for the subject."""
        for k in range(count):
            x = self.f.width * (k + self.b.between(0.1, 0.9)) / count
            if not gap or abs(x - self.f.width / 2) > 0.2:
                kind = SUBJECTS[name].colour if colour is None else colour
                self.plant(
                    name,
                    x,
                    y + self.b.between(-0.01, 0.02),
                    size * self.b.between(0.75, 1.2),
                    vary(kind, 0.0, self.b.between(-0.12, 0.12)),
                )

    def tufts(self, y: float, colour: RGB, count: int = 60) -> None:
        """Blades of grass, larger towards the eye."""
        for _ in range(count):
            t = self.b.rng.random()
            x, yy, h = self.b.between(0, self.f.width), y + t * (1.02 - y), 0.012 + 0.045 * t
            for lean in (-0.4, 0.1, 0.5):
                self.b.line(
                    [(x, yy), (x + lean * h, yy - h)],
                    vary(colour, 0.02 * lean, -0.15 + 0.2 * lean),
                    0.003 + 0.004 * t,
                    alpha=0.75,
                )

    def dots(self, y: float, tones: tuple[RGB, ...], count: int = 90) -> None:
        """Small flowers."""
        for _ in range(count):
            t = self.b.rng.random()
            r = 0.004 + 0.014 * t
            tone = tones[int(self.b.rng.integers(len(tones)))]
            self.b.oval(self.b.between(0, self.f.width), y + 0.02 + t * (1.0 - y), r, r * 0.8, tone, shade=0.1)


Place = Callable[[Ground], float]
PLACES: dict[str, Place] = {}
"""By name; each returns the height at which the subject stands."""


def place(name: str) -> Callable[[Place], Place]:
    def known(draw: Place) -> Place:
        PLACES[name] = draw
        return draw

    return known


def draw_place(brush: Brush, frame: Frame, hour: Hour, scene: Scene) -> float:
    """Sky and place; returns the height at which the subject stands, from 0 at the top."""
    if scene.place not in ("space", "underwater", "table", "room", "abstract", "tile"):
        sky(brush, frame, hour, cloudy=scene.weather in ("clouds", "rain", "storm", "snowfall"))
    return PLACES[scene.place](Ground(brush, frame, hour, scene))


def _peaks(g: Ground, y: float, height: float, colour: RGB, count: int, far: float, snow: bool = True) -> None:
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


@place("mountains")
def _(g: Ground) -> float:
    _peaks(g, 0.66, 0.34, (0.46, 0.52, 0.66), 4, 0.55)
    _peaks(g, 0.72, 0.42, (0.36, 0.42, 0.58), 3, 0.25)
    g.ridge(0.74, 0.06, PINE, far=0.2)
    g.row("pine", 0.79, 0.12, 14, gap=False)
    g.ground(0.8, g.grass)
    g.row("pine", 0.86, 0.24, 7)
    g.tufts(0.84, g.grass, 40)
    return 0.9


@place("hills")
def _(g: Ground) -> float:
    g.ridge(0.64, 0.1, dark(g.grass, 0.15), far=0.6)
    g.ridge(0.71, 0.1, dark(g.grass, 0.08), far=0.3)
    g.row("tree", 0.74, 0.1, 9, colour=g.leaf, gap=False)
    g.ground(0.77, g.grass, bend=0.05)
    g.row("tree", 0.86, 0.24, 5, colour=g.leaf)
    g.tufts(0.82, g.grass, 50)
    return 0.88


@place("field")
def _(g: Ground) -> float:
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
def _(g: Ground) -> float:
    g.ridge(0.66, 0.08, dark(g.grass, 0.16), far=0.45)
    g.ground(0.72, g.grass, bend=0.03)
    g.tufts(0.76, g.grass, 80)
    tones = g.scene.tints or ((0.95, 0.55, 0.6), (0.98, 0.85, 0.45), (0.8, 0.65, 0.92), (0.98, 0.96, 0.92))
    g.dots(0.74, tones, 150)
    return 0.9


@place("lake")
def _(g: Ground) -> float:
    _peaks(g, 0.6, 0.3, (0.42, 0.48, 0.62), 4, 0.4)
    g.row("pine", 0.615, 0.09, 22, gap=False)
    g.water(0.61, (0.27, 0.5, 0.62))
    for k in range(4):
        x = g.f.width * (k + 0.5) / 4
        g.b.poly([(x - 0.18, 0.62), (x, 0.82), (x + 0.18, 0.62)], (0.2, 0.28, 0.4), shade=0, alpha=0.16)
    g.b.blob([(-0.2, 0.9), (g.f.width * 0.3, 0.94), (g.f.width * 0.5, 1.2), (-0.2, 1.2)], dark(g.grass, 0.2))
    g.row("pine", 0.98, 0.4, 2)
    return 0.84


@place("sea")
def _(g: Ground) -> float:
    g.water(0.62)
    for k in range(5):
        y = 0.7 + 0.07 * k
        w = g.f.width
        crest = [(w * t / 12, y + 0.012 * sin(t * 1.7 + k)) for t in range(13)]
        g.b.line(crest, light(WATER, 0.5), 0.004 + 0.002 * k, alpha=0.4)
    return 0.8


@place("beach")
def _(g: Ground) -> float:
    w = g.f.width
    g.water(0.58, (0.22, 0.6, 0.68))
    g.b.blob(
        [(-0.3, 0.8), (w * 0.3, 0.77), (w * 0.7, 0.82), (w + 0.3, 0.76), (w + 0.3, 1.4), (-0.3, 1.4)],
        light(WATER, 0.75),
        shade=0.05,
    )
    g.b.blob([(-0.3, 0.825), (w * 0.3, 0.795), (w * 0.7, 0.845), (w + 0.3, 0.785), (w + 0.3, 1.4), (-0.3, 1.4)], SAND)
    g.plant("palm", w * 0.13, 0.93, 0.66)
    for _ in range(50):
        g.b.oval(g.b.between(0, w), g.b.between(0.86, 1), 0.004, 0.002, dark(SAND, 0.2), shade=0, alpha=0.5)
    return 0.92


@place("coast")
def _(g: Ground) -> float:
    w = g.f.width
    g.water(0.62)
    g.ridge(0.62, 0.05, (0.4, 0.48, 0.5), far=0.6)
    g.b.blob(
        [
            (w * 0.12, 0.86),
            (w * 0.32, 0.76),
            (w * 0.62, 0.75),
            (w * 0.86, 0.82),
            (w * 1.2, 0.9),
            (w * 1.2, 1.3),
            (w * 0.05, 1.3),
        ],
        (0.5, 0.46, 0.45),
    )
    g.b.blob(
        [(w * 0.22, 0.8), (w * 0.4, 0.745), (w * 0.62, 0.745), (w * 0.84, 0.81), (w * 1.2, 0.88), (w * 0.6, 0.87)],
        g.grass,
    )
    for k in range(8):
        g.b.oval(w * (0.02 + 0.03 * k), 0.93 + 0.02 * sin(k * 2), 0.05, 0.014, (0.97, 0.98, 1), shade=0.05, alpha=0.7)
    return 0.8


@place("island")
def _(g: Ground) -> float:
    w = g.f.width
    g.water(0.58, (0.16, 0.6, 0.66))
    g.b.blob(
        [(w * 0.16, 0.83), (w * 0.35, 0.76), (w * 0.68, 0.76), (w * 0.86, 0.83), (w * 0.6, 0.88), (w * 0.32, 0.88)],
        SAND,
    )
    g.b.blob([(w * 0.26, 0.8), (w * 0.42, 0.68), (w * 0.62, 0.69), (w * 0.75, 0.8), (w * 0.5, 0.83)], g.grass)
    for x, s in ((0.36, 0.4), (0.62, 0.34), (0.48, 0.46)):
        g.plant("palm", w * x, 0.8, s)
    return 0.84


@place("forest")
def _(g: Ground) -> float:
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
def _(g: Ground) -> float:
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


@place("river")
def _(g: Ground) -> float:
    w = g.f.width
    g.ridge(0.62, 0.12, PINE, far=0.5)
    g.row("tree", 0.68, 0.13, 12, colour=g.leaf, gap=False)
    g.ground(0.68, g.grass, bend=0.02)
    tone = mix(WATER, g.hour.middle, 0.4)
    g.b.blob(
        [
            (w * 0.47, 0.68),
            (w * 0.53, 0.68),
            (w * 0.6, 0.76),
            (w * 0.5, 0.84),
            (w * 0.86, 1.2),
            (w * 0.1, 1.2),
            (w * 0.3, 0.86),
            (w * 0.52, 0.75),
        ],
        tone,
    )
    for k in range(12):
        y = 0.84 + 0.014 * k
        g.b.line([(w * (0.36 - 0.008 * k), y), (w * (0.5 + 0.015 * k), y + 0.006)], light(tone, 0.5), 0.003, alpha=0.45)
    g.row("tree", 0.8, 0.2, 6, colour=g.leaf)
    return 0.86


@place("waterfall")
def _(g: Ground) -> float:
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
def _(g: Ground) -> float:
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
def _(g: Ground) -> float:
    _peaks(g, 0.68, 0.3, (0.6, 0.68, 0.8), 4, 0.45)
    g.ridge(0.72, 0.05, (0.82, 0.88, 0.95), far=0.2)
    g.row("pine", 0.765, 0.15, 12, colour=(0.45, 0.6, 0.62), gap=False)
    g.ground(0.77, SNOW, bend=0.04)
    g.row("pine", 0.86, 0.28, 5, colour=(0.42, 0.56, 0.58))
    for k in range(6):
        g.b.oval(g.b.between(0, g.f.width), 0.84 + 0.025 * k, 0.2, 0.012, (0.8, 0.87, 0.95), shade=0, alpha=0.5)
    return 0.89


@place("savanna")
def _(g: Ground) -> float:
    tone = (0.85, 0.72, 0.42)
    g.ridge(0.68, 0.05, dark(tone, 0.2), far=0.5)
    g.ground(0.72, tone, bend=0.02)
    for x in (0.14, 0.86):
        g.b.line([(g.f.width * x, 0.79), (g.f.width * x + 0.02, 0.62)], (0.4, 0.3, 0.22), 0.016)
        g.b.oval(g.f.width * x + 0.02, 0.6, 0.17, 0.045, (0.45, 0.55, 0.28))
    g.tufts(0.78, dark(tone, 0.1), 90)
    return 0.88


@place("city")
def _(g: Ground) -> float:
    w = g.f.width
    for y, low, high, tone, far in (
        (0.82, 0.2, 0.42, (0.45, 0.5, 0.62), 0.6),
        (0.84, 0.24, 0.56, (0.36, 0.42, 0.55), 0.3),
        (0.86, 0.14, 0.4, (0.3, 0.34, 0.46), 0.06),
    ):
        x = -0.02
        while x < w:
            bw, bh = g.b.between(0.07, 0.15), g.b.between(low, high)
            shade = vary(mix(tone, g.hour.horizon, far), g.b.between(-0.04, 0.04), g.b.between(-0.1, 0.1))
            g.b.rect(x, y - bh, bw, bh + 0.02, shade, shade=0.12)
            if g.b.chance(0.25):
                g.b.line([(x + bw / 2, y - bh), (x + bw / 2, y - bh - 0.05)], shade, 0.006)
            rows, columns = int(bh / 0.032), int(bw / 0.026)
            for r in range(1, rows):
                for c in range(columns):
                    if g.b.chance(0.55):
                        pane = (1.0, 0.85, 0.5) if g.hour.lamps and g.b.chance(0.6) else light(shade, 0.22)
                        g.b.rect(x + 0.01 + c * 0.026, y - bh + r * 0.032, 0.013, 0.017, pane, shade=0, alpha=0.9 - far)
            x += bw + g.b.between(-0.01, 0.02)
    g.b.rect(-0.1, 0.855, w + 0.2, 0.3, (0.36, 0.37, 0.42), shade=0.15)
    for k in range(8):
        g.b.rect(w * k / 8 + 0.03, 0.955, w / 16, 0.008, (0.93, 0.88, 0.7), shade=0)
    g.b.rect(-0.1, 0.85, w + 0.2, 0.018, (0.7, 0.69, 0.68), shade=0.05)
    return 0.93


@place("street")
def _(g: Ground) -> float:
    w = g.f.width
    fronts: tuple[RGB, ...] = (
        (0.86, 0.62, 0.5),
        (0.9, 0.8, 0.6),
        (0.6, 0.7, 0.68),
        (0.82, 0.7, 0.72),
        (0.7, 0.72, 0.8),
    )
    x, k = -0.05, 0
    while x < w:
        bw, bh = g.b.between(0.2, 0.28), g.b.between(0.4, 0.58)
        tone = fronts[k % 5]
        g.b.rect(x, 0.83 - bh, bw, bh, tone, shade=0.12)
        g.b.poly([(x - 0.015, 0.83 - bh), (x + bw / 2, 0.73 - bh), (x + bw + 0.015, 0.83 - bh)], (0.55, 0.32, 0.28))
        for row in range(2):
            for c in range(2):
                g.b.rect(
                    x + bw * (0.17 + 0.42 * c) - 0.006,
                    0.83 - bh + 0.07 + row * 0.14 - 0.006,
                    bw * 0.24 + 0.012,
                    0.092,
                    light(tone, 0.6),
                    shade=0,
                )
                g.b.window(x + bw * (0.17 + 0.42 * c), 0.83 - bh + 0.07 + row * 0.14, bw * 0.24, 0.08)
        g.b.rect(x + bw * 0.38, 0.7, bw * 0.24, 0.13, dark(tone, 0.5), r=0.01)
        x, k = x + bw, k + 1
    g.b.rect(-0.1, 0.83, w + 0.2, 0.3, (0.62, 0.59, 0.57), shade=0.14)
    for row in range(5):
        for c in range(14):
            g.b.oval(
                w * (c + 0.5 * (row % 2)) / 13,
                0.85 + row * 0.035,
                0.035,
                0.012,
                (0.7, 0.67, 0.65),
                shade=0.1,
                alpha=0.5,
            )
    return 0.93


@place("road")
def _(g: Ground) -> float:
    g.ridge(0.64, 0.08, dark(g.grass, 0.1), far=0.5)
    g.row("tree", 0.72, 0.14, 8, colour=g.leaf, gap=False)
    g.ground(0.72, g.grass, bend=0.02)
    w = g.f.width
    g.b.rect(-0.1, 0.82, w + 0.2, 0.16, (0.37, 0.38, 0.42), shade=0.1)
    for k in range(9):
        g.b.rect(w * k / 9 + 0.02, 0.932, w / 16, 0.009, (0.95, 0.92, 0.8), shade=0)
    g.tufts(0.98, g.grass, 30)
    return 0.905


@place("railway")
def _(g: Ground) -> float:
    g.ridge(0.62, 0.14, PINE, far=0.5)
    g.row("pine", 0.74, 0.16, 12, gap=False)
    g.ground(0.74, g.grass, bend=0.02)
    w = g.f.width
    g.b.rect(-0.1, 0.87, w + 0.2, 0.05, (0.6, 0.56, 0.52), shade=0.05)
    for k in range(26):
        g.b.rect(w * k / 25 - 0.02, 0.875, 0.016, 0.035, (0.42, 0.3, 0.22), shade=0)
    for y in (0.878, 0.9):
        g.b.rect(-0.1, y, w + 0.2, 0.007, (0.72, 0.74, 0.78), shade=0)
    g.tufts(0.93, g.grass, 30)
    return 0.885


@place("table")
def _(g: Ground) -> float:
    w = g.f.width
    wall = mix(WALLS[int(g.b.rng.integers(len(WALLS)))], g.hour.horizon, 0.3)
    left = w * (0.1 if g.b.chance(0.5) else 0.62)
    top = mix((0.72, 0.5, 0.34), g.scene.tints[-1], 0.75) if g.scene.tints else (0.72, 0.5, 0.34)
    g.b.rect(-0.1, -0.1, w + 0.2, 1.0, wall, shade=0.14)
    _window(g, left, 0.1, w * 0.26, 0.4)
    g.b.glow(left + w * 0.13, 0.3, 0.7, g.hour.sun, 0.35 if not g.hour.stars else 0.15)
    g.b.rect(-0.1, 0.72, w + 0.2, 0.5, top, shade=0.18)
    g.b.rect(-0.1, 0.72, w + 0.2, 0.012, light(top, 0.35), shade=0)
    for k in range(5):
        y = 0.77 + 0.055 * k
        g.b.line([(-0.1, y), (w * 0.4, y + 0.006), (w + 0.1, y - 0.003)], dark(top, 0.14), 0.003, alpha=0.5)
    return 0.86


@place("room")
def _(g: Ground) -> float:
    w = g.f.width
    wall = mix((0.78, 0.83, 0.82), g.scene.tints[0], 0.6) if g.scene.tints else (0.78, 0.83, 0.82)
    floor = (0.72, 0.55, 0.4)
    g.b.rect(-0.1, -0.1, w + 0.2, 1.0, wall, shade=0.14)
    _window(g, w * 0.62, 0.12, w * 0.26, 0.38)
    g.b.rect(-0.1, 0.74, w + 0.2, 0.5, floor, shade=0.16)
    g.b.rect(-0.1, 0.715, w + 0.2, 0.028, light(wall, 0.6), shade=0.05)
    for k in range(7):
        x = w * (k + 0.5) / 7
        g.b.line(
            [(w / 2 + (x - w / 2) * 0.7, 0.745), (w / 2 + (x - w / 2) * 1.5, 1.05)], dark(floor, 0.18), 0.004, alpha=0.6
        )
    g.b.oval(w / 2, 0.88, 0.44, 0.07, (0.78, 0.45, 0.42), shade=0.12)
    g.b.oval(w / 2, 0.88, 0.36, 0.052, (0.88, 0.66, 0.56), shade=0.1)
    g.plant("plant", w * 0.1, 0.84, 0.34)
    return 0.9


@place("sky")
def _(g: Ground) -> float:
    for y, n, s in ((0.9, 9, 0.2), (1.0, 7, 0.28)):
        for k in range(n):
            x = g.f.width * (k + 0.5) / n
            for _ in range(4):
                g.b.oval(
                    x + g.b.between(-0.1, 0.1),
                    y + g.b.between(-0.05, 0.05),
                    s * g.b.between(0.4, 0.7),
                    s * 0.3,
                    light(g.hour.horizon, 0.5),
                    shade=0.12,
                    alpha=0.8,
                )
    return 0.72


@place("space")
def _(g: Ground) -> float:
    w = g.f.width
    tint = g.scene.tints[0] if g.scene.tints else (0.35, 0.25, 0.6)
    paint = skia.Paint()
    tones = [
        skia.Color4f(*mix((0.05, 0.05, 0.14), tint, 0.2), 1).toColor(),
        skia.Color4f(0.02, 0.02, 0.07, 1).toColor(),
    ]
    paint.setShader(skia.GradientShader.MakeRadial(skia.Point(w * 0.4, 0.4), max(w, 1.0), tones))
    g.b.canvas.drawRect(skia.Rect.MakeLTRB(-0.1, -0.1, w + 0.1, 1.1), paint)
    for tone in (tint, vary(tint, 0.12, 0.2), (0.2, 0.45, 0.7)):
        for _ in range(7):
            t = g.b.between(-0.2, 1.2)
            g.b.glow(w * t, 0.75 - 0.5 * t + g.b.between(-0.12, 0.12), g.b.between(0.12, 0.34), tone, 0.2)
    for _ in range(240):
        r = 0.0008 + 0.0028 * g.b.rng.random() ** 3
        g.b.oval(
            g.b.between(0, w), g.b.between(0, 1), r, r, light((0.8, 0.88, 1.0), g.b.rng.random()), shade=0, alpha=0.9
        )
    if g.scene.things and g.scene.things[0].kind.name not in ("planet", "moon"):
        g.b.oval(w * 0.82, 1.02, 0.42, 0.42, (0.55, 0.42, 0.6), shade=0.4)
    return 0.76


@place("underwater")
def _(g: Ground) -> float:
    w = g.f.width
    tone = mix((0.12, 0.5, 0.68), g.scene.tints[0], 0.4) if g.scene.tints else (0.12, 0.5, 0.68)
    paint = skia.Paint()
    tones = [
        skia.Color4f(*light(tone, 0.5), 1).toColor(),
        skia.Color4f(*tone, 1).toColor(),
        skia.Color4f(*dark(tone, 0.6), 1).toColor(),
    ]
    paint.setShader(skia.GradientShader.MakeLinear([skia.Point(0, 0), skia.Point(0, 1)], tones, [0.0, 0.45, 1.0]))
    g.b.canvas.drawRect(skia.Rect.MakeLTRB(-0.1, -0.1, w + 0.1, 1.1), paint)
    for k in range(7):
        x = w * (k + 0.5) / 7 + g.b.between(-0.05, 0.05)
        g.b.poly([(x, -0.05), (x + 0.05, -0.05), (x + 0.28, 0.95), (x + 0.1, 0.95)], (1, 1, 1), shade=0, alpha=0.07)
    g.ridge(0.88, 0.06, dark(tone, 0.35), waves=1.5)
    g.ground(0.92, mix(SAND, tone, 0.45), bend=0.03)
    for k in range(9):
        x, h = w * (k + 0.3) / 9, g.b.between(0.12, 0.3)
        hue = ((0.9, 0.45, 0.5), (0.3, 0.65, 0.45), (0.95, 0.65, 0.4))[k % 3]
        for lean in (-0.05, 0.0, 0.05):
            g.b.line(
                [(x, 0.97), (x + lean, 0.97 - h * 0.5), (x + lean * 1.8 + 0.02 * sin(k), 0.97 - h)],
                mix(hue, tone, 0.25),
                0.016,
            )
    for _ in range(26):
        r = g.b.between(0.004, 0.014)
        g.b.oval(g.b.between(0, w), g.b.between(0.1, 0.9), r, r, (0.9, 0.97, 1.0), shade=0.3, alpha=0.4)
    return 0.78


@place("tile")
def _(g: Ground) -> float:
    """A block of land on plain paper, seen from above, for isometric pictures."""
    w, x, y, a, h = g.f.width, g.f.width / 2, 0.66, 0.42, 0.1
    backdrop = mix(g.scene.tints[0] if g.scene.tints else g.hour.middle, (1, 1, 1), 0.45)
    g.b.rect(-0.2, -0.2, w + 0.4, 1.4, backdrop, shade=0.08)
    g.b.shadow(x, y + a * 0.5 + h + 0.04, a * 1.15, 0.07, 0.35)
    g.b.poly([(x - a, y), (x, y + a / 2), (x, y + a / 2 + h), (x - a, y + h)], dark(EARTH, 0.05), shade=0.1)
    g.b.poly([(x + a, y), (x, y + a / 2), (x, y + a / 2 + h), (x + a, y + h)], dark(EARTH, 0.28), shade=0.1)
    g.b.poly([(x - a, y), (x, y - a / 2), (x + a, y), (x, y + a / 2)], g.grass, shade=0.14)
    g.b.poly(
        [(x - a, y), (x, y + a / 2), (x + a, y), (x + a, y + 0.02), (x, y + a / 2 + 0.02), (x - a, y + 0.02)],
        dark(g.grass, 0.2),
        shade=0,
    )
    for dx, dy, size in ((-0.26, -0.02, 0.2), (0.27, -0.03, 0.24), (0.02, -0.15, 0.18), (-0.12, -0.1, 0.16)):
        g.plant("tree" if g.b.chance(0.5) else "pine", x + dx, y + dy, size, g.leaf)
    return 0.72


@place("abstract")
def _(g: Ground) -> float:
    """Unknown words: a still arrangement of shapes whose forms and colours come from the words themselves."""
    w, rng = g.f.width, g.b.rng
    hue = rng.random()
    base = vary((0.85, 0.45, 0.35), hue, 0.0)
    tones = g.scene.tints or (base, vary(base, 0.08, 0.1), vary(base, 0.5, 0.05), vary(base, 0.58, -0.25))
    g.b.rect(-0.1, -0.1, w + 0.2, 1.2, light(tones[0], 0.75), shade=0.1)
    g.b.oval(w * g.b.between(0.3, 0.7), 0.42, 0.3, 0.3, light(tones[-1], 0.25), shade=0.18)
    for k in range(5):
        tone = tones[k % len(tones)]
        points = []
        x, y, r = g.b.between(0.15, 0.85) * w, g.b.between(0.35, 0.75), g.b.between(0.12, 0.26)
        corners = int(rng.integers(4, 8))
        for c in range(corners):
            a = 2 * pi * c / corners
            points.append((x + r * g.b.between(0.7, 1.2) * cos(a), y + r * g.b.between(0.7, 1.2) * sin(a)))
        g.b.shadow(x + 0.02, y + r * 0.9, r, r * 0.18, 0.2)
        (g.b.blob if rng.random() < 0.65 else g.b.poly)(points, tone, shade=0.28)
    g.b.rect(-0.1, 0.84, w + 0.2, 0.3, light(tones[1 % len(tones)], 0.45), shade=0.12)
    for k in range(3):
        x, h = w * (0.25 + 0.25 * k), g.b.between(0.16, 0.4)
        g.b.shadow(x, 0.9, 0.12, 0.02, 0.25)
        tone = tones[(k + 1) % len(tones)]
        if rng.random() < 0.5:
            g.b.rect(x - 0.07, 0.9 - h, 0.14, h, tone, r=0.02, shade=0.3)
        else:
            g.b.oval(x, 0.9 - h * 0.45, 0.09, h * 0.45, tone, shade=0.34)
    return 0.9


def _window(g: Ground, x: float, y: float, w: float, h: float) -> None:
    """A window with the hour outside."""
    paint = skia.Paint(AntiAlias=True)
    ends = [skia.Point(0, y), skia.Point(0, y + h)]
    paint.setShader(
        skia.GradientShader.MakeLinear(
            ends, [skia.Color4f(*tone, 1).toColor() for tone in (g.hour.zenith, g.hour.middle, g.hour.horizon)]
        )
    )
    g.b.rect(x - 0.02, y - 0.02, w + 0.04, h + 0.04, (0.97, 0.95, 0.91), shade=0.06)
    g.b.canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), paint)
    g.b.blob(
        [(x, y + h), (x, y + h * 0.78), (x + w * 0.4, y + h * 0.66), (x + w, y + h * 0.8), (x + w, y + h)],
        mix(g.leaf, g.hour.horizon, 0.4),
        shade=0.05,
    )
    for dx in (0.5,):
        g.b.rect(x + w * dx - 0.006, y, 0.012, h, (0.97, 0.95, 0.91), shade=0)
    g.b.rect(x, y + h * 0.5 - 0.006, w, 0.012, (0.97, 0.95, 0.91), shade=0)
