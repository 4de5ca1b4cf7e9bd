"""The contract between the corridor and whoever does the work."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.dialects import Conversation, Finish, Piece
from hypereal_lab.gateway.errand import Errand
from hypereal_lab.wire.route import RouteTarget
from hypereal_lab.wire.transcripts import TranscriptAnswer

__all__ = [
    "Asked",
    "Attempted",
    "Clip",
    "Errand",
    "FarFilms",
    "ImagesOrder",
    "ImagesProvider",
    "Mesh",
    "MeshOrder",
    "MeshesProvider",
    "OrderRefused",
    "Picture",
    "ProviderFailed",
    "Sound",
    "SpeechOrder",
    "SpeechProvider",
    "TextOrder",
    "TextProvider",
    "TranscriptOrder",
    "TranscriptProvider",
    "VideoOrder",
    "VideosProvider",
    "VoiceOrder",
    "VoiceProvider",
]


class ProviderFailed(Exception):
    """The provider could not do it; the sentence may be shown to the caller."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 502,
        code: str = "provider_failed",
        retry_after: float | None = None,
        attempts: Sequence[Attempted] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        """Of the answer to the caller: 502, 503, 504, or a 4xx where the request itself is to blame."""
        self.code = code
        self.retry_after = retry_after
        """Seconds after which another try may succeed."""
        self.attempts = tuple(attempts)


class Attempted(NamedTuple):
    """One try that came to nothing, as the caller may know it."""

    provider: str
    """The kind of provider; names and addresses are the operator's."""
    why: str


class OrderRefused(ProviderFailed):
    """What was sent will not do, which shows only when the work has begun; nothing is charged."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field
        """Of the order."""


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
    mask: bytes | None = None
    """An encoded picture of the first reference's size: what is transparent in it is made anew, the rest is kept."""
    asked: Mapping[str, str] = {}
    """Size, shape and quality in the caller's own words, such as `aspect_ratio`."""
    errand: Errand | None = None


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


class Asked(NamedTuple):
    """A request to write as it came, for a provider that speaks its dialect and can take it untouched."""

    dialect: str
    """`chat`, `messages`, `responses` or `gemini`."""
    raw: bytes
    """The body, a JSON object."""
    stream: bool
    headers: Mapping[str, str] = {}
    """Those that belong to the dialect, by lower-case name: `anthropic-version`, `anthropic-beta`."""


class TextOrder(NamedTuple):
    """A conversation and the model that shall go on with it."""

    card: Card
    conversation: Conversation
    asked: Asked | None = None
    """None where the conversation holds more than the request: then only the conversation counts."""
    dialect: str | None = None
    """In which it came: where a provider speaks it too, the least is lost by converting it to that."""
    told: bool = True
    """Whether pieces reach the caller as they come; where they do not, another provider may begin anew after some."""
    region: str | None = None
    """Only providers of this region may answer."""
    account: str = ""
    """Whose request it is: what is kept for later requests is kept for each account alone."""


class TextProvider(Protocol):
    """Writes. What comes is passed on as it comes; the last thing is the `Finish`."""

    name: str

    def takes(self, card: Card, dialect: str) -> bool:
        """Whether all that may answer for this model take requests of this dialect untouched, also what no conversation
        can hold.
        """
        ...

    def targets(self, card: Card) -> Sequence[RouteTarget]:
        """Who may answer for this model, in their order, and how they are."""
        ...

    def text(self, order: TextOrder) -> AsyncGenerator[Piece | Finish]:
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
    references: tuple[bytes, ...] = ()
    """Encoded pictures that are to be seen in between."""
    sound: bool = False
    format: str = "mp4"
    """`mp4` or `webm`."""
    rest: Mapping[str, Any] = {}
    """Keys of the request that only this model may know."""
    asked: Mapping[str, str] = {}
    """Shape and resolution in the caller's own words."""


