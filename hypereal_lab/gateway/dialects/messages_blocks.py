"""The messages of a `/messages` request and the blocks in them; a refusal names the exact place."""

from __future__ import annotations

from typing import Any

from hypereal_lab.gateway.dialects.conversation import Image, Message, Part, Text, Thinking, ToolCall, ToolResult
from hypereal_lab.gateway.dialects.reading import SHOWN, object_at, other, results_first, role_of, text_at, wrong
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.wire.codec import encode

__all__ = ["read_messages", "read_system"]

BLOCKS = {
    "user": ("text", "image", "tool_result"),
    "assistant": ("text", "thinking", "redacted_thinking", "tool_use"),
    "system": ("text",),
}
"""Who says what."""
_READ = frozenset(kind for kinds in BLOCKS.values() for kind in kinds)
_ROLES = {role: role for role in BLOCKS}
_IN_RESULTS = ("text", "image")
_SOURCES = ("base64", "url")
_PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")


def read_system(system: object) -> tuple[Message, ...]:
    """What stands above the conversation. Raises `Refused`: 400."""
    if system is None or system == []:
        return ()
    blocks = _blocks("system", BLOCKS["system"], system)
    return (Message("system", tuple([part for parts in blocks for part in parts])),)


def read_messages(messages: list[Any] | None) -> tuple[Message, ...]:
    """All that was said; what tools gave becomes messages of their own. Raises `Refused`: 400."""
    if not messages:
        words = 'messages must hold at least one message, such as {"role": "user", "content": "Hello"}.'
        raise bad_request(words, param="messages", code="messages_required")
    return tuple([read for place, one in enumerate(messages) for read in _message(f"messages[{place}]", one)])


def _message(place: str, one: object) -> list[Message]:
    said = object_at(place, one, "must be an object with role and content")
    role = role_of(place, said.get("role"), _ROLES)
    blocks = _blocks(f"{place}.content", BLOCKS[role], said.get("content"))
    if role == "assistant" and not blocks:  # a model that had nothing to add
        return [Message(role, ())]
    return results_first(role, blocks)


def _blocks(place: str, kinds: tuple[str, ...], content: object) -> list[tuple[Part, ...]]:
    """The parts of each block; the result of a tool has its pictures and other parts behind it."""
    if isinstance(content, str):
        return [(Text(content),)]
    if not isinstance(content, list) or not (content or "tool_use" in kinds):
        raise wrong(place, f"must be a text, or a list of blocks of type {', '.join(kinds)}")
    return [_block(f"{place}[{number}]", kinds, one) for number, one in enumerate(content)]


def _block(place: str, kinds: tuple[str, ...], block: object) -> tuple[Part, ...]:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(block, dict) or kind not in kinds:
        found = f" {kind[:SHOWN]!r}" if isinstance(kind, str) else ""
        words = f"{place}.type{found} must be one of {', '.join(kinds)}; other blocks are not read here."
        refusal = bad_request(words, param=f"{place}.type", allowed=list(kinds))
        if not isinstance(kind, str) or kind in _READ:
            raise refusal
        return (other(place, kind, refusal),)
    match kind:
        case "text":
            return (Text(_text(place, block, "text")),)
        case "image":
            return (_image(f"{place}.source", block.get("source")),)
        case "tool_use":
            return (_call(place, block),)
        case "tool_result":
            return _result(place, block)
        case "thinking":
            return (Thinking(_text(place, block, "thinking"), _text(place, block, "signature", "")),)
        case _:
            return (Thinking("", _text(place, block, "data"), closed=True),)


def _image(place: str, source: object) -> Image:
    if not isinstance(source, dict) or source.get("type") not in _SOURCES:
        words = f"{place}.type must be base64 or url."
        raise bad_request(words, param=f"{place}.type", allowed=list(_SOURCES))
    if source["type"] == "url":
        url = _text(place, source, "url")
        if not url.startswith(("https://", "http://")):
            raise wrong(f"{place}.url", "must be a link (https://...)")
        return Image(url)
    kind, data = source.get("media_type"), _text(place, source, "data")
    if kind not in _PICTURES:
        words = f"{place}.media_type must be one of {', '.join(_PICTURES)}."
        raise bad_request(words, param=f"{place}.media_type", allowed=list(_PICTURES))
    return Image(f"data:{kind};base64,{data}")


def _call(place: str, block: dict[str, Any]) -> ToolCall:
    arguments = object_at(f"{place}.input", block.get("input"), "must be an object")
    return ToolCall(_text(place, block, "id"), _text(place, block, "name"), encode(arguments).decode())


def _result(place: str, block: dict[str, Any]) -> tuple[Part, ...]:
    """A tool may give nothing at all."""
    call, content = _text(place, block, "tool_use_id"), block.get("content") or ""
    given = [part for parts in _blocks(f"{place}.content", _IN_RESULTS, content) for part in parts]
    text = "\n".join([part.text for part in given if isinstance(part, Text)])
    beside = [part for part in given if not isinstance(part, Text)]
    return (ToolResult(call, text, failed=block.get("is_error") is True), *beside)


def _text(place: str, block: dict[str, Any], field: str, missing: str | None = None) -> str:
    return text_at(f"{place}.{field}", block.get(field, missing))
