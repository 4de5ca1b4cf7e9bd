"""What a provider made, brought here: links opened before they expire, and every file judged by its bytes."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from aiohttp.abc import AbstractResolver

from hypereal_lab.gateway.outbound_http import Downloads, OutboundLimits
from hypereal_lab.gateway.outbound_links import OutboundRefused
from hypereal_lab.gateway.outbound_names import CheckedNames, SystemNames
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.media.caller import Caller
from hypereal_lab.gateway.upstream.media.outcomes import spoiled
from hypereal_lab.gateway.upstream.turns import Patience
from hypereal_lab.gateway.upstream.wire import Sending
from hypereal_lab.media import MediaError, MediaFacts, parse_data_url, probe

__all__ = ["File", "Guard", "Results"]

_TRIES = 3
"""Of opening a link: that costs nothing."""
_MEGABYTE = 1_000_000
_MOST = {"image": 64 * _MEGABYTE, "audio": 128 * _MEGABYTE, "model3d": 256 * _MEGABYTE, "video": 512 * _MEGABYTE}
"""Bytes of one file."""
_SECONDS = 300.0
"""For one file."""


class File(NamedTuple):
    """A file that was looked through."""

    data: bytes
    facts: MediaFacts


class Guard:
    """The guarded door for links that lead to other hosts than that of the provider."""

    def __init__(self, *, allow_private: bool, resolver: AbstractResolver | None = None) -> None:
        self._names = SystemNames(4)
        names = resolver or CheckedNames(self._names, allow_private=allow_private)
        self._doors = {
            kind: Downloads(
                OutboundLimits(max_bytes=most, total=_SECONDS, answer=30.0, silence=30.0),
                allow_private=allow_private,
                names=names,
            )
            for kind, most in _MOST.items()
        }

    async def fetch(self, url: str, kind: str) -> bytes:
        """The file behind a link. Raises `OutboundRefused`."""
        return await self._doors[kind].fetch(url)

    async def close(self) -> None:
        """Close the connections."""
        for door in self._doors.values():
            await door.close()
        self._names.close()


class Results:
    """Brings the results of one provider."""

    def __init__(self, caller: Caller, guard: Guard, patience: Patience) -> None:
        self._caller = caller
        self._guard = guard
        self._patience = patience

    async def file(self, found: str | bytes, kind: str) -> File:
        """The file, which is one of this kind. Raises `UpstreamFailed`: the work was done, and is of no use."""
        data = found if isinstance(found, bytes) else await self._opened(found, kind)
        if not data:
            raise UpstreamFailed("The provider returned an empty file.", why="empty", begun=True)
        try:
            facts = await asyncio.to_thread(probe, data)
        except MediaError:
            raise spoiled(f"What the provider returned is not {_NAMES[kind]} that can be opened.") from None
        if facts.kind != kind:
            raise spoiled(f"What the provider returned is not {_NAMES[kind]}.")
        return File(data, facts)

    async def _opened(self, link: str, kind: str) -> bytes:
        for retry in range(_TRIES):
            if retry:
                await self._patience.sleep(self._patience.wait(retry, None) or 0.0)
            try:
                return await self._open(link, kind)
            except _Refused as refusal:
                if refusal.final:
                    break
        raise spoiled("The provider made it, and the link to it does not open.")

    async def _open(self, link: str, kind: str) -> bytes:
        if link[:5].lower() == "data:":
            return await asyncio.to_thread(_parsed, link, _MOST[kind])
        if self._caller.is_own(link):
            return await self._own(link, _MOST[kind])
        try:
            return await self._guard.fetch(link, kind)
        except OutboundRefused as error:
            raise _Refused(final=error.why not in ("timeout", "unreachable", "status")) from error

    async def _own(self, link: str, most: int) -> bytes:
        """From the provider's own host, which its operator named; results open without a key."""
        try:
            async with self._caller.transport.send(Sending(link, b"", method="GET")) as answer:
                if answer.status == 200:
                    return await answer.whole(most)
        except UpstreamFailed as failure:
            raise _Refused(final=failure.why == "unreadable") from failure
        raise _Refused(final=False)


class _Refused(Exception):
    def __init__(self, *, final: bool) -> None:
        super().__init__()
        self.final = final


def _parsed(link: str, most: int) -> bytes:
    try:
        return parse_data_url(link, max_bytes=most)[1]
    except MediaError:
        raise _Refused(final=True) from None


_NAMES = {"image": "a picture", "audio": "a sound", "model3d": "a 3D model", "video": "a film"}
