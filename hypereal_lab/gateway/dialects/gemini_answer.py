"""The answer to a Gemini request: whole, or as the chunks of a stream; and a refusal as Google's libraries read it."""

from __future__ import annotations

from typing import Any

import msgspec

from hypereal_lab.gateway.dialects.answer import Arguments, Called, Calling, Delta, Piece, Thought, Told, Usage
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.gemini import GeminiAnswer, GeminiCandidate, GeminiUsage
from hypereal_lab.wire.problems import Problem

__all__ = ["GeminiWriter", "problem_body"]

_STATUS = {
    401: "UNAUTHENTICATED",
    402: "FAILED_PRECONDITION",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    504: "DEADLINE_EXCEEDED",
}
_REASONS = {"length": "MAX_TOKENS", "refusal": "SAFETY"}
_NOTHING: list[dict[str, Any]] = [{"text": ""}]
"""Loops over a stream add the text of each chunk to what they have; without it the last would give them a null."""


class GeminiWriter:
    """Writes one answer. A call is sent when it is whole, as its arguments are an object and no text."""

    def __init__(self, head: Head, *, listed: bool = False) -> None:
        self._head = head
        self._listed = listed
        """Whether a stream was asked for as one list."""
        self._call: Called | None = None
        """The call that is being written."""

    def whole(self, told: Told) -> bytes:
        """The answer in one piece."""
        parts = [*_thought(told.thinking, told.signature), *_text(told.text)]
        parts += [part for call in told.calls for part in _called(call)]
        answer = self._last(told, parts or _NOTHING)
        return encode([answer] if self._listed else answer)

    def piece(self, piece: Piece) -> bytes:
        """A chunk; what ends a call also sends it."""
        match piece:
            case Delta(text):
                return self._chunk([*self._closed(), *_text(text)])
            case Thought(text, signature):
                return self._chunk([*self._closed(), *_thought(text, signature)])
            case Calling(call, name):
                closed = self._closed()
                self._call = Called(call, name, "")
                return self._chunk(closed)
            case Arguments(text):
                if self._call is not None:
                    self._call = msgspec.structs.replace(self._call, arguments=self._call.arguments + text)
                return b""
            case _:
                return b""

    def end(self, told: Told) -> bytes:
        """The last chunk, with why it ended and what it cost."""
        return b"data: " + encode(self._last(told, self._closed() or _NOTHING)) + b"\n\n"

    def fail(self, problem: Problem) -> bytes:
        """A failure in the middle."""
        return b"data: " + problem_body(problem, self._head.id) + b"\n\n"

    def _closed(self) -> list[dict[str, Any]]:
        """The call that was being written, whole."""
        call, self._call = self._call, None
        return [] if call is None else _called(call)

    def _chunk(self, parts: list[dict[str, Any]]) -> bytes:
        if not parts:
            return b""
        return b"data: " + encode(self._answer(GeminiCandidate(content=_content(parts)))) + b"\n\n"

    def _last(self, told: Told, parts: list[dict[str, Any]]) -> GeminiAnswer:
        candidate = GeminiCandidate(content=_content(parts), finish_reason=_reason(told))
        return self._answer(candidate, usage_metadata=_usage(told.usage), credits_used=told.charged)

    def _answer(self, candidate: GeminiCandidate, **more: Any) -> GeminiAnswer:
        head = self._head
        named = head.id.removeprefix("req_")
        return GeminiAnswer(candidates=[candidate], model_version=head.model, response_id=named, **more)


def problem_body(problem: Problem, request_id: str) -> bytes:
    """Google's words; `error` comes first, as its library looks for that at the beginning of a chunk."""
    other = "INVALID_ARGUMENT" if problem.status < 500 else "UNAVAILABLE"
    error = {
        "code": problem.status,
        "message": problem.message,
        "status": _STATUS.get(problem.status, other),
        "type": problem.type,
        "reason": problem.code,
        "param": problem.param,
        **problem.facts,
    }
    return encode({"error": error, **problem.facts, "request_id": request_id})


def _content(parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {"role": "model", "parts": parts}


def _text(text: str) -> list[dict[str, Any]]:
    return [{"text": text}] if text else []


def _thought(text: str, signature: str) -> list[dict[str, Any]]:
    seal = {"thoughtSignature": signature} if signature else {}
    return [{"text": text, "thought": True, **seal}] if text or signature else []


def _called(call: Called) -> list[dict[str, Any]]:
    """Nothing for a call that was cut: its reader would do it with half of its arguments."""
    arguments = _object(call.arguments)
    return [] if arguments is None else [{"functionCall": {"id": call.id, "name": call.name, "args": arguments}}]


def _object(arguments: str) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(arguments or "{}", type=dict[str, Any])
    except msgspec.DecodeError:
        return None


def _reason(told: Told) -> str:
    if told.reason in _REASONS:
        return _REASONS[told.reason]
    broken = any(_object(call.arguments) is None for call in told.calls)
    return "MALFORMED_FUNCTION_CALL" if broken else "STOP"


def _usage(usage: Usage) -> GeminiUsage:
    return GeminiUsage(
        prompt_token_count=usage.prompt,
        candidates_token_count=usage.completion - usage.thought,
        thoughts_token_count=usage.thought,
        cached_content_token_count=usage.cached,
        total_token_count=usage.total,
        prompt_tokens_details=_details(usage.prompt, AUDIO=usage.audio_read, IMAGE=usage.images_read),
        candidates_tokens_details=_details(usage.completion - usage.thought, AUDIO=usage.audio_written),
        estimated=usage.estimated or msgspec.UNSET,
    )


def _details(whole: int, **parts: int) -> list[dict[str, Any]] | msgspec.UnsetType:
    """By what they stand for, where they are not all text."""
    if not any(parts.values()):
        return msgspec.UNSET
    counts = {"TEXT": whole - sum(parts.values()), **parts}
    return [{"modality": name, "tokenCount": count} for name, count in counts.items() if count > 0]
