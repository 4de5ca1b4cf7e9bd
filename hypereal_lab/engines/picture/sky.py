"""Sky, sun and moon, stars and clouds; and the frame that all drawing is measured in."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import Hour, light, mix

__all__ = ["Frame", "sky", "weather"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture is 1 high and `width` wide."""

    width: float
    sun: tuple[float, float]
    """Where sun or moon stands."""


def sky(brush: Brush, frame: Frame, hour: Hour, *, cloudy: bool) -> None:
    """From the zenith down to the lower edge."""
    paint = skia.Paint()
    grey = (0.62, 0.66, 0.72)
    tones = [
        mix(tone, grey, 0.55 if cloudy and not hour.stars else 0.0) for tone in (hour.zenith, hour.middle, hour.horizon)
    ]
    codes = [skia.Color4f(*tone, 1.0).toColor() for tone in tones]
    paint.setShader(skia.GradientShader.MakeLinear([skia.Point(0, 0), skia.Point(0, 0.72)], codes, [0.0, 0.55, 1.0]))
    paint.setDither(True)
    brush.canvas.drawRect(skia.Rect.MakeLTRB(-0.2, -0.2, frame.width + 0.2, 1.2), paint)
    if hour.stars:
        for _ in range(130):
            r = 0.0008 + 0.0024 * brush.rng.random() ** 3
            brush.oval(
                brush.between(0, frame.width), brush.between(0, 0.6), r, r, (0.95, 0.96, 1.0), shade=0, alpha=0.85
            )
    x, y = frame.sun
    brush.glow(x, y, 0.6, hour.sun, 0.5)
    brush.glow(x, y, 0.22, hour.sun, 0.6)
    brush.oval(x, y, 0.052, 0.052, light(hour.sun, 0.5), shade=0.04)
    if hour.stars and hour.height > 0.4:
        for dx, dy, r in ((-0.015, -0.01, 0.012), (0.02, 0.012, 0.009)):
            brush.oval(x + dx, y + dy, r, r, mix(hour.sun, hour.middle, 0.25), shade=0, alpha=0.6)
    for _ in range(8 if cloudy else 4):
        _cloud(brush, frame, hour, grey=cloudy)


def _cloud(brush: Brush, frame: Frame, hour: Hour, *, grey: bool) -> None:
    x, y = brush.between(-0.1, frame.width + 0.1), brush.between(0.06, 0.4)
    size = brush.between(0.06, 0.13) * (1.5 if grey else 1.0)
    tone = mix(light(hour.horizon, 0.55), (0.55, 0.58, 0.64) if grey else hour.middle, 0.45 if grey else 0.12)
    if hour.stars:
        tone = mix(tone, hour.zenith, 0.65)
    for k in range(7):
        t = k / 6
        rise = size * (0.25 + 0.75 * (1 - (2 * t - 1) ** 2)) * brush.between(0.6, 1.0)
        brush.oval(x + (t - 0.5) * size * 3.4, y - rise * 0.35, rise, rise * 0.62, tone, shade=0.08, alpha=0.72)


def weather(brush: Brush, frame: Frame, kind: str | None, hour: Hour) -> None:
    """What falls or hangs between the picture and the eye."""
    w = frame.width
    if kind == "fog":
        for k in range(9):
            y = 0.45 + 0.06 * k
            brush.oval(w * brush.between(0.1, 0.9), y, w * 0.8, 0.08, light(hour.horizon, 0.35), shade=0, alpha=0.24)
    elif kind in ("rain", "storm"):
        for _ in range(260):
            x, y, length = brush.between(-0.1, w + 0.1), brush.between(-0.1, 1), brush.between(0.03, 0.08)
            brush.line([(x, y), (x - length * 0.28, y + length)], (0.88, 0.92, 0.97), 0.0022, alpha=0.42)
        if kind == "storm":
            _lightning(brush, w)
    elif kind == "snowfall":
        for _ in range(240):
            r = 0.0015 + 0.007 * brush.rng.random() ** 2
            brush.oval(brush.between(0, w), brush.between(0, 1), r, r, (1, 1, 1), shade=0, alpha=0.85)
    elif kind == "rainbow":
        bands = (
            (0.85, 0.3, 0.3),
            (0.95, 0.6, 0.3),
            (0.97, 0.88, 0.4),
            (0.4, 0.75, 0.45),
            (0.35, 0.55, 0.85),
            (0.55, 0.4, 0.75),
        )
        for k, tone in enumerate(bands):
            paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.014)
            paint.setColor(skia.Color4f(*tone, 0.42).toColor())
            brush.canvas.drawCircle(w * 0.5, 0.86, 0.62 - 0.014 * k, paint)


def _lightning(brush: Brush, w: float) -> None:
    x, y = w * brush.between(0.2, 0.8), 0.0
    brush.glow(x, 0.25, 0.6, (0.8, 0.85, 1.0), 0.5)
    path = skia.Path()
    path.moveTo(x, y)
    while y < 0.58:
        x, y = x + brush.between(-0.06, 0.06), y + brush.between(0.05, 0.1)
        path.lineTo(x, y)
    for width, alpha in ((0.016, 0.35), (0.006, 1.0)):
        paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width)
        paint.setColor(skia.Color4f(0.96, 0.97, 1.0, alpha).toColor())
        brush.canvas.drawPath(path, paint)
