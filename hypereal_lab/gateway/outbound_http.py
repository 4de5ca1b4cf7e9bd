"""Files over http(s): every hop checked, everything counted and timed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from hypereal_lab.gateway.outbound_links import Link, OutboundRefused, Why, read_link
from hypereal_lab.gateway.outbound_session import Dial, OutboundSession, translated

__all__ = ["Dial", "Downloads", "OutboundLimits"]

_HEADERS = {
    "Accept": "image/png, image/jpeg, image/webp, image/gif, */*;q=0.1",
    "Accept-Encoding": "identity",
    "User-Agent": "hypereal-lab-gateway",
}
_REDIRECTS = {301, 302, 303, 307, 308}
_PIECE = 64 * 1024
_ABOUT_THE_ANSWER: tuple[Why, ...] = ("status", "encoding", "too_large", "timeout")
"""Refusals that say nothing of where the link leads."""


@dataclass(frozen=True, slots=True)
class OutboundLimits:
    """What one fetch may take. Times are in seconds."""

    connect: float = 5.0
    """To connect to one address, TLS included."""
    answer: float = 10.0
    """For one request, from asking the name server until all headers are there."""
    silence: float = 10.0
    """Between two pieces of the body."""
    total: float = 30.0
    """All together, with redirects and the wait for a place."""
    redirects: int = 3
    max_bytes: int = 20_000_000
    max_pixels: int = 50_000_000
    max_frames: int = 100
    at_once: int = 8
    """Fetches at the same time."""
    decoders: int = 2
    """Pictures decoded at the same time; one of `max_pixels` takes up to 800 MB."""

    def check_size(self, size: int) -> None:
        """Raise `OutboundRefused` for a file of more than `max_bytes`."""
        if size > self.max_bytes:
            raise OutboundRefused(
                f"The file is larger than {self.max_bytes / 1e6:g} MB; make it smaller.", why="too_large"
            )


class Downloads:
    """Fetches bytes by link. Used on one event loop, where its session is made by the first fetch."""

    def __init__(
        self, limits: OutboundLimits, *, allow_private: bool, names: AbstractResolver, dial: Dial | None = None
    ) -> None:
        self._limits = limits
        self._allow_private = allow_private
        self._places = asyncio.Semaphore(limits.at_once)
        self._session = OutboundSession(
            names,
            allow_private=allow_private,
            timeout=aiohttp.ClientTimeout(sock_connect=limits.connect, sock_read=limits.silence),
            headers=_HEADERS,
            dial=dial,
        )

    async def fetch(self, url: str) -> bytes:
        """The file behind the link, whatever it is. Raises `OutboundRefused`."""
        with translated():
            try:
                async with asyncio.timeout(self._limits.total), self._places:
                    return await self._follow(url)
            except TimeoutError:
                raise _too_slow(f"took longer than {self._limits.total:g} s") from None

    async def close(self) -> None:
        """Close the connections; a fetch under way fails, and none can begin."""
        await self._session.close()

    async def _follow(self, url: str) -> bytes:
        link = read_link(url, allow_private=self._allow_private)
        found = await self._ask(link)
        for _ in range(self._limits.redirects):
            if isinstance(found, bytes):
                return found
            with _unnamed():
                link = read_link(urljoin(link.url, found), allow_private=self._allow_private)
                found = await self._ask(link)
        if isinstance(found, bytes):
            return found
        raise OutboundRefused(
            f"The link redirects more than {self._limits.redirects} times; give the address it ends at.", why="redirect"
        )

    async def _ask(self, link: Link) -> bytes | str:
        """One request: the body, or the place a redirect points to."""
        try:
            async with asyncio.timeout(self._limits.answer):
                response = await self._session.open().get(URL(link.url, encoded=True), allow_redirects=False)
        except TimeoutError:
            raise _too_slow("did not answer in time") from None
        async with response:
            location = response.headers.get("Location")
            if response.status in _REDIRECTS and location:
                return location
            self._check_answer(response)
            return await self._read(response)

    def _check_answer(self, response: aiohttp.ClientResponse) -> None:
        if response.status != 200:
            raise OutboundRefused(
                f"The server of the link answered with status {response.status}; check that it opens in a browser "
                "where nobody is signed in.",
                why="status",
            )
        if response.headers.get("Content-Encoding", "").strip().lower() not in ("", "identity"):
            raise OutboundRefused(
                "The server of the link sends the file compressed; give a link that serves it as it is.", why="encoding"
            )
        self._limits.check_size(response.content_length or 0)

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        try:
            async for piece in response.content.iter_chunked(_PIECE):
                body += piece
                self._limits.check_size(len(body))
        except aiohttp.SocketTimeoutError:
            raise _too_slow("stopped in the middle of the file") from None
        return bytes(body)


def _too_slow(problem: str) -> OutboundRefused:
    return OutboundRefused(f"The server of the link {problem}; try again, or send the file itself.", why="timeout")


@contextmanager
def _unnamed() -> Iterator[None]:
    """Refusals of where a redirect leads, without the place: a server chose it, and it may be none of the user's."""
    try:
        yield
    except OutboundRefused as error:
        if error.why in _ABOUT_THE_ANSWER:
            raise
        raise _bad_redirect(error.why) from None
    except ValueError:  # from `urljoin`
        raise _bad_redirect("redirect") from None


def _bad_redirect(why: Why) -> OutboundRefused:
    return OutboundRefused(
        "The link redirects to an address that cannot be opened; give the address of the file itself.", why=why
    )
