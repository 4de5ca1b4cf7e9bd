"""What is done to a finished picture: grain and light for all, and the styles that words ask for.

Styles work at a longer side of 1,280 pixels and are brought to size afterwards, so that 4096 costs little more.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

__all__ = ["finish", "sharp", "stylise", "worked"]

Pixels = NDArray[np.float32]
Style = Callable[[Image.Image, np.random.Generator], Image.Image]

WORKED, _LEAST_WORKED = 1280, 640
_STRIP = 512
"""Rows."""
_BILINEAR, _LANCZOS = Image.Resampling.BILINEAR, Image.Resampling.LANCZOS


def worked(width: int, height: int) -> tuple[int, int]:
    """The size at which a styled picture is made, so that strokes and dots look alike at every size."""
    longest = max(width, height)
    scale = min(WORKED, max(_LEAST_WORKED, longest)) / longest
    return max(64, round(width * scale)), max(64, round(height * scale))


def sharp(styles: tuple[str, ...]) -> bool:
    """Whether the picture has edges that must not be smoothed when it is brought to size."""
    return any(style in ("pixel", "mosaic") for style in styles)


def stylise(picture: Image.Image, styles: tuple[str, ...], rng: np.random.Generator) -> Image.Image:
    """Apply the styles in the order of the words."""
    wanted = [_STYLES[style] for style in styles if style in _STYLES]
    if not wanted:
        return picture
    if picture.size != (size := worked(*picture.size)):
        picture = picture.resize(size, _LANCZOS)
    for style in wanted:
        picture = style(picture, rng)
    return picture


def finish(picture: Image.Image, rng: np.random.Generator, *, grainy: bool = True) -> Image.Image:
    """A breath of grain and a soft fall of light to the edges, from small maps brought to size."""
    seed = rng.normal(0.0, 1.0, (160, 160)).astype(np.float32)
    grain = Image.fromarray(np.clip(128 + seed * (9 if grainy else 0), 0, 255).astype(np.uint8))
    y, x = np.mgrid[-1:1:96j, -1:1:96j]
    fall = Image.fromarray(np.clip(255 - 62 * np.clip(np.hypot(x, y) - 0.55, 0, 1) ** 1.5, 0, 255).astype(np.uint8))
    for top in range(0, picture.height, _STRIP):
        _finish_strip(picture, (0, top, picture.width, min(picture.height, top + _STRIP)), grain, fall)
    return picture


def _finish_strip(picture: Image.Image, box: tuple[int, int, int, int], grain: Image.Image, fall: Image.Image) -> None:
    """A strip at a time, so that a picture of 4096 needs little more memory than itself."""
    strip = picture.crop(box)
    for small, mode in ((fall, ImageChops.multiply), (grain, ImageChops.soft_light)):
        part = (0, box[1] / picture.height * small.height, small.width, box[3] / picture.height * small.height)
        one = small.resize(strip.size, _BILINEAR, box=part)
        strip = mode(strip, Image.merge("RGB", (one, one, one)))
    picture.paste(strip, box)


def _watercolour(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    soft = _daubs(picture, 7).filter(ImageFilter.GaussianBlur(1.2))
    edges = ImageOps.invert(soft.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(1.5)))
    edges = edges.point(lambda v: 255 - (255 - v) * 0.55)
    wash = _noise(picture.size, rng, 5, 0.045) * _noise(picture.size, rng, 70, 0.07)
    pale = ImageEnhance.Color(Image.blend(soft, Image.new("RGB", soft.size, (252, 249, 240)), 0.26)).enhance(1.12)
    made = _times(ImageChops.multiply(pale, Image.merge("RGB", (edges,) * 3)), wash)
    return _paper_edge(made, rng)


def _oil(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    daubs = _daubs(picture, 9)
    relief = daubs.convert("L").filter(ImageFilter.EMBOSS).filter(ImageFilter.GaussianBlur(0.8))
    strokes = Image.fromarray(
        np.clip(rng.normal(128, 34, (picture.height // 3 + 1, picture.width // 14 + 1)), 0, 255).astype(np.uint8)
    )
    canvas = strokes.resize(picture.size, Image.Resampling.BICUBIC)
    made = ImageChops.soft_light(daubs, Image.merge("RGB", (relief,) * 3))
    made = Image.blend(made, ImageChops.soft_light(made, Image.merge("RGB", (canvas,) * 3)), 0.55)
    return ImageEnhance.Color(made).enhance(1.22)


def _neon(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    lines = _edges(picture, 1.0)
    colour = ImageEnhance.Color(picture.filter(ImageFilter.GaussianBlur(3))).enhance(3.2)
    bright = ImageChops.multiply(ImageEnhance.Brightness(colour).enhance(2.0), Image.merge("RGB", (lines,) * 3))
    base = _times(ImageChops.multiply(picture, Image.new("RGB", picture.size, (96, 56, 150))), np.float32(0.7))
    glow = bright.filter(ImageFilter.GaussianBlur(9))
    return ImageChops.screen(
        ImageChops.screen(base, ImageEnhance.Brightness(glow).enhance(1.6)),
        ImageChops.screen(bright, glow.filter(ImageFilter.GaussianBlur(22))),
    )


def _vaporwave(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    toned = ImageOps.colorize(picture.convert("L"), (43, 16, 85), (255, 224, 244), (240, 98, 184))
    return Image.blend(toned, picture, 0.25)


def _pixel(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    across = 128
    small = picture.resize((across, max(1, round(across * picture.height / picture.width))), Image.Resampling.BOX)
    small = ImageEnhance.Contrast(ImageEnhance.Color(small).enhance(1.35)).enhance(1.12)
    return small.quantize(28, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")


def _ink(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    lines = ImageOps.invert(_edges(picture, 0.8)).point(lambda v: 255 if v > 206 else int(v * 0.5))
    tone = picture.convert("L").filter(ImageFilter.GaussianBlur(2))
    y, x = np.mgrid[0 : picture.height, 0 : picture.width]
    dark = np.asarray(tone, dtype=np.float32)
    hatch = np.where(((x + y) % 7 < 2) & (dark < 105), 70, 255) * np.where(((x - y) % 7 < 2) & (dark < 60), 0.3, 1.0)
    made = ImageChops.darker(lines, Image.fromarray(np.clip(hatch, 0, 255).astype(np.uint8)))
    return ImageOps.colorize(made.filter(ImageFilter.GaussianBlur(0.5)), (28, 26, 34), (250, 246, 236))


def _pencil(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    grey = picture.convert("L")
    blurred = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(9))
    dodge = np.asarray(grey, np.float32) * 255 / np.maximum(255 - np.asarray(blurred, np.float32), 1)
    shaded = np.clip(dodge, 0, 255) * 0.7 + np.asarray(grey, np.float32) * 0.25 + 18
    made = np.clip(shaded * _noise(picture.size, rng, 2, 0.1)[..., 0], 0, 255).astype(np.uint8)
    return ImageOps.colorize(Image.fromarray(made), (52, 50, 58), (252, 249, 242))


def _poster(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    flat = _daubs(picture, 7).quantize(9, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    made = ImageEnhance.Color(flat.convert("RGB")).enhance(1.35)
    band = max(8, min(made.size) // 22)
    return ImageOps.expand(
        made.resize((made.width - 2 * band, made.height - 2 * band), _LANCZOS), band, (247, 240, 226)
    )


def _comic(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    flat = ImageOps.posterize(ImageEnhance.Color(_daubs(picture, 5)).enhance(1.5), 3)
    lines = ImageOps.invert(_edges(picture, 1.0)).point(lambda v: 255 if v > 190 else 20)
    return ImageChops.multiply(flat, Image.merge("RGB", (lines,) * 3))


def _lowpoly(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    import skia

    cells = 26
    step = max(picture.size) / cells
    columns, rows = int(picture.width / step) + 2, int(picture.height / step) + 2
    xs = (np.arange(columns)[None, :] + rng.uniform(-0.38, 0.38, (rows, columns))) * step
    ys = (np.arange(rows)[:, None] + rng.uniform(-0.38, 0.38, (rows, columns))) * step
    xs[:, 0], xs[:, -1], ys[0], ys[-1] = -2, picture.width + 2, -2, picture.height + 2
    pixels = np.asarray(picture.filter(ImageFilter.GaussianBlur(step / 6)))
    surface = skia.Surface.MakeRaster(
        skia.ImageInfo.Make(*picture.size, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    )
    canvas = surface.getCanvas()
    for r in range(rows - 1):
        for c in range(columns - 1):
            corners = [(xs[r + i, c + j], ys[r + i, c + j]) for i, j in ((0, 0), (0, 1), (1, 1), (1, 0))]
            for triangle in ((0, 1, 2), (0, 2, 3)) if (r + c) % 2 else ((0, 1, 3), (1, 2, 3)):
                points = [corners[k] for k in triangle]
                cx, cy = sum(p[0] for p in points) / 3, sum(p[1] for p in points) / 3
                tone = pixels[int(np.clip(cy, 0, picture.height - 1)), int(np.clip(cx, 0, picture.width - 1))]
                paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStrokeAndFill_Style, StrokeWidth=0.8)
                paint.setColor(skia.Color(*(int(v) for v in tone)))
                path = skia.Path()
                path.addPoly([skia.Point(float(px), float(py)) for px, py in points], True)
                canvas.drawPath(path, paint)
    return Image.fromarray(np.ascontiguousarray(surface.toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3]))


def _paper(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Layers of cut paper, each throwing a shadow on the one below."""
    grey = np.asarray(picture.convert("L").filter(ImageFilter.GaussianBlur(3)), np.float32)
    flat = np.asarray(_daubs(picture, 9).quantize(12).convert("RGB"), np.float32)
    for level in np.quantile(grey, (0.2, 0.4, 0.6, 0.8)):
        above = Image.fromarray(((grey < level) * 255).astype(np.uint8))
        cast = ImageChops.offset(above.filter(ImageFilter.GaussianBlur(6)), 4, 6)
        drop = np.asarray(cast, np.float32) / 255 * (grey >= level)
        flat = flat * (1 - 0.28 * drop[..., None])
    return _times(Image.fromarray(np.clip(flat, 0, 255).astype(np.uint8)), _noise(picture.size, rng, 2, 0.05))


