"""A conversation as the fields of a request to Google."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from hypereal_lab.gateway.dialects import Conversation, Tool
from hypereal_lab.gateway.providers.base import TextOrder
from hypereal_lab.gateway.upstream.gemini.thinking import thinking_of
from hypereal_lab.gateway.upstream.gemini.turns import contents_of, system_of
from hypereal_lab.gateway.upstream.raw import OURS, fields_of

__all__ = ["request_of"]

_ELSEWHERE = (*OURS, "model", "stream", "generationConfig", "generation_config")
"""Fields of the caller that have no place in the request, or are written with others."""
_MODES = {"none": "NONE", "required": "ANY"}
_WORD = re.compile(r"_([a-z])")


def request_of(order: TextOrder, model: str) -> dict[str, Any]:
    """All fields. Google has none for calls one at a time, so that is left out."""
    conversation = order.conversation
    more = conversation.more if order.asked is not None and order.asked.dialect == "gemini" else {}
    tools = [_tool(one) for one in conversation.tools]
    fields = {
        "contents": contents_of(conversation.messages, model),
        "systemInstruction": system_of(conversation.messages),
        "tools": [{"functionDeclarations": tools}] if tools else None,
        "toolConfig": _calling(conversation) if tools else None,
        "generationConfig": _config(conversation, model, more),
        **{name: raw for name, raw in more.items() if name not in _ELSEWHERE},
    }
    return {name: value for name, value in fields.items() if value is not None}


def _tool(tool: Tool) -> dict[str, Any]:
    described = {"description": tool.description} if tool.description else {}
    return {"name": tool.name, **described, **({"parametersJsonSchema": tool.schema} if tool.schema else {})}


def _calling(conversation: Conversation) -> dict[str, Any] | None:
    choice = conversation.choice
    if choice.mode not in _MODES:
        return None
    only = {"allowedFunctionNames": [choice.name]} if choice.name is not None else {}
    return {"functionCallingConfig": {"mode": _MODES[choice.mode], **only}}


def _config(conversation: Conversation, model: str, more: Mapping[str, msgspec.Raw]) -> dict[str, Any]:
    """How to write; what the caller has set there and no conversation holds goes on with its own bytes."""
    config = {
        "maxOutputTokens": conversation.limit,
        "temperature": None if conversation.temperature == 1.0 else conversation.temperature,
        "topP": None if conversation.top_p == 1.0 else conversation.top_p,
        "seed": conversation.seed,
        "stopSequences": conversation.stop or None,
        **_form(conversation),
        "thinkingConfig": thinking_of(conversation, model) or None,
    }
    made = {name: value for name, value in config.items() if value is not None}
    return {**made, **{name: raw for name, raw in _own(more).items() if name not in _READ}}


_READ = ("maxOutputTokens", "candidateCount", "responseMimeType", "responseSchema", "responseJsonSchema")
"""What is checked or written in another form."""


def _own(more: Mapping[str, msgspec.Raw]) -> dict[str, msgspec.Raw]:
    """The caller's `generationConfig`, its names as Google spells them."""
    raw = next((bytes(more[name]) for name in _ELSEWHERE[-2:] if name in more), b"null")
    return {_camel(name): value for name, value in fields_of(raw).items()} if raw[:1] == b"{" else {}


def _camel(name: str) -> str:
    return _WORD.sub(lambda found: found[1].upper(), name)


def _form(conversation: Conversation) -> dict[str, Any]:
    form = conversation.form
    if form is None:
        return {}
    return {"responseMimeType": "application/json", "responseJsonSchema": form.schema}
