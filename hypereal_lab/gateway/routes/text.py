"""A route that writes, in whatever dialect: read, price, hold, write, settle; whole, or told while it is written."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from starlette.types import ASGIApp

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import read_body
from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.departure import Departure
from hypereal_lab.gateway.dialects import Conversation, Told
from hypereal_lab.gateway.dialects.dialect import Dialect, Head, Request, Writer
from hypereal_lab.gateway.dialects.reading import SHOWN, readable
from hypereal_lab.gateway.event_stream import EventStream
from hypereal_lab.gateway.idempotency import Attempt, attempt_of
from hypereal_lab.gateway.meter import TokenTariff, token_tariff
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.providers import Asked, TextOrder
from hypereal_lab.gateway.refusals import Refused, bad_request, broken_call
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.enclosing import enclosed
from hypereal_lab.gateway.routing import Candidates, choose_by_intent, no_price
from hypereal_lab.gateway.telling import Answered, Ear, Teller, read_answer
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.gateway.writing import Listener
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.problems import Problem
from hypereal_lab.wire.route import RouteBody

__all__ = ["Memory", "TextRoute"]

_OF_THE_DIALECT = (b"anthropic-version", b"anthropic-beta")
"""Headers that belong to a request in its dialect."""
log = logging.getLogger("hypereal_lab.gateway")


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
        asking = Asking(visit, key, self._dialect.endpoint)
        order = _Order(asking, raw, self._dialect.read(raw, visit), attempt_of(asking, raw))
        if order.request.stream:
            return await self._streamed(order)
        ear = Ear()
        body, earlier = await self._parts.protected.run(self._once(order, ear))
        answered = read_answer(body)
        whole = answered.passed or self._writer(order, answered).whole(answered.told)
        return Reply(whole, *ear.headers, replayed=earlier)

    async def _streamed(self, order: _Order) -> ASGIApp:
        """Refusals and early failures come before the first event, as plain answers with their own status."""
        events = EventStream(alive=self._dialect.alive)
        self._parts.protected.start(self._tell(order, events))
        await events.begun()
        return events

    async def _tell(self, order: _Order, events: EventStream) -> None:
        teller = Teller(events, self._writer(order), keeps=order.attempt is not None)
        try:
            body, earlier = await self._once(order, teller)
            answered = read_answer(body)
            if earlier:
                await teller.again(self._writer(order, answered), answered)
            else:
                teller.end(answered)
            events.end()
        except Exception as error:
            events.fail(error, teller.writer.fail(_problem(error, order.asking.visit)))

    async def _once(self, order: _Order, ear: Ear) -> tuple[bytes, bool]:
        """The answer, in no dialect's words, and whether it is an earlier one."""
        return await self._parts.answers.once(order.attempt, lambda: self._make(order, ear))

    async def _make(self, order: _Order, ear: Ear) -> bytes:
        parts = self._parts
        try:
            tariff, told = self._prepare(order)
            told = await self._enclosed(told)
            parts.writing.check_balance(order.asking.key)
        except Refused as refusal:
            await parts.corridor.refuse(order.asking, refusal)
            raise
        head = self._head(order, tariff.card.id)
        ear.expect(order.request.writer(head))

        def render(told: Told, closing: bytes | None) -> bytes:
            return encode(Answered(head.id, head.created, told, ear.passed(closing), head.model))

        def rows(told: Told, kept: bytes) -> Sequence[Also]:
            own = self._memory.rows(order.request, head, told, order.asking.key.wallet)
            return (*parts.answers.rows(order.attempt, lambda: kept), *own)

        departure = None if order.attempt is not None else Departure(order.asking.visit.receive)
        return await parts.writing.text(order.asking, tariff, told, Listener(ear.hear, render, rows, departure))

    def _prepare(self, order: _Order) -> tuple[TokenTariff, TextOrder]:
        """Everything that can be refused before money moves."""
        request, account = order.request, order.asking.key.wallet
        intent = self._intent(request)
        card = None if intent else self._dialect.card(self._parts.catalog, request.model)
        conversation = self._memory.conversation(request, account)
        card = card or self._chosen(intent or "", conversation)
        self._check_region(card, conversation.region)
        tariff, asked = token_tariff(card), _asked(order)
        if tariff is None:
            raise no_price(card.id)
        if asked is None or not self._parts.writing.provider.takes(card, asked.dialect):
            readable(conversation)
        dialect = self._dialect.name if asked is None else asked.dialect
        return tariff, TextOrder(card, conversation, asked, dialect, request.stream, conversation.region, account)

    async def _enclosed(self, told: TextOrder) -> TextOrder:
        """With pictures of this gateway in it, which the request itself has as links only."""
        conversation = await enclosed(told.conversation, self._parts)
        if conversation is told.conversation:
            return told
        readable(conversation)
        return told._replace(conversation=conversation, asked=None)

    def _check_region(self, card: Card, region: str | None) -> None:
        """Raises `Refused`: 400 where nobody answers for this model in the region that was asked for."""
        regions = [one.region for one in self._parts.targets(card)]
        if region is not None and region not in regions:
            words = f"No provider of {card.id} is in the region {region[:SHOWN]!r}; leave hypereal.region out."
            known = sorted({one for one in regions if one is not None})
            raise bad_request(words, param="hypereal.region", code="no_region", available_regions=known)

    def _intent(self, request: Request) -> str | None:
        """What stands in place of a model, where this dialect takes that. Raises `Refused`: 400."""
        return request.intent if self._dialect.intents and not request.model else None

    def _chosen(self, intent: str, conversation: Conversation) -> Card:
        """The cheapest for this conversation. Raises `Refused`: 400."""
        wish = RouteBody(
            intent=intent,
            region=conversation.region,
            input_tokens=conversation.count(),
            output_tokens=conversation.limit,
        )
        candidates = Candidates(self._parts.catalog, self._parts.targets)
        return choose_by_intent(candidates, self._dialect.intents, intent, wish)

    def _writer(self, order: _Order, answered: Answered | None = None) -> Writer:
        """For a new answer before it is known who gives it, or for an earlier one."""
        if answered is None:
            return order.request.writer(self._head(order, order.request.model or ""))
        model = answered.model or order.request.model or ""
        return order.request.writer(Head(answered.id, model, answered.created))

    def _head(self, order: _Order, model: str) -> Head:
        visit = order.asking.visit
        return Head(visit.id, model, int(visit.started))


class _Order(NamedTuple):
    """What is asked for."""

    asking: Asking
    raw: bytes
    request: Request
    attempt: Attempt | None


def _asked(order: _Order) -> Asked | None:
    """The request as it came, for a provider that can take it so."""
    request, visit = order.request, order.asking.visit
    if request.native is None:
        return None
    headers = {name.decode(): value for name in _OF_THE_DIALECT if (value := visit.header(name)) is not None}
    return Asked(request.native, order.raw, request.stream, headers)


def _problem(error: Exception, visit: Visit) -> Problem:
    if isinstance(error, Refused):
        return error.problem
    log.error("%s broke in the middle of its stream", visit.id, exc_info=error)
    return broken_call(visit.id).problem