def _mosaic(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    across = 64
    small = picture.resize((across, max(1, round(across * picture.height / picture.width))), Image.Resampling.BOX)
    tiles = np.asarray(small, np.float32) * rng.uniform(0.88, 1.12, (small.height, small.width, 1)).astype(np.float32)
    big = np.kron(np.clip(tiles, 0, 255), np.ones((12, 12, 1), np.float32))
    big[::12], big[:, ::12] = big[::12] * 0.45, big[:, ::12] * 0.45
    return Image.fromarray(big.astype(np.uint8))


def _blueprint(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    lines = _edges(picture, 0.9)
    made = ImageOps.colorize(lines, (20, 56, 118), (236, 244, 255))
    grid = np.asarray(made).astype(np.float32)
    step = max(16, picture.width // 28)
    grid[::step] += 22
    grid[:, ::step] += 22
    return Image.fromarray(np.clip(grid, 0, 255).astype(np.uint8))


def _sepia(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return ImageOps.colorize(picture.convert("L"), (46, 30, 20), (250, 236, 208), (168, 124, 82))


def _mono(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return ImageEnhance.Contrast(picture.convert("L")).enhance(1.25).convert("RGB")


_STYLES: dict[str, Style] = {
    "watercolour": _watercolour,
    "oil": _oil,
    "neon": _neon,
    "vaporwave": _vaporwave,
    "pixel": _pixel,
    "ink": _ink,
    "pencil": _pencil,
    "poster": _poster,
    "comic": _comic,
    "lowpoly": _lowpoly,
    "paper": _paper,
    "mosaic": _mosaic,
    "blueprint": _blueprint,
    "sepia": _sepia,
    "mono": _mono,
}


def _daubs(picture: Image.Image, size: int) -> Image.Image:
    """Flat patches of colour, as a brush leaves them; found at half the size, which is four times as fast."""
    half = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BOX)
    patches = half.filter(ImageFilter.ModeFilter(max(3, size // 2 | 1)))
    return patches.resize(picture.size, Image.Resampling.BICUBIC)


def _edges(picture: Image.Image, blur: float) -> Image.Image:
    """White lines on black, as strong as the step of colour."""
    a = picture.filter(ImageFilter.GaussianBlur(blur))
    b = picture.filter(ImageFilter.GaussianBlur(blur * 2.2))
    r, g, bl = ImageChops.difference(a, b).split()
    return ImageChops.lighter(ImageChops.lighter(r, g), bl).point(lambda v: min(255, v * 9))


def _noise(size: tuple[int, int], rng: np.random.Generator, cell: int, strength: float) -> Pixels:
    """Soft noise around 1, as a map to multiply with."""
    low = rng.normal(1.0, strength, (size[1] // cell + 2, size[0] // cell + 2)).astype(np.float32)
    return np.asarray(Image.fromarray(low).resize(size, Image.Resampling.BICUBIC))[..., None]


def _times(picture: Image.Image, factor: Pixels | np.float32) -> Image.Image:
    return Image.fromarray(np.clip(np.asarray(picture, np.float32) * factor, 0, 255).astype(np.uint8))


def _paper_edge(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Paint that ends before the paper does."""
    y, x = np.mgrid[-1 : 1 : picture.height * 1j, -1 : 1 : picture.width * 1j]
    rough = _noise(picture.size, rng, 40, 0.02)[..., 0]
    inside = np.clip((0.985 * rough - np.maximum(np.abs(x), np.abs(y))) * 24, 0, 1)[..., None].astype(np.float32)
    paper = np.array([252, 249, 240], np.float32)
    return Image.fromarray((np.asarray(picture, np.float32) * inside + paper * (1 - inside)).astype(np.uint8))