class Clip(NamedTuple):
    """One film: bytes for the gateway's own files, or a link that is good already."""

    media_type: str
    data: bytes = b""
    url: str | None = None
    provider: str | None = None
    """Who made it, where that was not known before."""


class VideosProvider(Protocol):
    """Makes films."""

    async def video(self, order: VideoOrder, progress: Callable[[float], None]) -> Clip:
        """Tells `progress` the fraction that is done. Raises `ProviderFailed`.

        Cancelled when its time is over or nobody wants the film any more; it then stops the work.
        """
        ...


class FarFilms(Protocol):
    """Makes films elsewhere, where they go on when this gateway stops."""

    def takes(self, card: Card) -> bool:
        """Whether this model's films are made elsewhere."""
        ...

    async def video(
        self, job: str, order: Callable[[], Awaitable[VideoOrder]], progress: Callable[[float], None]
    ) -> Clip:
        """The film of a job; one that was ordered before is waited for, and not ordered again.

        Raises `ProviderFailed` for a definite end alone. Cancelled, it stops waiting; the work goes on.
        """
        ...

    def give_up(self, job: str) -> None:
        """Nobody wants it any more: have the work stopped, now or as soon as that can be done."""
        ...

    def is_unclear(self, job: str) -> bool:
        """Whether nobody knows at the moment what becomes of it."""
        ...

    def served(self, job: str) -> tuple[str | None, int]:
        """Who was asked for it, and how many before and with him."""
        ...

    async def sweep(self) -> None:
        """Try again to stop what nobody wants any more."""
        ...

    async def close(self) -> None:
        """Wait for orders on their way, and let go of connections."""
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
    instructions: str | None = None
    """How it is to be said, in plain words."""
    errand: Errand | None = None


class Sound(NamedTuple):
    """One sound: bytes for the gateway's own files, or a link that is good already."""

    media_type: str
    data: bytes = b""
    url: str | None = None
    seconds: float | None = None
    note: str | None = None
    """What whoever gets it should know of it."""


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


class VoiceOrder(NamedTuple):
    """One text to be spoken in the voice of a recording."""

    card: Card
    text: str
    reference: bytes
    """A sound file that was decoded without fault."""
    language: str | None
    speed: float
    """1 is the pace of the recording."""
    format: str
    """`mp3`, `wav`, `opus` or `flac`."""
    seed: int
    errand: Errand | None = None


class VoiceProvider(Protocol):
    """Speaks in the voice of a recording."""

    name: str
    sandbox: bool
    languages: tuple[str, ...]
    """ISO codes that are taken; empty where they are not known before."""
    says: str | None
    """What whoever gets the sound should know of it."""

    async def clone(self, order: VoiceOrder) -> Sound:
        """Raises `ProviderFailed`, and `OrderRefused` for a recording without a voice. Cancelled as others are."""
        ...


class TranscriptOrder(NamedTuple):
    """One recording to be written down."""

    card: Card
    audio: bytes
    """A sound file that was decoded without fault."""
    language: str | None
    """ISO code; None leaves it to whoever listens."""
    errand: Errand | None = None


class TranscriptProvider(Protocol):
    """Writes down what it hears."""

    name: str
    sandbox: bool
    languages: tuple[str, ...]
    """ISO codes that are understood; empty where they are not known before."""
    longest: float
    """Seconds of one recording."""

    async def transcribe(self, order: TranscriptOrder) -> TranscriptAnswer:
        """Text, segments, words and duration. Raises `ProviderFailed`. Cancelled when its time is over."""
        ...


class MeshOrder(NamedTuple):
    """One 3D model, made explicit as an `ImagesOrder` is: of words, of one picture, or of several views."""

    card: Card
    prompt: str
    seed: int
    image: bytes | None = None
    """An encoded picture."""
    art_style: str = "realistic"
    target_polycount: int | None = None
    """Triangles at most."""
    enable_pbr: bool = True
    views: tuple[tuple[str, bytes], ...] = ()
    """Encoded pictures by side: `front`, `right`, `back`, `left`."""
    errand: Errand | None = None


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
