"""Reads answers of chat completions: OpenAI's, and those of the many servers that speak like it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from hypereal_lab.gateway.dialects import Delta, Finish, Piece, Thought, Usage
from hypereal_lab.gateway.upstream.chat.calls import Calls
from hypereal_lab.gateway.upstream.chat.usage import read_usage
from hypereal_lab.gateway.upstream.error_bodies import told_failure, unreadable
from hypereal_lab.gateway.upstream.failures import UpstreamFailed

__all__ = ["ChatReader"]

_REASONS = {
    "length": "length",
    "max_tokens": "length",
    "tool_calls": "tools",
    "function_call": "tools",
    "content_filter": "refusal",
    "refusal": "refusal",
}
"""All others are `stop`, as servers have many names for it."""
_FAILURES = frozenset({"error", "abort", "insufficient_system_resource"})
"""What some servers give as the reason of an end that is none."""
_NOTHING = msgspec.Raw(b"null")
_NULL = b"null"
_DONE = b"[DONE]"


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: msgspec.Raw = _NOTHING
    """A text; some give the object itself."""


class _Custom(msgspec.Struct):
    """Of a tool without a schema."""

    name: str | None = None
    input: str | None = None


class _Call(msgspec.Struct):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None
    custom: _Custom | None = None


class _Said(msgspec.Struct):
    """A delta, or a whole message."""

    content: Any = None
    """A text; where models think aloud, some give a list of parts."""
    reasoning_content: str | None = None
    reasoning: str | None = None
    refusal: str | None = None
    tool_calls: list[_Call] | None = None
    function_call: _Function | None = None
    """How calls were told before there were several."""
    audio: Any = None
    images: Any = None


class _Choice(msgspec.Struct):
    index: int | None = None
    delta: _Said | None = None
    message: _Said | None = None
    finish_reason: str | None = None
    stop_reason: Any = None
    """The stop word, where vLLM tells it."""


class _Chunk(msgspec.Struct):
    choices: list[_Choice] | None = None
    usage: dict[str, Any] | None = None
    error: Any = None


_decode = msgspec.json.Decoder(_Chunk).decode


class ChatReader:
    """One answer. Only the first choice is read, as one answer is asked for."""

    def __init__(self) -> None:
        self.ending = False
        self._ended = False
        self._reason = "stop"
        self._refused = False
        self._stop: str | None = None
        self._usage: Usage | None = None
        self._calls = Calls()
        self._said = False
        """Whether there was anything but calls."""

    def feed(self, data: bytes) -> list[Piece]:
        """What one event holds. Raises `UpstreamFailed`."""
        try:
            chunk = _decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._done(data)
        choices = chunk.choices
        if choices and not chunk.error:
            choice = choices[0]
            if chunk.usage is not None:
                self._count(chunk.usage)
            said = choice.delta
            if said is not None and said.tool_calls is None and choice.finish_reason is None:
                text = said.content
                if type(text) is str and text and said.reasoning_content is None and said.reasoning is None:
                    self._said = True
                    return [Delta(text)]
            return self._choice(choice, data)
        if chunk.error or (choices is None and not chunk.usage):
            raise _failure(data)
        if chunk.usage:
            self._count(chunk.usage)
            self.ending = True
        return []

    def whole(self, body: bytes) -> list[Piece]:
        """An answer in one piece. Raises `UpstreamFailed`."""
        try:
            chunk = _decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise _failure(body) from None
        if not chunk.choices or chunk.error:
            raise _failure(body)
        if chunk.usage is not None:
            self._count(chunk.usage)
        pieces = self._choice(chunk.choices[0], body)
        return pieces if self._ended else [*pieces, *self._end("stop")]

    def finish(self) -> Finish:
        """After the last byte. Raises `UpstreamFailed`: `truncated` or `empty`."""
        if not self._ended:
            raise UpstreamFailed("The provider broke off in the middle of its answer.", why="truncated")
        if self._reason == "stop" and not self._said:
            raise UpstreamFailed("The provider answered nothing.", why="empty")
        return Finish(self._reason, self._usage, self._stop)

    def _choice(self, choice: _Choice, data: bytes) -> list[Piece]:
        if choice.index:
            return []
        said = choice.delta if choice.message is None else choice.message
        pieces = [] if said is None else list(self._pieces(said, data))
        if choice.finish_reason is not None:
            if isinstance(choice.stop_reason, str):
                self._stop = choice.stop_reason
            pieces += self._end(choice.finish_reason)
        return pieces

    def _pieces(self, said: _Said, data: bytes) -> Iterator[Piece]:
        thought, text = said.reasoning_content or said.reasoning, said.content
        if text and not isinstance(text, str):
            thoughts, text = _parted(text)
            thought = (thought or "") + thoughts
        if thought:
            self._said = True
            yield Thought(thought)
        if said.refusal:
            self._refused = True
        if text or said.refusal:
            self._said = True
            yield Delta((text or "") + (said.refusal or ""))
        for call in said.tool_calls or ():
            name, more = _named(call)
            yield from self._calls.more(call.index, call.id, name, more, data)
        if said.function_call is not None:
            name, more = _named(_Call(function=said.function_call))
            yield from self._calls.more(0, None, name, more, data)
        self._said = self._said or bool(said.audio or said.images)

    def _end(self, reason: str) -> list[Piece]:
        if reason in _FAILURES:
            raise UpstreamFailed("The provider could not end its answer.", why="broken")
        self.ending = self._ended = True
        self._reason = _REASONS.get(reason, "stop")
        if self._reason == "stop" and self._refused:
            self._reason = "refusal"
        pieces = self._calls.end()
        if len(self._calls) and self._reason == "stop":  # said by servers whose model was made to call
            self._reason = "tools"
        return pieces

    def _done(self, data: bytes) -> list[Piece]:
        if data.strip() != _DONE:
            raise _failure(data)
        self.ending = True
        return [] if self._ended else self._end("stop")

    def _count(self, told: dict[str, Any]) -> None:
        """Some tell it with every chunk; the last one counts."""
        self._usage = read_usage(told) or self._usage


def _failure(data: bytes) -> UpstreamFailed:
    try:
        told = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return unreadable()
    if isinstance(told, list) and told:  # as Google's servers wrap it
        told = told[0]
    return told_failure(told) or unreadable()


def _named(call: _Call) -> tuple[str | None, str]:
    """The name of a call, and a little more of its arguments."""
    if call.custom is not None:
        return call.custom.name, call.custom.input or ""
    return (call.function.name, _text(call.function.arguments)) if call.function is not None else (None, "")


def _text(arguments: msgspec.Raw) -> str:
    """Nobody looked at them yet. Raises `UpstreamFailed`: `unreadable`."""
    raw = bytes(arguments)
    if raw == _NULL:
        return ""
    try:
        return msgspec.json.decode(raw, type=str) if raw.startswith(b'"') else raw.decode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise unreadable() from None


def _parted(parts: Any) -> tuple[str, str]:
    """Thoughts and words of a content that comes in parts, as Mistral's does."""
    thoughts, words = [], []
    for part in parts if isinstance(parts, list) else ():
        if not isinstance(part, dict):
            continue
        if isinstance(part.get("text"), str):
            words.append(part["text"])
        inner = part.get("thinking")
        thoughts.append(inner if isinstance(inner, str) else _parted(inner)[1])
    return "".join(thoughts), "".join(words)
