"""Connections to strangers: to checked addresses only, with nothing kept from one request to the next."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver

from hypereal_lab.gateway.addresses import AllowPrivate, may_connect, read_address
from hypereal_lab.gateway.outbound_links import OutboundRefused, not_public

__all__ = ["Dial", "OutboundSession", "translated"]

Dial: TypeAlias = Callable[[aiohttp.AddrInfoType], socket.socket]
"""Makes the socket for one address that was already checked."""


class OutboundSession:
    """One session of the HTTP library. Used on one event loop, where it is made by the first request."""

    def __init__(
        self,
        names: AbstractResolver,
        *,
        allow_private: AllowPrivate,
        timeout: aiohttp.ClientTimeout,
        headers: Mapping[str, str],
        dial: Dial | None = None,
    ) -> None:
        self._names = names
        self._allow_private = allow_private
        self._timeout = timeout
        self._headers = headers
        self._dial = dial or _plain_socket
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    def open(self) -> aiohttp.ClientSession:
        """The session. Raises `RuntimeError` after `close`."""
        if self._closed:
            raise RuntimeError("This door is closed; make a new one.")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=self._names,
                    use_dns_cache=False,
                    force_close=True,
                    limit=0,  # whoever uses it counts
                    socket_factory=self._checked_socket,
                ),
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers,
                auto_decompress=False,
                trust_env=False,
            )
        return self._session

    async def close(self) -> None:
        """Close the connections; a request under way fails, and none can begin."""
        self._closed = True
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _checked_socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """The second lock: whatever the library decided to connect to, it passes here."""
        address = read_address(str(info[4][0]))
        if address is None or not may_connect(address, allow_private=self._allow_private):
            raise not_public("The host of the link")
        return self._dial(info)


def _plain_socket(info: aiohttp.AddrInfoType) -> socket.socket:
    return socket.socket(info[0], info[1], info[2])


@contextmanager
def translated() -> Iterator[None]:
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
