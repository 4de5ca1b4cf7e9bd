"""Where there is water."""

from __future__ import annotations

from math import sin

import skia

from hypereal_lab.engines.picture.colours import dark, light, mix
from hypereal_lab.engines.picture.places.ground import PINE, SAND, WATER, Ground
from hypereal_lab.engines.picture.places.registry import place
from hypereal_lab.engines.picture.places.wild import peaks

__all__: list[str] = []


@place("lake")
def _lake(g: Ground) -> float:
    peaks(g, 0.6, 0.3, (0.42, 0.48, 0.62), 4, 0.4)
    g.row("pine", 0.615, 0.09, 22, gap=False)
    g.water(0.61, (0.27, 0.5, 0.62))
    for k in range(4):
        x = g.f.width * (k + 0.5) / 4
        g.b.poly([(x - 0.18, 0.62), (x, 0.82), (x + 0.18, 0.62)], (0.2, 0.28, 0.4), shade=0, alpha=0.16)
    g.b.blob([(-0.2, 0.9), (g.f.width * 0.3, 0.94), (g.f.width * 0.5, 1.2), (-0.2, 1.2)], dark(g.grass, 0.2))
    g.row("pine", 0.98, 0.4, 2)
    return 0.84


@place("sea")
def _sea(g: Ground) -> float:
    g.water(0.62)
    for k in range(5):
        y = 0.7 + 0.07 * k
        w = g.f.width
        crest = [(w * t / 12, y + 0.012 * sin(t * 1.7 + k)) for t in range(13)]
        g.b.line(crest, light(WATER, 0.5), 0.004 + 0.002 * k, alpha=0.4)
    return 0.8


@place("beach")
def _beach(g: Ground) -> float:
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
def _coast(g: Ground) -> float:
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
def _island(g: Ground) -> float:
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


@place("river")
def _river(g: Ground) -> float:
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


@place("underwater")
def _underwater(g: Ground) -> float:
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
