"""What every place is drawn with: colours, hills, water, scenery."""

from __future__ import annotations

from math import sin

import skia

from hypereal_lab.engines.picture.brush import Brush, Point
from hypereal_lab.engines.picture.colours import RGB, Hour, dark, light, mix, vary
from hypereal_lab.engines.picture.sky import Frame
from hypereal_lab.engines.picture.subjects import SUBJECTS
from hypereal_lab.engines.picture.words import Scene

__all__ = ["EARTH", "GRASS", "PINE", "SAND", "SNOW", "WATER", "Ground"]

GRASS: RGB = (0.49, 0.66, 0.36)
SAND: RGB = (0.93, 0.83, 0.63)
SNOW: RGB = (0.93, 0.95, 0.98)
EARTH: RGB = (0.55, 0.43, 0.33)
WATER: RGB = (0.25, 0.52, 0.66)
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
        if name == "pine" and (self.scene.weather == "snowfall" or self.scene.season == "winter"):
            colour = mix(colour or kind.colour, SNOW, 0.42)
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
