"""`POST /api/media/generate`, the oldest route: what it makes is the model's kind."""

from __future__ import annotations

import msgspec

from hypereal_lab.catalog import UnknownModelId
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.audio import Audio
from hypereal_lab.gateway.routes.bodies import parse, read_body
from hypereal_lab.gateway.routes.models3d import Models3d
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.routes import MEDIA_GENERATE

__all__ = ["Oldest"]


class _Named(msgspec.Struct):
    """All that has to be known to find the right room."""

    model: str | None = None


_decoder = msgspec.json.Decoder(_Named)


class Oldest:
    """Speech and 3D; other kinds have their own routes."""

    def __init__(self, parts: Parts, audio: Audio, models3d: Models3d) -> None:
        self._parts = parts
        self._audio = audio
        self._models3d = models3d

    async def generate(self, visit: Visit) -> Reply:
        """Answered in the older shape."""
        key = self._parts.gate.admit(visit)
        raw = await read_body(visit)
        kind = self._kind(parse(raw, _decoder, ("model",)).model)
        if kind == "audio":
            return await self._audio.admitted(visit, key, raw, MEDIA_GENERATE)
        return await self._models3d.admitted(visit, key, raw, MEDIA_GENERATE)

    def _kind(self, model: str | None) -> str:
        catalog = self._parts.catalog
        available = [*catalog.ids("3d"), *catalog.ids("audio")]
        if not model:
            raise bad_request("Model is required.", param="model", code="model_required", available_models=available)
        try:
            card = catalog.card(model)
        except UnknownModelId as error:
            near = f" Did you mean {error.near[0]}?" if error.near else ""
            words = f"There is no model {model[:100]!r}.{near}"
            raise bad_request(words, param="model", code="model_not_found", available_models=available) from None
        if card.kind in ("audio", "3d"):
            return card.kind
        routes = " or ".join(one for one in card.endpoints if one != MEDIA_GENERATE) or "another route"
        words = f"This gateway answers {card.id} under {routes}; here it makes speech and 3D models."
        raise bad_request(words, param="model", code="model_not_found", available_models=available)
