"""One whole answer out of the chunks of its stream."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from hypereal_lab.wire.chat import ChatAnswer, ChatChoice, ChatChunk, ChatDelta, ChatMessage, ChatUsage

__all__ = ["Gathering"]


class Gathering:
    """Collects chunks. The answer is whole when a choice has its `finish_reason`, or the stream said `[DONE]`."""

    def __init__(self) -> None:
        self._first: ChatChunk | None = None
        self._choices: dict[int, _Choice] = {}
        self._usage: ChatUsage | None = None
        self._charged: Decimal | None = None

    @property
    def finished(self) -> bool:
        """Whether every choice that began has ended."""
        return bool(self._choices) and all(one.reason is not None for one in self._choices.values())

    def add(self, chunk: ChatChunk) -> None:
        """The next chunk."""
        if self._first is None:
            self._first = chunk
        if chunk.usage:
            self._usage = chunk.usage
        if chunk.credits_used is not None and chunk.credits_used is not msgspec.UNSET:
            self._charged = chunk.credits_used
        for one in chunk.choices:
            if (choice := self._choices.get(one.index)) is None:
                choice = self._choices[one.index] = _Choice()
            choice.add(one.delta)
            choice.reason = one.finish_reason or choice.reason

    def answer(self) -> ChatAnswer:
        """All of it so far, in the form of an answer that came whole."""
        head = self._first or ChatChunk()
        return ChatAnswer(
            id=head.id,
            created=head.created,
            model=head.model,
            choices=[one.whole(index) for index, one in sorted(self._choices.items())],
            usage=self._usage,
            credits_used=self._charged,
            unknown=head.unknown,
        )


class _Choice:
    """One of the answers as far as it has come."""

    def __init__(self) -> None:
        self.reason: str | None = None
        self._words: list[str] = []
        self._refusal: list[str] = []
        self._calls: dict[int, dict[str, Any]] = {}

    def add(self, delta: ChatDelta) -> None:
        if delta.content:
            self._words.append(delta.content)
        if delta.refusal:
            self._refusal.append(delta.refusal)
        if delta.tool_calls:
            for place, piece in enumerate(delta.tool_calls):
                if isinstance(piece, dict):
                    self._call(place, piece)

    def _call(self, place: int, piece: dict[str, Any]) -> None:
        """The name comes once, the arguments in pieces. Servers that number nothing send each call whole."""
        number = piece.get("index")
        index = number if isinstance(number, int) else place
        if not isinstance(number, int) and piece.get("id") and index in self._calls:
            index = len(self._calls)
        new = {"id": "", "type": "function", "function": {"name": "", "arguments": []}}
        call = self._calls.setdefault(index, new)
        said = piece.get("function")
        function = said if isinstance(said, dict) else {}
        call["id"] = str(piece.get("id") or call["id"])
        call["function"]["name"] = str(function.get("name") or call["function"]["name"])
        call["function"]["arguments"].append(str(function.get("arguments") or ""))

    def whole(self, index: int) -> ChatChoice:
        calls = [
            {**call, "function": {**call["function"], "arguments": "".join(call["function"]["arguments"])}}
            for _, call in sorted(self._calls.items())
        ]
        words = "".join(self._words)
        message = ChatMessage(
            role="assistant",
            content=None if calls and not words else words,
            tool_calls=calls or None,
            refusal="".join(self._refusal) or None,
        )
        return ChatChoice(index=index, message=message, finish_reason=self.reason)
