"""Requests to one provider: creates, whose failures are judged by what they prove, and questions that cost nothing."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from hypereal_lab.gateway.upstream.config import Times
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.media.outcomes import Heard, Unknown
from hypereal_lab.gateway.upstream.media.wire import MediaWire
from hypereal_lab.gateway.upstream.target import refusal
from hypereal_lab.gateway.upstream.transport import Answering, Transport
from hypereal_lab.gateway.upstream.turns import Patience
from hypereal_lab.gateway.upstream.wire import Sending
from hypereal_lab.wire.routes import IDEMPOTENCY_KEY, REMEMBERS_KEYS

__all__ = ["Caller"]

_REPEATS = 3
"""Of a create whose answer was lost, where the provider does the same order once."""
_LARGEST = 256 * 1024 * 1024
"""Bytes of an answer: ten large pictures as text."""
_LOST = "The provider took the request and its answer was lost; whether it did the work is not known."
_BROKEN = "The provider failed without saying whether it had begun; whether it did the work is not known."
_ENDS = frozenset({400, 402, 404, 413, 422, 500, 502, 504})
"""Of a server that remembers keys: had the first one been done, its answer would have come again."""


class Caller:
    """One provider."""

    def __init__(
        self,
        transport: Transport,
        wire: MediaWire,
        key: dict[str, str],
        base_url: str,
        times: Times,
        patience: Patience,
        *,
        at_once: int,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.transport = transport
        self._wire = wire
        self._key = key
        self._times = times
        self._patience = patience
        self._places = asyncio.Semaphore(at_once)
        self._remembers = False

    def is_own(self, url: str) -> bool:
        """Whether an address is on the host that the config names."""
        return urlsplit(url)[:2] == urlsplit(self.base_url)[:2]

    async def create(self, sending: Sending, token: str) -> Heard:
        """The good answer to a create, which is sent once; again only under the same token to who sees to it.

        Raises `UpstreamFailed` where nothing was begun, and `Unknown`.
        """
        if self._wire.idempotent:
            sending = sending._replace(headers={**sending.headers, IDEMPOTENCY_KEY: token})
        try:
            return await self._create(sending)
        except Unknown as lost:
            if not self._wire.idempotent or not await self.remembers():
                raise
            return await self._again(sending, lost)

    async def repeat(self, sending: Sending, token: str) -> Heard:
        """The answer to a create that another life of the gateway sent, perhaps. Raises as `create` does."""
        if not self._wire.idempotent or not await self.remembers():
            raise Unknown(_LOST)
        sending = sending._replace(headers={**sending.headers, IDEMPOTENCY_KEY: token})
        return await self._again(sending, Unknown(_LOST))

    async def remembers(self) -> bool:
        """Whether the provider does the same order under the same key once, by its own word."""
        if not self._remembers:
            try:
                await self.ask(Sending("/models", b"", method="GET"))
            except UpstreamFailed:
                return False
        return self._remembers

    async def ask(self, sending: Sending) -> Heard:
        """The answer to a question, whatever its status; a few at the same time. Raises `UpstreamFailed`."""
        async with self._places, self.transport.send(self._signed(sending)) as answer:
            return self._heard(answer, await answer.whole())

    async def _again(self, sending: Sending, lost: Unknown) -> Heard:
        """Only an answer of who remembers the key tells anything of the order before."""
        for repeat in range(_REPEATS):
            await self._patience.sleep(self._patience.wait(repeat, None) or 0.0)
            try:
                heard = await self._sent(sending)
            except UpstreamFailed:
                continue
            failure = self._judged(heard)
            if failure is None:
                return heard
            if heard.remembers and heard.status in _ENDS and not failure.begun:
                raise failure
        raise lost

    async def _create(self, sending: Sending) -> Heard:
        heard = await self._sent(sending)
        if (failure := self._judged(heard)) is not None:
            raise failure
        return heard

    async def _sent(self, sending: Sending) -> Heard:
        """The answer to a create, whatever its status. Raises `UpstreamFailed` where it never left, and `Unknown`."""
        try:
            async with self.transport.send(self._signed(sending), first_byte=self._times.total) as answer:
                good = 200 <= answer.status < 300
                return self._heard(answer, await (answer.whole(_LARGEST) if good else answer.error()))
        except UpstreamFailed as failure:
            if not failure.sent:
                raise
            raise Unknown(_LOST, status=504 if failure.why == "slow" else 502) from failure

    def _judged(self, heard: Heard) -> UpstreamFailed | None:
        """What an error proves: that nothing was begun, or nothing at all. None for a good answer."""
        if 200 <= heard.status < 300:
            return None
        said = self._wire.problem(heard.body)
        if 400 <= heard.status < 500 and heard.status not in (408, 499):
            return refusal(heard.status, said, heard.retry_after)
        if heard.status == 529 or (heard.status == 503 and (said or heard.retry_after is not None)):
            return refusal(429, "", heard.retry_after)
        if self._wire.proves(heard):
            return UpstreamFailed("The provider failed.", why="broken", status=heard.status)
        return Unknown(_BROKEN, status=504 if heard.status in (408, 504) else 502)

    def _heard(self, answer: Answering, body: bytes) -> Heard:
        remembers = (answer.header(REMEMBERS_KEYS) or "0") != "0"
        self._remembers = self._remembers or remembers
        return Heard(answer.status, body, answer.retry_after, remembers)

    def _signed(self, sending: Sending) -> Sending:
        return sending._replace(headers={**self._key, **sending.headers})

    def __repr__(self) -> str:
        return f"<Caller of {urlsplit(self.base_url).netloc}>"
