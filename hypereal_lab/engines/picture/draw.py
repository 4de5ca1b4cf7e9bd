"""From an order to an encoded picture."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import skia
from PIL import Image

from hypereal_lab.engines.picture.blend import compose, open_references
from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import HOURS, NAMED, RGB, Hour, light, mix
from hypereal_lab.engines.picture.masked import redraw
from hypereal_lab.engines.picture.order import PictureOrder
from hypereal_lab.engines.picture.places import draw_place
from hypereal_lab.engines.picture.sky import Frame, weather
from hypereal_lab.engines.picture.styles import finish, sharp, stylise, worked
from hypereal_lab.engines.picture.words import Scene, Thing, read

__all__ = ["draw"]

_SEATS = ("chair",)
"""What is sat in rather than stood upon."""
_FLIES = 0.64
"""Part of the height at which the lower end of what flies is, at most."""


def draw(order: PictureOrder) -> bytes:
    """The picture, encoded. Equal orders give equal bytes."""
    if order.mask is not None:
        return _encode(redraw(order, draw), order, keep_sharp=False)
    scene = read(order.prompt)
    rng = _rng(order)
    width, height = worked(order.width, order.height) if scene.styles else (order.width, order.height)
    if order.references:
        picture = compose(open_references(order), order, scene, rng, paint_things)
    else:
        picture = paint(width, height, scene, rng)
    return _encode(stylise(picture, scene.styles, rng), order, sharp(scene.styles))


def paint(width: int, height: int, scene: Scene, rng: np.random.Generator) -> Image.Image:
    """Sky, place, things, weather, light."""
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, pixels)
    canvas = surface.getCanvas()
    unit = min(width, height)
    canvas.scale(unit, unit)
    wide, high = width / unit, height / unit
    hour = HOURS[scene.hour]
    from_left = bool(rng.random() < 0.5)
    frame = Frame(
        wide,
        (
            wide * float(rng.uniform(0.12, 0.36) if from_left else rng.uniform(0.64, 0.88)),
            0.66 - 0.6 * hour.height * 0.85,
        ),
    )
    brush = Brush(canvas, rng, from_left=from_left, lamps=hour.lamps)
    canvas.save()
    if high > 1:  # a tall picture is the same scene with more sky and more ground
        canvas.scale(1.0, high)
    stand = draw_place(brush, frame, hour, scene)
    canvas.restore()
    _tint(canvas, wide, high, hour, scene)
    if scene.relation is not None:
        _paint_related(brush, scene, wide, high, stand * high, hour)
    else:
        paint_things(brush, scene.things, wide, high, stand * high, hour)
    canvas.save()
    canvas.scale(1.0, high)
    weather(brush, frame, scene.weather, hour)
    canvas.restore()
    picture = Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1).convert("RGB")
    return finish(picture, rng, grainy=not scene.styles)


def paint_things(brush: Brush, things: tuple[Thing, ...], wide: float, high: float, stand: float, hour: Hour) -> None:
    """The subjects, side by side, the first in the middle and largest."""
    crowd = [thing for thing in things for _ in range(thing.count)]
    if not crowd:
        return
    room = min(1.0, 0.55 + 0.45 / len(crowd) ** 0.7)
    spread = min(0.72, 0.36 * (len(crowd) - 1)) * wide
    order = sorted(range(len(crowd)), key=lambda k: abs(k - (len(crowd) - 1) / 2), reverse=True)
    for place in order:
        thing = crowd[_nth(place, len(crowd))]
        x = wide / 2 if len(crowd) == 1 else wide / 2 + spread * (place / (len(crowd) - 1) - 0.5)
        size = thing.kind.size * room * min(1.25, max(high, 0.9)) * brush.between(0.94, 1.06)
        depth = brush.between(-0.02, 0.025) if len(crowd) > 1 else 0.0
        if thing.kind.home == "sky":  # what flies keeps clear of the ground, and not in a row
            depth += min(0.0, _FLIES * high - stand) + (3.5 * depth * high if len(crowd) > 1 else 0.0)
        _thing(
            brush, thing, x + (brush.between(-0.05, 0.05) * wide if len(crowd) == 1 else 0.0), stand + depth, size, hour
        )


def _paint_related(brush: Brush, scene: Scene, wide: float, high: float, stand: float, hour: Hour) -> None:
    """One thing on, in or under another, in the middle; the others are left out of a picture of two."""
    how, first, second = scene.relation or ("on", 0, 0)
    rider, base = scene.things[first], scene.things[second]
    x, unit = wide / 2, min(1.15, max(high, 0.9))
    size = unit * (0.74 if how == "under" else min(0.5, base.kind.size))
    beside = 0.62 * min(1.5, max(1.0, rider.kind.size / base.kind.size))  # a rider is no dwarf on a bicycle
    if how == "on":
        _thing(brush, base, x, stand, size, hour)
        if base.kind.name in _SEATS:
            _thing(brush, rider, x, stand - size * 0.34, size * beside, hour, seated=True)
        else:
            _thing(brush, rider, x, stand - size * 0.86, size * 0.62, hour)
    elif how == "riding":
        size *= 1.25
        _thing(brush, base, x, stand, size, hour)
        _thing(brush, rider, x, stand - size * 0.46, size * beside, hour, seated=True)
    elif how == "in":
        _thing(brush, rider, x, stand - size * 0.3, size * 0.8, hour)
        _thing(brush, base, x, stand, size, hour)
    else:
        _thing(brush, base, x, stand, size, hour)
        _thing(brush, rider, x, stand + 0.02, size * 0.4, hour)


def _nth(place: int, count: int) -> int:
    """The first named thing stands nearest to the middle."""
    ranked = sorted(range(count), key=lambda k: (abs(k - (count - 1) / 2), k))
    return ranked.index(place)


def _thing(brush: Brush, thing: Thing, x: float, y: float, size: float, hour: Hour, *, seated: bool = False) -> None:
    colour = _under(thing.colour, hour)
    if not thing.kind.floats and not seated:
        brush.shadow(x + (0.06 if brush.from_left else -0.06) * size, y, size * 0.62, size * 0.085, 0.42)
    if thing.material == "glass":
        brush.canvas.saveLayerAlpha(skia.Rect.MakeLTRB(-9, -9, 9, 9), 150)
    with brush.at(x, y, size, flip=brush.chance(0.5) and thing.kind.name not in ("book", "clock", "computer")):
        thing.kind.draw(brush, colour)
        if thing.material in ("chrome", "gold", "glass"):
            _sheen(brush, thing.material)
    if thing.material == "glass":
        brush.canvas.restore()


def _sheen(brush: Brush, material: str) -> None:
    """Bands of reflected light over what was drawn."""
    tone: RGB = NAMED["gold"] if material == "gold" else (0.92, 0.96, 1.0)
    for y, width, alpha in ((-0.62, 0.05, 0.35), (-0.42, 0.025, 0.5), (-0.22, 0.06, 0.22)):
        paint = skia.Paint(
            AntiAlias=True, BlendMode=skia.BlendMode.kSoftLight if material == "gold" else skia.BlendMode.kOverlay
        )
        paint.setColor(skia.Color4f(*light(tone, 0.4), alpha).toColor())
        brush.canvas.drawOval(skia.Rect.MakeLTRB(-0.4, y - width, 0.4, y + width), paint)


def _under(colour: RGB, hour: Hour) -> RGB:
    """A colour in the light of the hour; the subject stays a little brighter than its place."""
    r, g, b = (part * (0.35 + 0.65 * tint) for part, tint in zip(colour, hour.tint, strict=True))
    return mix((r, g, b), hour.horizon, 0.06)


def _tint(canvas: skia.Canvas, wide: float, high: float, hour: Hour, scene: Scene) -> None:
    """The light of the hour over the place."""
    if scene.place in ("space", "underwater", "abstract", "tile"):
        return
    paint = skia.Paint(BlendMode=skia.BlendMode.kMultiply)
    top = mix(hour.tint, (1.0, 1.0, 1.0), 0.85)
    codes = [skia.Color4f(*tone, 1.0).toColor() for tone in (top, hour.tint)]
    paint.setShader(skia.GradientShader.MakeLinear([skia.Point(0, 0.45 * high), skia.Point(0, 0.72 * high)], codes))
    canvas.drawRect(skia.Rect.MakeLTRB(-0.1, -0.1, wide + 0.1, high + 0.1), paint)


def _rng(order: PictureOrder) -> np.random.Generator:
    """Chance that comes from words and seed alone, so that a size shows the same scene in another frame."""
    words = f"{' '.join(order.prompt.split())}\0{order.seed}".encode()
    return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(words).digest()[:16])))


def _encode(picture: Image.Image, order: PictureOrder, keep_sharp: bool) -> bytes:
    if picture.size != (order.width, order.height):
        way = Image.Resampling.NEAREST if keep_sharp else Image.Resampling.LANCZOS
        picture = picture.resize((order.width, order.height), way)
    kept = io.BytesIO()
    options = {"png": {"compress_level": 1}, "jpeg": {"quality": 92}, "webp": {"quality": 90, "method": 2}}
    picture.save(kept, format=order.format.upper(), **options[order.format])
    return kept.getvalue()
