"""Words and reference images to one picture."""

from __future__ import annotations

from hypereal_lab.engines.picture.draw import draw
from hypereal_lab.engines.picture.order import PictureOrder

__all__ = ["PictureOrder", "draw"]
