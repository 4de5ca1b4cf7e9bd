"""`POST /api/media/generate`, the oldest route: what it makes is the model's kind."""

from __future__ import annotations

import msgspec

from hypereal_lab.catalog import Catalog
from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.audio import Audio
from hypereal_lab.gateway.routes.models3d import Models3d
from hypereal_lab.gateway.routing import Choice
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.routes import MEDIA_GENERATE

__all__ = ["Oldest"]


class _Named(msgspec.Struct):
    """All that has to be known to find the right room."""

    model: str | None = None


_decoder = msgspec.json.Decoder(_Named)


def _ids(catalog: Catalog) -> list[str]:
    return [*catalog.ids("3d"), *catalog.ids("audio")]


_ROOMS = Choice(
    kinds=("audio", "3d"),
    available=_ids,
    misplaced="This gateway answers {id} under {routes}; here it makes speech and 3D models.",
    route=MEDIA_GENERATE,
)


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
        card = _ROOMS.card(self._parts.catalog, parse(raw, _decoder, ("model",)).model)
        if card.kind == "audio":
            return await self._audio.admitted(visit, key, raw, MEDIA_GENERATE)
        return await self._models3d.admitted(visit, key, raw, MEDIA_GENERATE)
