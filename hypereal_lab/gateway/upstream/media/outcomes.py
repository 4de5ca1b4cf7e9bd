"""What can become of an order: made, accepted, or nobody knows; and how work that was accepted stands."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from hypereal_lab.gateway.providers.base import (
    ImagesOrder,
    Mesh,
    MeshOrder,
    Picture,
    Sound,
    SpeechOrder,
    TranscriptOrder,
    VideoOrder,
    VoiceOrder,
)
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.wire.transcripts import TranscriptAnswer

__all__ = [
    "Accepted",
    "Done",
    "Ended",
    "Heard",
    "Made",
    "Order",
    "Result",
    "Standing",
    "Unclear",
    "Unknown",
    "Working",
    "spoiled",
]

Order: TypeAlias = ImagesOrder | VideoOrder | SpeechOrder | VoiceOrder | TranscriptOrder | MeshOrder
Result: TypeAlias = list[Picture] | Sound | TranscriptAnswer | Mesh


class Heard(NamedTuple):
    """A whole answer."""

    status: int
    body: bytes
    retry_after: float | None = None
    remembers: bool = False
    """Whether it comes from a server that does the same order under the same key once."""


class Made(NamedTuple):
    """What an answer says was made."""

    files: tuple[str | bytes, ...] = ()
    """Links, or the files themselves."""
    transcript: TranscriptAnswer | None = None
    note: str | None = None
    """What whoever gets it should know of it."""


class Accepted(NamedTuple):
    """Work that was taken on, and where to ask for it."""

    id: str
    poll: str
    """A whole address, on the provider's own host."""


class Unknown(UpstreamFailed):
    """Nobody knows whether the work was begun: nobody is asked again, and nobody else."""

    def __init__(self, reason: str, *, status: int = 502) -> None:
        super().__init__(reason, why="unknown", status=status, begun=True)


class Working(NamedTuple):
    """It is being done."""

    progress: float | None = None
    """0 to 1."""
    retry_after: float | None = None


class Done(NamedTuple):
    """It is there."""

    made: Made


class Ended(NamedTuple):
    """It will not come; that is definite."""

    reason: str


class Unclear(NamedTuple):
    """The provider gave no word that can be used; that is no verdict."""

    lost: bool = False
    """Whether the provider says that it does not know the work."""
    retry_after: float | None = None


Standing: TypeAlias = Working | Done | Ended | Unclear


def spoiled(reason: str) -> UpstreamFailed:
    """Work that was done, and whose result cannot be used."""
    return UpstreamFailed(reason, why="unreadable", begun=True)
