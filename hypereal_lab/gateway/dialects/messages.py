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
from hypereal_lab.gateway.dialects.messages_blocks import read_messages, read_system, wrong
from hypereal_lab.gateway.dialects.messages_problem import problem_body
from hypereal_lab.gateway.dialects.messages_tools import one_at_a_time, read_choice, read_tools
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing import choose_messages_model
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.chat import MOST_TOKENS
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

    endpoint = MESSAGES
    alive = ALIVE

    def read(self, raw: bytes, visit: Visit) -> MessagesRequest:
        """Raises `Refused`: 400."""
        return MessagesRequest(parse(raw, _decoder, MessagesBody.__struct_fields__), raw)

    def card(self, catalog: Catalog, model: str | None) -> Card:
        """A model from Anthropic."""
        return choose_messages_model(catalog, model)

    def problem(self, problem: Problem, request_id: str) -> bytes:
        """With Anthropic's words for the type."""
        return problem_body(problem, request_id)


class MessagesRequest:
    """One request, its types checked."""

    def __init__(self, body: MessagesBody, raw: bytes) -> None:
        self._body = body
        self._raw = raw

    @property
    def model(self) -> str | None:
        return self._body.model

    @property
    def stream(self) -> bool:
        return bool(self._body.stream)

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
            temperature=_share("temperature", body.temperature),
            top_p=_share("top_p", body.top_p),
            stop=_stops(body.stop_sequences),
            form=_form(body),
            tools=tools,
            choice=read_choice(body.tool_choice, tools),
            parallel=not one_at_a_time(body.tool_choice),
            thinks=_thinks(body.thinking),
            more={name: value for name, value in msgspec.json.decode(self._raw).items() if name not in _NEUTRAL},
        )


def _limit(wanted: int | None) -> int:
    """More than anything here could write is brought back, as agents ask for all they can get."""
    if wanted is None:
        words = "max_tokens is required: the most tokens that may be written, such as 1024."
        raise bad_request(words, param="max_tokens", code="max_tokens_required")
    if wanted < 1:
        raise bad_request(f"max_tokens {wanted} must be at least 1.", param="max_tokens")
    return min(wanted, MOST_TOKENS)


def _share(field: str, value: float | None) -> float:
    """1 where none is given."""
    if value is not None and not 0 <= value <= 1:
        raise bad_request(f"{field} {value:g} must be from 0 to 1.", param=field)
    return 1.0 if value is None else value


def _stops(found: list[str] | None) -> tuple[str, ...]:
    if found is not None and (len(found) > _MOST_STOPS or not all(found)):
        words = f"stop_sequences takes up to {_MOST_STOPS} texts, none of them empty."
        raise bad_request(words, param="stop_sequences")
    return tuple(found or ())


def _thinks(wanted: Mapping[str, Any] | None) -> bool:
    if wanted is None:
        return False
    kind = wanted.get("type")
    if not isinstance(kind, str) or kind not in _THINKS:
        words = f"thinking.type must be one of {', '.join(_THINKS)}."
        raise bad_request(words, param="thinking.type", allowed=list(_THINKS))
    budget = wanted.get("budget_tokens")
    if budget is not None and (not isinstance(budget, int) or budget < 1):
        raise wrong("thinking.budget_tokens", "must be a number of tokens, at least 1")
    return _THINKS[kind]


def _form(body: MessagesBody) -> Form | None:
    place, wanted = "output_config.format", (body.output_config or {}).get("format")
    if wanted is None:
        place, wanted = "output_format", body.output_format
    if wanted is None:
        return None
    if not isinstance(wanted, dict) or wanted.get("type") != "json_schema":
        raise bad_request(f"{place}.type must be json_schema.", param=f"{place}.type", allowed=["json_schema"])
    if not isinstance(wanted.get("schema"), dict):
        raise wrong(f"{place}.schema", "must be a JSON schema, an object")
    return Form(wanted["schema"])
