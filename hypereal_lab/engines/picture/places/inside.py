"""Rooms and tables."""

from __future__ import annotations

import skia

from hypereal_lab.engines.picture.colours import RGB, dark, light, mix
from hypereal_lab.engines.picture.places.ground import Ground
from hypereal_lab.engines.picture.places.registry import place

__all__: list[str] = []

WALLS: tuple[RGB, ...] = (
    (0.86, 0.84, 0.8),
    (0.78, 0.83, 0.84),
    (0.9, 0.82, 0.76),
    (0.8, 0.84, 0.76),
    (0.86, 0.8, 0.86),
)


@place("table")
def _table(g: Ground) -> float:
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
def _room(g: Ground) -> float:
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


@place("stage")
def _stage(g: Ground) -> float:
    """Curtains at both sides, and one light from above."""
    w = g.f.width
    cloth = mix((0.55, 0.16, 0.2), g.scene.tints[0], 0.6) if g.scene.tints else (0.55, 0.16, 0.2)
    g.b.rect(-0.1, -0.1, w + 0.2, 1.3, (0.1, 0.09, 0.15), shade=0.1)
    g.b.rect(-0.1, 0.78, w + 0.2, 0.5, (0.36, 0.24, 0.2), shade=0.3)
    for k in range(9):
        x = w * (k + 0.5) / 9
        g.b.line([(w / 2 + (x - w / 2) * 0.8, 0.785), (w / 2 + (x - w / 2) * 1.6, 1.05)], (0.2, 0.13, 0.12), 0.004)
    for k in range(5):
        fold = dark(cloth, 0.1 + 0.12 * (k % 2))
        for x in (-0.02 + k * 0.05 * w, w + 0.02 - (k + 1) * 0.05 * w):
            g.b.rect(x, -0.1, 0.056 * w, 0.95 - 0.012 * k, fold, shade=0.3)
    for k in range(10):
        g.b.oval(w * (k + 0.5) / 10, 0.02, w * 0.06, 0.07, dark(cloth, 0.05 + 0.1 * (k % 2)), shade=0.25)
    for spread, alpha in ((0.36, 0.1), (0.3, 0.1), (0.24, 0.12)):
        path = [(w / 2 - 0.03, -0.1), (w / 2 + 0.03, -0.1), (w / 2 + spread, 0.88), (w / 2 - spread, 0.88)]
        g.b.poly(path, (1.0, 0.95, 0.8), shade=0, alpha=alpha)
    g.b.oval(w / 2, 0.89, 0.38, 0.06, (1.0, 0.92, 0.74), shade=0, alpha=0.5)
    g.b.glow(w / 2, 0.5, 0.6, (1.0, 0.93, 0.78), 0.25)
    return 0.89


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
