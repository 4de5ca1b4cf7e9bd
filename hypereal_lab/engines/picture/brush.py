"""Shapes with light on them: what every subject is drawn with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import skia

from hypereal_lab.engines.picture.colours import RGB, dark, light

__all__ = ["Brush", "Point"]

Point = tuple[float, float]


class Brush:
    """Draws in whatever units the canvas has. Every fill is lit from the upper side where the sun stands."""

    def __init__(
        self, canvas: skia.Canvas, rng: np.random.Generator, *, from_left: bool = True, lamps: bool = False
    ) -> None:
        self.canvas = canvas
        self.rng = rng
        self.from_left = from_left
        self.lamps = lamps

    @contextmanager
    def at(self, x: float, y: float, size: float, *, flip: bool = False, turn: float = 0.0) -> Iterator[None]:
        """Inside, a subject stands on (0, 0) and is about 1 high; y grows downwards."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.rotate(turn)
        self.canvas.scale(-size if flip else size, size)
        before, self.from_left = self.from_left, self.from_left != flip
        yield
        self.from_left = before
        self.canvas.restore()

    def fill(self, path: skia.Path, colour: RGB, *, shade: float = 0.22, alpha: float = 1.0) -> None:
        """A lit shape."""
        paint = skia.Paint(AntiAlias=True)
        box = path.getBounds()
        if shade:
            a, b = (box.left(), box.right()) if self.from_left else (box.right(), box.left())
            ends = [skia.Point(a, box.top()), skia.Point(b, box.bottom())]
            tones = [_argb(light(colour, shade), alpha), _argb(colour, alpha), _argb(dark(colour, shade), alpha)]
            paint.setShader(skia.GradientShader.MakeLinear(ends, tones, [0.0, 0.45, 1.0]))
        else:
            paint.setColor(_argb(colour, alpha))
        self.canvas.drawPath(path, paint)

    def oval(
        self, x: float, y: float, rx: float, ry: float, colour: RGB, *, shade: float = 0.22, alpha: float = 1.0
    ) -> None:
        path = skia.Path()
        path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
        self.fill(path, colour, shade=shade, alpha=alpha)

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        colour: RGB,
        *,
        r: float = 0.0,
        shade: float = 0.18,
        alpha: float = 1.0,
    ) -> None:
        """From its upper left corner."""
        path = skia.Path()
        path.addRoundRect(skia.Rect.MakeXYWH(x, y, w, h), r, r)
        self.fill(path, colour, shade=shade, alpha=alpha)

    def poly(self, points: Sequence[Point], colour: RGB, *, shade: float = 0.2, alpha: float = 1.0) -> None:
        path = skia.Path()
        path.addPoly([skia.Point(*point) for point in points], True)
        self.fill(path, colour, shade=shade, alpha=alpha)

    def blob(self, points: Sequence[Point], colour: RGB, *, shade: float = 0.22, alpha: float = 1.0) -> None:
        """A smooth closed shape through the points."""
        self.fill(smooth(points), colour, shade=shade, alpha=alpha)

    def line(
        self, points: Sequence[Point], colour: RGB, width: float, *, alpha: float = 1.0, round_ends: bool = True
    ) -> None:
        """A smooth stroke through the points."""
        paint = skia.Paint(
            AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width, Color=_argb(colour, alpha)
        )
        paint.setStrokeCap(skia.Paint.kRound_Cap if round_ends else skia.Paint.kButt_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.canvas.drawPath(smooth(points, closed=False), paint)

    def glow(self, x: float, y: float, r: float, colour: RGB, alpha: float = 0.6) -> None:
        """Light that fades outwards and adds to what is there."""
        paint = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kScreen)
        tones = [_argb(colour, alpha), _argb(colour, alpha * 0.35), _argb(colour, 0.0)]
        paint.setShader(skia.GradientShader.MakeRadial(skia.Point(x, y), r, tones, [0.0, 0.4, 1.0]))
        self.canvas.drawCircle(x, y, r, paint)

    def shadow(self, x: float, y: float, rx: float, ry: float, alpha: float = 0.3) -> None:
        """A soft pool of shadow on the ground."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.scale(1.0, ry / rx)
        paint = skia.Paint(AntiAlias=True)
        tones = [skia.Color4f(0.04, 0.05, 0.12, alpha).toColor(), skia.Color4f(0.04, 0.05, 0.12, 0.0).toColor()]
        paint.setShader(skia.GradientShader.MakeRadial(skia.Point(0, 0), rx, tones, [0.25, 1.0]))
        self.canvas.drawCircle(0, 0, rx, paint)
        self.canvas.restore()

    def window(self, x: float, y: float, w: float, h: float) -> None:
        """A pane: sky by day, lamp light in the evening."""
        pane = (1.0, 0.83, 0.45) if self.lamps else (0.55, 0.72, 0.82)
        self.rect(x, y, w, h, pane, shade=0.1)

    def between(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def chance(self, part: float) -> bool:
        return bool(self.rng.random() < part)


def smooth(points: Sequence[Point], *, closed: bool = True) -> skia.Path:
    """A Catmull-Rom curve as cubic Bézier pieces."""
    path, count = skia.Path(), len(points)
    path.moveTo(*points[0])
    if count == 2 and not closed:
        path.lineTo(*points[1])
        return path

    def p(i: int) -> Point:
        return points[i % count] if closed else points[min(max(i, 0), count - 1)]

    for i in range(count if closed else count - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = p(i - 1), p(i), p(i + 1), p(i + 2)
        path.cubicTo(bx + (cx - ax) / 6, by + (cy - ay) / 6, cx - (dx - bx) / 6, cy - (dy - by) / 6, cx, cy)
    if closed:
        path.close()
    return path


def _argb(colour: RGB, alpha: float) -> int:
    r, g, b = (min(1.0, max(0.0, part)) for part in colour)
    return int(skia.Color4f(r, g, b, alpha).toColor())
