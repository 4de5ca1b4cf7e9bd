"""The answer to a `/messages` request: whole, or as the events of Anthropic's streams."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from hypereal_lab.gateway.dialects.answer import Arguments, Calling, Delta, Opened, Piece, Thought, Told, Usage
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.messages_problem import problem_body
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.messages import MessagesAnswer, MessagesUsage
from hypereal_lab.wire.problems import Problem

__all__ = ["ALIVE", "MessagesWriter"]

_REASONS = {"stop": "end_turn", "length": "max_tokens", "tools": "tool_use"}
_STOPPED = "stop_sequence"


class MessagesWriter:
    """Writes one answer. Its stream begins with the first piece that says something, not with `Opened`: what fails
    before has a status of its own.
    """

    def __init__(self, head: Head) -> None:
        self._head = head
        self._read = 0
        self._begun = False
        self._blocks = 0
        self._open: str | None = None
        """Type of the block that is being written."""

    def whole(self, told: Told) -> bytes:
        """The answer in one piece."""
        thought = [{"type": "thinking", "thinking": told.thinking, "signature": told.signature}]
        said = [{"type": "text", "text": told.text}]
        calls = [_call(one.id, one.name, _object(one.arguments)) for one in told.calls]
        content = [*(thought if told.thinking or told.signature else ()), *(said if told.text else ()), *calls]
        message = self._message(told.usage, content)
        return encode(replace(message, **_end(told), credits_used=told.charged))

    def piece(self, piece: Piece) -> bytes:
        """The events of a piece, with those that begin and end its block."""
        match piece:
            case Opened(read):
                self._read = read
                return b""
            case Delta(text):
                return self._within("text", {"text": ""}, _deltas("text_delta", text=text))
            case Thought(text, signature):
                deltas = [*_deltas("thinking_delta", thinking=text), *_deltas("signature_delta", signature=signature)]
                return self._within("thinking", {"thinking": "", "signature": ""}, deltas)
            case Calling(call, name):
                return self._begin() + self._close() + self._start(_call(call, name, {}))
            case Arguments(text):
                return b"".join([self._delta(one) for one in _deltas("input_json_delta", partial_json=text)])
            case _:
                return b""

    def end(self, told: Told) -> bytes:
        """All that comes after the last piece."""
        self._read = self._read or told.usage.prompt
        last = _event("message_delta", delta=_end(told), usage=_usage(told.usage), creditsUsed=told.charged)
        return self._begin() + self._close() + last + _event("message_stop")

    def fail(self, problem: Problem) -> bytes:
        """A failure in the middle."""
        return b"event: error\ndata: " + problem_body(problem, self._head.id) + b"\n\n"

    def _within(self, kind: str, empty: dict[str, Any], deltas: list[dict[str, Any]]) -> bytes:
        """Go on with the block of this type, or with a new one."""
        if not deltas:
            return b""
        opening = b"" if self._open == kind else self._begin() + self._close() + self._start({"type": kind, **empty})
        return opening + b"".join([self._delta(one) for one in deltas])

    def _begin(self) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        return _event("message_start", message=self._message(Usage(self._read, 0), []))

    def _start(self, block: dict[str, Any]) -> bytes:
        self._open = block["type"]
        return _event("content_block_start", index=self._blocks, content_block=block)

    def _delta(self, delta: dict[str, Any]) -> bytes:
        return _event("content_block_delta", index=self._blocks, delta=delta)

    def _close(self) -> bytes:
        if self._open is None:
            return b""
        self._open = None
        self._blocks += 1
        return _event("content_block_stop", index=self._blocks - 1)

    def _message(self, usage: Usage, content: list[Any]) -> MessagesAnswer:
        return MessagesAnswer(
            id=f"msg_{self._head.id.removeprefix('req_')}",
            model=self._head.model,
            content=content,
            usage=_usage(usage),
        )


ALIVE = b'event: ping\ndata: {"type": "ping"}\n\n'


def _event(kind: str, **what: Any) -> bytes:
    return f"event: {kind}\n".encode() + b"data: " + encode({"type": kind, **what}) + b"\n\n"


def _deltas(kind: str, **what: str) -> list[dict[str, Any]]:
    """One delta, or none where it would add nothing."""
    return [{"type": kind, **what}] if any(what.values()) else []


def _end(told: Told) -> dict[str, str | None]:
    """Why it ended, and by which stop word."""
    if told.reason == "stop" and told.stop is not None:
        return {"stop_reason": _STOPPED, _STOPPED: told.stop}
    return {"stop_reason": _REASONS.get(told.reason, told.reason), _STOPPED: None}


def _usage(usage: Usage) -> MessagesUsage:
    return MessagesUsage(
        input_tokens=usage.prompt - usage.cached - usage.cache_written,
        output_tokens=usage.completion,
        cache_creation_input_tokens=usage.cache_written,
        cache_read_input_tokens=usage.cached,
        estimated=usage.estimated or msgspec.UNSET,
    )


def _call(call: str, name: str, arguments: object) -> dict[str, Any]:
    return {"type": "tool_use", "id": call, "name": name, "input": arguments}


def _object(arguments: str) -> dict[str, Any]:
    """Arguments that were cut by the limit are no JSON; the reason to stop says that they were."""
    try:
        return msgspec.json.decode(arguments, type=dict[str, Any])
    except msgspec.DecodeError:
        return {}
