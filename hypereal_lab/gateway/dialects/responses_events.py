"""A response written, whole or as events: both are made of the same items, so that they always agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypereal_lab.gateway.dialects.answer import Arguments, Calling, Delta, Piece, Thought, Told, Usage
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.openai import beside
from hypereal_lab.gateway.dialects.responses_output import Call, Event, Item, Reasoning, Words
from hypereal_lab.gateway.dialects.responses_tools import Names
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.problems import Problem

__all__ = ["ResponsesWriter", "response_id"]


_INCOMPLETE = {"length": "max_output_tokens", "refusal": "content_filter"}


def response_id(head: Head) -> str:
    """The name of the response, by which it can be asked for again."""
    return f"resp_{head.id.removeprefix('req_')}"


class ResponsesWriter:
    """Writes one answer. `echo` are the fields of the request that a response repeats."""

    def __init__(self, head: Head, echo: Mapping[str, Any], names: Names) -> None:
        self._head = head
        self._id = response_id(head)
        self._echo = echo
        self._names = names
        self._open: Item | None = None
        self._done: list[dict[str, Any]] = []
        self._sent = 0

    def whole(self, told: Told) -> bytes:
        """The answer in one piece."""
        for piece in told.pieces():
            self._take(piece)
        self._finish(told)
        return encode(self._response(**_ending(told)))

    def piece(self, piece: Piece) -> bytes:
        """A little more of the answer; what comes first also tells that there is one."""
        return self._written(self._take(piece))

    def end(self, told: Told) -> bytes:
        """All that comes after the last piece."""
        events = self._finish(told)
        ending = _ending(told)
        last = Event(f"response.{ending['status']}", {"response": self._response(**ending)})
        return self._written([*events, last]) + b"data: [DONE]\n\n"

    def fail(self, problem: Problem) -> bytes:
        """A failure in the middle."""
        code = "server_error" if problem.status >= 500 else "invalid_prompt"
        error = {"code": code, "message": problem.message, "type": problem.type, "param": problem.param}
        return self._written([Event("response.failed", {"response": self._response(status="failed", error=error)})])

    def _take(self, piece: Piece) -> list[Event]:
        match piece:
            case Delta(text) if text:
                events, words = self._in_words()
                return [*events, *words.more(text)]
            case Thought(text, seal):
                events, thoughts = self._in_thoughts()
                return [*events, *thoughts.more(text, seal)]
            case Calling(call, name):
                return self._begin(Call(self._id, len(self._done) + bool(self._open), call, self._names.outer(name)))
            case Arguments(text) if text and isinstance(self._open, Call):
                return self._open.more(text)
            case _:
                return []

    def _in_words(self) -> tuple[list[Event], Words]:
        if isinstance(self._open, Words):
            return [], self._open
        words = Words(self._id, len(self._done) + bool(self._open))
        return self._begin(words), words

    def _in_thoughts(self) -> tuple[list[Event], Reasoning]:
        if isinstance(self._open, Reasoning):
            return [], self._open
        thoughts = Reasoning(self._id, len(self._done) + bool(self._open))
        return self._begin(thoughts), thoughts

    def _begin(self, item: Item) -> list[Event]:
        before = self._close("completed")
        self._open = item
        return [*before, self._item_event("added", item.index, item.whole("in_progress")), *item.opened()]

    def _close(self, status: str) -> list[Event]:
        item, self._open = self._open, None
        if item is None:
            return []
        whole = item.whole(status)
        self._done.append(whole)
        return [*item.closed(), self._item_event("done", item.index, whole)]

    def _finish(self, told: Told) -> list[Event]:
        """Close what is open; an answer without anything is a message without words."""
        empty = [] if self._open or self._done else self._in_words()[0]
        return [*empty, *self._close(_ending(told)["status"])]

    def _item_event(self, what: str, index: int, whole: dict[str, Any]) -> Event:
        return Event(f"response.output_item.{what}", {"output_index": index, "item": whole})

    def _response(self, **how: Any) -> dict[str, Any]:
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._head.created,
            "model": self._head.model,
            "error": None,
            "incomplete_details": None,
            "output": list(self._done),
            "usage": None,
            **self._echo,
            **how,
        }

    def _written(self, events: list[Event]) -> bytes:
        if not events:
            return b""
        if not self._sent:
            begun = {"response": {**self._response(status="in_progress"), "output": []}}
            events = [Event("response.created", begun), Event("response.in_progress", begun), *events]
        return b"".join([self._line(event) for event in events])

    def _line(self, event: Event) -> bytes:
        data = encode({"type": event.type, "sequence_number": self._sent, **event.fields})
        self._sent += 1
        return b"event: %b\ndata: %b\n\n" % (event.type.encode(), data)


def _ending(told: Told) -> dict[str, Any]:
    """Status, usage and price."""
    why = _INCOMPLETE.get(told.reason)
    return {
        "status": "completed" if why is None else "incomplete",
        "incomplete_details": None if why is None else {"reason": why},
        "usage": _usage(told.usage),
        "creditsUsed": told.charged,
    }


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "input_tokens": usage.prompt,
        "input_tokens_details": {"cached_tokens": usage.cached, "cache_write_tokens": usage.cache_written}
        | beside(audio_tokens=usage.audio_read, image_tokens=usage.images_read),
        "output_tokens": usage.completion,
        "output_tokens_details": {"reasoning_tokens": usage.thought, **beside(audio_tokens=usage.audio_written)},
        "total_tokens": usage.total,
        **({"estimated": True} if usage.estimated else {}),
    }
