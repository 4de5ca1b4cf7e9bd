"""The front doors: `AsyncHypereal`, and `Hypereal` with the same names for code that cannot await."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import update_wrapper
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import httpx

from hypereal_lab.client.audio import AsyncAudio
from hypereal_lab.client.chat import AsyncChat, Messages
from hypereal_lab.client.chat_stream import ChatStream
from hypereal_lab.client.http import Http
from hypereal_lab.client.images import AsyncImages
from hypereal_lab.client.jobs import AsyncJobs
from hypereal_lab.client.loop import LoopThread
from hypereal_lab.client.models3d import AsyncModels3d
from hypereal_lab.client.settings import Settings, Timeouts, resolve
from hypereal_lab.client.storage import AsyncStorage
from hypereal_lab.client.videos import AsyncVideos
from hypereal_lab.client.webhooks import AsyncWebhooks
from hypereal_lab.wire.credits import CreditsAnswer
from hypereal_lab.wire.models import ModelsAnswer
from hypereal_lab.wire.routes import API_USAGE, CREDITS, MODELS
from hypereal_lab.wire.usage import UsageAnswer

__all__ = ["AsyncHypereal", "Hypereal"]

P = ParamSpec("P")
T = TypeVar("T")
N = TypeVar("N")


class AsyncHypereal:
    """The API as coroutines. Calls that cost are values (`Call`) that are sent when awaited.

    Raises `SettingsError` when there is no key or no usable address.
    """

    def __init__(
        self,
        api_key: str | None = None,
        base_url: str | None = None,
        *,
        timeouts: Timeouts | None = None,
        honours_idempotency: bool = False,
        environ: Mapping[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.settings: Settings = resolve(
            api_key, base_url, environ=environ, timeouts=timeouts, honours_idempotency=honours_idempotency
        )
        self._http = Http(self.settings, transport=transport)
        self.images = AsyncImages(self._http)
        self.videos = AsyncVideos(self._http)
        self.audio = AsyncAudio(self._http)
        self.models3d = AsyncModels3d(self._http)
        self.jobs = AsyncJobs(self._http)
        self.webhooks = AsyncWebhooks(self._http)
        self.chat = AsyncChat(self._http)
        self.storage = AsyncStorage(self._http)

    @property
    def remembers_keys(self) -> bool:
        """Whether the server answers a repeated idempotency key without doing or charging it again, as far as known."""
        return self._http.remembers_keys

    async def models(self) -> ModelsAnswer:
        """The models this key can call, with their prices where the server tells them."""
        return await self._http.get(MODELS, ModelsAnswer)

    async def credits(self) -> CreditsAnswer:
        """The balance."""
        return await self._http.get(CREDITS, CreditsAnswer)

    async def usage(self, *, days: int = 30, limit: int = 100, cursor: str | None = None) -> UsageAnswer:
        """The newest calls (at most 1,000) and the sums of the last 1 to 90 days.

        `cursor` is `next_cursor` of the page before, where the server gives one.
        """
        page = {} if cursor is None else {"cursor": cursor}
        return await self._http.get(API_USAGE, UsageAnswer, days=days, limit=limit, **page)

    async def download(self, url: str) -> bytes:
        """The bytes behind a result link."""
        return await self._http.download(url)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close()

    async def __aenter__(self) -> AsyncHypereal:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AsyncHypereal {self.settings.root}, key set>"


class _Face(Protocol[N]):
    """A sync object that stands before an async one."""

    _behind: N
    _loop: LoopThread


def blocking(
    method: Callable[Concatenate[N, P], Awaitable[T]],
) -> Callable[Concatenate[_Face[N], P], T]:
    """The same method for code without `await`; keeps its signature and words."""

    def wait(self: _Face[N], /, *args: P.args, **kwargs: P.kwargs) -> T:
        async def work() -> T:
            return await method(self._behind, *args, **kwargs)

        return self._loop.wait(work())

    return update_wrapper(wait, method)


class Images:
    """Makes pictures, and waits for them."""

    def __init__(self, behind: AsyncImages, loop: LoopThread) -> None:
        self._behind = behind
        self._loop = loop

    generate = blocking(AsyncImages.generate)
    edit = blocking(AsyncImages.edit)


class Videos:
    """Orders films, and waits for the order's receipt."""

    def __init__(self, behind: AsyncVideos, loop: LoopThread) -> None:
        self._behind = behind
        self._loop = loop

    generate = blocking(AsyncVideos.generate)


