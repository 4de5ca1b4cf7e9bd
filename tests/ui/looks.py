"""Screens held against pictures that somebody looked at."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Locator

__all__ = ["check_look"]

LOOKS = Path(__file__).parent / "looks"
_WIDE = 480
"""Pixels of a kept picture: enough to see what stands where, small enough to be kept beside the code."""
_GRAIN = 8
"""Pixels of the kept picture that are compared as one: fonts differ from machine to machine, places do not."""
_MOST = 0.1
"""Of full contrast, by which the worst twentieth of the grains may differ on the average."""


def check_look(shown: Locator, name: str) -> None:
    """Hold an element against `looks/<name>.webp`; with HYPEREAL_TEST_NEW_LOOKS set, keep it as the new one.

    A picture that is missing fails too: somebody has to look at it first.
    """
    now = _small(shown.screenshot(animations="disabled", caret="hide"))
    file = LOOKS / f"{name}.webp"
    if os.environ.get("HYPEREAL_TEST_NEW_LOOKS"):
        LOOKS.mkdir(exist_ok=True)
        now.save(file, quality=60, method=6)
        return
    assert file.exists(), f"{file.name} is missing: run with HYPEREAL_TEST_NEW_LOOKS=1, look at it, and keep it"
    with Image.open(file) as kept:
        before = kept.convert("RGB")
    tall = abs(before.height - now.height)
    assert tall <= max(12, before.height * 0.06), f"{name} is {now.height} tall and was {before.height}"
    worst = _difference(before, now)
    assert worst <= _MOST, f"{name} differs by {worst:.3f} from the picture that was looked at"


def _small(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as opened:
        whole = opened.convert("RGB")
    return whole.resize((_WIDE, max(1, round(whole.height * _WIDE / whole.width))), Image.Resampling.BOX)


def _difference(before: Image.Image, now: Image.Image) -> float:
    size = (_WIDE // _GRAIN, max(1, min(before.height, now.height) // _GRAIN))
    high = min(before.height, now.height)
    one, other = (
        np.asarray(picture.crop((0, 0, _WIDE, high)).resize(size, Image.Resampling.BOX), dtype=np.float64)
        for picture in (before, now)
    )
    grains = np.sort(np.abs(one - other).max(axis=2).ravel() / 255)
    return float(grains[-max(1, len(grains) // 20) :].mean())
