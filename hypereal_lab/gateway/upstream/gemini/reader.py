"""An answer of Google, read: chunks of a stream, or whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from hypereal_lab.gateway.dialects import Arguments, Calling, Delta, Finish, Piece, Thought
from hypereal_lab.gateway.upstream.error_bodies import failure_of, unreadable
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.gemini.usage import usage_of
from hypereal_lab.gateway.upstream.raw import NO_JSON, text_of

__all__ = ["GeminiReader"]

_CUT = "MAX_TOKENS"
_REFUSED = frozenset(
    {
        "SAFETY",
        "RECITATION",
        "LANGUAGE",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "MODEL_ARMOR",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
    }
)
_OPEN = (None, "", "FINISH_REASON_UNSPECIFIED")
"""Of a chunk that others follow."""


class _Call(msgspec.Struct, rename="camel"):
    name: str = ""
    id: str | None = None
    args: msgspec.Raw = msgspec.Raw(b"{}")


class _Part(msgspec.Struct, rename="camel"):
    text: str | None = None
    thought: bool | None = None
    thought_signature: str | None = None
    function_call: _Call | None = None


class _Content(msgspec.Struct, rename="camel", gc=False):
    parts: list[_Part] | None = None


class _Candidate(msgspec.Struct, rename="camel", gc=False):
    content: _Content | None = None
    finish_reason: str | None = None


class _Feedback(msgspec.Struct, rename="camel"):
    block_reason: str | None = None


class _Chunk(msgspec.Struct, rename="camel", gc=False):
    candidates: list[_Candidate] | None = None
    usage_metadata: msgspec.Raw = msgspec.Raw(b"")
    prompt_feedback: _Feedback | None = None
    response_id: str | None = None
    error: Any = None


_decoder = msgspec.json.Decoder(_Chunk)
_lists = msgspec.json.Decoder(list[_Chunk])


class GeminiReader:
    """Reads one answer. Calls without an id get one of the answer's own id and their number, so that a conversation has
    none twice. Parts that no conversation holds (code that ran at Google, files) are no failure and hold nothing.
    """

    def __init__(self) -> None:
        self.ending = False
        self._something = False
        self._reason = ""
        self._blocked = False
        self._calls = 0
        self._usage = msgspec.Raw(b"null")

    def feed(self, data: bytes) -> Sequence[Piece]:
        try:
            chunk = _decoder.decode(data)
        except NO_JSON:
            raise unreadable() from None
        return self._chunk(chunk)

    def whole(self, body: bytes) -> Sequence[Piece]:
        """Also for a list of chunks, which is how Google writes a stream that was not asked for as events."""
        try:
            chunks = _lists.decode(body) if body.lstrip()[:1] == b"[" else [_decoder.decode(body)]
        except NO_JSON:
            raise unreadable() from None
        return [piece for chunk in chunks for piece in self._chunk(chunk)]

    def finish(self) -> Finish:
        if not self.ending:
            raise UpstreamFailed("The provider broke off before its answer had ended.", why="truncated")
        reason = self._ended()
        if not self._something and reason != "refusal":
            raise UpstreamFailed("The provider gave an answer with nothing in it.", why="empty")
        return Finish(reason, usage_of(self._usage))

    def _ended(self) -> str:
        if self._blocked or self._reason in _REFUSED:
            return "refusal"
        if self._reason == _CUT:
            return "length"
        return "tools" if self._calls else "stop"

    def _chunk(self, chunk: _Chunk) -> Sequence[Piece]:
        if chunk.usage_metadata:
            self._usage = chunk.usage_metadata
        if not chunk.candidates:
            return self._without(chunk)
        candidate = chunk.candidates[0]
        if candidate.finish_reason not in _OPEN:
            self.ending = True
            self._reason = candidate.finish_reason or ""
        parts = candidate.content.parts if candidate.content is not None else None
        if not parts:
            return ()
        part = parts[0]
        if len(parts) == 1 and part.text and not part.thought and part.thought_signature is None:
            self._something = True
            return (Delta(part.text),)
        return [piece for part in parts for piece in self._part(part, chunk.response_id or "")]

    def _without(self, chunk: _Chunk) -> Sequence[Piece]:
        """A chunk that only counts, one that says why nothing is answered, or an error."""
        if chunk.error is not None:
            raise failure_of(chunk.error)
        if chunk.prompt_feedback is not None and chunk.prompt_feedback.block_reason is not None:
            self.ending = self._blocked = True
        elif chunk.candidates is None and not chunk.usage_metadata and chunk.response_id is None:
            raise unreadable()
        return ()

    def _part(self, part: _Part, answer: str) -> Iterator[Piece]:
        """A seal that stands on something else than a thought comes before that."""
        seal = part.thought_signature or ""
        if part.thought:
            yield from self._some(Thought(part.text or "", seal), part.text or seal)
            return
        yield from self._some(Thought("", seal), seal)
        if part.function_call is not None:
            yield from self._call(part.function_call, answer)
        elif part.text is not None:
            yield from self._some(Delta(part.text), part.text)
        else:
            self._something = True

    def _some(self, piece: Piece, says: str) -> Iterator[Piece]:
        if says:
            self._something = True
            yield piece

    def _call(self, call: _Call, answer: str) -> Iterator[Piece]:
        self._something = True
        self._calls += 1
        named = "_".join(["call", *([answer[-24:]] if answer else []), str(self._calls)])
        yield Calling(call.id or named, call.name)
        yield Arguments(text_of(call.args))
