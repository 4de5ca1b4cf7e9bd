"""An answer of Anthropic, read: events of a stream, or a whole message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from hypereal_lab.gateway.dialects import Arguments, Calling, Delta, Finish, Piece, Thought, Usage
from hypereal_lab.gateway.upstream.error_bodies import failure_of, unreadable
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.raw import NO_JSON, text_of

__all__ = ["MessagesReader", "is_end"]

_REASONS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tools",
    "refusal": "refusal",
}
_WORDLESS = ("stop_sequence", "tool_use", "refusal")
"""Reasons for which there may be nothing else."""


class _Details(msgspec.Struct):
    thinking_tokens: int = 0


class _Usage(msgspec.Struct):
    input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    output_tokens: int | None = None
    output_tokens_details: _Details | None = None


class _Block(msgspec.Struct):
    type: str = ""
    id: str | None = None
    name: str | None = None
    text: str | None = None
    thinking: str | None = None
    signature: str | None = None
    input: msgspec.Raw = msgspec.Raw(b"{}")


class _Delta(msgspec.Struct, gc=False):
    type: str = ""
    text: str | None = None
    partial_json: str | None = None
    thinking: str | None = None
    signature: str | None = None
    stop_reason: str | None = None
    stop_sequence: str | None = None


class _Message(msgspec.Struct):
    type: str = ""
    content: list[_Block] = []
    stop_reason: str | None = None
    stop_sequence: str | None = None
    usage: _Usage | None = None
    error: Any = None


class _Event(msgspec.Struct):
    type: str = ""
    delta: _Delta | None = None
    content_block: _Block | None = None
    message: _Message | None = None
    usage: _Usage | None = None
    error: Any = None


class _Kind(msgspec.Struct):
    type: str = ""
    delta: _Delta | None = None


_events = msgspec.json.Decoder(_Event)
_messages = msgspec.json.Decoder(_Message)
_kinds = msgspec.json.Decoder(_Kind)


def is_end(data: bytes) -> str | None:
    """`message_delta` or `message_stop`, where this is one of those that end an answer."""
    try:
        kind = _kinds.decode(data)
    except NO_JSON:
        return None
    tells = kind.type == "message_stop" or (kind.delta is not None and kind.delta.stop_reason is not None)
    return kind.type if tells else None


class MessagesReader:
    """Reads one answer. Blocks of tools that run at Anthropic, and of types that are not known here, are no failure
    and hold nothing; thoughts without a text are among them.
    """

    def __init__(self) -> None:
        self.ending = False
        self._complete = False
        """`message_stop` was there: whatever still comes is no part of the answer."""
        self._something = False
        self._reason: str | None = None
        self._stop: str | None = None
        self._read = _Usage()
        self._written: int | None = None
        self._thinking_tokens = 0
        self._call: msgspec.Raw | None = None
        """What the call that is being told has for arguments as long as none came: in a foreign block, None."""

    def feed(self, data: bytes) -> Sequence[Piece]:
        if self._complete:
            return ()
        try:
            event = _events.decode(data)
        except NO_JSON:
            raise unreadable() from None
        delta = event.delta
        if delta is not None and delta.type == "text_delta" and delta.text:
            self._something = True
            return (Delta(delta.text),)
        return self._rare(event, delta)

    def whole(self, body: bytes) -> Sequence[Piece]:
        try:
            message = _messages.decode(body)
        except NO_JSON:
            raise unreadable() from None
        if message.error is not None:
            raise failure_of(message.error)
        if message.type != "message":
            raise unreadable()
        pieces = [piece for block in message.content for piece in (*self._begin(block), *self._end())]
        self.ending = True
        self._reason, self._stop = message.stop_reason, message.stop_sequence
        self._count(message.usage)
        self._count_output(message.usage)
        return pieces

    def finish(self) -> Finish:
        if not self.ending:
            raise UpstreamFailed("The provider broke off before its answer had ended.", why="truncated")
        if not self._something and self._reason not in _WORDLESS:
            raise UpstreamFailed("The provider gave an answer with nothing in it.", why="empty")
        return Finish(_REASONS.get(self._reason or "", "stop"), self._usage(), self._stop)

    def _rare(self, event: _Event, delta: _Delta | None) -> Sequence[Piece]:
        match event.type:
            case "content_block_delta" if delta is not None:
                return self._more(delta)
            case "content_block_start" if event.content_block is not None:
                return self._begin(event.content_block)
            case "content_block_stop":
                return self._end()
            case "message_start" if event.message is not None:
                self._count(event.message.usage)
            case "message_delta":
                self._tell(delta or _Delta(), event.usage)
            case "message_stop":
                self.ending = self._complete = True
            case "error" | "":
                raise failure_of(event.error) if event.error else unreadable()
        return ()

    def _more(self, delta: _Delta) -> Sequence[Piece]:
        match delta.type:
            case "input_json_delta" if delta.partial_json and self._call is not None:
                self._call = msgspec.Raw(b"")
                return (Arguments(delta.partial_json),)
            case "thinking_delta" | "signature_delta":
                return self._thought(delta.thinking, delta.signature)
            case _:
                return ()

    def _begin(self, block: _Block) -> Sequence[Piece]:
        self._something = self._something or block.type not in ("text", "thinking")
        match block.type:
            case "text" if block.text:
                self._something = True
                return (Delta(block.text),)
            case "thinking":
                return self._thought(block.thinking, block.signature)
            case "tool_use":
                self._call = block.input
                return (Calling(block.id or "", block.name or ""),)
            case _:
                return ()

    def _end(self) -> Sequence[Piece]:
        """A call without arguments has an empty object of them."""
        call, self._call = self._call, None
        return (Arguments(text_of(call)),) if call else ()

    def _thought(self, text: str | None, signature: str | None) -> Sequence[Piece]:
        if not text and not signature:
            return ()
        self._something = True
        return (Thought(text or "", signature or ""),)

    def _tell(self, delta: _Delta, usage: _Usage | None) -> None:
        """The output is counted from the beginning each time."""
        if delta.stop_reason is not None:
            self.ending = True
            self._reason, self._stop = delta.stop_reason, delta.stop_sequence
        self._count(usage)
        self._count_output(usage)

    def _count(self, usage: _Usage | None) -> None:
        """What was read may be told at the beginning, at the end, or at both; then the end counts, unless it tells none
        of what the beginning told.
        """
        if usage is None or (_read(usage) == 0 and _read(self._read)):
            return
        for name in ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"):
            value = getattr(usage, name)
            if value is not None:
                setattr(self._read, name, value)

    def _count_output(self, usage: _Usage | None) -> None:
        if usage is not None and usage.output_tokens is not None:
            self._written = usage.output_tokens
        if usage is not None and usage.output_tokens_details is not None:
            self._thinking_tokens = usage.output_tokens_details.thinking_tokens

    def _usage(self) -> Usage | None:
        """None where one side of the bill was not told."""
        read = self._read
        if read.input_tokens is None or self._written is None:
            return None
        return Usage(
            _read(read),
            self._written,
            cached=read.cache_read_input_tokens or 0,
            thought=self._thinking_tokens,
            cache_written=read.cache_creation_input_tokens or 0,
        )


def _read(usage: _Usage) -> int:
    """All of it: Anthropic counts what it had in its cache, and what it put there, apart."""
    return (usage.input_tokens or 0) + (usage.cache_creation_input_tokens or 0) + (usage.cache_read_input_tokens or 0)
