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
from hypereal_lab.gateway.dialects.responses_tools import Names
from hypereal_lab.gateway.refusals import Refused, bad_request

__all__ = ["items_of", "read_items"]

_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
_TEXTS = {"input_text": "text", "output_text": "text", "text": "text", "refusal": "refusal"}
"""Parts in words, and where the words stand."""
_PARTS = ("input_text", "output_text", "text", "input_image", "refusal")
_SCHEMES = ("https://", "http://", "data:image/")
_SHOWN = 40
"""Characters of a caller's own word that are worth repeating."""


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
    return tuple(_joined(message for message in told if message is not None))


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


def _item(place: str, item: object, names: Names) -> Message | None:
    """None for an item of a type that is passed over: it belongs to another model's own tools."""
    if not isinstance(item, dict):
        raise _wrong(place, "must be an object with type, or with role and content")
    match item.get("type", "message"):
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
    role = said.get("role")
    if not isinstance(role, str) or role not in _ROLES:
        found = f" {role[:_SHOWN]!r}" if isinstance(role, str) else ""
        words = f"{place}.role{found} must be one of {', '.join(_ROLES)}."
        raise bad_request(words, param=f"{place}.role", allowed=list(_ROLES))
    return Message(_ROLES[role], _parts(f"{place}.content", said.get("content")))


def _call(place: str, item: dict[str, Any], names: Names) -> ToolCall:
    call, name, arguments = (_text(f"{place}.{field}", item.get(field)) for field in ("call_id", "name", "arguments"))
    space = item.get("namespace")
    return ToolCall(call, names.inner(name, space if isinstance(space, str) else None), arguments)


def _result(place: str, item: dict[str, Any]) -> Message:
    """Pictures that a tool gave stand beside its words."""
    call = _text(f"{place}.call_id", item.get("call_id"))
    parts = _parts(f"{place}.output", item.get("output"))
    images = [part for part in parts if isinstance(part, Image)]
    return Message("tool", (ToolResult(call, Message("tool", parts).text), *images))


def _thinking(place: str, item: dict[str, Any]) -> Thinking:
    summary = item.get("summary")
    if summary is not None and not isinstance(summary, list):
        raise _wrong(f"{place}.summary", "must be a list")
    texts = [one.get("text") for one in summary or () if isinstance(one, dict)]
    seal = item.get("encrypted_content")
    return Thinking("\n\n".join(text for text in texts if isinstance(text, str)), seal if isinstance(seal, str) else "")


def _parts(place: str, content: object) -> tuple[Part, ...]:
    if isinstance(content, str):
        return (Text(content),)
    if not isinstance(content, list):
        raise _wrong(place, f"must be a text, or a list of parts of type {', '.join(_PARTS)}")
    return tuple([_part(f"{place}[{number}]", part) for number, part in enumerate(content)])


def _part(place: str, part: object) -> Part:
    kind = part.get("type") if isinstance(part, dict) else None
    if not isinstance(part, dict) or kind not in _PARTS:
        words = f"{place}.type must be one of {', '.join(_PARTS)}; other parts are not read here."
        raise bad_request(words, param=f"{place}.type", allowed=list(_PARTS))
    if kind == "input_image":
        return Image(_link(f"{place}.image_url", part.get("image_url")))
    field = _TEXTS[kind]
    return Text(_text(f"{place}.{field}", part.get(field)))


def _link(place: str, url: object) -> str:
    if not isinstance(url, str) or not url.startswith(_SCHEMES):
        raise _wrong(place, "must be a link (https://...) or a data URL (data:image/png;base64,...)")
    return url


def _text(place: str, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(place, "must be a text")
    return value


def _wrong(place: str, words: str) -> Refused:
    return bad_request(f"{place} {words}.", param=place, code="invalid_type")
