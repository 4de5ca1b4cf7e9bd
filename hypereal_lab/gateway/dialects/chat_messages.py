"""The messages of a `/chat/completions` request, each checked by hand so that a refusal names its exact place."""

from __future__ import annotations

from typing import Any

from hypereal_lab.gateway.dialects.conversation import Image, Message, Part, Text, ToolCall, ToolResult
from hypereal_lab.gateway.dialects.openai import read_link
from hypereal_lab.gateway.dialects.reading import object_at, other, role_of, text_at, wrong
from hypereal_lab.gateway.refusals import bad_request

__all__ = ["read_messages"]

ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}
"""Names of the wire and what they are here; the newer and older ones mean the same."""
_PARTS = ("text", "image_url")


def read_messages(messages: list[Any] | None) -> tuple[Message, ...]:
    """All that was said. Raises `Refused`: 400."""
    if not messages:
        words = 'messages must hold at least one message, such as {"role": "user", "content": "Hello"}.'
        raise bad_request(words, param="messages", code="messages_required")
    return tuple([_message(f"messages[{place}]", one) for place, one in enumerate(messages)])


def _message(place: str, one: object) -> Message:
    said = object_at(place, one, "must be an object with role and content")
    role, content = role_of(place, said.get("role"), ROLES), said.get("content")
    if role == "tool":
        result = ToolResult(_called(place, said), Message("tool", _parts(f"{place}.content", content)).text)
        return Message("tool", (result,))
    calls = _calls(f"{place}.tool_calls", said.get("tool_calls")) if role == "assistant" else ()
    if role == "assistant" and content is None:  # it called tools instead
        return Message("assistant", calls)
    return Message(role, (*_parts(f"{place}.content", content), *calls))


def _called(place: str, said: dict[str, Any]) -> str:
    """The call that a tool answers; older clients name the function."""
    call = said.get("tool_call_id", said.get("name"))
    if not isinstance(call, str):
        raise wrong(f"{place}.tool_call_id", "must name the call that this answers")
    return call


def _calls(place: str, calls: object) -> tuple[ToolCall, ...]:
    if calls is None:
        return ()
    if not isinstance(calls, list):
        raise wrong(place, "must be a list of the tool calls that were made")
    return tuple([_call(f"{place}[{number}]", one) for number, one in enumerate(calls)])


def _call(place: str, call: object) -> ToolCall:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(call, dict) or not isinstance(function, dict):
        raise wrong(place, "must be an object with id, type and function")
    named, name, arguments = call.get("id"), function.get("name"), function.get("arguments", "{}")
    if not (isinstance(named, str) and isinstance(name, str) and isinstance(arguments, str)):
        raise wrong(place, "needs an id, a function.name and function.arguments, all texts")
    return ToolCall(named, name, arguments)


def _parts(place: str, content: object) -> tuple[Part, ...]:
    if isinstance(content, str):
        return (Text(content),)
    if not isinstance(content, list) or not content:
        raise wrong(place, "must be a text, or a list of parts of type text or image_url")
    return tuple([_part(f"{place}[{number}]", part) for number, part in enumerate(content)])


def _part(place: str, part: object) -> Part:
    kind = part.get("type") if isinstance(part, dict) else None
    if not isinstance(part, dict) or kind not in _PARTS:
        words = f"{place}.type must be text or image_url; other parts are not read here."
        refusal = bad_request(words, param=f"{place}.type", allowed=list(_PARTS))
        if not isinstance(kind, str):
            raise refusal
        return other(place, kind, refusal)
    if kind == "text":
        return Text(text_at(f"{place}.text", part.get("text")))
    image = part.get("image_url")
    return Image(read_link(f"{place}.image_url.url", image.get("url") if isinstance(image, dict) else image))
