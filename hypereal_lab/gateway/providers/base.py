"""The contract between the corridor and whoever does the work."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, NamedTuple, Protocol

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.dialects import Conversation, Finish, Piece

__all__ = [
    "Clip",
    "ImagesOrder",
    "ImagesProvider",
    "Mesh",
    "MeshOrder",
    "MeshesProvider",
    "Picture",
    "ProviderFailed",
    "Sound",
    "SpeechOrder",
    "SpeechProvider",
    "TextOrder",
    "TextProvider",
    "VideoOrder",
    "VideosProvider",
]


class ProviderFailed(Exception):
    """The provider could not do it; the sentence may be shown to the caller."""


class ImagesOrder(NamedTuple):
    """What was priced, made explicit: the quantity that was priced is the quantity asked for."""

    card: Card
    prompt: str
    width: int
    """Pixels."""
    height: int
    n: int
    seed: int
    references: tuple[bytes, ...]
    format: str
    """`png`, `jpeg` or `webp`."""


class Picture(NamedTuple):
    """One result: bytes for the gateway's own files, or a link that is good already."""

    media_type: str
    data: bytes = b""
    url: str | None = None


class ImagesProvider(Protocol):
    """Makes pictures. Returning fewer than asked is allowed; only what is returned is charged."""

    name: str
    sandbox: bool
    """True where what it makes is made by simple engines for play credits."""

    async def images(self, order: ImagesOrder) -> list[Picture]:
        """Raises `ProviderFailed`. Cancelled when its time is over."""
        ...


class TextOrder(NamedTuple):
    """A conversation and the model that shall go on with it."""

    card: Card
    conversation: Conversation


class TextProvider(Protocol):
    """Writes. What comes is passed on as it comes; the last thing is the `Finish`."""

    name: str

    def text(self, order: TextOrder) -> AsyncIterator[Piece | Finish]:
        """Raises `ProviderFailed`. Cancelled when its time is over."""
        ...


class VideoOrder(NamedTuple):
    """One film, made explicit as an `ImagesOrder` is."""

    card: Card
    prompt: str
    width: int
    """Pixels."""
    height: int
    seconds: int
    seed: int
    first_frame: bytes | None = None
    """An encoded picture."""
    last_frame: bytes | None = None
    rest: Mapping[str, Any] = {}
    """Keys of the request that only this model may know."""


class Clip(NamedTuple):
    """One film: bytes for the gateway's own files, or a link that is good already."""

    media_type: str
    data: bytes = b""
    url: str | None = None


class VideosProvider(Protocol):
    """Makes films."""

    async def video(self, order: VideoOrder, progress: Callable[[float], None]) -> Clip:
        """Tells `progress` the fraction that is done. Raises `ProviderFailed`.

        Cancelled when its time is over or nobody wants the film any more; it then stops the work.
        """
        ...


class SpeechOrder(NamedTuple):
    """One text to be spoken, made explicit as an `ImagesOrder` is."""

    card: Card
    text: str
    voice: str | None
    """None leaves the choice to whoever speaks."""
    language: str | None
    """ISO code; None is the language of the voice."""
    speed: float
    """1 is usual."""
    format: str
    """`mp3`, `wav`, `opus` or `flac`."""
    seed: int


class Sound(NamedTuple):
    """One sound: bytes for the gateway's own files, or a link that is good already."""

    media_type: str
    data: bytes = b""
    url: str | None = None
    seconds: float | None = None


class SpeechProvider(Protocol):
    """Reads texts aloud."""

    name: str
    sandbox: bool
    """True where it takes models whose price nobody knows, for nothing."""
    voices: tuple[str, ...]
    """Names that are taken; empty where they are not known before."""
    languages: tuple[str, ...]
    """ISO codes that are taken; empty where they are not known before."""

    async def speech(self, order: SpeechOrder) -> Sound:
        """Raises `ProviderFailed`. Cancelled when its time is over."""
        ...


class MeshOrder(NamedTuple):
    """One 3D model, made explicit as an `ImagesOrder` is: of words, or of one picture."""

    card: Card
    prompt: str
    seed: int
    image: bytes | None = None
    """An encoded picture."""
    art_style: str = "realistic"
    target_polycount: int | None = None
    """Triangles at most."""
    enable_pbr: bool = True


class Mesh(NamedTuple):
    """One GLB: bytes for the gateway's own files, or a link that is good already."""

    media_type: str
    data: bytes = b""
    url: str | None = None


class MeshesProvider(Protocol):
    """Makes 3D models."""

    name: str
    sandbox: bool
    """True where it takes models whose price nobody knows, for nothing."""

    async def mesh(self, order: MeshOrder) -> Mesh:
        """Raises `ProviderFailed`. Cancelled when its time is over."""
        ...
