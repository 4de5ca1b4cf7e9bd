"""`POST /v1/images/generations` and the older `POST /v1/images/generate`."""

from __future__ import annotations

import asyncio

import msgspec

from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.idempotency import Attempt, attempt_of
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.providers import ImagesOrder
from hypereal_lab.gateway.refusals import Refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.fetching import fetch_picture
from hypereal_lab.gateway.routes.orders import Order
from hypereal_lab.gateway.routes.pictures import Rendering, reopen
from hypereal_lab.gateway.routing import ImagesPlan, Planner, references_of
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.images import ImagesBody
from hypereal_lab.wire.routes import IMAGES_GENERATE, IMAGES_GENERATIONS

__all__ = ["Images"]

_decoder = msgspec.json.Decoder(ImagesBody)
_FIELDS = ImagesBody.__struct_fields__


class Images:
    """Both generations of the route; they differ in their default model and in the shape of the answer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._planner = Planner(parts.catalog)

    async def newest(self, visit: Visit) -> Reply:
        """OpenAI-like."""
        return await self._answer(visit, older=False)

    async def older(self, visit: Visit) -> Reply:
        """With `intent`, `mode` and a default model."""
        return await self._answer(visit, older=True)

    async def _answer(self, visit: Visit, *, older: bool) -> Reply:
        parts = self._parts
        key = parts.gate.admit(visit)
        raw = await read_body(visit)
        asking = Asking(visit, key, IMAGES_GENERATE if older else IMAGES_GENERATIONS)
        order = Order(asking, parse(raw, _decoder, _FIELDS), older)
        attempt = attempt_of(asking, raw)
        once = parts.answers.once(attempt, lambda: self._make(order, attempt), lambda kept: reopen(kept, parts.files))
        body, earlier = await parts.protected.run(once)
        return Reply(body, replayed=earlier)

    async def _make(self, order: Order[ImagesBody], attempt: Attempt | None) -> bytes:
        parts, asking = self._parts, order.asking
        try:
            plan, wished = await self._prepare(order)
        except Refused as refusal:
            await parts.corridor.refuse(asking, refusal)
            raise
        rendering = Rendering(order.body, plan.card, asking.visit, older=order.older, created=int(parts.clock()))
        return await parts.deliveries.pictures(
            order.call(plan.card, plan.tariff, parts.provider.name, plan.n),
            plan.tariff,
            wished,
            rendering.whole,
            lambda made, charged: parts.answers.rows(attempt, lambda: rendering.kept(made, charged)),
        )

    async def _prepare(self, order: Order[ImagesBody]) -> tuple[ImagesPlan, ImagesOrder]:
        """Everything that can be refused before money moves: a bad reference costs nothing."""
        body, parts = order.body, self._parts
        references = references_of(body, lambda url: parts.allow_private_network or parts.files.is_own(url))
        plan = self._planner.images(body, references, older=order.older)
        fetches = [fetch_picture(parts.outbound, one.place, one.url) for one in references]
        return plan, ImagesOrder(
            card=plan.card,
            prompt=body.prompt or "",
            width=plan.width,
            height=plan.height,
            n=plan.n,
            seed=body.seed or 0,
            references=tuple([one.data for one in await asyncio.gather(*fetches)]) if fetches else (),
            format=body.output_format or "png",
        )
