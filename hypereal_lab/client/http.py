"""The only file that knows httpx: one request in, one answer or one error of ours out."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

import aiohttp
import httpx
import msgspec
from httpx_aiohttp import AiohttpTransport

from hypereal_lab import __version__
from hypereal_lab.client.retry import Failure, may_have_happened, pause
from hypereal_lab.client.settings import Settings
from hypereal_lab.errors import (
    APIError,
    ConnectionFailed,
    HyperealError,
    RateLimited,
    TimedOut,
    TransportError,
    UnreadableAnswer,
)
from hypereal_lab.wire.codec import Answer, encode, read
from hypereal_lab.wire.problems import read_problem
from hypereal_lab.wire.routes import IDEMPOTENCY_KEY, REMEMBERS_KEYS, WAITS

__all__ = ["Http", "Looked", "Stream"]

A = TypeVar("A", bound=Answer)

_SAME = 304
"""Nothing changed."""


class Looked(NamedTuple, Generic[A]):
    """How something stands, and what the server says of looking again."""

    answer: A | None
    """None where it is still the one that was named."""
    retry_after: float | None
    """Seconds."""
    longest_wait: int | None
    """Seconds that a look may wait for a change, where the server offers that."""
    tag: str | None


class Http:
    """One pool of connections to one server. Belongs to the event loop that first used it."""

    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        limits = settings.timeouts
        timeout = httpx.Timeout(limits.read, connect=limits.connect, write=limits.write, pool=limits.pool)
        self._settings = settings
        self.remembers_keys = settings.honours_idempotency
        """Whether the server answers a repeated key without doing it again: told by the settings, or by the server."""
        self._sleep = sleep
        self._chance = chance
        # aiohttp underneath: at 64 calls at once httpx's own pool costs several times the CPU
        self._transport = transport or AiohttpTransport()
        self._client = httpx.AsyncClient(
            transport=self._transport,
            timeout=timeout,
            headers={"user-agent": f"hypereal-lab/{__version__}", "accept": "application/json"},
        )
        self._limits = {"timeout": timeout.as_dict()}
        self._headers = dict(self._client.headers) | self._key
        self._open = dict(self._client.headers)
        self._place = lru_cache(maxsize=4096)(self._find)
        self._url = lru_cache(maxsize=64)(httpx.URL)  # reading an address takes longer than all else in a request

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def get(self, path: str, kind: type[A], /, **query: str | int) -> A:
        """Ask for something that costs nothing."""
        request = self._client.build_request("GET", self._settings.url(path), params=query, headers=self._key)
        answer = await self._send(request, repeatable=True)
        return _read(answer, kind)

    async def look(self, url: str, kind: type[A], *, tag: str | None = None, wait: int = 0, **query: str) -> Looked[A]:
        """Ask for the state of something at a path or an address of this server.

        With the `tag` of an earlier answer one that is the same is not sent again. `wait` is how many seconds the
        server may let the look wait. The key goes to no other server: such an address is asked for without it.
        """
        absolute, own = self._place(url, (*query.items(), *((("wait", str(wait)),) if wait else ())))
        headers = {**(self._headers if own else self._open), **({"if-none-match": tag} if tag else {})}
        patience = {**self._limits["timeout"]}
        if wait and patience["read"] is not None:
            patience["read"] += wait
        request = httpx.Request("GET", absolute, headers=headers, extensions={"timeout": patience})
        answer = await self._send(request, repeatable=True)
        found = None if answer.status_code == _SAME else _read(answer, kind)
        longest_wait = _seconds(answer.headers.get(WAITS))
        return Looked(
            found,
            _seconds(answer.headers.get("retry-after")),
            None if longest_wait is None else int(longest_wait),
            answer.headers.get("etag"),
        )

    @asynccontextmanager
    async def listen(self, path: str) -> AsyncIterator[Stream]:
        """Server-sent events of something that costs nothing. Leaving the block closes the connection."""
        headers = {**self._key, "accept": "text/event-stream"}
        request = self._client.build_request("GET", self._settings.url(path), headers=headers)
        answer = await self._send(request, repeatable=True, stream=True)
        try:
            yield Stream(answer)
        finally:
            await answer.aclose()

    def own(self, url: str) -> bool:
        """Whether a path or an address belongs to the server of the key: same scheme, host and port."""
        try:
            return self._place(url, ())[1]
        except httpx.InvalidURL:
            return False

    def _find(self, url: str, query: tuple[tuple[str, str], ...]) -> tuple[httpx.URL, bool]:
        """The whole address, and whether it belongs to the server of the key."""
        absolute = httpx.URL(self._absolute(url))
        own = _origin(absolute) == _origin(httpx.URL(self._settings.root))
        return absolute.copy_merge_params(dict(query)) if query else absolute, own

    def _absolute(self, url: str) -> str:
        """Paths of `/v1` go where the settings say, as servers differ in what stands before them."""
        if url.startswith("/v1/"):
            return self._settings.url(url)
        return str(httpx.URL(self._settings.root + "/").join(url))

    async def post(
        self, path: str, body: msgspec.Struct | Mapping[str, Any], kind: type[A], *, idempotency_key: str
    ) -> A:
        """Ask for something that may cost; never sent twice where that could be paid twice."""
        request = self._asking(path, body, idempotency_key)
        return _read(await self._send(request, repeatable=self.remembers_keys), kind)

    @asynccontextmanager
    async def stream(
        self, path: str, body: msgspec.Struct | Mapping[str, Any], *, idempotency_key: str
    ) -> AsyncIterator[Stream]:
        """The same for an answer that comes in pieces. Leaving the block closes the connection."""
        request = self._asking(path, body, idempotency_key, accept="text/event-stream, application/json")
        answer = await self._send(request, repeatable=self.remembers_keys, stream=True)
        try:
            yield Stream(answer)
        finally:
            await answer.aclose()

    async def put(
        self, url: str, content: bytes | AsyncIterator[bytes], headers: Mapping[str, str], kind: type[A]
    ) -> A | None:
        """Send bytes to a signed address, which opens without the key; None where it answers without JSON.

        Bytes at hand are sent again where the connection breaks; a stream is not.
        """
        request = self._client.build_request("PUT", self._absolute(url), content=content, headers=dict(headers))
        answer = await self._send(request, repeatable=isinstance(content, bytes))
        return _read(answer, kind) if answer.headers.get("content-type", "").startswith("application/json") else None

    async def delete(self, path: str) -> None:
        """Have something deleted. Raises `NotFound` where it is not there."""
        request = self._client.build_request("DELETE", self._settings.url(path), headers=self._key)
        await self._send(request, repeatable=True)

    async def download(self, url: str) -> bytes:
        """Fetch a result file. The key is not sent: links open without one and may lead to another host."""
        absolute = httpx.URL(self._settings.root + "/").join(url)
        answer = await self._send(self._client.build_request("GET", absolute), repeatable=True)
        return answer.content

    @property
    def _key(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._settings.key}"}

    def _asking(
        self, path: str, body: msgspec.Struct | Mapping[str, Any], idempotency_key: str, **headers: str
    ) -> httpx.Request:
        own = {IDEMPOTENCY_KEY: idempotency_key, "content-type": "application/json", **headers}
        return httpx.Request(
            "POST",
            self._url(self._settings.url(path)),
            headers={**self._headers, **own},
            content=encode(body),
            extensions=self._limits,
        )

    async def _send(self, request: httpx.Request, *, repeatable: bool, stream: bool = False) -> httpx.Response:
        attempt, reached = 0, False
        while True:
            attempt += 1
            try:
                return await self._once(request, stream)
            except HyperealError as error:
                error.sent_before, failure = reached, _failure(error)
                reached = reached or may_have_happened(failure)
                wait = pause(failure, attempt=attempt, repeatable=repeatable, chance=self._chance())
                if wait is None:
                    raise
            await self._sleep(wait)

    async def _once(self, request: httpx.Request, stream: bool = False) -> httpx.Response:
        async with _translated(request):
            answer = await self._straight(request)
            if not stream or not answer.is_success:
                await _whole(answer)
            if request.method == "GET" and answer.has_redirect_location:
                answer = await self._client.send(request, follow_redirects=True)
        self.remembers_keys = self.remembers_keys or REMEMBERS_KEYS in answer.headers
        if answer.is_success or answer.status_code == _SAME:
            return answer
        problem = read_problem(answer.status_code, answer.content)
        if "retry_after" not in problem.facts and (seconds := _seconds(answer.headers.get("retry-after"))) is not None:
            problem = msgspec.structs.replace(problem, facts={**problem.facts, "retry_after": seconds})
        raise problem.exception(_request_id(answer))

    async def _straight(self, request: httpx.Request) -> httpx.Response:
        """To the transport, past redirects, authentication and a second cookie jar: a third of the CPU of a call."""
        answer = await self._transport.handle_async_request(request)
        answer.request = request
        return answer


class Stream:
    """An answer that comes in pieces."""

    def __init__(self, answer: httpx.Response) -> None:
        self._answer = answer

    @property
    def media_type(self) -> str:
        """What it says it is, without parameters."""
        found: str = self._answer.headers.get("content-type", "")
        return found.partition(";")[0].strip().lower()

    @property
    def request_id(self) -> str | None:
        """The server's id of this request."""
        return _request_id(self._answer)

    async def pieces(self) -> AsyncIterator[bytes]:
        """As they come. Raises `TransportError` when the connection breaks or stays quiet for too long."""
        async with _translated(self._answer.request):
            async for piece in self._answer.aiter_bytes():
                yield piece

    async def whole(self, kind: type[A]) -> A:
        """The answer of a server that sends it in one piece all the same."""
        async with _translated(self._answer.request):
            await self._answer.aread()
        return _read(self._answer, kind)


