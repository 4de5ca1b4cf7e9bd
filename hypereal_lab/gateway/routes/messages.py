"""`POST /v1/messages`, whole and streamed, and how many tokens such a request has."""

from __future__ import annotations

import asyncio

from hypereal_lab.gateway.bodies import read_body
from hypereal_lab.gateway.dialects.messages import MessagesDialect
from hypereal_lab.gateway.dialects.reading import readable
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.text import TextRoute
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.messages import TokensAnswer

__all__ = ["Messages"]


class Messages:
    """The Anthropic dialect."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._dialect = MessagesDialect()
        self.create = TextRoute(parts, self._dialect).answer

    async def count(self, visit: Visit) -> Reply:
        """What would be read, as it would be billed. Costs nothing."""
        visit.write_problem = self._dialect.problem
        self._parts.gate.admit(visit)
        request = self._dialect.read(await read_body(visit), visit)
        self._dialect.card(self._parts.catalog, request.model)
        read = await asyncio.to_thread(readable(request.to_count()).count)
        return Reply(encode(TokensAnswer(input_tokens=read)))
