"""What was said, as Anthropic takes it: the system apart, the others by turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from hypereal_lab.gateway.dialects import Image, Message, Other, Part, Text, Thinking, ToolCall, ToolResult
from hypereal_lab.gateway.upstream.raw import arguments_of, inlined

__all__ = ["system_of", "turns_of"]

_UNFIT = re.compile(r"[^a-zA-Z0-9_-]")
"""Letters that ids of calls may not have."""
_NO_WORDS = [{"type": "text", "text": "."}]
"""What stands for the user where the model began: the first turn has to be the user's."""


def system_of(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The texts of all system messages, wherever they stand: only there they have their weight."""
    parts = [part for one in messages if one.role == "system" for part in one.parts]
    return [_text(part.text) for part in parts if isinstance(part, Text) and part.text.strip()]


def turns_of(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """User and assistant in turn. The results of tools come first in theirs, with the pictures that belong to them;
    texts of nothing but space are left out, as they would be refused.
    """
    turns: list[dict[str, Any]] = []
    for message in messages:
        blocks = [] if message.role == "system" else _blocks(message)
        role = "assistant" if message.role == "assistant" else "user"
        if blocks and turns and turns[-1]["role"] == role:
            turns[-1]["content"] += blocks
        elif blocks:
            turns.append({"role": role, "content": blocks})
    for turn in turns:
        turn["content"].sort(key=lambda block: turn["role"] == "user" and block["type"] != "tool_result")
    return _framed(turns)


def _framed(turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Begins with the user, and does not end with a space of the assistant, which would be refused."""
    if not turns or turns[0]["role"] == "assistant":
        turns.insert(0, {"role": "user", "content": _NO_WORDS})
    last = turns[-1]["content"][-1]
    if turns[-1]["role"] == "assistant" and last["type"] == "text":
        last["text"] = last["text"].rstrip()
    return turns


def _blocks(message: Message) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for part in message.parts:
        block = _block(part)
        if isinstance(part, Image) and message.role == "tool" and blocks:
            blocks[-1].setdefault("content", []).append(block)
        elif block is not None:
            blocks.append(block)
    return blocks


def _block(part: Part) -> dict[str, Any] | None:
    match part:
        case Text(text):
            return _text(text) if text.strip() else None
        case Image(url):
            return {"type": "image", "source": _source(url)}
        case Other():
            return None
        case Thinking(text, signature, closed):
            return _thinking(text, signature, closed=closed)
        case ToolCall(call, name, arguments):
            return {"type": "tool_use", "id": _id(call), "name": name, "input": arguments_of(arguments)}
        case ToolResult(call, text, failed):
            content = {"content": [_text(text)]} if text.strip() else {}
            return {
                "type": "tool_result",
                "tool_use_id": _id(call),
                **content,
                **({"is_error": True} if failed else {}),
            }


def _thinking(text: str, signature: str, *, closed: bool) -> dict[str, Any] | None:
    """As it came. Thoughts without a seal are from elsewhere, and Anthropic takes none of those."""
    if closed:
        return {"type": "redacted_thinking", "data": signature}
    return {"type": "thinking", "thinking": text, "signature": signature} if signature else None


def _source(url: str) -> dict[str, str]:
    found = inlined(url)
    if found is None:
        return {"type": "url", "url": url}
    return {"type": "base64", "media_type": found[0], "data": found[1]}


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _id(call: str) -> str:
    return _UNFIT.sub("_", call) or "_"
