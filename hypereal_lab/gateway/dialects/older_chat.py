"""The dialect of the older `/chat` and `/spicy-chat`: chat completions that stream unless told not to."""

from __future__ import annotations

import msgspec

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.gateway.bodies import parse
from hypereal_lab.gateway.dialects.chat import ChatDialect, ChatRequest
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.chat import ChatBody

__all__ = ["OlderChatDialect"]

_MODEL = "spicy-chat"
"""Where none is named: the cheapest of the catalogue's chat models (gap of the API pages, our choice)."""
_TEMPERATURE = 0.8
_TOKENS = 4096
_decoder = msgspec.json.Decoder(ChatBody)


class OlderChatDialect(ChatDialect):
    """With the defaults of the older generation (API pages, older chat route)."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def read(self, raw: bytes, visit: Visit) -> ChatRequest:
        """Raises `Refused`: 400."""
        body = parse(raw, _decoder, ChatBody.__struct_fields__)
        return ChatRequest(
            msgspec.structs.replace(
                body,
                stream=body.stream is not False,
                temperature=_TEMPERATURE if body.temperature is None else body.temperature,
            ),
            raw,
            usual=_TOKENS,
        )

    def card(self, catalog: Catalog, model: str | None) -> Card:
        """The named model, else the usual one."""
        return super().card(catalog, _MODEL if model is None else model)
