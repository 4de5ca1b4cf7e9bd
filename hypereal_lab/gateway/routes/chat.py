"""`POST /v1/chat/completions` with `GET` for its models, and the older `POST /v1/chat` and `/v1/spicy-chat`."""

from __future__ import annotations

from hypereal_lab.gateway.dialects.chat import ChatDialect
from hypereal_lab.gateway.dialects.older_chat import OlderChatDialect
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.models import model_entry
from hypereal_lab.gateway.routes.text import TextRoute
from hypereal_lab.gateway.routing import chat_cards
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.models import ModelsAnswer
from hypereal_lab.wire.routes import CHAT, SPICY_CHAT

__all__ = ["Chat"]


class Chat:
    """The OpenAI dialect."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._list = encode(ModelsAnswer(data=[model_entry(card) for card in chat_cards(parts.catalog)]))
        self.complete = TextRoute(parts, ChatDialect()).answer
        self.older = TextRoute(parts, OlderChatDialect(CHAT)).answer
        self.spicy = TextRoute(parts, OlderChatDialect(SPICY_CHAT)).answer

    async def models(self, visit: Visit) -> Reply:
        """Every model of this route, with its price."""
        self._parts.gate.admit(visit)
        return Reply(self._list)
