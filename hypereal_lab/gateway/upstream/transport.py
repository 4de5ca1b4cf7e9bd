"""Connections to one provider: a pool of its own, four limits of time, every failure by its kind."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import time
from collections.abc import AsyncIterator, Iterator, Mapping

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from hypereal_lab.gateway.upstream.config import Times
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.wire import Sending

__all__ = ["Answering", "Transport"]

_MOST = 64 * 1024 * 1024
"""Bytes of an answer in one piece."""
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

    async def whole(self) -> bytes:
        """All of the body. Raises `UpstreamFailed`."""
        body = bytearray()
        async for piece in self.pieces():
            body += piece
            if len(body) > _MOST:
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
        self, base_url: str, times: Times, headers: Mapping[str, str], resolver: AbstractResolver | None = None
    ) -> None:
        self._base = base_url.rstrip("/")
        self._times = times
        self._resolver = resolver
        self._headers = {**_HEADERS, **headers}
        self._session: aiohttp.ClientSession | None = None

    @contextlib.asynccontextmanager
    async def post(self, sending: Sending) -> AsyncIterator[Answering]:
        """One request. Leaving it before the body's end closes the connection, which the provider sees at once.

        Raises `UpstreamFailed`: `unreachable` or `slow`.
        """
        began = asyncio.get_running_loop().time()
        url = URL(f"{self._base}{sending.path}", encoded=True)
        with _slow("did not begin to answer"), _unreachable():
            async with asyncio.timeout(self._times.connect + self._times.first_byte):
                response = await self._open().post(
                    url, data=sending.body, headers=sending.headers, allow_redirects=False
                )
        try:
            yield Answering(response, self._times, began)
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

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30, resolver=self._resolver),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._times.connect),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers,
                auto_decompress=False,
                trust_env=False,
                read_bufsize=64 * 1024,
            )
        return self._session


@contextlib.contextmanager
def _slow(what: str) -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise UpstreamFailed(f"The provider {what} in time.", why="slow") from None


@contextlib.contextmanager
def _unreachable() -> Iterator[None]:
    """Before the answer's head: nothing of it was sent, and nobody knows whether it was begun."""
    try:
        yield
    except TimeoutError:
        raise
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
