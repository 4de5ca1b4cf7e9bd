"""Places by name; importing their files fills the registry."""

from __future__ import annotations

from collections.abc import Callable

from hypereal_lab.engines.picture.places.ground import Ground

__all__ = ["PLACES", "Place", "place"]

Place = Callable[[Ground], float]
PLACES: dict[str, Place] = {}
"""Each returns the height at which the subject stands."""


def place(name: str) -> Callable[[Place], Place]:
    """Make a function known as what draws this place."""

    def known(draw: Place) -> Place:
        PLACES[name] = draw
        return draw

    return known
