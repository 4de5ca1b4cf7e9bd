"""`POST /v1/3d/generate`: words, one picture or several views become a GLB, answered as a link."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.providers import MeshOrder
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.fetching import fetch_picture
from hypereal_lab.gateway.routes.orders import Order, Orders, answer_of
from hypereal_lab.gateway.routing import Model3dPlan, plan_model3d
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.models3d import Model3dBody, Model3dInput, merged_3d
from hypereal_lab.wire.routes import MODELS3D_GENERATE

__all__ = ["Models3d"]

_decoder = msgspec.json.Decoder(Model3dBody)
_FIELDS = Model3dBody.__struct_fields__


class Models3d:
    """One shape of body and answer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._orders = Orders(parts)

    async def generate(self, visit: Visit) -> Reply:
        """Answered when the model is there."""
        key = self._parts.gate.admit(visit)
        return await self.admitted(visit, key, await read_body(visit), MODELS3D_GENERATE)

    async def admitted(self, visit: Visit, key: Key, raw: bytes, endpoint: str) -> Reply:
        """A request that another route let in already."""
        order = Order(Asking(visit, key, endpoint), parse(raw, _decoder, _FIELDS), older=True)
        return await self._orders.answer(order, raw, lambda also: self._make(order, also))

    async def _make(self, order: Order[Model3dBody], also: Callable[[bytes], Sequence[Also]]) -> bytes:
        parts, asked = self._parts, merged_3d(order.body)
        plan = plan_model3d(parts.catalog, order.body.model, asked, sandbox=parts.meshes.sandbox)
        image = None if asked.image is None else await fetch_picture(parts.outbound, "image", asked.image)
        views = await asyncio.gather(*(fetch_picture(parts.outbound, *one) for one in asked.sides.values()))
        seen = tuple(zip(asked.sides, (one.data for one in views), strict=True))
        wished = _wished(plan, asked, image.data if image else None, seen)._replace(errand=order.asking.visit.errand)
        return await parts.making.one(
            order.call(plan.card, plan.tariff, parts.meshes.name),
            lambda: parts.meshes.mesh(wished),
            lambda made: answer_of(
                order, made, plan.card, plan.tariff, created=parts.clock(), webhook=asked.webhook_url
            ),
            also,
        )


def _wished(
    plan: Model3dPlan, asked: Model3dInput, image: bytes | None, views: tuple[tuple[str, bytes], ...]
) -> MeshOrder:
    return MeshOrder(
        card=plan.card,
        prompt=asked.prompt or "",
        seed=asked.seed or 0,
        image=image,
        art_style=asked.art_style or "realistic",
        target_polycount=asked.target_polycount,
        enable_pbr=asked.enable_pbr is not False,
        views=views,
    )
