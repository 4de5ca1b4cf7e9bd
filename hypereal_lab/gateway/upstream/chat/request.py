"""A conversation of any dialect as a request for chat completions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hypereal_lab.gateway.dialects import Conversation, Form, Tool
from hypereal_lab.gateway.providers.base import Asked, TextOrder
from hypereal_lab.gateway.upstream.chat.messages import written_messages
from hypereal_lab.gateway.upstream.chat.offer import offer_of
from hypereal_lab.gateway.upstream.raw import OURS, fields_of

__all__ = ["ANSWER", "converted_fields", "effort_of", "fully_closed", "more_of", "passed_fields", "sampling"]

_NEWER_LIMIT = re.compile(r"(?:^|[/:])(?:o\d|gpt-(?:[5-9]|\d\d))", re.IGNORECASE)
"""OpenAI's reasoning families refuse `max_tokens`; most other servers know no other name."""
_EFFORTS = {"max": "xhigh"}
"""OpenAI's scale ends there."""
ANSWER = "answer"
"""A schema has to have a name where the wire asks for one."""


def passed_fields(asked: Asked, model: str) -> dict[str, Any]:
    """The caller's own fields, for the model `model` and without what is meant for this gateway."""
    own = {name: value for name, value in fields_of(asked.raw).items() if name not in OURS}
    fields: dict[str, Any] = {**own, "model": model}
    if asked.stream and bytes(fields.get("stream", b"")) != b"true":
        fields["stream"] = True
    return fields


def more_of(order: TextOrder, dialect: str) -> dict[str, Any]:
    """Fields that the conversation does not hold, where the caller spoke the same dialect."""
    if order.asked is None or order.asked.dialect != dialect:
        return {}
    return {name: value for name, value in order.conversation.more.items() if name not in OURS}


def effort_of(conversation: Conversation) -> str | None:
    """How hard the model shall think, as OpenAI calls it."""
    return None if conversation.effort is None else _EFFORTS.get(conversation.effort, conversation.effort)


def converted_fields(conversation: Conversation, model: str) -> dict[str, Any]:
    """All fields of the request."""
    limit = "max_completion_tokens" if _NEWER_LIMIT.search(model) else "max_tokens"
    fields: dict[str, Any] = {
        "model": model,
        "messages": list(written_messages(conversation.messages)),
        limit: conversation.limit,
        **sampling(conversation),
        **offer_of(conversation, _tool, lambda name: {"function": {"name": name}}),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if conversation.seed is not None:
        fields["seed"] = conversation.seed
    if conversation.stop:
        fields["stop"] = conversation.stop
    if conversation.form is not None:
        fields["response_format"] = _form(conversation.form)
    if effort := effort_of(conversation):
        fields["reasoning_effort"] = effort
    return fields


def sampling(conversation: Conversation) -> dict[str, float]:
    """What is left out where it is usual: some models refuse to hear of it."""
    told = {"temperature": conversation.temperature, "top_p": conversation.top_p}
    return {name: value for name, value in told.items() if value != 1.0}


def fully_closed(schema: Any) -> bool:
    """Whether a schema keeps OpenAI's rules for strict ones: objects name all that they may hold, and need it."""
    if isinstance(schema, list):
        return all(fully_closed(one) for one in schema)
    if not isinstance(schema, Mapping):
        return True
    named = schema.get("properties")
    if schema.get("type") == "object" or isinstance(named, Mapping):
        names, needed = set(named or ()), schema.get("required")
        if schema.get("additionalProperties") is not False or names != set(needed or ()):
            return False
    return all(fully_closed(one) for one in schema.values())


def _tool(tool: Tool) -> dict[str, Any]:
    told = {"name": tool.name, "description": tool.description, "parameters": tool.schema}
    return {"type": "function", "function": {name: value for name, value in told.items() if value}}


def _form(form: Form) -> dict[str, Any]:
    if form.schema is None:
        return {"type": "json_object"}
    told = {"name": ANSWER, "strict": fully_closed(form.schema), "schema": form.schema}
    return {"type": "json_schema", "json_schema": told}
