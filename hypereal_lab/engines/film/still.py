"""What the camera looks at: a background, and where the prompt is drawn, its subjects on a layer of their own."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import skia
from PIL import Image, ImageOps

from hypereal_lab.engines.film.camera import without_moves
from hypereal_lab.engines.film.order import LARGEST, FilmOrder
from hypereal_lab.engines.picture import PictureOrder, draw
from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import HOURS
from hypereal_lab.engines.picture.draw import paint, paint_things
from hypereal_lab.engines.picture.places import draw_place
from hypereal_lab.engines.picture.sky import Frame
from hypereal_lab.engines.picture.words import Scene, read

__all__ = ["Still", "drawn_still", "given_still", "scene_of"]

Pixels = npt.NDArray[np.uint8]

_LARGER = 1.25
"""Of the still than of the film, so that a near view is still sharp."""
_MOVED_BY_AIR = {"rain": "clouds", "storm": "clouds", "snowfall": "clouds", "fog": None}
"""Weather that would stand still in the background, and what is left of it there."""
_IN_AIR = {r"\b(?:falling |autumn )+leaves\b": "autumn", r"\bcherry[ -]blossoms?\b": "spring"}
"""What the air shows and would be drawn as a thing; the season stays, in the trees that it came from."""
_FLAT = ("abstract", "tile")
"""Places without a ground to stand on."""


@dataclass(frozen=True, slots=True)
class Still:
    """Layers of one size."""

    back: skia.Image
    front: skia.Image | None = None
    """Cut to what is not empty."""
    place: tuple[float, float] = (0.0, 0.0)
    """Where that lies in the background, in its pixels."""
    stand: float = 0.0
    """The height at which the subjects stand, in the same pixels."""
    floats: bool = False
    """Whether they are in the air or in water."""


def scene_of(order: FilmOrder) -> Scene:
    """What the words say, those for the camera and for what flies in the air apart."""
    return read(_plain(order.prompt))


def _plain(prompt: str) -> str:
    """Leaves and petals in the air become the season of the trees that they come from."""
    words = without_moves(prompt)
    for said, meant in _IN_AIR.items():
        words = re.sub(said, meant, words, flags=re.IGNORECASE)
    return words


def given_still(data: bytes, order: FilmOrder) -> Still:
    """A picture that was given, filling the whole frame; what is too much at two sides is cut off."""
    with Image.open(io.BytesIO(data)) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    ground = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    ground.alpha_composite(picture)
    return Still(_image(ImageOps.fit(ground, _size(order), Image.Resampling.LANCZOS)))


def drawn_still(order: FilmOrder, scene: Scene) -> Still:
    """The prompt by the picture engine."""
    width, height = _size(order)
    if scene.styles or scene.place in _FLAT or scene.relation is not None or not scene.things:
        return _flat(order, scene, width, height)
    calm = _calm(scene)
    back = paint(width, height, replace(calm, things=(), relation=None), _chance(order))
    pixels, stand = _subjects(width, height, calm, _chance(order))
    left, top, right, bottom = Image.fromarray(pixels[..., 3]).getbbox() or (0, 0, 1, 1)
    front = _native(np.ascontiguousarray(pixels[top:bottom, left:right]), skia.kPremul_AlphaType)
    return Still(_image(back), front, (left, top), stand, all(thing.kind.floats for thing in scene.things))


def _flat(order: FilmOrder, scene: Scene, width: int, height: int) -> Still:
    if scene.styles:
        drawn = draw(PictureOrder(_plain(order.prompt), width, height, order.seed))
        return Still(_image(Image.open(io.BytesIO(drawn))))
    calm = _calm(scene)
    return Still(_image(paint(width, height, calm, _chance(order))))


def _calm(scene: Scene) -> Scene:
    """The same without what moves; where snow falls, it also lies."""
    season = scene.season or ("winter" if scene.weather == "snowfall" else None)
    return replace(scene, weather=_MOVED_BY_AIR.get(scene.weather or "", scene.weather), season=season)


def _subjects(width: int, height: int, scene: Scene, rng: np.random.Generator) -> tuple[Pixels, float]:
    """The subjects alone, as `paint` would draw them into the place, and where they stand."""
    unit = min(width, height)
    wide, high = width / unit, height / unit
    hour = HOURS[scene.hour]
    from_left = bool(rng.random() < 0.5)
    sun = wide * float(rng.uniform(0.12, 0.36) if from_left else rng.uniform(0.64, 0.88)), 0.66 - 0.56 * hour.height
    unseen = skia.Surface(16, 16)
    with unseen as canvas:
        place = Brush(canvas, rng, from_left=from_left, lamps=hour.lamps)
        stand = draw_place(place, Frame(wide, sun), hour, scene) * high
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, pixels).getCanvas()
    canvas.scale(unit, unit)
    paint_things(Brush(canvas, rng, from_left=from_left, lamps=hour.lamps), scene.things, wide, high, stand, hour)
    return pixels, stand * unit


def _size(order: FilmOrder) -> tuple[int, int]:
    larger = min(_LARGER, LARGEST / max(order.width, order.height))
    return round(order.width * larger), round(order.height * larger)


def _image(picture: Image.Image) -> skia.Image:
    return _native(np.asarray(picture.convert("RGBA"))[..., [2, 1, 0, 3]].copy(), skia.kOpaque_AlphaType)


def _native(pixels: Pixels, alpha: skia.AlphaType) -> skia.Image:
    """In skia's own order of bytes, which it draws six times as fast."""
    return skia.Image.fromarray(pixels, colorType=skia.kBGRA_8888_ColorType, alphaType=alpha)


def _chance(order: FilmOrder) -> np.random.Generator:
    """From words and seed alone, and the same each time: both layers see the same place."""
    words = f"{' '.join(order.prompt.split())}\0{order.seed}".encode()
    return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(words).digest()[:16])))
