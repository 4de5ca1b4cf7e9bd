"""Files over http(s): every hop checked, everything counted and timed."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from hypereal_lab.gateway.addresses import may_connect, read_address
from hypereal_lab.gateway.outbound_links import Link, OutboundRefused, Why, not_public, read_link

__all__ = ["Dial", "Downloads", "OutboundLimits"]

Dial: TypeAlias = Callable[[aiohttp.AddrInfoType], socket.socket]
"""Makes the socket for one address that was already checked."""

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
        self._names = names
        self._dial = dial or _plain_socket
        self._places = asyncio.Semaphore(limits.at_once)
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    async def fetch(self, url: str) -> bytes:
        """The file behind the link, whatever it is. Raises `OutboundRefused`."""
        with _translated():
            try:
                async with asyncio.timeout(self._limits.total), self._places:
                    return await self._follow(url)
            except TimeoutError:
                raise _too_slow(f"took longer than {self._limits.total:g} s") from None

    async def close(self) -> None:
        """Close the connections; a fetch under way fails, and none can begin."""
        self._closed = True
        if self._session is not None:
            await self._session.close()
            self._session = None

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
                response = await self._open_session().get(URL(link.url, encoded=True), allow_redirects=False)
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

    def _open_session(self) -> aiohttp.ClientSession:
        if self._closed:
            raise RuntimeError("This Outbound is closed; make a new one.")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=self._names,
                    use_dns_cache=False,
                    force_close=True,
                    limit=0,  # `_places` counts
                    socket_factory=self._checked_socket,
                ),
                timeout=aiohttp.ClientTimeout(sock_connect=self._limits.connect, sock_read=self._limits.silence),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
                auto_decompress=False,
                trust_env=False,
            )
        return self._session

    def _checked_socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """The second lock: whatever the library decided to connect to, it passes here."""
        address = read_address(str(info[4][0]))
        if address is None or not may_connect(address, allow_private=self._allow_private):
            raise not_public("The host of the link")
        return self._dial(info)


def _plain_socket(info: aiohttp.AddrInfoType) -> socket.socket:
    return socket.socket(info[0], info[1], info[2])


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


@contextmanager
def _translated() -> Iterator[None]:
    """Every error of the network as `OutboundRefused`; the library's own words stay out, since they name addresses."""
    try:
        yield
    except aiohttp.ClientConnectorCertificateError:
        raise OutboundRefused(
            "The server of the link has no valid certificate; use a link that a browser opens without a warning.",
            why="unreachable",
        ) from None
    except (aiohttp.ClientError, OSError):
        raise OutboundRefused(
            "The server of the link could not be reached or broke off; check the link and try again.", why="unreachable"
        ) from None
