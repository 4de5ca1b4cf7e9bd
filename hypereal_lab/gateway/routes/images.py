"""`POST /v1/images/generations` and the older `POST /v1/images/generate`."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import msgspec

from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.idempotency import Attempt, attempt_of
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.providers import ImagesOrder
from hypereal_lab.gateway.refusals import Refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.fetching import fetch_mask, fetch_picture
from hypereal_lab.gateway.routes.orders import Order
from hypereal_lab.gateway.routes.pictures import Rendering, reopen
from hypereal_lab.gateway.routing import ImagesPlan, Planner, Reference, references_of
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.images import ImagesBody
from hypereal_lab.wire.routes import IMAGES_GENERATE, IMAGES_GENERATIONS

__all__ = ["Brought", "Images"]

_decoder = msgspec.json.Decoder(ImagesBody)
_FIELDS = ImagesBody.__struct_fields__
_ASKED = ("size", "aspect_ratio", "resolution", "quality", "style", "background")
"""What a provider elsewhere is told in the caller's own words."""


class Brought(NamedTuple):
    """What came with an edit beside its fields."""

    files: tuple[bytes, ...] = ()
    """Pictures to be edited; models that take links alone take them too, since this gateway can give links to them."""
    mask: str | bytes | None = None
    """A link, a data URL or a file; there is at least one picture where there is a mask."""

    @property
    def references(self) -> list[Reference]:
        """The files as the rules of a model see references."""
        return [Reference("image", f"image[{at}]", "", "https") for at in range(len(self.files))]


_NOTHING = Brought()


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
        key = self._parts.gate.admit(visit)
        raw = await read_body(visit)
        asking = Asking(visit, key, IMAGES_GENERATE if older else IMAGES_GENERATIONS)
        return await self.answer(Order(asking, parse(raw, _decoder, _FIELDS), older), raw)

    async def answer(self, order: Order[ImagesBody], fingerprint: bytes, brought: Brought = _NOTHING) -> Reply:
        """Pictures for a request that was let in and read; `fingerprint` is what repeats of it have in common."""
        parts = self._parts
        attempt = attempt_of(order.asking, fingerprint)
        once = parts.answers.once(
            attempt, lambda: self._make(order, brought, attempt), lambda kept: reopen(kept, parts.files)
        )
        body, earlier = await parts.protected.run(once)
        return Reply(body, replayed=earlier)

    async def _make(self, order: Order[ImagesBody], brought: Brought, attempt: Attempt | None) -> bytes:
        parts, asking = self._parts, order.asking
        try:
            plan, wished = await self._prepare(order, brought)
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

    async def _prepare(self, order: Order[ImagesBody], brought: Brought) -> tuple[ImagesPlan, ImagesOrder]:
        """Everything that can be refused before money moves: a bad reference costs nothing."""
        body, parts = order.body, self._parts
        references = references_of(body, lambda url: parts.allow_private_network or parts.is_own(url))
        plan = self._planner.images(body, [*brought.references, *references], older=order.older)
        sent = zip([one.place for one in brought.references], brought.files, strict=True)
        linked = [(one.place, one.url) for one in references]
        fetches = [fetch_picture(parts.outbound, place, data) for place, data in sent]
        fetches += [fetch_picture(parts.outbound, place, link) for place, link in linked]
        found = await asyncio.gather(*fetches) if fetches else []
        mask = None if brought.mask is None else await fetch_mask(parts.outbound, brought.mask, found[0])
        return plan, ImagesOrder(
            card=plan.card,
            prompt=body.prompt or "",
            width=plan.width,
            height=plan.height,
            n=plan.n,
            seed=body.seed or 0,
            references=tuple([one.data for one in found]),
            format=body.output_format or "png",
            mask=mask,
            asked={name: value for name in _ASKED if (value := getattr(body, name)) is not None},
            errand=order.asking.visit.errand,
        )
