"""Frame by frame into one file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from math import cos, sin
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import skia

from hypereal_lab.engines.film.air import air_of
from hypereal_lab.engines.film.camera import STILL, View, choose_move, smooth, view
from hypereal_lab.engines.film.order import FilmOrder
from hypereal_lab.engines.film.shine import Shine
from hypereal_lab.engines.film.sound import RATE, Samples, sound_of
from hypereal_lab.engines.film.still import Still, drawn_still, given_still, scene_of
from hypereal_lab.engines.picture.colours import HOURS

__all__ = ["draw_film"]

_PREPARED = 0.05
"""Fraction of the work that is done when the first frame can be drawn."""
_NEARER = 0.45
"""How much more than the background the subjects move when the camera does."""
_BLOCK = 1024
"""Samples that AAC codes at once."""
_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)


def draw_film(order: FilmOrder, progress: Callable[[float], None] | None = None) -> bytes:
    """H.264 in MP4, ready to be streamed, or VP9 in WebM, with exactly `order.frames` frames.

    Equal orders give equal bytes.

    `progress` hears fractions from 0 to 1; what it raises stops the work.
    """
    from hypereal_lab.engines.film.encoder import Encoder  # the codecs, which only a worker needs

    tell = progress or (lambda _done: None)
    tell(0.0)
    stage = _Stage(order)
    tell(_PREPARED)
    with TemporaryDirectory(prefix="hypereal-film-") as folder:
        path = Path(folder) / f"film.{order.format}"  # a file, since the index is moved to the front at the end
        with Encoder(path, order, _heard(order) if order.sound else None) as encoder:
            for number in range(order.frames):
                stage.draw(number)
                encoder.add(stage.pixels)
                tell(_PREPARED + (1 - _PREPARED) * (number + 1) / order.frames)
        return path.read_bytes()


def _heard(order: FilmOrder) -> Samples:
    """A whole number of the blocks that sound is coded in, so that it does not outlast the pictures."""
    count = order.seconds * RATE // _BLOCK * _BLOCK
    return sound_of(order.prompt, scene_of(order), count, _chance(order))


class _Stage:
    """Layers, camera and air of one film, and the frame that they are drawn into."""

    def __init__(self, order: FilmOrder) -> None:
        rng = _chance(order)
        scene = scene_of(order)
        self._order = order
        self._given = order.first_frame is not None
        self._still = given_still(order.first_frame, order) if order.first_frame else drawn_still(order, scene)
        self._last = given_still(order.last_frame, order) if order.last_frame else None
        self._between = [given_still(one, order) for one in order.references]
        self._move = choose_move(order.prompt, rng, with_picture=self._given)
        self._unit = min(order.width, order.height)
        wide, high = order.width / self._unit, order.height / self._unit
        self._air = air_of(order.prompt, scene, wide, high, rng)
        self._shine = Shine(order.width, order.height, HOURS[scene.hour].sun)
        self._phase = float(rng.uniform(0, 6))
        self.pixels = np.zeros((order.height, order.width, 4), np.uint8)
        info = skia.ImageInfo.Make(order.width, order.height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
        self._surface = skia.Surface.MakeRasterDirect(info, self.pixels)

    def draw(self, number: int) -> None:
        """Frame `number` into `pixels`."""
        order = self._order
        seconds = number / order.fps
        part = number / max(1, order.frames - 1)
        seen = view(self._move, part, seconds, from_all=self._given)
        canvas = self._surface.getCanvas()
        entered = smooth(part / 0.2) if self._given else 1.0  # a given picture is seen clear at first
        self._layer(canvas, self._still.back, seen)
        self._in_air(canvas, seconds, seen, entered, behind=True)
        if self._still.front is not None:
            self._subjects(canvas, self._still, seen, seconds)
        self._shine.add(self.pixels, seconds, entered)
        self._in_air(canvas, seconds, seen, entered, behind=False)
        for place, still in enumerate(self._between):
            self._pass(canvas, still, seen, part, place)
        if self._last is not None:
            self._dissolve(canvas, self._last, part)

    def _layer(self, canvas: skia.Canvas, image: skia.Image, seen: View, paint: skia.Paint | None = None) -> None:
        with skia.AutoCanvasRestore(canvas):
            self._look(canvas, (image.width(), image.height()), seen)
            canvas.drawImage(image, 0, 0, _LINEAR, paint)

    def _look(self, canvas: skia.Canvas, size: tuple[int, int], seen: View, near: float = 0.0) -> None:
        """Bring the part of a still that is seen into the frame; nearer layers move and grow more."""
        zoom, room = 1 + (seen.zoom - 1) * (1 + near), 1 - 1 / seen.zoom
        canvas.translate(self._order.width / 2, self._order.height / 2)
        canvas.scale(self._order.width / size[0] * zoom, self._order.height / size[1] * zoom)
        x, y = (0.5 + 0.5 * room * way * (1 + near) for way in (seen.x, seen.y))
        canvas.translate(-x * size[0], -y * size[1])

    def _subjects(self, canvas: skia.Canvas, still: Still, seen: View, seconds: float) -> None:
        """They breathe where they stand; what floats also rises, sinks and rocks."""
        front, (left, top) = still.front, still.place
        assert front is not None
        size = still.back.width(), still.back.height()
        base = left + front.width() / 2, still.stand
        beat = seconds * 1.9 + self._phase
        with skia.AutoCanvasRestore(canvas):
            self._look(canvas, size, seen, _NEARER)
            if still.floats:
                canvas.translate(0.008 * size[0] * sin(beat * 0.45), 0.012 * size[1] * sin(beat))
                canvas.rotate(1.3 * sin(beat * 0.7 + 1), *base)
            else:
                canvas.translate(*base)
                canvas.scale(1 - 0.003 * cos(beat), 1 + 0.006 * cos(beat))
                canvas.translate(-base[0], -base[1])
            canvas.drawImage(front, left, top, _LINEAR)

    def _in_air(self, canvas: skia.Canvas, seconds: float, seen: View, entered: float, *, behind: bool) -> None:
        if entered <= 0:
            return
        room = 1 - 1 / seen.zoom
        with skia.AutoCanvasRestore(canvas):
            if entered < 1:
                canvas.saveLayerAlpha(None, round(255 * entered))
            canvas.scale(self._unit, self._unit)
            self._air.draw(canvas, seconds, (1.4 * room * seen.x, 1.4 * room * seen.y), behind=behind)

    def _pass(self, canvas: skia.Canvas, still: Still, seen: View, part: float, place: int) -> None:
        """Over into a reference, which stays until the next one; each has the same share of the film."""
        share = 1 / (len(self._between) + 1 + (self._last is not None))
        shown = smooth((part - share * (place + 1)) / (share * 0.5) + 0.5)
        if shown <= 0:
            return
        paint = skia.Paint()
        paint.setAlphaf(shown)
        self._layer(canvas, still.back, seen, paint)

    def _dissolve(self, canvas: skia.Canvas, last: Still, part: float) -> None:
        """Over into the last picture, which comes to rest as the film ends."""
        length = min(0.45, 1.6 / self._order.seconds)
        shown = smooth((part - (1 - length)) / (length * 0.92))
        if shown <= 0:
            return
        paint = skia.Paint()
        paint.setAlphaf(shown)
        seen = STILL._replace(zoom=1 + 0.05 * smooth((1 - part) / length))
        self._layer(canvas, last.back, seen, paint)


def _chance(order: FilmOrder) -> np.random.Generator:
    words = f"film\0{' '.join(order.prompt.split())}\0{order.seed}".encode()
    return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(words).digest()[:16])))
