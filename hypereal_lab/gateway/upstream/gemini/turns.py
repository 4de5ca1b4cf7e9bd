"""What was said, as Google takes it: contents of parts."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from typing import Any

from hypereal_lab.gateway.dialects import Image, Message, Other, Part, Text, Thinking, ToolCall, ToolResult
from hypereal_lab.gateway.upstream.gemini.thinking import generation_of
from hypereal_lab.gateway.upstream.raw import arguments_of, inlined

__all__ = ["contents_of", "system_of"]

_SEALS = (3, 0)
"""The first generation that refuses a call without a seal, and takes pictures inside of results."""
_NO_WORDS = "."
"""What stands for the user where nobody but the system spoke."""
_NO_SEAL = "skip_thought_signature_validator"
"""What Google wants to read in place of a seal that nobody has: on calls that another model made."""


def system_of(messages: Sequence[Message]) -> dict[str, Any] | None:
    """The texts of all system messages, wherever they stand."""
    texts = [part.text for one in messages if one.role == "system" for part in one.parts if isinstance(part, Text)]
    return {"parts": [{"text": text} for text in texts]} if texts else None


def contents_of(messages: Sequence[Message], model: str) -> list[dict[str, Any]]:
    """User and model in turn; what several tools gave at once stands together, before what else the user says."""
    writer = _Writer(generation_of(model) >= _SEALS)
    contents: list[dict[str, Any]] = []
    last = ""
    asked = max((place for place, one in enumerate(messages) if one.role == "user"), default=0)
    for place, message in enumerate(messages):
        parts = [] if message.role == "system" else writer.parts(message, checked=place > asked)
        if parts and message.role == last:
            contents[-1]["parts"] += parts
        elif parts:
            contents.append({"role": "model" if message.role == "assistant" else "user", "parts": parts})
            last = message.role
    return contents or [{"role": "user", "parts": [{"text": _NO_WORDS}]}]


class _Writer:
    """Writes one conversation."""

    def __init__(self, newer: bool) -> None:
        self._newer = newer
        self._names: dict[str, str] = {}
        """Of the functions that were called, by the id of the call."""

    def parts(self, message: Message, *, checked: bool) -> list[dict[str, Any]]:
        """Those of one side. A seal whose text is closed belongs to the part behind it. The first call needs one: where
        it has none, that of the thoughts before it is its own. Google only looks at those behind the last words of the
        user: they are `checked`.
        """
        made: list[dict[str, Any]] = []
        seal = spare = ""
        for part in message.parts:
            if isinstance(part, Thinking) and part.closed:
                made += _alone(seal)
                seal = part.signature
                continue
            if not (one := self._part(part)):
                continue
            if isinstance(part, Thinking):
                spare = part.signature or spare
            if isinstance(part, ToolCall) and not any("functionCall" in other for other in made):
                seal = seal or spare or (_NO_SEAL if self._newer and checked else "")
            if isinstance(part, Image) and message.role == "tool" and self._inside(made, one):
                continue
            if not seal and _is_empty(part):
                continue
            made.append({**one, "thoughtSignature": seal} if seal else one)
            seal = ""
        return [*made, *_alone(seal)]

    def _part(self, part: Part) -> dict[str, Any]:
        match part:
            case Other():
                return {}
            case Text(text):
                return {"text": text}
            case Image(url):
                return _picture(url)
            case Thinking(text, signature):
                return {"text": text, "thought": True, **({"thoughtSignature": signature} if signature else {})}
            case ToolCall(call, name, arguments):
                self._names[call] = name
                return {"functionCall": {"id": call, "name": name, "args": arguments_of(arguments)}}
            case ToolResult(call, text, failed):
                given = {"error" if failed else "output": text}
                return {"functionResponse": {"id": call, "name": self._names.get(call, call), "response": given}}

    def _inside(self, made: list[dict[str, Any]], picture: dict[str, Any]) -> bool:
        """Put a picture into the result before it, where the model takes it there."""
        if not (self._newer and made and "functionResponse" in made[-1] and "inlineData" in picture):
            return False
        made[-1]["functionResponse"].setdefault("parts", []).append(picture)
        return True


def _is_empty(part: Part) -> bool:
    return isinstance(part, Text | Thinking) and part[:2] in (("",), ("", ""))


def _alone(seal: str) -> list[dict[str, Any]]:
    """A seal with no part behind it."""
    return [{"text": "", "thoughtSignature": seal}] if seal else []


def _picture(url: str) -> dict[str, Any]:
    found = inlined(url)
    if found is not None:
        return {"inlineData": {"mimeType": found[0], "data": found[1]}}
    kind = mimetypes.guess_type(url.partition("?")[0])[0]
    return {"fileData": {**({"mimeType": kind} if kind else {}), "fileUri": url}}
