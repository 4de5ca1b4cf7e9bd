"""Reads answers of OpenAI's newer form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from hypereal_lab.gateway.dialects import Delta, Finish, Piece, Thought, Usage
from hypereal_lab.gateway.upstream.chat.calls import Calls
from hypereal_lab.gateway.upstream.chat.usage import read_usage
from hypereal_lab.gateway.upstream.error_bodies import failure_of, told_failure, unreadable
from hypereal_lab.gateway.upstream.failures import UpstreamFailed

__all__ = ["ResponsesReader"]

_DONE = b"[DONE]"
_ENDS = frozenset({"response.completed", "response.incomplete"})
_FAILURES = frozenset({"response.failed", "response.cancelled", "error"})


class _Part(msgspec.Struct):
    text: str | None = None
    refusal: str | None = None


class _Item(msgspec.Struct):
    """A message, a call, or what was thought."""

    type: str = ""
    content: list[_Part] | None = None
    summary: list[_Part] | None = None
    encrypted_content: str | None = None
    call_id: str | None = None
    name: str | None = None
    arguments: Any = None


class _Why(msgspec.Struct):
    reason: str | None = None


class _Response(msgspec.Struct):
    status: str | None = None
    output: list[_Item] | None = None
    usage: dict[str, Any] | None = None
    error: Any = None
    incomplete_details: _Why | None = None


class _Event(msgspec.Struct):
    type: str
    delta: Any = None
    """A text in all events that are read here."""
    output_index: int = 0
    summary_index: int = 0
    item: _Item | None = None
    response: _Response | None = None


_decode = msgspec.json.Decoder(_Event).decode
_decode_whole = msgspec.json.Decoder(_Response).decode


class ResponsesReader:
    """One answer. Whatever of it did not come bit by bit is taken from the items when they are done."""

    def __init__(self) -> None:
        self.ending = False
        self._reason = "stop"
        self._refused = False
        self._usage: Usage | None = None
        self._calls = Calls()
        self._told: set[int] = set()
        """Items of which words, thoughts or arguments came bit by bit."""
        self._said = False
        """Whether there was anything but calls."""

    def feed(self, data: bytes) -> list[Piece]:
        """What one event holds. Raises `UpstreamFailed`."""
        try:
            event = _decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            if data.strip() == _DONE:
                return []
            raise _failure(data) from None
        if event.type == "response.output_text.delta" and type(event.delta) is str:
            self._said = True
            self._told.add(event.output_index)
            return [Delta(event.delta)] if event.delta else []
        return self._rarer(event, data)

    def whole(self, body: bytes) -> list[Piece]:
        """An answer in one piece. Raises `UpstreamFailed`."""
        try:
            response = _decode_whole(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise _failure(body) from None
        if response.output is None and not response.error:
            raise _failure(body)
        return self._end(response, body)

    def finish(self) -> Finish:
        """After the last byte. Raises `UpstreamFailed`: `truncated` or `empty`."""
        if not self.ending:
            raise UpstreamFailed("The provider broke off in the middle of its answer.", why="truncated")
        if self._reason == "stop" and not self._said:
            raise UpstreamFailed("The provider answered nothing.", why="empty")
        return Finish(self._reason, self._usage)

    def _rarer(self, event: _Event, data: bytes) -> list[Piece]:
        place, delta = event.output_index, event.delta
        match event.type:
            case "response.function_call_arguments.delta" if isinstance(delta, str):
                self._told.add(place)
                return self._calls.more(place, None, None, delta, data)
            case "response.reasoning_summary_text.delta" | "response.reasoning_text.delta" if isinstance(delta, str):
                return self._thought(place, delta)
            case "response.reasoning_summary_part.added" if event.summary_index:
                return self._thought(place, "\n\n")
            case "response.refusal.delta" if isinstance(delta, str):
                self._told.add(place)
                return list(self._words(delta, refused=True))
            case "response.output_item.added" if event.item is not None and event.item.type == "function_call":
                return self._calls.more(place, event.item.call_id, event.item.name, "", data)
            case "response.output_item.done" if event.item is not None:
                return list(self._item(place, event.item, data))
            case kind if kind in _FAILURES:
                raise _failure(data)
            case kind if kind in _ENDS:
                return self._end(event.response or _Response(), data)
            case _:
                return []

    def _end(self, response: _Response, data: bytes) -> list[Piece]:
        if response.error or response.status in ("failed", "cancelled"):
            raise failure_of(response.error)
        pieces: list[Piece] = []
        if not self._said and not len(self._calls):
            for place, item in enumerate(response.output or ()):
                pieces += self._item(place, item, data)
        pieces += self._calls.end()
        self.ending = True
        self._reason = self._why(response)
        self._usage = read_usage(response.usage) if response.usage else None
        return pieces

    def _why(self, response: _Response) -> str:
        if response.incomplete_details is not None or response.status == "incomplete":
            why = response.incomplete_details.reason if response.incomplete_details else None
            return "refusal" if why == "content_filter" else "length"
        if len(self._calls):
            return "tools"
        return "refusal" if self._refused else "stop"

    def _item(self, place: int, item: _Item, data: bytes) -> Iterator[Piece]:
        """One that is done."""
        new = place not in self._told
        self._told.add(place)
        match item.type:
            case "function_call":
                text = item.arguments if new and isinstance(item.arguments, str) else ""
                yield from self._calls.more(place, item.call_id, item.name, text, data)
                yield from self._calls.over(place)
            case "reasoning":
                parts = (item.summary or item.content or ()) if new else ()
                thought, seal = "\n\n".join(part.text for part in parts if part.text), item.encrypted_content or ""
                if thought or seal:
                    self._said = self._said or bool(thought)
                    yield Thought(thought, seal)
            case "message":
                for part in (item.content or ()) if new else ():
                    yield from self._words(part.text or "", refused=False)
                    yield from self._words(part.refusal or "", refused=True)
            case _:  # a call of a tool that only who asked knows, or that only the provider has
                self._said = True

    def _words(self, text: str, *, refused: bool) -> Iterator[Piece]:
        if text:
            self._said = True
            self._refused = self._refused or refused
            yield Delta(text)

    def _thought(self, place: int, text: str) -> list[Piece]:
        self._said = True
        self._told.add(place)
        return [Thought(text)]


def _failure(data: bytes) -> UpstreamFailed:
    """Some tell the error in the event itself, others in an object inside of it, or in its response."""
    try:
        told = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return unreadable()
    if isinstance(told, dict) and isinstance(told.get("response"), dict):
        return failure_of(told["response"].get("error"))
    if isinstance(told, dict) and told.get("type") == "error":
        return failure_of(told.get("error") or told)
    return told_failure(told) or unreadable()
