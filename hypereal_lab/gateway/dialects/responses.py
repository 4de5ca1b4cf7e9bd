"""The dialect of `/responses`: its request read; its answer is written by `ResponsesWriter`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import msgspec

from hypereal_lab.gateway.bodies import parse
from hypereal_lab.gateway.dialects.conversation import Conversation, Message, Text
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.openai import OpenAIDialect, read_form
from hypereal_lab.gateway.dialects.posted import Posted
from hypereal_lab.gateway.dialects.reading import between, effort_of, limit_of
from hypereal_lab.gateway.dialects.responses_events import ResponsesWriter
from hypereal_lab.gateway.dialects.responses_items import items_of, read_items
from hypereal_lab.gateway.dialects.responses_tools import Names, Offer, read_choice, read_offer
from hypereal_lab.gateway.refusals import Refused
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.responses import DEFAULT_TOKENS, ResponsesBody
from hypereal_lab.wire.routes import RESPONSES

__all__ = ["ResponsesDialect", "ResponsesRequest"]

_decoder = msgspec.json.Decoder(ResponsesBody)
_KNOWN = frozenset(ResponsesBody.__struct_fields__) - {"reasoning"}
"""Fields that the conversation holds; what else is in `reasoning` only the model may understand."""


class ResponsesDialect(OpenAIDialect):
    """OpenAI's newer form, which Codex and the Agents SDK speak."""

    name = "responses"
    endpoint = RESPONSES

    def read(self, raw: bytes, visit: Visit) -> ResponsesRequest:
        """Raises `Refused`: 400."""
        return ResponsesRequest(parse(raw, _decoder, ResponsesBody.__struct_fields__), raw)


class ResponsesRequest(Posted):
    """One request, its types checked."""

    def __init__(self, body: ResponsesBody, raw: bytes) -> None:
        super().__init__(raw, body.model, stream=bool(body.stream), native=_native(body))
        self._body = body

    @property
    def stored(self) -> bool:
        """Whether the response can be asked for again."""
        return self._body.store is not False

    @property
    def previous(self) -> str | None:
        """The response that this one continues."""
        return self._body.previous_response_id

    @property
    def items(self) -> list[Any]:
        """The input, not read yet. Raises `Refused`: 400 where there is none."""
        return items_of(self._body.input)

    def conversation(self, earlier: Sequence[Any] = (), items: Sequence[Any] | None = None) -> Conversation:
        """With the items of earlier responses before its own. Raises `Refused`: 400 that names what is wrong."""
        body = self._body
        temperature, top_p = between("temperature", body.temperature, 2), between("top_p", body.top_p, 1)
        offer = self._offer
        system = (Message("system", (Text(body.instructions),)),) if body.instructions else ()
        return Conversation(
            messages=(*system, *read_items(earlier, self.items if items is None else items, offer.names)),
            limit=limit_of("max_output_tokens", body.max_output_tokens, DEFAULT_TOKENS),
            unlimited=body.max_output_tokens is None,
            temperature=temperature,
            top_p=top_p,
            form=read_form("text.format", (body.text or {}).get("format")),
            tools=offer.tools,
            choice=read_choice(body.tool_choice, offer),
            parallel=body.parallel_tool_calls is not False,
            thinks=(body.reasoning or {}).get("summary") is not None,
            effort=effort_of("reasoning.effort", (body.reasoning or {}).get("effort")),
            cache=self.options.cache,
            region=self.options.region,
            more=self.more(_KNOWN),
        )

    def writer(self, head: Head) -> ResponsesWriter:
        """What cannot be read is refused by `conversation`, before anything is written."""
        try:
            names = self._offer.names
        except Refused:
            names = Names()
        return ResponsesWriter(head, self._echo(), names)

    @cached_property
    def _offer(self) -> Offer:
        return read_offer(self._body.tools)

    def _echo(self) -> dict[str, Any]:
        """The fields that a response repeats, with their defaults."""
        body = self._body
        return {
            "instructions": body.instructions,
            "max_output_tokens": body.max_output_tokens,
            "metadata": body.metadata or {},
            "parallel_tool_calls": body.parallel_tool_calls is not False,
            "previous_response_id": body.previous_response_id,
            "prompt_cache_key": body.prompt_cache_key,
            "reasoning": {"effort": None, "summary": None, **(body.reasoning or {})},
            "store": self.stored,
            "temperature": 1.0 if body.temperature is None else body.temperature,
            "text": {"format": {"type": "text"}, **(body.text or {})},
            "tool_choice": "auto" if body.tool_choice is None else body.tool_choice,
            "tools": body.tools or [],
            "top_p": 1.0 if body.top_p is None else body.top_p,
            "truncation": "disabled",
            "user": body.user,
        }


def _native(body: ResponsesBody) -> str | None:
    """What is kept here, and what continues or names what is kept here, no provider knows."""
    items = body.input if isinstance(body.input, list) else ()
    refers = any(isinstance(item, dict) and item.get("type") == "item_reference" for item in items)
    return "responses" if body.store is False and body.previous_response_id is None and not refers else None
