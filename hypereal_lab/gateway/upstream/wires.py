"""Which wires each kind of provider speaks."""

from __future__ import annotations

from hypereal_lab.gateway.upstream.chat.wire import ChatWire
from hypereal_lab.gateway.upstream.config import ProviderRow
from hypereal_lab.gateway.upstream.gemini.wire import GeminiWire
from hypereal_lab.gateway.upstream.messages.wire import MessagesWire
from hypereal_lab.gateway.upstream.responses.wire import ResponsesWire
from hypereal_lab.gateway.upstream.wire import Wire

__all__ = ["wires_of"]


def wires_of(row: ProviderRow) -> tuple[Wire, ...]:
    """The first one is used for conversations that came in a dialect which none of them takes untouched."""
    messages = MessagesWire(betas=frozenset(row.betas), cache=row.cache and row.kind == "anthropic")
    match row.kind:
        case "openai":
            return ChatWire(), ResponsesWire()
        case "openai_compatible":
            return (ChatWire(),)
        case "anthropic":
            return (messages,)
        case "gemini":
            return (GeminiWire(),)
        case "hypereal":
            return ChatWire(), messages, ResponsesWire(), GeminiWire()
