"""The way every call of a lab takes: price, journal, run, settle, store."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable
from dataclasses import dataclass

from hypereal_lab.client.hypereal import AsyncHypereal
from hypereal_lab.errors import APIError, HyperealError, PriceUnknown, TransportError, UnreadableAnswer
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.call import Plan
from hypereal_lab.lab.connection import Connection
from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.reference import Reference
from hypereal_lab.lab.shelf import Made, Shelf
from hypereal_lab.wire.images import ImageItem, ImagesAnswer
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Order", "Spine"]


@dataclass(frozen=True, slots=True)
class Order:
    """What a plan leaves out because it must not be in a recipe."""

    references: tuple[Reference, ...]
    allow_unknown_price: bool


class Spine:
    """Sends plans. One per session."""

    def __init__(
        self,
        connection: Connection,
        journal: Journal,
        shelf: Shelf,
        notify: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._shelf = shelf
        self._notify = notify
        self._clock = clock

    async def send(self, plan: Plan, order: Order) -> Asset:
        """Do it once. Raises `PriceUnknown`, or what the client and the shelf raise; the journal knows in any case."""
        if not plan.price.known and not order.allow_unknown_price:
            raise PriceUnknown(
                f"No price is known for {plan.recipe['model']}; pass allow_unknown_price=True to send it all the same."
            )
        client = await self._connection.client()
        references = [reference.wire(now=self._clock()) for reference in order.references]
        await asyncio.to_thread(self._begin, plan)
        self._notify("run")
        started = self._clock()
        try:
            answer = await self._ask(client, plan, references)
            made = [await self._fetch(client, item, answer.expires_at) for item in answer.data]
            if not made:
                raise UnreadableAnswer("The server answered without a picture; ask again, or try another model.")
        except HyperealError as error:
            await asyncio.to_thread(self._fail, plan, error, self._clock() - started)
            self._notify("run")
            raise
        await asyncio.to_thread(self._settle, plan, answer, len(made), self._clock() - started)
        self._notify("balance")
        assets = await asyncio.to_thread(self._shelf.keep_made, plan.id, made)
        self._notify("asset")
        return assets[0]

    async def _ask(self, client: AsyncHypereal, plan: Plan, references: list[str]) -> ImagesAnswer:
        inputs = plan.recipe["inputs"]
        return await client.images.generate(
            **inputs, model=plan.recipe["model"], references=references, idempotency_key=plan.id
        )

    async def _fetch(self, client: AsyncHypereal, item: ImageItem, expires: int | None) -> Made:
        """Take the bytes at once: links expire."""
        if item.b64_json:
            data = base64.b64decode(item.b64_json)
        elif item.url:
            data = await client.download(item.url)
        else:
            raise UnreadableAnswer("The server answered with neither a link nor bytes; ask again.")
        return Made(data, link=item.url, link_expires=expires)

    def _begin(self, plan: Plan) -> None:
        self._journal.begin(
            plan.id,
            kind=plan.recipe["kind"],
            model=plan.recipe["model"],
            provider="sandbox" if self._connection.embedded else "hypereal",
            recipe=dict(plan.recipe),
            key=plan.id,
            price=plan.price,
        )

    def _settle(self, plan: Plan, answer: ImagesAnswer, pictures: int, seconds: float) -> None:
        reported = answer.credits_used
        computed = (plan.price.expected or ZERO) if pictures else ZERO
        self._journal.settle(
            plan.id,
            model=answer.model or plan.recipe["model"],
            units=pictures,
            charged=computed if reported is None else Credits.read(reported),
            source="computed" if reported is None else "reported",
            latency=seconds,
        )

    def _fail(self, plan: Plan, error: HyperealError, seconds: float) -> None:
        known = isinstance(error, APIError) or (isinstance(error, TransportError) and error.unsent)
        request = error.request_id if isinstance(error, APIError) else None
        self._journal.fail(plan.id, error=str(error), latency=seconds, known=known, request_id=request)
