"""A route that writes, in whatever dialect: read, price, hold, write, settle; whole, or told while it is written."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import msgspec
from starlette.types import ASGIApp

from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import read_body
from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.dialects import Conversation, Piece, Told
from hypereal_lab.gateway.dialects.dialect import Dialect, Head, Request, Writer
from hypereal_lab.gateway.event_stream import EventStream
from hypereal_lab.gateway.idempotency import Attempt, attempt_of
from hypereal_lab.gateway.meter import TokenTariff, token_tariff
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, broken_call
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routing import no_price
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.problems import Problem

__all__ = ["Memory", "TextRoute"]

log = logging.getLogger("hypereal_lab.gateway")

Hear = Callable[[Piece], None]


class Memory(Protocol):
    """What a dialect keeps from one call to the next, by account."""

    def conversation(self, request: Request, wallet: str) -> Conversation:
        """Everything that was said, with what is kept. Raises `Refused`: 400."""
        ...

    def rows(self, request: Request, head: Head, told: Told, wallet: str) -> Sequence[Also]:
        """What is to be kept of an answer, for the transaction that settles its call."""
        ...


class _Forgetful:
    """Most dialects keep nothing: their callers send all that was said."""

    def conversation(self, request: Request, wallet: str) -> Conversation:
        return request.conversation()

    def rows(self, request: Request, head: Head, told: Told, wallet: str) -> Sequence[Also]:
        return ()


class _Answered(msgspec.Struct, frozen=True):
    """An answer with the name and the time that it was first given: an earlier one is the same to the last byte."""

    id: str
    created: int
    told: Told


_answered = msgspec.json.Decoder(_Answered)
_told = msgspec.json.Decoder(Told)


class TextRoute:
    """A stream is the whole answer told while it is written: both are made and paid in one way."""

    def __init__(self, parts: Parts, dialect: Dialect, memory: Memory | None = None) -> None:
        self._parts = parts
        self._dialect = dialect
        self._memory = memory or _Forgetful()

    async def answer(self, visit: Visit) -> ASGIApp:
        """One answer, whole or as a stream."""
        visit.write_problem = self._dialect.problem
        key = self._parts.gate.admit(visit)
        raw = await read_body(visit)
        order = _Order(Asking(visit, key, self._dialect.endpoint), raw, self._dialect.read(raw, visit))
        if order.request.stream:
            return await self._streamed(order)
        body, earlier = await self._parts.protected.run(self._once(order, _nobody))
        answered = _answered.decode(body)
        return Reply(self._writer(order, answered).whole(answered.told), replayed=earlier)

    async def _streamed(self, order: _Order) -> ASGIApp:
        """Refusals and early failures come before the first event, as plain answers with their own status."""
        events = EventStream(alive=self._dialect.alive)
        self._parts.protected.start(self._tell(order, events))
        await events.begun()
        return events

    async def _tell(self, order: _Order, events: EventStream) -> None:
        writer = self._writer(order)
        try:
            body, earlier = await self._once(order, lambda piece: events.put(writer.piece(piece)))
            answered = _answered.decode(body)
            if earlier:
                writer = self._writer(order, answered)
                for piece in answered.told.pieces():
                    events.put(writer.piece(piece))
            events.put(writer.end(answered.told))
            events.end()
        except Exception as error:
            events.fail(error, writer.fail(_problem(error, order.asking.visit)))

    async def _once(self, order: _Order, hear: Hear) -> tuple[bytes, bool]:
        """The answer, in no dialect's words, and whether it is an earlier one."""
        attempt = attempt_of(order.asking, order.raw)
        return await self._parts.answers.once(attempt, lambda: self._make(order, attempt, hear))

    async def _make(self, order: _Order, attempt: Attempt | None, hear: Hear) -> bytes:
        parts = self._parts
        try:
            tariff, conversation = self._prepare(order)
            parts.writing.check_balance(order.asking.key)
        except Refused as refusal:
            await parts.corridor.refuse(order.asking, refusal)
            raise
        head = self._head(order)

        def answered(told: bytes) -> bytes:
            return encode({"id": head.id, "created": head.created, "told": msgspec.Raw(told)})

        def rows(told: bytes) -> Sequence[Also]:
            kept = self._memory.rows(order.request, head, _told.decode(told), order.asking.key.wallet)
            return (*parts.answers.rows(attempt, lambda: answered(told)), *kept)

        return answered(await parts.writing.text(order.asking, tariff, conversation, hear=hear, also=rows))

    def _prepare(self, order: _Order) -> tuple[TokenTariff, Conversation]:
        """Everything that can be refused before money moves."""
        card = self._dialect.card(self._parts.catalog, order.request.model)
        conversation = self._memory.conversation(order.request, order.asking.key.wallet)
        tariff = token_tariff(card)
        if tariff is None:
            raise no_price(card.id)
        return tariff, conversation

    def _writer(self, order: _Order, answered: _Answered | None = None) -> Writer:
        head = self._head(order)
        if answered is not None:
            head = head._replace(id=answered.id, created=answered.created)
        return order.request.writer(head)

    def _head(self, order: _Order) -> Head:
        visit, model = order.asking.visit, order.request.model or ""
        with contextlib.suppress(Refused):
            model = self._dialect.card(self._parts.catalog, order.request.model).id
        return Head(visit.id, model, int(visit.started))


class _Order(NamedTuple):
    """What is asked for."""

    asking: Asking
    raw: bytes
    request: Request


def _nobody(_piece: Piece) -> None:
    """Hears the pieces of an answer that is sent whole."""


def _problem(error: Exception, visit: Visit) -> Problem:
    if isinstance(error, Refused):
        return error.problem
    log.error("%s broke in the middle of its stream", visit.id, exc_info=error)
    return broken_call(visit.id).problem
