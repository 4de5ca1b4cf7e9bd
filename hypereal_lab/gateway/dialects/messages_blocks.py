"""The messages of a `/messages` request and the blocks in them; a refusal names the exact place."""

from __future__ import annotations

from typing import Any

from hypereal_lab.gateway.dialects.conversation import Image, Message, Part, Text, Thinking, ToolCall, ToolResult
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.wire.codec import encode

__all__ = ["read_messages", "read_system", "wrong"]

BLOCKS = {
    "user": ("text", "image", "tool_result"),
    "assistant": ("text", "thinking", "redacted_thinking", "tool_use"),
    "system": ("text",),
}
"""Who says what."""
_IN_RESULTS = ("text", "image")
_SOURCES = ("base64", "url")
_PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
_SHOWN = 40
"""Characters of a caller's own word that are worth repeating."""


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


def wrong(place: str, words: str) -> Refused:
    """400: what stands at this place is of another type than it must be."""
    return bad_request(f"{place} {words}.", param=place, code="invalid_type")


def _message(place: str, said: object) -> list[Message]:
    if not isinstance(said, dict):
        raise wrong(place, "must be an object with role and content")
    role = said.get("role")
    if not isinstance(role, str) or role not in BLOCKS:
        found = f" {role[:_SHOWN]!r}" if isinstance(role, str) else ""
        words = f"{place}.role{found} must be one of {', '.join(BLOCKS)}."
        raise bad_request(words, param=f"{place}.role", allowed=list(BLOCKS))
    blocks = _blocks(f"{place}.content", BLOCKS[role], said.get("content"))
    if role == "assistant" and not blocks:  # a model that had nothing to add
        return [Message(role, ())]
    results = [Message("tool", parts) for parts in blocks if isinstance(parts[0], ToolResult)]
    others = tuple([part for parts in blocks if not isinstance(parts[0], ToolResult) for part in parts])
    return [*results, Message(role, others)] if others else results


def _blocks(place: str, kinds: tuple[str, ...], content: object) -> list[tuple[Part, ...]]:
    """The parts of each block; the result of a tool has its pictures behind it."""
    if isinstance(content, str):
        return [(Text(content),)]
    if not isinstance(content, list) or not (content or "tool_use" in kinds):
        raise wrong(place, f"must be a text, or a list of blocks of type {', '.join(kinds)}")
    return [_block(f"{place}[{number}]", kinds, one) for number, one in enumerate(content)]


def _block(place: str, kinds: tuple[str, ...], block: object) -> tuple[Part, ...]:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(block, dict) or kind not in kinds:
        found = f" {kind[:_SHOWN]!r}" if isinstance(kind, str) else ""
        words = f"{place}.type{found} must be one of {', '.join(kinds)}; other blocks are not read here."
        raise bad_request(words, param=f"{place}.type", allowed=list(kinds))
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
    arguments = block.get("input")
    if not isinstance(arguments, dict):
        raise wrong(f"{place}.input", "must be an object")
    return ToolCall(_text(place, block, "id"), _text(place, block, "name"), encode(arguments).decode())


def _result(place: str, block: dict[str, Any]) -> tuple[Part, ...]:
    """A tool may give nothing at all."""
    call, content = _text(place, block, "tool_use_id"), block.get("content") or ""
    given = [part for parts in _blocks(f"{place}.content", _IN_RESULTS, content) for part in parts]
    text = "\n".join([part.text for part in given if isinstance(part, Text)])
    pictures = [part for part in given if isinstance(part, Image)]
    return (ToolResult(call, text, failed=block.get("is_error") is True), *pictures)


def _text(place: str, block: dict[str, Any], field: str, missing: str | None = None) -> str:
    value = block.get(field, missing)
    if not isinstance(value, str):
        raise wrong(f"{place}.{field}", "must be a text")
    return value
