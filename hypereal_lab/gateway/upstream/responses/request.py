"""A conversation of any dialect as a request for a response."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hypereal_lab.gateway.dialects import (
    Conversation,
    Form,
    Image,
    Message,
    Part,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolResult,
)
from hypereal_lab.gateway.upstream.chat.offer import offer_of
from hypereal_lab.gateway.upstream.chat.request import ANSWER, effort_of, fully_closed, sampling

__all__ = ["converted_fields"]

_SEAL = "reasoning.encrypted_content"
_NO_ARGUMENTS = {"type": "object", "properties": {}}
"""A function has to have a schema here."""


def converted_fields(conversation: Conversation, model: str) -> dict[str, Any]:
    """All fields of the request. Nothing is kept there: the whole conversation comes with every call."""
    instructions, said = _instructions(conversation.messages)
    fields: dict[str, Any] = {
        "model": model,
        **instructions,
        "input": [item for message in said for item in _items(message)],
        "max_output_tokens": conversation.limit,
        **sampling(conversation),
        **offer_of(conversation, _tool, lambda name: {"name": name}),
        **_reasoning(conversation),
        "store": False,
        "stream": True,
    }
    if conversation.form is not None:
        fields["text"] = {"format": _form(conversation.form)}
    return fields


def _instructions(said: Sequence[Message]) -> tuple[dict[str, str], Sequence[Message]]:
    """What the system says first, unless nothing would be left for the input."""
    if len(said) < 2 or said[0].role != "system":
        return {}, said
    return {"instructions": said[0].text}, said[1:]


def _items(message: Message) -> Iterator[dict[str, Any]]:
    """Pictures stand with the result of the tool that they come from."""
    words: list[Part] = []
    parts = list(message.parts)
    while parts:
        part = parts.pop(0)
        if isinstance(part, Text | Image):
            words.append(part)
            continue
        yield from _message(message.role, words)
        words = []
        match part:
            case Thinking():
                yield from _thought(part)
            case ToolCall(call, name, arguments):
                yield {"type": "function_call", "call_id": call, "name": name, "arguments": arguments or "{}"}
            case ToolResult(call, text):
                pictures = []
                while parts and isinstance(parts[0], Image):
                    pictures.append(parts.pop(0))
                yield {"type": "function_call_output", "call_id": call, "output": _given(text, pictures)}
    yield from _message(message.role, words)


def _message(role: str, parts: list[Part]) -> Iterator[dict[str, Any]]:
    """Only users show pictures here; what a tool says beside its result is the user's, too."""
    if role == "assistant":
        words = [{"type": "output_text", "text": part.text} for part in parts if isinstance(part, Text)]
        pictures = [part for part in parts if isinstance(part, Image)]
        if words:
            yield {"type": "message", "role": role, "content": words}
        if pictures:
            yield {"type": "message", "role": "user", "content": list(_shown(pictures))}
    elif parts:
        yield {"type": "message", "role": "user" if role == "tool" else role, "content": list(_shown(parts))}


def _shown(parts: Iterable[Part]) -> Iterator[dict[str, Any]]:
    for part in parts:
        if isinstance(part, Image):
            yield {"type": "input_image", "image_url": part.url}
        elif isinstance(part, Text):
            yield {"type": "input_text", "text": part.text}


def _given(text: str, pictures: Sequence[Part]) -> str | list[dict[str, Any]]:
    if not pictures:
        return text
    return list(_shown([*([Text(text)] if text else []), *pictures]))


def _thought(thinking: Thinking) -> Iterator[dict[str, Any]]:
    """Thoughts without their maker's seal are taken by nobody."""
    if thinking.signature:
        summary = [{"type": "summary_text", "text": thinking.text}] if thinking.text else []
        yield {"type": "reasoning", "summary": summary, "encrypted_content": thinking.signature}


def _tool(tool: Tool) -> dict[str, Any]:
    told = {"type": "function", "name": tool.name, "parameters": tool.schema or _NO_ARGUMENTS, "strict": False}
    return {**told, "description": tool.description} if tool.description else told


def _form(form: Form) -> dict[str, Any]:
    if form.schema is None:
        return {"type": "json_object"}
    return {"type": "json_schema", "name": ANSWER, "strict": fully_closed(form.schema), "schema": form.schema}


def _reasoning(conversation: Conversation) -> dict[str, Any]:
    """Models that do not reason refuse to hear of it, so only where the conversation does."""
    told = {"effort": effort_of(conversation), "summary": "auto" if conversation.thinks else None}
    reasoning = {name: value for name, value in told.items() if value is not None}
    parts = (part for message in conversation.messages for part in message.parts)
    sealed = any(isinstance(part, Thinking) and part.signature for part in parts)
    if not reasoning and not sealed:
        return {}
    return {**({"reasoning": reasoning} if reasoning else {}), "include": [_SEAL]}
