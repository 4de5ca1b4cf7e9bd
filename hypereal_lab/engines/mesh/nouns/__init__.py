"""What can be built by name. The rooms are imported for what they make known."""

from __future__ import annotations

from hypereal_lab.engines.mesh.nouns import (
    animals,
    buildings,
    food,
    furniture,
    nature,
    pastimes,
    things,
    treasures,
    vehicles,
    vessels,
)
from hypereal_lab.engines.mesh.nouns.registry import NOUNS

__all__ = [
    "NOUNS",
    "animals",
    "buildings",
    "food",
    "furniture",
    "nature",
    "pastimes",
    "things",
    "treasures",
    "vehicles",
    "vessels",
]
