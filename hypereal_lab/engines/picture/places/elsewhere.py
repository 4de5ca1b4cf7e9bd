"""The air, space, shapes of their own, and a block of land on paper."""

from __future__ import annotations

from math import cos, pi, sin

import skia

from hypereal_lab.engines.picture.colours import dark, light, mix, vary
from hypereal_lab.engines.picture.places.ground import EARTH, Ground
from hypereal_lab.engines.picture.places.registry import place

__all__: list[str] = []


@place("sky")
def _sky(g: Ground) -> float:
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
def _space(g: Ground) -> float:
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


@place("tile")
def _tile(g: Ground) -> float:
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
def _abstract(g: Ground) -> float:
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
