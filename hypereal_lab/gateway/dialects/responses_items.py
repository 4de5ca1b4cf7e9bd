"""The input of a `/responses` request, each item checked by hand so that a refusal names its exact place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hypereal_lab.gateway.dialects.conversation import (
    Image,
    Message,
    Part,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
)
from hypereal_lab.gateway.dialects.openai import read_link
from hypereal_lab.gateway.dialects.reading import kind_at, object_at, other, role_of, text_at, wrong
from hypereal_lab.gateway.dialects.responses_tools import Names
from hypereal_lab.gateway.refusals import bad_request

__all__ = ["items_of", "read_items"]

_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
_TEXTS = {"input_text": "text", "output_text": "text", "text": "text", "refusal": "refusal"}
"""Parts in words, and where the words stand."""
_PARTS = ("input_text", "output_text", "text", "input_image", "refusal")


def items_of(said: object) -> list[Any]:
    """The input as a list of items. Raises `Refused`: 400 where there is none."""
    if isinstance(said, str) and said:
        return [{"type": "message", "role": "user", "content": said}]
    if not isinstance(said, list) or not said:
        words = 'input must be a text, or a list of items such as {"role": "user", "content": "Hello"}.'
        raise bad_request(words, param="input", code="input_required" if not said else "invalid_type")
    return said


def read_items(earlier: Sequence[Any], items: Sequence[Any], names: Names) -> tuple[Message, ...]:
    """All that was said, first what `earlier` responses keep. Raises `Refused`: 400."""
    told = [_item("previous_response_id", item, names) for item in earlier]
    told += [_item(f"input[{number}]", item, names) for number, item in enumerate(items)]
    said = tuple(_joined(message for message in told if message is not None))
    if not said:
        words = "input holds no item that is read here; say something, as a text or as a message."
        raise bad_request(words, param="input", code="input_required")
    return said


def _joined(messages: Iterable[Message]) -> Iterator[Message]:
    """What the model thought, said and called at once comes as several items, and is one message."""
    last: Message | None = None
    for message in messages:
        if last is not None and last.role == message.role == "assistant":
            last = Message("assistant", last.parts + message.parts)
            continue
        if last is not None:
            yield last
        last = message
    if last is not None:
        yield last


def _item(place: str, one: object, names: Names) -> Message | None:
    """None for an item of a type that is passed over: it belongs to another model's own tools."""
    item = object_at(place, one, "must be an object with type, or with role and content")
    match kind_at(place, item, "message"):
        case "message":
            return _message(place, item)
        case "function_call":
            return Message("assistant", (_call(place, item, names),))
        case "function_call_output":
            return _result(place, item)
        case "reasoning":
            return Message("assistant", (_thinking(place, item),))
        case _:
            return None


def _message(place: str, said: dict[str, Any]) -> Message:
    role = role_of(place, said.get("role"), _ROLES)
    return Message(role, _parts(f"{place}.content", said.get("content")))


def _call(place: str, item: dict[str, Any], names: Names) -> ToolCall:
    call, name, arguments = (text_at(f"{place}.{field}", item.get(field)) for field in ("call_id", "name", "arguments"))
    space = item.get("namespace")
    return ToolCall(call, names.inner(name, space if isinstance(space, str) else None), arguments)


def _result(place: str, item: dict[str, Any]) -> Message:
    """Pictures and other parts that a tool gave stand beside its words."""
    call = text_at(f"{place}.call_id", item.get("call_id"))
    parts = _parts(f"{place}.output", item.get("output"))
    beside = [part for part in parts if not isinstance(part, Text)]
    return Message("tool", (ToolResult(call, Message("tool", parts).text), *beside))


def _thinking(place: str, item: dict[str, Any]) -> Thinking:
    summary = item.get("summary")
    if summary is not None and not isinstance(summary, list):
        raise wrong(f"{place}.summary", "must be a list")
    texts = [one.get("text") for one in summary or () if isinstance(one, dict)]
    seal = item.get("encrypted_content")
    return Thinking("\n\n".join(text for text in texts if isinstance(text, str)), seal if isinstance(seal, str) else "")


def _parts(place: str, content: object) -> tuple[Part, ...]:
    if isinstance(content, str):
        return (Text(content),)
    if not isinstance(content, list):
        raise wrong(place, f"must be a text, or a list of parts of type {', '.join(_PARTS)}")
    return tuple([_part(f"{place}[{number}]", part) for number, part in enumerate(content)])


def _part(place: str, part: object) -> Part:
    kind = part.get("type") if isinstance(part, dict) else None
    if not isinstance(part, dict) or kind not in _PARTS:
        words = f"{place}.type must be one of {', '.join(_PARTS)}; other parts are not read here."
        refusal = bad_request(words, param=f"{place}.type", allowed=list(_PARTS))
        if not isinstance(kind, str):
            raise refusal
        return other(place, kind, refusal)
    if kind == "input_image":
        return Image(read_link(f"{place}.image_url", part.get("image_url")))
    field = _TEXTS[kind]
    return Text(text_at(f"{place}.{field}", part.get(field)))
