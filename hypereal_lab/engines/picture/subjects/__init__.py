"""Everything that can be drawn by name; importing the families fills the registry."""

from __future__ import annotations

from hypereal_lab.engines.picture.subjects import (
    animals,
    buildings,
    figures,
    food,
    nature,
    objects,
    pastimes,
    people,
    vehicles,
    wildlife,
)
from hypereal_lab.engines.picture.subjects.registry import SUBJECTS, Kind, subject

__all__ = [
    "SUBJECTS",
    "Kind",
    "animals",
    "buildings",
    "figures",
    "food",
    "nature",
    "objects",
    "pastimes",
    "people",
    "subject",
    "vehicles",
    "wildlife",
]