async def _whole(answer: httpx.Response) -> None:
    try:
        await answer.aread()
    finally:
        await answer.aclose()


@asynccontextmanager
async def _translated(request: httpx.Request) -> AsyncIterator[None]:
    """Turn every error of the libraries below into one of ours, without addresses that may carry secrets."""
    where = f"{request.url.scheme}://{request.url.netloc.decode()}"
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _ours(error, where) from error


def _ours(error: Exception, where: str) -> TransportError:
    if _never_connected(error):
        return _unsent(ConnectionFailed(f"{where} cannot be reached; check the address and the network."))
    if isinstance(error, httpx.TimeoutException) and not isinstance(error.__cause__, aiohttp.ServerDisconnectedError):
        return TimedOut(
            f"{where} did not answer in time. The call may still be running there: ask again with the same call, "
            "or look at the usage before a new one."
        )
    if isinstance(error, httpx.TransportError):
        return ConnectionFailed(f"The connection to {where} broke before the answer was complete; ask again.")
    return ConnectionFailed(f"{where} cannot be called: {type(error).__name__}.")


def _never_connected(error: Exception) -> bool:
    """Whether nothing can have reached the server.

    httpx-aiohttp names a connection that broke *after* the request was sent `ConnectTimeout`; only the cause tells.
    """
    cause = error.__cause__
    if isinstance(cause, aiohttp.ClientError):
        return isinstance(cause, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.InvalidURL)


def _unsent(error: TransportError) -> TransportError:
    error.unsent = True
    return error


def _failure(error: HyperealError) -> Failure:
    if isinstance(error, TransportError):
        return Failure(unsent=error.unsent)
    if isinstance(error, APIError):
        after = _seconds(error.facts.get("retry_after"))
        return Failure(status=error.status, retry_after=after if isinstance(error, RateLimited) or after else None)
    return Failure(status=0)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host.lower(), url.port or {"http": 80, "https": 443}.get(url.scheme)


def _read(answer: httpx.Response, kind: type[A]) -> A:
    try:
        return read(answer.content, kind)
    except (msgspec.MsgspecError, AttributeError) as error:
        shown = answer.headers.get("content-type", "nothing")
        raise UnreadableAnswer(
            f"The server answered {answer.status_code} with {shown} that is not what this route speaks; "
            f"check the base URL. {_request_id(answer) or ''}".rstrip()
        ) from error


def _request_id(answer: httpx.Response) -> str | None:
    found: str | None = answer.headers.get("x-request-id") or answer.headers.get("request-id")
    return found


def _seconds(text: object) -> float | None:
    try:
        return max(0.0, float(str(text)))
    except ValueError:
        return None
