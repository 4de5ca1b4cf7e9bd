"""`POST /v1/images/generations` and the older `POST /v1/images/generate`."""

from __future__ import annotations

import asyncio

import msgspec

from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.corridor import PaidCall
from hypereal_lab.gateway.idempotency import Attempt, attempt_of
from hypereal_lab.gateway.ledger import CallRow
from hypereal_lab.gateway.outbound import OutboundRefused
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.providers import ImagesOrder
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.bodies import parse, read_body
from hypereal_lab.gateway.routes.pictures import Rendering, reopen
from hypereal_lab.gateway.routing import ImagesPlan, Planner, Reference, references_of
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.images import ImagesBody
from hypereal_lab.wire.money import ZERO
from hypereal_lab.wire.routes import IDEMPOTENCY_KEY, IMAGES_GENERATE, IMAGES_GENERATIONS

__all__ = ["Images"]

_decoder = msgspec.json.Decoder(ImagesBody)
_FIELDS = ImagesBody.__struct_fields__
_IDEMPOTENCY = IDEMPOTENCY_KEY.encode()
_REPLAYED = (b"idempotency-replayed", b"true")


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
        asked = _Asked(visit, key, parse(raw, _decoder, _FIELDS), older)
        named = visit.header(_IDEMPOTENCY)
        if named is None:
            return Reply(await parts.protected.run(self._make(asked, None)))
        attempt = attempt_of(key.wallet, asked.endpoint, named, raw)
        once = parts.answers.once(attempt, lambda: self._make(asked, attempt), lambda kept: reopen(kept, parts.files))
        body, earlier = await parts.protected.run(once)
        return Reply(body, _REPLAYED) if earlier else Reply(body)

    async def _make(self, asked: _Asked, attempt: Attempt | None) -> bytes:
        try:
            plan, order = await self._prepare(asked)
        except Refused as refusal:
            await self._parts.corridor.refuse(asked.row(refusal, self._parts.clock()))
            raise
        parts, tariff = self._parts, plan.tariff
        call = PaidCall(
            visit=asked.visit,
            key=asked.key,
            endpoint=asked.endpoint,
            model=plan.card.id,
            provider=parts.provider.name,
            amount=tariff.of(plan.n),
            version=tariff.version,
            basis=tariff.basis,
        )
        rendering = Rendering(asked.body, plan.card, asked.visit, older=asked.older, created=int(parts.clock()))
        if attempt is None:
            return await parts.deliveries.pictures(call, tariff, order, rendering.whole)
        return await parts.deliveries.pictures(
            call,
            tariff,
            order,
            rendering.whole,
            lambda made, charged: (parts.answers.row(attempt, rendering.kept(made, charged)),),
        )

    async def _prepare(self, asked: _Asked) -> tuple[ImagesPlan, ImagesOrder]:
        """Everything that can be refused before money moves: a bad reference costs nothing."""
        body, parts = asked.body, self._parts
        references = references_of(body, lambda url: parts.allow_private_network or parts.files.is_own(url))
        plan = self._planner.images(body, references, older=asked.older)
        fetched = await asyncio.gather(*map(self._fetch, references)) if references else ()
        return plan, ImagesOrder(
            card=plan.card,
            prompt=body.prompt or "",
            width=plan.width,
            height=plan.height,
            n=plan.n,
            seed=body.seed or 0,
            references=tuple(fetched),
            format=body.output_format or "png",
        )

    async def _fetch(self, reference: Reference) -> bytes:
        try:
            return (await self._parts.outbound.fetch_image(reference.url)).data
        except OutboundRefused as error:
            raise bad_request(f"{reference.place}: {error}", param=reference.field, code=error.why) from None


class _Asked:
    """One request as it came through admission."""

    def __init__(self, visit: Visit, key: Key, body: ImagesBody, older: bool) -> None:
        self.visit = visit
        self.key = key
        self.body = body
        self.older = older
        self.endpoint = IMAGES_GENERATE if older else IMAGES_GENERATIONS

    def row(self, refusal: Refused, now: float) -> CallRow:
        """How its refusal stands in the request log; a model that nobody knows is not repeated there."""
        return CallRow(
            id=self.visit.id,
            created=self.visit.started,
            wallet=self.key.wallet,
            key_id=self.key.id,
            endpoint=self.endpoint,
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
