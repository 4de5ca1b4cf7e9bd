"""What travels between client and gateway: values only, no client inside, nothing that waits."""

from __future__ import annotations

from hypereal_lab.wire.audio import SPEECH_FORMATS, AudioAnswer, AudioBody, NestedAudioBody
from hypereal_lab.wire.chat import (
    ChatAnswer,
    ChatBody,
    ChatChoice,
    ChatChunk,
    ChatChunkChoice,
    ChatDelta,
    ChatMessage,
    ChatUsage,
)
from hypereal_lab.wire.codec import Answer, encode, read
from hypereal_lab.wire.credits import CreditsAnswer
from hypereal_lab.wire.images import REFERENCE_FIELDS, ImageItem, ImagesAnswer, ImagesBody
from hypereal_lab.wire.jobs import OPEN_STATES, STATES, JobAnswer, JobsAnswer, job_state
from hypereal_lab.wire.made import MadeAnswer, MadeItem
from hypereal_lab.wire.models import ModelEntry, ModelsAnswer
from hypereal_lab.wire.models3d import Model3dAnswer, Model3dBody, Model3dInput
from hypereal_lab.wire.money import MICROS, ZERO, Credits
from hypereal_lab.wire.problems import Problem, read_problem
from hypereal_lab.wire.usage import DayCost, ModelCost, UsageAnswer, UsageLog
from hypereal_lab.wire.videos import NestedVideosBody, VideosBody

__all__ = [
    "MICROS",
    "OPEN_STATES",
    "REFERENCE_FIELDS",
    "SPEECH_FORMATS",
    "STATES",
    "ZERO",
    "Answer",
    "AudioAnswer",
    "AudioBody",
    "ChatAnswer",
    "ChatBody",
    "ChatChoice",
    "ChatChunk",
    "ChatChunkChoice",
    "ChatDelta",
    "ChatMessage",
    "ChatUsage",
    "Credits",
    "CreditsAnswer",
    "DayCost",
    "ImageItem",
    "ImagesAnswer",
    "ImagesBody",
    "JobAnswer",
    "JobsAnswer",
    "MadeAnswer",
    "MadeItem",
    "Model3dAnswer",
    "Model3dBody",
    "Model3dInput",
    "ModelCost",
    "ModelEntry",
    "ModelsAnswer",
    "NestedAudioBody",
    "NestedVideosBody",
    "Problem",
    "UsageAnswer",
    "UsageLog",
    "VideosBody",
    "encode",
    "job_state",
    "read",
    "read_problem",
]
