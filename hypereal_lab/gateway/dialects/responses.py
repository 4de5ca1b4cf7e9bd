"""The dialect of `/responses`: its request read; its answer is written by `ResponsesWriter`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.gateway.bodies import parse
from hypereal_lab.gateway.dialects.conversation import Conversation, Form, Message, Text
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.responses_events import ResponsesWriter
from hypereal_lab.gateway.dialects.responses_items import items_of, read_items
from hypereal_lab.gateway.dialects.responses_tools import Names, Offer, read_choice, read_offer
from hypereal_lab.gateway.event_stream import ALIVE
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.gateway.routing import choose_chat_model
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.chat import MOST_TOKENS
from hypereal_lab.wire.problems import Problem
from hypereal_lab.wire.responses import DEFAULT_TOKENS, ResponsesBody
from hypereal_lab.wire.routes import RESPONSES

__all__ = ["ResponsesDialect", "ResponsesRequest"]

_FORMS = ("text", "json_object", "json_schema")
_decoder = msgspec.json.Decoder(ResponsesBody)
_KNOWN = frozenset(ResponsesBody.__struct_fields__) - {"reasoning"}
"""Fields that are read here; how much a model reasons, only itself can decide."""


class ResponsesDialect:
    """OpenAI's newer form, which Codex and the Agents SDK speak."""

    endpoint = RESPONSES
    alive = ALIVE

    def read(self, raw: bytes, visit: Visit) -> ResponsesRequest:
        """Raises `Refused`: 400."""
        return ResponsesRequest(parse(raw, _decoder, ResponsesBody.__struct_fields__), raw)

    def card(self, catalog: Catalog, model: str | None) -> Card:
        """Any model that writes and is not from Anthropic."""
        return choose_chat_model(catalog, model)

    def problem(self, problem: Problem, request_id: str) -> bytes:
        """The body that all read."""
        return problem.body(request_id)


class ResponsesRequest:
    """One request, its types checked."""

    def __init__(self, body: ResponsesBody, raw: bytes) -> None:
        self._body = body
        self._raw = raw

    @property
    def model(self) -> str | None:
        return self._body.model

    @property
    def stream(self) -> bool:
        return bool(self._body.stream)

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
        _between("temperature", body.temperature, 2)
        _between("top_p", body.top_p, 1)
        offer = self._offer
        system = (Message("system", (Text(body.instructions),)),) if body.instructions else ()
        return Conversation(
            messages=(*system, *read_items(earlier, self.items if items is None else items, offer.names)),
            limit=_limit(body),
            temperature=1.0 if body.temperature is None else body.temperature,
            top_p=1.0 if body.top_p is None else body.top_p,
            form=_form(body.text),
            tools=offer.tools,
            choice=read_choice(body.tool_choice, offer),
            parallel=body.parallel_tool_calls is not False,
            thinks=(body.reasoning or {}).get("summary") is not None,
            more={name: value for name, value in msgspec.json.decode(self._raw).items() if name not in _KNOWN},
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


def _limit(body: ResponsesBody) -> int:
    """More than anything here could write is brought back, as agents ask for all they can get."""
    wanted = body.max_output_tokens
    if wanted is None:
        return DEFAULT_TOKENS
    if wanted < 1:
        raise bad_request(f"max_output_tokens {wanted} must be at least 1.", param="max_output_tokens")
    return min(wanted, MOST_TOKENS)


def _between(field: str, value: float | None, most: int) -> None:
    if value is not None and not 0 <= value <= most:
        raise bad_request(f"{field} {value:g} must be from 0 to {most}.", param=field)


def _form(text: Mapping[str, Any] | None) -> Form | None:
    wanted = (text or {}).get("format")
    kind = "text" if wanted is None else wanted.get("type") if isinstance(wanted, dict) else None
    if kind not in _FORMS:
        words = f"text.format.type must be one of {', '.join(_FORMS)}."
        raise bad_request(words, param="text.format.type", allowed=list(_FORMS))
    if wanted is None or kind != "json_schema":
        return Form() if kind == "json_object" else None
    if not isinstance(wanted.get("schema"), dict):
        raise bad_request("text.format.schema must be a JSON schema, an object.", param="text.format.schema")
    return Form(wanted["schema"])
