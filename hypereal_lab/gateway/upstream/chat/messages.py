"""What was said in any dialect, as the messages of chat completions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hypereal_lab.gateway.dialects import Image, Message, Other, Part, Text, Thinking, ToolCall, ToolResult

__all__ = ["written_messages"]


def written_messages(said: Iterable[Message]) -> Iterator[dict[str, Any]]:
    """Only users show pictures here: those of tools and models wait until all tools have answered, and stand before
    what the user says next.
    """
    shown: list[Part] = []
    for message in said:
        for part in message.parts:
            if isinstance(part, ToolResult):
                yield {"role": "tool", "tool_call_id": part.call, "content": part.text}
        parts: list[Part] = [part for part in message.parts if not isinstance(part, ToolResult | Thinking | Other)]
        if message.role == "tool":
            shown += parts
            continue
        if message.role == "user":
            parts, shown = [*shown, *parts], []
        if shown and parts:
            yield {"role": "user", "content": _content(shown)}
            shown = []
        if message.role != "user":
            shown = [part for part in parts if isinstance(part, Image)]
            parts = [part for part in parts if not isinstance(part, Image)]
        if parts:
            yield _message(message.role, parts)
    if shown:
        yield {"role": "user", "content": _content(shown)}


def _message(role: str, parts: list[Part]) -> dict[str, Any]:
    calls = [_call(part) for part in parts if isinstance(part, ToolCall)]
    content: list[Part] = [part for part in parts if not isinstance(part, ToolCall)]
    told: dict[str, Any] = {"role": role, "content": _content(content) if content else None}
    return {**told, "tool_calls": calls} if calls else told


def _content(parts: list[Part]) -> str | list[dict[str, Any]]:
    """Words alone are one text, a line for each piece: not every server reads parts."""
    if not any(isinstance(part, Image) for part in parts):
        return Message("user", tuple(parts)).text
    return [
        {"type": "image_url", "image_url": {"url": part.url}}
        if isinstance(part, Image)
        else {"type": "text", "text": part.text}
        for part in parts
        if isinstance(part, Image | Text)
    ]


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments or "{}"}
    return {"id": call.id, "type": "function", "function": function}
