"""Light that wanders slowly over everything, added to the pixels of a frame."""

from __future__ import annotations

from math import ceil, sin

import numpy as np
import numpy.typing as npt

from hypereal_lab.engines.picture.colours import RGB

__all__ = ["Shine"]

Pixels = npt.NDArray[np.uint8]

_STRENGTH = 0.115
"""Of full white, in its middle."""
_REACH = 0.75
"""Radius, as a part of the longer side."""
_ACROSS, _DOWN = 0.42, 0.09
"""How far it wanders to each side, as parts of width and height."""
_HEIGHT = 0.25
"""Where its middle lies, from the top."""


class Shine:
    """One light for frames of one size. It is drawn once, larger than the frame, and each frame sees a part of it.

    A gradient that skia would blend anew costs as much as the rest of a frame.
    """

    def __init__(self, width: int, height: int, light: RGB) -> None:
        self._size = width, height
        self._room = ceil(_ACROSS * width), ceil(_DOWN * height)
        x = np.arange(width + 2 * self._room[0], dtype=np.float32) - width / 2 - self._room[0]
        y = np.arange(height + 2 * self._room[1], dtype=np.float32) - height * _HEIGHT - self._room[1]
        far = np.hypot(x[None, :], y[:, None]) / np.float32(_REACH * max(width, height))
        fall = np.maximum(1 - far, 0)
        strength = fall * np.sqrt(fall) * np.float32(_STRENGTH * 255)
        self._light = np.zeros((*fall.shape, 4), np.uint8)
        for place, part in enumerate(reversed(light)):
            np.rint(strength * np.float32(part), out=self._light[..., place], casting="unsafe")
        self._free = np.empty((height, width, 4), np.uint8)

    def add(self, pixels: Pixels, seconds: float, share: float = 1.0) -> None:
        """Brighten rows of blue, green, red and alpha as they are lit then; `share` of the light is 0 to 1."""
        (width, height), (across, down) = self._size, self._room
        left = across - round(across * sin(0.31 * seconds + 0.9))
        top = down - round(down * sin(0.9 * seconds))
        lit = self._light[top : top + height, left : left + width]
        if share < 1:
            lit = np.rint(lit * np.float32(share)).astype(np.uint8)
        np.subtract(255, pixels, out=self._free)
        np.minimum(self._free, lit, out=self._free)
        np.add(pixels, self._free, out=pixels)
