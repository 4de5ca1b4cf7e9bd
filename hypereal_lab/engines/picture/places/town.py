"""Streets, roads and rails."""

from __future__ import annotations

from hypereal_lab.engines.picture.colours import RGB, dark, light, mix, vary
from hypereal_lab.engines.picture.places.ground import PINE, Ground
from hypereal_lab.engines.picture.places.registry import place

__all__: list[str] = []


@place("city")
def _city(g: Ground) -> float:
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
def _street(g: Ground) -> float:
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
def _road(g: Ground) -> float:
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
def _railway(g: Ground) -> float:
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
