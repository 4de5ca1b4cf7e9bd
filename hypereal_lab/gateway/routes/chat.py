"""`POST /v1/chat/completions`, whole and streamed, and `GET` for the models that answer it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
from starlette.types import ASGIApp

from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.dialects import Conversation
from hypereal_lab.gateway.dialects.chat import ChatStream, read_chat, whole_answer
from hypereal_lab.gateway.event_stream import EventStream
from hypereal_lab.gateway.idempotency import Attempt, attempt_of
from hypereal_lab.gateway.meter import TokenTariff, token_tariff
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, broken_call
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.bodies import parse, read_body
from hypereal_lab.gateway.routes.models import model_entry
from hypereal_lab.gateway.routing import chat_cards, choose_chat_model, no_price
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.gateway.writing import Told
from hypereal_lab.wire.chat import ChatAnswer, ChatBody
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.models import ModelsAnswer
from hypereal_lab.wire.routes import CHAT_COMPLETIONS

__all__ = ["Chat"]

log = logging.getLogger("hypereal_lab.gateway")

_decoder = msgspec.json.Decoder(ChatBody)
_answers = msgspec.json.Decoder(ChatAnswer)
_FIELDS = ChatBody.__struct_fields__

Hear = Callable[[str], None]


class Chat:
    """The OpenAI dialect. A stream is the whole answer told while it is written: both are made and paid in one way."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._list = encode(ModelsAnswer(data=[model_entry(card) for card in chat_cards(parts.catalog)]))

    async def models(self, visit: Visit) -> Reply:
        """Every model of this route, with its price."""
        self._parts.gate.admit(visit)
        return Reply(self._list)

    async def complete(self, visit: Visit) -> ASGIApp:
        """One answer."""
        key = self._parts.gate.admit(visit)
        raw = await read_body(visit)
        asking = Asking(visit, key, CHAT_COMPLETIONS)
        order = _Order(asking, raw, parse(raw, _decoder, _FIELDS), int(self._parts.clock()))
        if order.body.stream:
            return await self._streamed(order)
        body, earlier = await self._parts.protected.run(self._once(order, _nobody))
        return Reply(body, replayed=earlier)

    async def _streamed(self, order: _Order) -> ASGIApp:
        """Refusals and early failures come before the first event, as plain answers with their own status."""
        events = EventStream()
        self._parts.protected.start(self._tell(order, events))
        await events.begun()
        return events

    async def _tell(self, order: _Order, events: EventStream) -> None:
        stream = ChatStream(order.asking.visit.id, order.created, order.body)
        try:
            body, earlier = await self._once(order, lambda text: events.put(stream.piece(text)))
            answer = _answers.decode(body)
            if earlier:
                events.put(stream.piece(answer.text))
            events.put(stream.ending(answer))
            events.end()
        except Exception as error:
            events.fail(error, _failure(error, order.asking.visit))

    async def _once(self, order: _Order, hear: Hear) -> tuple[bytes, bool]:
        """The answer, and whether it is an earlier one."""
        attempt = attempt_of(order.asking, order.raw)
        return await self._parts.answers.once(attempt, lambda: self._make(order, attempt, hear))

    async def _make(self, order: _Order, attempt: Attempt | None, hear: Hear) -> bytes:
        parts, asking = self._parts, order.asking
        try:
            tariff, conversation = self._prepare(order)
            parts.writing.check_balance(asking.key)
        except Refused as refusal:
            await parts.corridor.refuse(asking, refusal)
            raise

        def render(told: Told) -> bytes:
            answer = whole_answer(
                asking.visit.id, tariff.card.id, order.created, told.text, told.reason, told.usage, told.charged
            )
            return encode(answer)

        def keep(body: bytes) -> Sequence[Also]:
            return parts.answers.rows(attempt, lambda: body)

        return await parts.writing.text(asking, tariff, conversation, hear=hear, render=render, also=keep)

    def _prepare(self, order: _Order) -> tuple[TokenTariff, Conversation]:
        """Everything that can be refused before money moves."""
        card = choose_chat_model(self._parts.catalog, order.body.model)
        conversation = read_chat(order.body, order.raw)
        tariff = token_tariff(card)
        if tariff is None:
            raise no_price(card.id)
        return tariff, conversation


class _Order(NamedTuple):
    """What is asked for."""

    asking: Asking
    raw: bytes
    body: ChatBody
    created: int


def _nobody(_text: str) -> None:
    """Hears the pieces of an answer that is sent whole."""


def _failure(error: Exception, visit: Visit) -> bytes:
    """The event that ends a stream which had begun already."""
    if not isinstance(error, Refused):
        log.error("%s broke in the middle of its stream", visit.id, exc_info=error)
        error = broken_call(visit.id)
    return b"data: " + error.problem.body(visit.id) + b"\n\n"
