"""What travels between client and gateway: values only, no client inside, nothing that waits."""

from __future__ import annotations

from hypereal_lab.wire.codec import Answer, encode, read
from hypereal_lab.wire.credits import CreditsAnswer
from hypereal_lab.wire.images import REFERENCE_FIELDS, ImageItem, ImagesAnswer, ImagesBody
from hypereal_lab.wire.models import ModelEntry, ModelsAnswer
from hypereal_lab.wire.money import MICROS, ZERO, Credits
from hypereal_lab.wire.problems import Problem, read_problem
from hypereal_lab.wire.usage import DayCost, ModelCost, UsageAnswer, UsageLog

__all__ = [
    "MICROS",
    "REFERENCE_FIELDS",
    "ZERO",
    "Answer",
    "Credits",
    "CreditsAnswer",
    "DayCost",
    "ImageItem",
    "ImagesAnswer",
    "ImagesBody",
    "ModelCost",
    "ModelEntry",
    "ModelsAnswer",
    "Problem",
    "UsageAnswer",
    "UsageLog",
    "encode",
    "read",
    "read_problem",
]
