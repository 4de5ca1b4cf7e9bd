"""Reference images: they decide the composition, the words decide what becomes of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import HOURS, RGB, Hour
from hypereal_lab.engines.picture.order import PictureOrder
from hypereal_lab.engines.picture.sky import Frame, weather
from hypereal_lab.engines.picture.words import Scene, Thing

__all__ = ["compose", "fit", "open_references"]

Pixels = NDArray[np.float32]
PaintThings = Callable[[Brush, tuple[Thing, ...], float, float, float, Hour], None]

WORKED = 1280
"""Pixels of the longer side at which references are blended; the result is brought to size afterwards."""


def open_references(order: PictureOrder) -> list[Image.Image]:
    """The references as upright RGB pictures, cut to the order's shape."""
    scale = min(1.0, WORKED / max(order.width, order.height))
    size = max(1, round(order.width * scale)), max(1, round(order.height * scale))
    return [fit(data, size) for data in order.references]


def compose(
    references: list[Image.Image], order: PictureOrder, scene: Scene, rng: np.random.Generator, things: PaintThings
) -> Image.Image:
    """Blend the references, change the light as asked, add what is named."""
    ranked = _ranked(references, scene)
    shown = [_in_its_part(one, number, len(ranked)) for number, one in enumerate(ranked)]
    picture = shown[0]
    for number, other in enumerate(shown[1:], start=1):
        picture = _merge(picture, other, number, len(ranked), rng)
    picture = _relight(picture, scene)
    picture = _add(picture, scene, rng, things)
    if (
        not (scene.styles or scene.things or scene.weather or scene.tints or _says_light(order.prompt))
        and len(references) == 1
    ):
        picture = _restage(picture, rng)
    return picture.resize((order.width, order.height), Image.Resampling.LANCZOS)


def _ranked(references: list[Image.Image], scene: Scene) -> list[Image.Image]:
    """In the order in which the words name them, the others behind."""
    named = [number - 1 for number in scene.images if 0 < number <= len(references)]
    order = list(dict.fromkeys([*named, *range(len(references))]))
    return [references[k] for k in order]


def fit(data: bytes, size: tuple[int, int]) -> Image.Image:
    """Upright, in RGB, cut to this shape around its middle. Raises `ValueError`."""
    try:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"references: one of them is no picture that can be read ({type(error).__name__})") from error
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, (244, 241, 235, 255))
        picture = Image.alpha_composite(ground, picture)
    return ImageOps.fit(picture.convert("RGB"), size, Image.Resampling.LANCZOS, centering=(0.5, 0.5))


def _in_its_part(picture: Image.Image, number: int, count: int) -> Image.Image:
    """The middle of the picture, where its subject is, moved to its share of the width, with some overlap."""
    if count == 1:
        return picture
    width, height = picture.size
    left, right = round(width * (number / count - 0.14)), round(width * ((number + 1) / count + 0.14))
    left, right = max(0, left), min(width, right)
    part = ImageOps.fit(picture, (right - left, height), Image.Resampling.LANCZOS)
    whole = picture.copy()
    whole.paste(part, (left, 0))
    return whole


def _merge(base: Image.Image, other: Image.Image, number: int, count: int, rng: np.random.Generator) -> Image.Image:
    """Bring `other` into the light of `base` and join them along a soft, wandering seam."""
    matched = _transfer(np.asarray(other, np.float32), np.asarray(base, np.float32), 0.65)
    width, height = base.size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    seam = number / count + 0.05 * np.sin(y / height * 7 + float(rng.uniform(0, 6))) + 0.03 * np.sin(y / height * 17)
    mask = np.clip((x / width - seam) * 60 + 0.5, 0, 1)
    return _image(_multiband(np.asarray(base, np.float32), matched, mask))


def _multiband(a: Pixels, b: Pixels, mask: Pixels, levels: int = 6) -> Pixels:
    """Laplacian pyramids: broad light is blended widely, detail sharply."""
    result = np.zeros_like(a)
    for level in range(levels):
        last = level == levels - 1
        low_a, low_b, low_m = (_blur(one, 2.0 ** (level + 1)) for one in (a, b, mask))
        band_a, band_b = (a, b) if last else (a - low_a, b - low_b)
        soft = mask[..., None]
        result += band_b * soft + band_a * (1 - soft)
        a, b, mask = low_a, low_b, low_m
    return result


