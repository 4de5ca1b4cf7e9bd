"""What is between the still and the eye and never rests: snow, rain, dust, sparks, bubbles, glints, mist."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import skia

from hypereal_lab.engines.picture.colours import HOURS, RGB
from hypereal_lab.engines.picture.words import Scene

__all__ = ["Air", "air_of"]

Floats = npt.NDArray[np.float64]

_WATER = ("sea", "lake")
"""Places that are water from the horizon down."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One sort of particle; lengths are parts of the frame's shorter side, times are seconds."""

    count: int
    size: tuple[float, float]
    """Of the far and the near ones."""
    speed: tuple[float, float]
    """Across and down, of the near ones."""
    colour: RGB
    alpha: float
    sway: float = 0.0
    twinkle: float = 0.0
    """How much each comes and goes, 0 to 1."""
    streak: float = 0.0
    """Length of a line in its direction, for what falls fast."""
    soft: bool = True
    glowing: bool = False
    band: tuple[float, float] = (0.0, 1.0)
    """Between which heights, 0 at the top."""
    flat: float = 1.0
    """Height for each width."""
    behind: bool = False
    """Whether it lies behind the subjects."""


_KINDS = {
    "snow": _Kind(190, (0.003, 0.017), (0.05, 0.22), (1.0, 1.0, 1.0), 0.85, sway=0.03),
    "rain": _Kind(200, (0.0012, 0.0026), (-0.35, 2.0), (0.87, 0.92, 0.98), 0.42, streak=0.05),
    "dust": _Kind(46, (0.003, 0.011), (0.02, -0.012), (1.0, 0.95, 0.82), 0.34, sway=0.02, twinkle=0.8, glowing=True),
    "sand": _Kind(90, (0.002, 0.008), (0.4, 0.03), (0.93, 0.8, 0.58), 0.4, sway=0.03, twinkle=0.4),
    "sparks": _Kind(90, (0.004, 0.014), (0.03, -0.32), (1.0, 0.62, 0.22), 0.95, sway=0.05, twinkle=0.7, glowing=True),
    "fireflies": _Kind(
        34, (0.006, 0.014), (0.02, -0.01), (0.95, 0.95, 0.45), 0.9, sway=0.06, twinkle=1.0, glowing=True, band=(0.4, 1)
    ),
    "bubbles": _Kind(60, (0.004, 0.016), (0.0, -0.16), (0.85, 0.97, 1.0), 0.5, sway=0.03),
    "stars": _Kind(70, (0.002, 0.006), (-0.012, 0.004), (0.9, 0.95, 1.0), 0.9, twinkle=1.0, glowing=True),
    "petals": _Kind(46, (0.006, 0.015), (0.07, 0.12), (1.0, 0.74, 0.82), 0.85, sway=0.06, soft=False, flat=0.6),
    "leaves": _Kind(36, (0.007, 0.018), (0.09, 0.15), (0.86, 0.45, 0.16), 0.9, sway=0.07, soft=False, flat=0.55),
    "glints": _Kind(
        60,
        (0.012, 0.045),
        (0.012, 0.0),
        (1.0, 0.98, 0.9),
        0.5,
        twinkle=1.0,
        glowing=True,
        band=(0.68, 1),
        flat=0.1,
        behind=True,
    ),
}
_SAID = {
    "sparks": r"fire|flames?|campfire|bonfire|embers?|sparks?|lava|volcan\w*|dragons?|forge|lantern\w*",
    "petals": r"petals?|blossoms?|cherry|sakura|confetti|wedding",
    "leaves": r"leaves|autumn|falling leaf",
    "fireflies": r"firefl\w+|magic\w*|fair(y|ies)|enchanted",
    "bubbles": r"bubbles?|champagne|soap",
    "dust": r"dust\w*|sunbeams?",
}


def air_of(prompt: str, scene: Scene, wide: float, high: float, rng: np.random.Generator) -> Air:
    """What fits to the words; `wide` and `high` are the frame in parts of its shorter side."""
    names = _names(prompt.lower(), scene)
    mist = scene.weather == "fog" or scene.place == "waterfall"
    return Air([_Swarm(_KINDS[name], wide, high, rng) for name in names], wide, high, mist=mist)


class Air:
    """Draws all of it on a canvas whose shorter side is 1."""

    def __init__(self, swarms: list[_Swarm], wide: float, high: float, *, mist: bool) -> None:
        self._swarms = swarms
        self._wide = wide
        self._high = high
        self._mist = mist

    def draw(self, canvas: skia.Canvas, seconds: float, moved: tuple[float, float], *, behind: bool = False) -> None:
        """What is in front of the subjects then, or `behind` them. `moved` is how far the camera went."""
        if self._mist and not behind:
            self._draw_mist(canvas, seconds)
        for swarm in self._swarms:
            if swarm.behind is behind:
                swarm.draw(canvas, seconds, moved)

    def _draw_mist(self, canvas: skia.Canvas, seconds: float) -> None:
        for number in range(5):
            pace = 0.035 + 0.012 * number
            span = self._wide + 1.6
            x = (number * 0.61 * span + pace * seconds) % span - 0.8
            y = self._high * (0.52 + 0.09 * number)
            with skia.AutoCanvasRestore(canvas):
                canvas.translate(x, y)
                canvas.scale(1.0, 0.16)
                _glow(canvas, (0.0, 0.0), 0.85, (0.94, 0.96, 0.98), 0.42, over=True)


