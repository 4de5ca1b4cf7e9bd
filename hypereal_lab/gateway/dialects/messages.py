"""The dialect of `/messages`: its request read; `messages_answer` writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.gateway.bodies import parse
from hypereal_lab.gateway.dialects.conversation import Conversation, Form
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.messages_answer import ALIVE, MessagesWriter
from hypereal_lab.gateway.dialects.messages_blocks import read_messages, read_system
from hypereal_lab.gateway.dialects.messages_problem import problem_body
from hypereal_lab.gateway.dialects.messages_tools import one_at_a_time, read_choice, read_tools
from hypereal_lab.gateway.dialects.posted import Posted
from hypereal_lab.gateway.dialects.reading import between, effort_of, limit_of, stops_of, wrong
from hypereal_lab.gateway.dialects.tools import schema_at
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing import choose_messages_model
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.messages import MessagesBody
from hypereal_lab.wire.problems import Problem
from hypereal_lab.wire.routes import MESSAGES

__all__ = ["MessagesDialect", "MessagesRequest"]

_THINKS = {"enabled": True, "adaptive": True, "disabled": False}
_MOST_STOPS = 64
_decoder = msgspec.json.Decoder(MessagesBody)
_NEUTRAL = frozenset(MessagesBody.__struct_fields__) - {"top_k", "thinking", "output_config", "metadata"}
"""Fields that the conversation holds; what else is in the others only the model may understand."""


class MessagesDialect:
    """Anthropic's form."""

    name = "messages"
    endpoint = MESSAGES
    alive = ALIVE
    intents: tuple[str, ...] = ()

    def read(self, raw: bytes, visit: Visit) -> MessagesRequest:
        """Raises `Refused`: 400."""
        return MessagesRequest(parse(raw, _decoder, MessagesBody.__struct_fields__), raw)

    def card(self, catalog: Catalog, model: str | None) -> Card:
        """A model from Anthropic."""
        return choose_messages_model(catalog, model)

    def problem(self, problem: Problem, request_id: str) -> bytes:
        """With Anthropic's words for the type."""
        return problem_body(problem, request_id)


class MessagesRequest(Posted):
    """One request, its types checked."""

    def __init__(self, body: MessagesBody, raw: bytes) -> None:
        super().__init__(raw, body.model, stream=bool(body.stream), native="messages")
        self._body = body

    def conversation(self) -> Conversation:
        """Raises `Refused`: 400 that names the place of what is wrong."""
        return self._read(_limit(self._body.max_tokens))

    def to_count(self) -> Conversation:
        """The same for a request that writes nothing, and so needs no `max_tokens`."""
        return self._read(1)

    def writer(self, head: Head) -> MessagesWriter:
        """For its answer."""
        return MessagesWriter(head)

    def _read(self, limit: int) -> Conversation:
        body = self._body
        tools = read_tools(body.tools)
        return Conversation(
            messages=(*read_system(body.system), *read_messages(body.messages)),
            limit=limit,
            temperature=between("temperature", body.temperature, 1),
            top_p=between("top_p", body.top_p, 1),
            stop=stops_of("stop_sequences", body.stop_sequences, _MOST_STOPS),
            form=_form(body),
            tools=tools,
            choice=read_choice(body.tool_choice, tools),
            parallel=not one_at_a_time(body.tool_choice),
            thinks=_thinks(body.thinking),
            effort=effort_of("output_config.effort", (body.output_config or {}).get("effort")),
            thinking_limit=_budget(body.thinking or {}),
            cache=self.options.cache,
            region=self.options.region,
            more=self.more(_NEUTRAL),
        )


def _limit(wanted: int | None) -> int:
    if wanted is None:
        words = "max_tokens is required: the most tokens that may be written, such as 1024."
        raise bad_request(words, param="max_tokens", code="max_tokens_required")
    return limit_of("max_tokens", wanted, wanted)


def _thinks(wanted: Mapping[str, Any] | None) -> bool:
    if wanted is None:
        return False
    kind = wanted.get("type")
    if not isinstance(kind, str) or kind not in _THINKS:
        words = f"thinking.type must be one of {', '.join(_THINKS)}."
        raise bad_request(words, param="thinking.type", allowed=list(_THINKS))
    return _THINKS[kind]


def _budget(wanted: Mapping[str, Any]) -> int | None:
    """None where it does not think."""
    budget = wanted.get("budget_tokens")
    if budget is not None and (not isinstance(budget, int) or isinstance(budget, bool) or budget < 1):
        raise wrong("thinking.budget_tokens", "must be a number of tokens, at least 1")
    return budget if wanted.get("type") == "enabled" else None


def _form(body: MessagesBody) -> Form | None:
    place, wanted = "output_config.format", (body.output_config or {}).get("format")
    if wanted is None:
        place, wanted = "output_format", body.output_format
    if wanted is None:
        return None
    if not isinstance(wanted, dict) or wanted.get("type") != "json_schema":
        raise bad_request(f"{place}.type must be json_schema.", param=f"{place}.type", allowed=["json_schema"])
    return Form(schema_at(f"{place}.schema", wanted.get("schema")))