class Audio:
    """Has words spoken, and waits for the sound's link."""

    def __init__(self, behind: AsyncAudio, loop: LoopThread) -> None:
        self._behind = behind
        self._loop = loop

    speak = blocking(AsyncAudio.speak)
    clone = blocking(AsyncAudio.clone)
    transcribe = blocking(AsyncAudio.transcribe)


class Models3d:
    """Makes GLB models, and waits for their links."""

    def __init__(self, behind: AsyncModels3d, loop: LoopThread) -> None:
        self._behind = behind
        self._loop = loop

    generate = blocking(AsyncModels3d.generate)


class Jobs:
    """Looks after what was ordered, and waits for each answer."""

    def __init__(self, behind: AsyncJobs, loop: LoopThread) -> None:
        self._behind = behind
        self._loop = loop

    get = blocking(AsyncJobs.get)
    list = blocking(AsyncJobs.list)
    cancel = blocking(AsyncJobs.cancel)


class Webhooks:
    """Looks after what receivers are told, and waits for each answer."""

    def __init__(self, behind: AsyncWebhooks, loop: LoopThread) -> None:
        self._behind = behind
        self._loop = loop

    secret = blocking(AsyncWebhooks.secret)
    rotate = blocking(AsyncWebhooks.rotate)
    deliveries = blocking(AsyncWebhooks.deliveries)
    replay = blocking(AsyncWebhooks.replay)


class Storage:
    """Keeps files with the account, and waits for each step."""

    def __init__(self, behind: AsyncStorage, loop: LoopThread) -> None:
        self._behind = behind
        self._loop = loop

    upload = blocking(AsyncStorage.upload)
    list = blocking(AsyncStorage.list)
    get = blocking(AsyncStorage.get)
    delete = blocking(AsyncStorage.delete)


class Chat:
    """Has a model write, and waits for its answer."""

    def __init__(self, behind: AsyncChat, loop: LoopThread) -> None:
        self._behind = behind
        self._loop = loop

    complete = blocking(AsyncChat.complete)

    def stream(self, /, messages: Messages, *, model: str, **settings: Any) -> ChatStream:
        """`for chunk in ...`, then the whole answer in `.answer`; takes what `AsyncChat.stream` takes."""
        return ChatStream(self._behind.stream(messages, model=model, **settings), self._loop)


class Hypereal:
    """The API for code without `await`: the same names, each sends at once and waits."""

    def __init__(self, api_key: str | None = None, base_url: str | None = None, **settings: Any) -> None:
        self._loop = LoopThread("hypereal-sync")
        self._behind = AsyncHypereal(api_key, base_url, **settings)
        self.images = Images(self._behind.images, self._loop)
        self.videos = Videos(self._behind.videos, self._loop)
        self.audio = Audio(self._behind.audio, self._loop)
        self.models3d = Models3d(self._behind.models3d, self._loop)
        self.jobs = Jobs(self._behind.jobs, self._loop)
        self.webhooks = Webhooks(self._behind.webhooks, self._loop)
        self.chat = Chat(self._behind.chat, self._loop)
        self.storage = Storage(self._behind.storage, self._loop)

    models = blocking(AsyncHypereal.models)
    credits = blocking(AsyncHypereal.credits)
    usage = blocking(AsyncHypereal.usage)
    download = blocking(AsyncHypereal.download)

    @property
    def remembers_keys(self) -> bool:
        """Whether the server answers a repeated idempotency key without doing or charging it again, as far as known."""
        return self._behind.remembers_keys

    def close(self) -> None:
        """Give the connections back and end the thread."""
        self._loop.wait(self._behind.close())
        self._loop.close()

    def __enter__(self) -> Hypereal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Hypereal {self._behind.settings.root}, key set>"
