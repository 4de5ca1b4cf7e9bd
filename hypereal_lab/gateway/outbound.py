"""The one guarded door for every link that comes from a user.

A link is read strictly, its name is asked once, every answer is checked, and the connection goes to a checked address
with the name kept for the Host header and for TLS. Redirects are followed by hand and each is a new link to check. What
comes back is counted while it streams and judged by its bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from hypereal_lab.gateway.outbound_http import Dial, Downloads, OutboundLimits
from hypereal_lab.gateway.outbound_links import OutboundRefused, Why
from hypereal_lab.gateway.outbound_names import CheckedNames, Resolve, SystemNames
from hypereal_lab.media import ImageFacts, MediaError, parse_data_url, probe_image

__all__ = ["Fetched", "FetchedImage", "Outbound", "OutboundLimits", "OutboundRefused", "OwnFiles"]

OwnFiles: TypeAlias = Callable[[str], Awaitable[bytes | None]]
"""The bytes behind a link of this gateway's own file store, or None for every other link."""
G = TypeVar("G")
T = TypeVar("T")

_WHY: dict[str, Why] = {
    "too_large": "too_large",
    "too_many_pixels": "too_large",
    "too_many_frames": "too_large",
    "too_long": "too_large",
    "data_url": "data_url",
}
"""Words of `MediaError`; the others mean that it is no file of the kind that is needed."""


@dataclass(frozen=True, slots=True)
class FetchedImage:
    """A picture that was decoded without fault."""

    data: bytes
    facts: ImageFacts


@dataclass(frozen=True, slots=True)
class Fetched(Generic[T]):
    """A file that was judged by its bytes."""

    data: bytes
    facts: T


class Outbound:
    """Opens links for users. One per process: made anywhere, used on one event loop, closed there."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        own_files: OwnFiles | None = None,
        limits: OutboundLimits | None = None,
        resolve: Resolve | None = None,
        dial: Dial | None = None,
    ) -> None:
        """`allow_private` opens loopback and private addresses and all ports, for development.

        `own_files` is called with the link as the user wrote it, and may raise `OutboundRefused` and `OSError`.
        `resolve` and `dial` are for tests: a name server and a socket of their own.
        """
        self._limits = limits or OutboundLimits()
        self._own_files = own_files
        self._system_names = SystemNames(self._limits.at_once)
        names = CheckedNames(resolve or self._system_names, allow_private=allow_private)
        self._downloads = Downloads(self._limits, allow_private=allow_private, names=names, dial=dial)
        self._threads = ThreadPoolExecutor(self._limits.decoders, thread_name_prefix="outbound")

    async def fetch_image(self, url: str) -> FetchedImage:
        """The picture behind a http(s) link or in a data URL. Raises `OutboundRefused`."""
        found = await self.fetch(url, self._probe)
        return FetchedImage(found.data, found.facts)

    async def fetch(self, url: str, probe: Callable[[bytes], T], *, otherwise: Why = "not_an_image") -> Fetched[T]:
        """The file behind a http(s) link or in a data URL, with what `probe` finds in it.

        Links of this gateway's own files are read from disk. `probe` works in a thread and may raise `MediaError`,
        which means `otherwise` where it is not about the size. Raises `OutboundRefused`.
        """
        try:
            data = await self._bytes(url.strip())
        except MediaError as error:
            raise OutboundRefused(error.reason, why=_WHY.get(error.why, otherwise)) from error
        return await self.judge(data, probe, otherwise=otherwise)

    async def judge(self, data: bytes, probe: Callable[[bytes], T], *, otherwise: Why = "not_an_image") -> Fetched[T]:
        """The same for a file that came with the request: the same limits, the same threads, the same refusals."""
        self._limits.check_size(len(data))
        try:
            return Fetched(data, await self._in_thread(probe, data))
        except MediaError as error:
            raise OutboundRefused(error.reason, why=_WHY.get(error.why, otherwise)) from error

    async def close(self) -> None:
        """Close connections and threads; a fetch under way fails, and none can begin."""
        await self._downloads.close()
        self._system_names.close()
        await asyncio.to_thread(self._threads.shutdown)

    async def _bytes(self, url: str) -> bytes:
        if url[:5].lower() == "data:":
            return await self._in_thread(self._parse, url)
        own = await self._own(url)
        return await self._downloads.fetch(url) if own is None else own

    async def _own(self, url: str) -> bytes | None:
        if self._own_files is None:
            return None
        try:
            data = await self._own_files(url)
        except OSError:
            raise OutboundRefused(
                "The file of this link is no longer here; send the file itself.", why="unreachable"
            ) from None
        except ValueError:  # a link it cannot read is none of its own, and is refused with a sentence later
            return None
        self._limits.check_size(len(data or b""))
        return data

    def _parse(self, url: str) -> bytes:
        return parse_data_url(url, max_bytes=self._limits.max_bytes)[1]

    def _probe(self, data: bytes) -> ImageFacts:
        return probe_image(data, max_pixels=self._limits.max_pixels, max_frames=self._limits.max_frames)

    async def _in_thread(self, work: Callable[[G], T], given: G) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, given)
