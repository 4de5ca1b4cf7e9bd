"""Files lent to a provider that takes only links: put into its storage for one order, and deleted after that."""

from __future__ import annotations

import hashlib
from typing import TypeVar
from urllib.parse import quote, urljoin

import msgspec

from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.media.caller import Caller
from hypereal_lab.gateway.upstream.media.forms import media_type_of
from hypereal_lab.gateway.upstream.media.outcomes import Heard
from hypereal_lab.gateway.upstream.target import refusal
from hypereal_lab.gateway.upstream.wire import Sending
from hypereal_lab.media import ending
from hypereal_lab.wire import codec
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.storage import CompleteBody, ObjectAnswer, TicketAnswer, TicketBody

__all__ = ["Loan"]

A = TypeVar("A", bound=codec.Answer)


class Loan:
    """The files of one order. Every failure comes before the order itself, so that nothing was begun."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.ids: list[str] = []
        """Of the objects that were made."""

    async def lend(self, data: bytes) -> str:
        """A link that opens for the provider. Raises `UpstreamFailed`."""
        kind, digest = media_type_of(data), hashlib.sha256(data).hexdigest()
        body = TicketBody(filename=f"file{ending(kind)}", size=len(data), content_type=kind, sha256=digest)
        ticket = _read(await self._caller.ask(Sending("/storage/upload", encode(body))), TicketAnswer)
        self.ids.append(ticket.id)
        await self._put(ticket, data)
        done = Sending(f"/storage/{quote(ticket.id, safe='')}/complete", encode(CompleteBody(sha256=digest)))
        stored = _read(await self._caller.ask(done), ObjectAnswer)
        if not stored.url:
            raise UpstreamFailed("The provider's storage gives no link.", why="unreadable")
        return urljoin(f"{self._caller.base_url}/", stored.url)

    async def take_back(self) -> None:
        """Delete them, as far as that can be done; the provider lets go of the rest in its own time."""
        for name in self.ids:
            try:
                await self._caller.ask(Sending(f"/storage/{quote(name, safe='')}", b"", method="DELETE"))
            except UpstreamFailed:
                return

    async def _put(self, ticket: TicketAnswer, data: bytes) -> None:
        """In parts of the size that the ticket names."""
        place = urljoin(f"{self._caller.base_url}/", ticket.upload_url)
        if not self._caller.is_own(place):
            raise UpstreamFailed("The provider's storage is on another host than the config names.", why="unreadable")
        size = ticket.part_size or len(data)
        for start in range(0, len(data), size):
            part = data[start : start + size]
            span = {"Content-Range": f"bytes {start}-{start + len(part) - 1}/{len(data)}"} if ticket.part_size else {}
            heard = await self._caller.ask(Sending(place, part, {**ticket.headers, **span}, "PUT"))
            _check(heard)


def _read(heard: Heard, kind: type[A]) -> A:
    _check(heard)
    try:
        return codec.read(heard.body, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise UpstreamFailed("The answer of the provider's storage cannot be read.", why="unreadable") from None


def _check(heard: Heard) -> None:
    if not 200 <= heard.status < 300:
        failure = refusal(heard.status, "", heard.retry_after)
        raise UpstreamFailed(failure.reason, why="broken", status=heard.status, retry_after=heard.retry_after)
