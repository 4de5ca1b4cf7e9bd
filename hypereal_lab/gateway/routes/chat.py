"""`POST /v1/chat/completions`, whole and streamed, and `GET` for the models that answer it."""

from __future__ import annotations

from hypereal_lab.gateway.dialects.chat import ChatDialect
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.models import model_entry
from hypereal_lab.gateway.routes.text import TextRoute
from hypereal_lab.gateway.routing import chat_cards
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.models import ModelsAnswer

__all__ = ["Chat"]


class Chat:
    """The OpenAI dialect."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._list = encode(ModelsAnswer(data=[model_entry(card) for card in chat_cards(parts.catalog)]))
        self.complete = TextRoute(parts, ChatDialect()).answer

    async def models(self, visit: Visit) -> Reply:
        """Every model of this route, with its price."""
        self._parts.gate.admit(visit)
        return Reply(self._list)
