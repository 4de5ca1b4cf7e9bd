"""`GET /openapi.json`: the gateway's own description of itself."""

from __future__ import annotations

from functools import cached_property

from hypereal_lab.gateway.openapi import build_document
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode

__all__ = ["OpenApi"]


class OpenApi:
    """Made at the first request, and then remembered: it changes only with the version."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def document(self, visit: Visit) -> Reply:
        """OpenAPI 3.1. Needs no key."""
        return Reply(self._written)

    @cached_property
    def _written(self) -> bytes:
        return encode(build_document(self._parts.catalog))
