"""A conversation as the fields of a request to Anthropic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from hypereal_lab.gateway.dialects import Conversation, Tool
from hypereal_lab.gateway.providers.base import TextOrder
from hypereal_lab.gateway.upstream.messages.thinking import thinking_of
from hypereal_lab.gateway.upstream.messages.turns import system_of, turns_of
from hypereal_lab.gateway.upstream.raw import OURS, fields_of

__all__ = ["request_of"]

_JSON = "Answer with one JSON object and nothing else: no other words, no code fence."
_ELSEWHERE = (*OURS, "output_format", "model", "stream")
"""Fields of the caller that have no place in the request, or another one."""


def request_of(order: TextOrder, model: str) -> dict[str, Any]:
    """All fields of a stream. What Anthropic has no field for is left out: a seed, and where the temperature is
    given, `top_p`; the temperature goes up to 1, and is left out while the model thinks.

    JSON without a schema is asked for in one more sentence of the system, as Anthropic only keeps schemas.
    """
    conversation = order.conversation
    thinking, effort = thinking_of(conversation, model)
    more = conversation.more if order.asked is not None and order.asked.dialect == "messages" else {}
    fields = {
        "model": model,
        "max_tokens": conversation.limit,
        "system": _system(conversation),
        "messages": turns_of(conversation.messages),
        "tools": [_tool(one) for one in conversation.tools],
        "tool_choice": _choice(conversation),
        "stop_sequences": [one for one in conversation.stop if one.strip()],
        "thinking": thinking,
        "output_config": {**_form(conversation), **({} if effort is None else {"effort": effort})},
        **({} if _thinks(thinking, more, conversation.limit) else _chance(conversation)),
        "stream": True,
    }
    return {name: value for name, value in _with_more(fields, more, conversation.limit).items() if value or value == 0}


def _with_more(fields: dict[str, Any], more: Mapping[str, msgspec.Raw], limit: int) -> dict[str, Any]:
    """The caller's own fields, with their bytes; those that were read into others are not among them."""
    own: dict[str, Any] = {name: raw for name, raw in more.items() if name not in _ELSEWHERE}
    config = own.pop("output_config", msgspec.Raw(b"null"))
    if bytes(config) != b"null":
        own["output_config"] = {**fields["output_config"], **fields_of(bytes(config))}
    if not _fits(own.get("thinking"), limit):
        del own["thinking"]
    return {**fields, **own}


def _fits(thinking: msgspec.Raw | None, limit: int) -> bool:
    """False for a budget that is larger than what may be written, after that was brought back."""
    said = None if thinking is None else msgspec.json.decode(thinking)
    return not isinstance(said, dict) or (said.get("budget_tokens") or 0) < limit


def _thinks(thinking: Mapping[str, Any] | None, more: Mapping[str, msgspec.Raw], limit: int) -> bool:
    own = more.get("thinking")
    said = msgspec.json.decode(own) if own is not None and _fits(own, limit) else thinking
    return isinstance(said, Mapping) and said.get("type") != "disabled"


def _system(conversation: Conversation) -> list[dict[str, Any]]:
    asks = conversation.form is not None and conversation.form.schema is None
    return [*system_of(conversation.messages), *([{"type": "text", "text": _JSON}] if asks else ())]


def _tool(tool: Tool) -> dict[str, Any]:
    described = {"description": tool.description} if tool.description else {}
    return {"name": tool.name, **described, "input_schema": {"type": "object", **tool.schema}}


def _choice(conversation: Conversation) -> dict[str, Any] | None:
    """Only where there are tools, as it would be refused; None for what Anthropic does by itself."""
    choice, single = conversation.choice, {} if conversation.parallel else {"disable_parallel_tool_use": True}
    if not conversation.tools or (choice.mode == "auto" and not single):
        return None
    if choice.mode == "none":
        return {"type": "none"}
    if choice.mode == "required":
        return {**({"type": "any"} if choice.name is None else {"type": "tool", "name": choice.name}), **single}
    return {"type": "auto", **single}


def _chance(conversation: Conversation) -> dict[str, float]:
    """Newer models take only one of both."""
    if conversation.temperature != 1.0:
        return {"temperature": min(1.0, conversation.temperature)}
    return {"top_p": conversation.top_p} if conversation.top_p != 1.0 else {}


def _form(conversation: Conversation) -> dict[str, Any]:
    form = conversation.form
    if form is None or form.schema is None:
        return {}
    return {"format": {"type": "json_schema", "schema": _closed(form.schema)}}


def _closed(schema: Any) -> Any:
    """Objects that do not say so take no other fields, as Anthropic demands it to be said."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    made = {name: _closed(value) for name, value in schema.items()}
    return {**made, "additionalProperties": False} if _is_open(schema) else made


def _is_open(schema: Mapping[str, Any]) -> bool:
    return isinstance(schema.get("properties"), Mapping) and "additionalProperties" not in schema