class _Swarm:
    """Particles of one kind; where each of them is follows from the time alone."""

    def __init__(self, kind: _Kind, wide: float, high: float, rng: np.random.Generator) -> None:
        self._kind = kind
        self.behind = kind.behind
        count = max(8, round(kind.count * min(2.0, wide * high)))
        self._depth = np.sort(rng.random(count) ** 1.6)
        """0 far to 1 near; the near ones are few and drawn last."""
        self._start = rng.random((count, 2))
        self._phase = rng.random(count) * 2 * np.pi
        self._pace = rng.uniform(0.8, 1.2, count)
        self._wide = wide
        self._top, self._span = kind.band[0] * high, (kind.band[1] - kind.band[0]) * high
        self._sprite = _sprite(kind)

    def draw(self, canvas: skia.Canvas, seconds: float, moved: tuple[float, float]) -> None:
        kind = self._kind
        near = 0.35 + 0.65 * self._depth
        sway = kind.sway * np.sin(self._phase + seconds * 1.7 * self._pace)
        x = self._wrapped(0, (kind.speed[0] * seconds * self._pace - moved[0]) * near + sway, self._wide)
        y = self._top + self._wrapped(1, (kind.speed[1] * seconds * self._pace - moved[1]) * near, self._span)
        size = kind.size[0] + (kind.size[1] - kind.size[0]) * self._depth
        shown = 1 - kind.twinkle * (0.5 + 0.5 * np.sin(self._phase * 3 + seconds * 2.3 * self._pace))
        alpha = kind.alpha * (0.45 + 0.55 * near) * shown
        turn = np.degrees(self._phase) + 60 * seconds * (self._pace - 1) * 4
        if kind.streak:
            self._lines(canvas, x, y, size, alpha, near)
        else:
            self._spots(canvas, x, y, size, alpha, turn)

    def _wrapped(self, axis: int, way: Floats, span: float) -> Floats:
        """Who leaves at one edge comes back at the other, out of sight."""
        room = span + 0.2
        return np.asarray((self._start[:, axis] * room + way) % room - 0.1)

    def _lines(self, canvas: skia.Canvas, x: Floats, y: Floats, size: Floats, alpha: Floats, near: Floats) -> None:
        across, down = self._kind.speed
        paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeCap=skia.Paint.kRound_Cap)
        paint.setColor4f(skia.Color4f(*self._kind.colour, 1.0))
        for at in range(len(x)):
            length = self._kind.streak * near[at]
            paint.setStrokeWidth(size[at])
            paint.setAlphaf(alpha[at])
            canvas.drawLine(x[at], y[at], x[at] - length * across / down, y[at] - length, paint)

    def _spots(self, canvas: skia.Canvas, x: Floats, y: Floats, size: Floats, alpha: Floats, turn: Floats) -> None:
        paint = skia.Paint(BlendMode=skia.BlendMode.kPlus if self._kind.glowing else skia.BlendMode.kSrcOver)
        options = skia.SamplingOptions(skia.FilterMode.kLinear)
        flat, still = self._kind.flat, self._kind.soft
        for at in range(len(x)):
            if alpha[at] < 0.02:
                continue
            r = size[at]
            paint.setAlphaf(alpha[at])
            box = skia.Rect.MakeLTRB(x[at] - r, y[at] - r * flat, x[at] + r, y[at] + r * flat)
            if still:
                canvas.drawImageRect(self._sprite, box, options, paint)
                continue
            canvas.save()
            canvas.rotate(turn[at], x[at], y[at])
            canvas.drawImageRect(self._sprite, box, options, paint)
            canvas.restore()


def _names(words: str, scene: Scene) -> list[str]:
    if scene.place == "underwater":
        return ["bubbles"]
    if scene.place == "space":
        return ["stars"]
    names = [name for name, said in _SAID.items() if re.search(rf"\b(?:{said})\b", words)]
    if scene.weather in ("rain", "storm"):
        names.append("rain")
    elif scene.weather == "snowfall" or scene.place == "snow":
        names.append("snow")
    if scene.place in _WATER:
        names.insert(0, "glints")
    if scene.place == "desert":
        names.append("sand")
    if not names or names == ["glints"]:
        dark = HOURS[scene.hour].stars and scene.place in ("forest", "meadow", "field", "hills")
        names.append("fireflies" if dark else "dust")
    return names


def _sprite(kind: _Kind) -> skia.Image:
    """One particle, drawn once: a soft spot, or the sharp oval of a leaf."""
    surface = skia.Surface(48, 48)
    with surface as canvas:
        if kind.soft:
            _glow(canvas, (24.0, 24.0), 24.0, kind.colour, 1.0, over=True)
        else:
            paint = skia.Paint(AntiAlias=True)
            paint.setColor4f(skia.Color4f(*kind.colour, 1.0))
            canvas.drawOval(skia.Rect.MakeLTRB(2, 2, 46, 46), paint)
            paint.setColor4f(skia.Color4f(1.0, 1.0, 1.0, 0.25))
            canvas.drawOval(skia.Rect.MakeLTRB(6, 4, 34, 26), paint)
    return surface.makeImageSnapshot()


def _glow(
    canvas: skia.Canvas, at: tuple[float, float], r: float, colour: RGB, alpha: float, *, over: bool = False
) -> None:
    paint = skia.Paint(BlendMode=skia.BlendMode.kSrcOver if over else skia.BlendMode.kPlus, Dither=True)
    stops = ((0.0, 1.0), (0.25, 0.72), (0.55, 0.26), (1.0, 0.0))
    codes = [skia.Color4f(*colour, alpha * share).toColor() for _, share in stops]
    paint.setShader(skia.GradientShader.MakeRadial(skia.Point(*at), r, codes, [place for place, _ in stops]))
    canvas.drawRect(skia.Rect.MakeLTRB(at[0] - r, at[1] - r, at[0] + r, at[1] + r), paint)
