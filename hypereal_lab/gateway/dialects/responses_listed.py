"""The input of a stored response as it is listed: every item with an id, every message in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["listed_items"]

_PREFIXES = {"message": "msg", "function_call": "fc", "function_call_output": "fco", "reasoning": "rs"}


def listed_items(response: str, items: Sequence[Any]) -> list[dict[str, Any]]:
    """The items in the order in which they were sent; `response` is the id that stands before their own numbers."""
    hexed = response.removeprefix("resp_")
    return [_listed(f"{hexed}_in{number}", item) for number, item in enumerate(items) if isinstance(item, Mapping)]


def _listed(place: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """Ids that the caller gave stay."""
    kind = item.get("type") or "message"
    told = {"id": f"{_PREFIXES.get(kind, 'item')}_{place}", "type": kind, "status": "completed", **item}
    if kind == "message":
        told["content"] = _content(item.get("role"), item.get("content"))
    return told


def _content(role: object, content: object) -> object:
    if not isinstance(content, str):
        return content
    if role == "assistant":
        return [{"type": "output_text", "text": content, "annotations": [], "logprobs": []}]
    return [{"type": "input_text", "text": content}]