def _blur(pixels: Pixels, radius: float) -> Pixels:
    """Gaussian, on each channel as floats."""
    planes = [pixels] if pixels.ndim == 2 else [pixels[..., k] for k in range(3)]
    small = max(1, int(radius // 2))
    made = []
    for plane in planes:
        image = Image.fromarray(np.ascontiguousarray(plane))
        reduced = image.resize((max(2, image.width // small), max(2, image.height // small)), Image.Resampling.BOX)
        made.append(np.asarray(reduced.resize(image.size, Image.Resampling.BICUBIC)))
    return made[0] if pixels.ndim == 2 else np.stack(made, axis=-1)


def _transfer(pixels: Pixels, model: Pixels, strength: float) -> Pixels:
    """Reinhard's colour transfer in a decorrelated space: the mean and spread of `model`."""
    a, b = _lab(pixels), _lab(model)
    moved: Pixels = (a - a.mean((0, 1))) * (b.std((0, 1)) / np.maximum(a.std((0, 1)), 1e-3)) + b.mean((0, 1))
    return _rgb(np.asarray(a + (moved - a) * strength, np.float32))


_TO = np.array([[0.2126, 0.7152, 0.0722], [0.5, 0.5, -1.0], [1.0, -1.0, 0.0]], np.float32)
_BACK = np.linalg.inv(_TO).astype(np.float32)


def _lab(pixels: Pixels) -> Pixels:
    return np.asarray(pixels @ _TO.T, np.float32)


def _rgb(pixels: Pixels) -> Pixels:
    return np.asarray(np.clip(pixels @ _BACK.T, 0, 255), np.float32)


def _relight(picture: Image.Image, scene: Scene) -> Image.Image:
    """The hour, season and colours that the words ask for."""
    if scene.hour != "day":
        hour = HOURS[scene.hour]
        tint = Image.new("RGB", picture.size, _bytes(hour.tint))
        picture = ImageChops.multiply(picture, tint)
        glow = Image.linear_gradient("L").resize(picture.size)
        sky = Image.composite(
            Image.new("RGB", picture.size), Image.new("RGB", picture.size, _bytes(hour.horizon)), glow
        )
        picture = Image.blend(picture, ImageChops.screen(picture, sky), 0.4)
        if hour.stars:
            picture = ImageEnhance.Brightness(picture).enhance(0.72)
    if scene.season == "winter" or scene.weather == "snowfall":
        picture = Image.blend(
            ImageEnhance.Color(picture).enhance(0.5), Image.new("RGB", picture.size, (226, 236, 248)), 0.28
        )
    elif scene.season == "autumn":
        picture = Image.blend(picture, ImageChops.overlay(picture, Image.new("RGB", picture.size, (224, 138, 60))), 0.6)
    for wish in scene.tints[:1]:
        coloured = ImageOps.colorize(picture.convert("L"), (24, 20, 34), (250, 248, 242), _bytes(wish))
        picture = Image.blend(picture, coloured, 0.55)
    if scene.weather in ("storm", "rain", "fog"):
        picture = ImageEnhance.Color(picture).enhance(0.6)
    return picture


def _add(picture: Image.Image, scene: Scene, rng: np.random.Generator, things: PaintThings) -> Image.Image:
    """Things and weather drawn onto the picture."""
    scene = replace(scene, things=tuple(thing for thing in scene.things if thing.kind.name != "moon"))
    if not scene.things and not scene.weather and not HOURS[scene.hour].stars:
        return picture
    pixels = np.dstack([np.asarray(picture), np.full((picture.height, picture.width), 255, np.uint8)])
    surface = skia.Surface.MakeRasterDirect(
        skia.ImageInfo.Make(picture.width, picture.height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType), pixels
    )
    canvas = surface.getCanvas()
    unit = min(picture.size)
    canvas.scale(unit, unit)
    wide, high = picture.width / unit, picture.height / unit
    hour = HOURS[scene.hour]
    brush = Brush(canvas, rng, lamps=hour.lamps)
    if hour.stars:
        _stars(brush, wide, high)
    canvas.save()
    canvas.translate(wide * float(rng.choice([-0.22, 0.2])), 0)
    things(brush, scene.things, wide, high, 0.93 * high, hour)
    canvas.restore()
    weather(brush, Frame(wide, (wide * 0.25, 0.2)), scene.weather, hour)
    return Image.fromarray(np.ascontiguousarray(pixels[..., :3]))


def _stars(brush: Brush, wide: float, high: float) -> None:
    """Over the upper part, where the sky of most pictures is."""
    for _ in range(70):
        y = high * 0.45 * float(brush.rng.random()) ** 1.4
        r = 0.0012 + 0.0028 * float(brush.rng.random()) ** 3
        brush.oval(brush.between(0, wide), y, r, r, (0.96, 0.97, 1.0), shade=0, alpha=0.8 - y / high)
    brush.glow(wide * 0.8, high * 0.14, 0.3, (0.9, 0.93, 1.0), 0.55)
    brush.oval(wide * 0.8, high * 0.14, 0.05, 0.05, (0.97, 0.96, 0.88), shade=0.05)


def _restage(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Words that ask for nothing we know: another crop and a warmer light, so that it is a new picture."""
    width, height = picture.size
    cut = float(rng.uniform(0.08, 0.16))
    left, top = float(rng.uniform(0, cut)) * width, float(rng.uniform(0, cut)) * height
    box = (left, top, left + width * (1 - cut), top + height * (1 - cut))
    closer = picture.resize((width, height), Image.Resampling.LANCZOS, box=box)
    light = closer.filter(ImageFilter.GaussianBlur(max(width, height) / 40))
    return ImageEnhance.Contrast(Image.blend(closer, ImageChops.soft_light(closer, light), 0.6)).enhance(1.06)


def _says_light(prompt: str) -> bool:
    return any(
        word in prompt.lower() for word in ("night", "dawn", "sunset", "evening", "dusk", "morning", "winter", "autumn")
    )


def _bytes(colour: RGB) -> tuple[int, int, int]:
    r, g, b = (round(255 * part) for part in colour)
    return r, g, b


def _image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
