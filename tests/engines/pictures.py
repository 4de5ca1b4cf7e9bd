"""How the tests look at a picture: its pixels, its mean colour, how far it is from another."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from hypereal_lab.engines.picture import PictureOrder, draw

Pixels = npt.NDArray[np.float64]

NOUNS = [
    "mountain", "lake", "sea", "beach", "forest", "desert", "river", "waterfall", "island", "field", "volcano",
    "city", "street", "bridge", "castle", "house", "cabin", "lighthouse", "tower", "windmill", "cat", "dog",
    "bird", "fish", "horse", "fox", "owl", "whale", "elephant", "rabbit", "butterfly", "person", "robot",
    "astronaut", "car", "bicycle", "boat", "ship", "train", "plane", "rocket", "balloon", "apple", "cake",
    "pizza", "coffee", "teapot", "chair", "lamp", "book", "guitar", "clock", "vase", "flower", "tree",
    "mushroom", "cactus", "umbrella", "gem", "planet", "ice cream",
]  # fmt: skip


def pixels(data: bytes) -> Pixels:
    """Rows x columns x red, green, blue, 0 to 255."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=np.float64)


def picture(
    prompt: str, width: int = 192, height: int = 192, *, seed: int = 0, references: tuple[bytes, ...] = ()
) -> Pixels:
    return pixels(draw(PictureOrder(prompt, width, height, seed, references)))


def middle(image: Pixels) -> npt.NDArray[np.float64]:
    """Mean red, green, blue of the middle, where the thing stands."""
    height, width = image.shape[:2]
    return image[height // 3 : height * 3 // 4, width * 3 // 10 : width * 7 // 10].mean(axis=(0, 1))


def distance(one: Pixels, other: Pixels) -> float:
    """Mean difference of all values, 0 to 255."""
    return float(np.abs(one - other).mean())


def plain(colour: tuple[int, int, int], width: int = 160, height: int = 120, *, format: str = "PNG") -> bytes:
    """A reference: a soft gradient around the colour, dark above and light below."""
    rows = np.linspace(0.55, 1.25, height)[:, None, None]
    tones = np.clip(np.array(colour)[None, None, :] * rows, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(np.broadcast_to(tones, (height, width, 3)).copy()).save(out, format)
    return out.getvalue()


def average(prompt: str, seeds: range, side: int = 128) -> Pixels:
    """The mean of several compositions: what the words decide stays, what chance decides fades."""
    return np.mean([picture(prompt, side, side, seed=seed) for seed in seeds], axis=0)


def stands_out(prompt: str, plain_prompt: str) -> float:
    """How far two prompts are apart, in units of how far two halves of the same prompt's seeds are."""
    first, second = average(plain_prompt, range(6)), average(plain_prompt, range(6, 12))
    other = average(prompt, range(6))
    return min(distance(other, first), distance(other, second)) / max(0.5, distance(first, second))


def centre_of(image: Pixels, mask: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Where the chosen pixels lie on average, in shares of width and height."""
    rows, columns = np.nonzero(mask)
    assert len(rows) > 40, "that colour is not in the picture"
    return float(columns.mean() / image.shape[1]), float(rows.mean() / image.shape[0])


def reds(image: Pixels) -> npt.NDArray[np.bool_]:
    return (image[..., 0] > image[..., 1] + 100) & (image[..., 0] > image[..., 2] + 70)


def purples(image: Pixels) -> npt.NDArray[np.bool_]:
    return (image[..., 0] > image[..., 1] + 30) & (image[..., 2] > image[..., 1] + 45)
