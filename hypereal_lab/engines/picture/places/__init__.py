"""Where a scene is set: sky first, then what lies between the horizon and the feet of the subject."""

from __future__ import annotations

from hypereal_lab.engines.picture.brush import Brush
from hypereal_lab.engines.picture.colours import Hour
from hypereal_lab.engines.picture.places import elsewhere, inside, town, water, wild
from hypereal_lab.engines.picture.places.ground import Ground
from hypereal_lab.engines.picture.places.registry import PLACES
from hypereal_lab.engines.picture.sky import Frame, sky
from hypereal_lab.engines.picture.words import Scene

__all__ = ["PLACES", "draw_place", "elsewhere", "inside", "town", "water", "wild"]


def draw_place(brush: Brush, frame: Frame, hour: Hour, scene: Scene) -> float:
    """Sky and place; returns the height at which the subject stands, from 0 at the top."""
    if scene.place not in ("space", "underwater", "table", "room", "abstract", "tile"):
        sky(brush, frame, hour, cloudy=scene.weather in ("clouds", "rain", "storm", "snowfall"))
    return PLACES[scene.place](Ground(brush, frame, hour, scene))
