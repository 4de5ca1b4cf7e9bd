"""`POST /v1/chat/completions`, whole and streamed, and `GET` for the models that answer it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import msgspec
from starlette.types import ASGIApp

from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.dialects import Conversation
from hypereal_lab.gateway.dialects.chat import ChatStream, read_chat, whole_answer
from hypereal_lab.gateway.event_stream import EventStream
from hypereal_lab.gateway.idempotency import Attempt, attempt_of
from hypereal_lab.gateway.ledger import CallRow
from hypereal_lab.gateway.meter import TokenTariff, token_tariff
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, bad_request, refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.bodies import parse, read_body
from hypereal_lab.gateway.routes.models import model_entry
from hypereal_lab.gateway.routing import chat_cards, choose_chat_model
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.gateway.writing import Asking, Told
from hypereal_lab.wire.chat import ChatAnswer, ChatBody
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.models import ModelsAnswer
from hypereal_lab.wire.money import ZERO
from hypereal_lab.wire.routes import CHAT_COMPLETIONS, IDEMPOTENCY_KEY

__all__ = ["Chat"]

log = logging.getLogger("hypereal_lab.gateway")

_decoder = msgspec.json.Decoder(ChatBody)
_answers = msgspec.json.Decoder(ChatAnswer)
_FIELDS = ChatBody.__struct_fields__
_IDEMPOTENCY = IDEMPOTENCY_KEY.encode()
_REPLAYED = (b"idempotency-replayed", b"true")

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
        asked = _Asked(visit, key, raw, parse(raw, _decoder, _FIELDS), created=int(self._parts.clock()))
        if asked.body.stream:
            return await self._streamed(asked)
        body, earlier = await self._parts.protected.run(self._once(asked, _nobody))
        return Reply(body, _REPLAYED) if earlier else Reply(body)

    async def _streamed(self, asked: _Asked) -> ASGIApp:
        """Refusals and early failures come before the first event, as plain answers with their own status."""
        events = EventStream()
        self._parts.protected.start(self._tell(asked, events))
        await events.begun()
        return events

    async def _tell(self, asked: _Asked, events: EventStream) -> None:
        stream = ChatStream(asked.visit.id, asked.created, asked.body)
        try:
            body, earlier = await self._once(asked, lambda text: events.put(stream.piece(text)))
            answer = _answers.decode(body)
            if earlier:
                events.put(stream.piece(answer.text))
            events.put(stream.ending(answer))
            events.end()
        except Exception as error:
            events.fail(error, _failure(error, asked.visit))

    async def _once(self, asked: _Asked, hear: Hear) -> tuple[bytes, bool]:
        """The answer, and whether it is an earlier one."""
        named = asked.visit.header(_IDEMPOTENCY)
        if named is None:
            return await self._make(asked, None, hear), False
        attempt = attempt_of(asked.key.wallet, CHAT_COMPLETIONS, named, asked.raw)
        return await self._parts.answers.once(attempt, lambda: self._make(asked, attempt, hear), _as_kept)

    async def _make(self, asked: _Asked, attempt: Attempt | None, hear: Hear) -> bytes:
        parts = self._parts
        try:
            tariff, conversation = self._prepare(asked)
            parts.writing.check_balance(asked.key)
        except Refused as refusal:
            await parts.corridor.refuse(asked.row(refusal, parts.clock()))
            raise

        def render(told: Told) -> bytes:
            answer = whole_answer(
                asked.visit.id, tariff.card.id, asked.created, told.text, told.reason, told.usage, told.charged
            )
            return encode(answer)

        def keep(body: bytes) -> Sequence[Also]:
            return () if attempt is None else (parts.answers.row(attempt, body),)

        asking = Asking(asked.visit, asked.key, CHAT_COMPLETIONS)
        return await parts.writing.text(asking, tariff, conversation, hear=hear, render=render, also=keep)

    def _prepare(self, asked: _Asked) -> tuple[TokenTariff, Conversation]:
        """Everything that can be refused before money moves."""
        card = choose_chat_model(self._parts.catalog, asked.body.model)
        conversation = read_chat(asked.body, asked.raw)
        tariff = token_tariff(card)
        if tariff is None:
            words = f"No price is known for {card.id}, so nothing can be charged; choose another model."
            raise bad_request(words, param="model", code="price_unknown")
        return tariff, conversation


class _Asked:
    """One request as it came through admission."""

    def __init__(self, visit: Visit, key: Key, raw: bytes, body: ChatBody, *, created: int) -> None:
        self.visit = visit
        self.key = key
        self.raw = raw
        self.body = body
        self.created = created

    def row(self, refusal: Refused, now: float) -> CallRow:
        """How its refusal stands in the request log; a model that nobody knows is not repeated there."""
        return CallRow(
            id=self.visit.id,
            created=self.visit.started,
            wallet=self.key.wallet,
            key_id=self.key.id,
            endpoint=CHAT_COMPLETIONS,
            model=None,
            provider=None,
            status_code=refusal.problem.status,
            latency_ms=round((now - self.visit.started) * 1000),
            units=0,
            credits=ZERO,
            price_version=None,
            basis=None,
            error=refusal.problem.code,
        )


def _nobody(_text: str) -> None:
    """Hears the pieces of an answer that is sent whole."""


async def _as_kept(kept: bytes) -> bytes:
    return kept


def _failure(error: Exception, visit: Visit) -> bytes:
    """The event that ends a stream which had begun already."""
    if not isinstance(error, Refused):
        log.error("%s broke in the middle of its stream", visit.id, exc_info=error)
        words = f"The gateway failed on this call; nothing was charged. Its operator finds it as {visit.id}."
        error = refused(500, "upstream_error", words, code="internal")
    return b"data: " + error.problem.body(visit.id) + b"\n\n"
