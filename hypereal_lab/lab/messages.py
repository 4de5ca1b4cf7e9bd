"""What was said, checked before anything is sent, and the pictures that belong to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypereal_lab.errors import InputError

__all__ = ["read_messages"]

_ROLES = ("system", "developer", "user", "assistant", "tool")


def read_messages(messages: object, system: str | None, pictures: int = 0) -> list[dict[str, Any]]:
    """A text, or a list of messages, with `system` before them.

    A part `{"type": "image", "reference": 0}` stands for the first of so many references; those that no part names
    belong to the last message. Raises `InputError`.
    """
    said: object = [{"role": "user", "content": messages}] if isinstance(messages, str) else messages
    if not isinstance(said, Sequence) or not said:
        raise InputError("messages is a text, or a list of {'role', 'content'}.", field="messages")
    for number, one in enumerate(said):
        if not isinstance(one, Mapping) or one.get("role") not in _ROLES or not _says(one):
            words = f"messages[{number}] needs a role ({', '.join(_ROLES)}) and content that is not empty."
            raise InputError(words, field=f"messages[{number}]")
    before = [] if system is None else [{"role": "system", "content": system}]
    whole = [*before, *(dict(one) for one in said)]
    return _with_the_rest(whole, pictures)


def _says(message: Mapping[str, Any]) -> bool:
    """A message that calls tools need not say a word."""
    return bool(message.get("content")) or (message["role"] == "assistant" and bool(message.get("tool_calls")))


def _with_the_rest(messages: list[dict[str, Any]], pictures: int) -> list[dict[str, Any]]:
    named = [number for one in messages for number in _named(one.get("content"))]
    if wrong := [number for number in named if type(number) is not int or not 0 <= number < pictures]:
        raise InputError(f"A part names the reference {wrong[0]!r}, and there are {pictures}.", field="messages")
    rest = [{"type": "image", "reference": number} for number in range(pictures) if number not in named]
    if not rest:
        return messages
    last = messages[-1]
    if last["role"] != "user":
        raise InputError("Pictures belong to a message of the user; say something after the last.", field="references")
    content = last["content"]
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else list(content)
    return [*messages[:-1], {**last, "content": [*parts, *rest]}]


def _named(content: object) -> list[Any]:
    parts = content if isinstance(content, list | tuple) else ()
    return [part.get("reference") for part in parts if isinstance(part, Mapping) and part.get("type") == "image"]
