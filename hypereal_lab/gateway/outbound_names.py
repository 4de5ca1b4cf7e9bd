"""Names to checked addresses: asked once, and what was checked is what is connected to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

from hypereal_lab.gateway.addresses import Address, AllowPrivate, may_connect, read_address
from hypereal_lab.gateway.outbound_links import OutboundRefused, not_public

__all__ = ["CheckedNames", "Resolve", "SystemNames"]

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host name and port to addresses as text; raises `OSError` when there are none."""

_MOST_TRIED = 8
"""Addresses of one name that are connected to in turn; all of them are checked."""


class SystemNames:
    """The machine's own resolver, in threads of its own: slow names must not use up those of everybody else."""

    def __init__(self, threads: int = 8) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="outbound-names")

    async def __call__(self, host: str, port: int) -> list[str]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _ask_system, host, port)

    def close(self) -> None:
        """Forget what is still being asked."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _ask_system(host: str, port: int) -> list[str]:
    return [str(place[0]) for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class CheckedNames(AbstractResolver):
    """Answers of a resolver, all of which must be allowed: one private among public ones refuses the name."""

    def __init__(self, resolve: Resolve, *, allow_private: AllowPrivate) -> None:
        self._resolve = resolve
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Checked addresses for one connection. Raises `OutboundRefused`."""
        try:
            answers = list(await self._resolve(host, port))
        except (OSError, UnicodeError):
            answers = []
        if not answers:
            raise OutboundRefused(f"No server of the name {host} was found; check the link.", why="unreachable")
        checked = [self._check(host, answer) for answer in answers]
        return [_result(host, port, address) for address in checked[:_MOST_TRIED]]

    def _check(self, host: str, answer: str) -> Address:
        address = read_address(answer)
        if address is None or not may_connect(address, allow_private=self._allow_private):
            raise not_public(host)
        return address

    async def close(self) -> None:
        """Nothing is held here."""


def _result(host: str, port: int, address: Address) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=str(address),
        port=port,
        family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
