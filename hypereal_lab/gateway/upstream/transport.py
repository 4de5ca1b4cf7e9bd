"""Connections to one provider: a pool of its own, four limits of time, every failure by its kind."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import io
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver
from msgspec.structs import replace
from yarl import URL

from hypereal_lab.gateway.upstream.config import Times
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.wire import Sending

__all__ = ["Answering", "Transport"]

_MOST = 64 * 1024 * 1024
"""Bytes of an answer in one piece."""
_LARGE = 1024 * 1024
"""Bytes of a request that aiohttp will not write at once."""
_OF_AN_ERROR = 64 * 1024
"""Bytes of an error's body that are read."""
_HEADERS = {"Content-Type": "application/json", "Accept-Encoding": "identity", "User-Agent": "hypereal-lab-gateway"}


class Answering:
    """An answer whose status and headers are there, and whose body comes."""

    def __init__(self, response: aiohttp.ClientResponse, times: Times, began: float) -> None:
        self._response = response
        self._times = times
        self._began = began
        self.status = response.status
        self.streams = response.content_type == "text/event-stream"

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes. Raises `UpstreamFailed`: `slow`, or `truncated` where the connection broke."""
        loop, content = asyncio.get_running_loop(), self._response.content
        end = self._began + self._times.total
        patience = self._times.first_byte
        while True:
            with _slow("stopped in the middle of its answer"):
                async with asyncio.timeout_at(min(loop.time() + patience, end)):
                    with _broken():
                        piece = await content.readany()
            if not piece:
                return
            patience = self._times.between
            yield piece

    async def whole(self, most: int = _MOST) -> bytes:
        """All of the body, of so many bytes at most. Raises `UpstreamFailed`."""
        body = bytearray()
        async for piece in self.pieces():
            body += piece
            if len(body) > most:
                raise UpstreamFailed("The answer is larger than any can be.", why="unreadable")
        return bytes(body)

    async def error(self) -> bytes:
        """The beginning of an error's body, as far as it comes."""
        body = bytearray()
        with contextlib.suppress(UpstreamFailed):
            async for piece in self.pieces():
                body += piece
                if len(body) >= _OF_AN_ERROR:
                    break
        return bytes(body)

    def header(self, name: str) -> str | None:
        """A header by its name."""
        return self._response.headers.get(name)

    @property
    def is_json(self) -> bool:
        """By its own word; servers that say nothing are taken at their bytes."""
        return self._response.content_type in ("application/json", "application/octet-stream", "text/plain")

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, where it says so in one of the two forms."""
        told = self._response.headers.get("Retry-After", "").strip()
        if told.replace(".", "", 1).isdigit():
            return float(told)
        with contextlib.suppress(ValueError, TypeError):
            return max(0.0, email.utils.parsedate_to_datetime(told).timestamp() - time.time())
        return None


class Transport:
    """Requests to one provider. Made anywhere, used on one event loop, closed there."""

    def __init__(
        self,
        base_url: str,
        times: Times,
        headers: Mapping[str, str],
        resolver: AbstractResolver | None = None,
        *,
        reuse: bool = True,
    ) -> None:
        """`reuse` takes a connection for several requests. One that the other side just closed loses a request."""
        self._reuse = reuse
        self._base = base_url.rstrip("/")
        self._times = times
        self._resolver = resolver
        self._headers = {**_HEADERS, **headers}
        self._session: aiohttp.ClientSession | None = None

    @contextlib.asynccontextmanager
    async def send(self, sending: Sending, *, first_byte: float | None = None) -> AsyncIterator[Answering]:
        """One request. Leaving it before the body's end closes the connection, which the provider sees at once.

        `first_byte` takes the place of the provider's own limit. Raises `UpstreamFailed`: `unreachable` or `slow`.
        """
        began = asyncio.get_running_loop().time()
        times = self._times if first_byte is None else replace(self._times, first_byte=first_byte)
        with _slow("did not begin to answer"), _unreachable():
            async with asyncio.timeout(times.connect + times.first_byte):
                response = await self._open().request(
                    sending.method,
                    self._url(sending.path),
                    data=_body(sending.body),
                    headers=sending.headers,
                    allow_redirects=False,
                )
        try:
            yield Answering(response, times, began)
        finally:
            if response.content.at_eof():
                response.release()
            else:
                response.close()

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _url(self, path: str) -> URL:
        return URL(path if path.startswith(("http://", "https://")) else f"{self._base}{path}", encoded=True)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            keeps: dict[str, Any] = {"keepalive_timeout": 30} if self._reuse else {"force_close": True}
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, resolver=self._resolver, **keeps),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._times.connect),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers,
                auto_decompress=False,
                trust_env=False,
                read_bufsize=64 * 1024,
            )
        return self._session


def _body(data: bytes) -> bytes | io.BytesIO | None:
    """A large one in pieces, so that writing it leaves room for others."""
    return io.BytesIO(data) if len(data) > _LARGE else data or None


@contextlib.contextmanager
def _slow(what: str) -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise UpstreamFailed(f"The provider {what} in time.", why="slow") from None


@contextlib.contextmanager
def _unreachable() -> Iterator[None]:
    """Before the answer's head. Where the connection was made, nobody knows whether the work was begun."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError:
        raise UpstreamFailed("The provider did not begin to answer in time.", why="slow", sent=False) from None
    except TimeoutError:
        raise
    except (aiohttp.ClientConnectorError, aiohttp.InvalidURL):
        raise UpstreamFailed("The provider could not be reached.", why="unreachable", sent=False) from None
    except (aiohttp.ClientError, OSError, ValueError):
        words = "The provider could not be reached, or broke off before it answered."
        raise UpstreamFailed(words, why="unreachable") from None


@contextlib.contextmanager
def _broken() -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise
    except (aiohttp.ClientError, OSError, ValueError):
        raise UpstreamFailed("The provider broke off in the middle of its answer.", why="truncated") from None
