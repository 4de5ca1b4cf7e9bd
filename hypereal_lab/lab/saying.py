"""One turn before it is sent: await it, `run()` it, or read it while it is written."""

from __future__ import annotations

import inspect
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from hypereal_lab.errors import InputError
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.chat_call import ChatCall
from hypereal_lab.lab.tools import result_text
from hypereal_lab.lab.turn import Step, ToolRun, Turn

if TYPE_CHECKING:
    from hypereal_lab.lab.conversation import Conversation

__all__ = ["Saying", "Speaker"]

_Work: TypeAlias = "ChatCall | Callable[[], Any]"
"""What a turn waits for: an answer, or what a tool gives."""
Speaker: TypeAlias = "Callable[[], object | None]"
"""Tells whether whoever says a turn is still there."""
_Turning: TypeAlias = Generator[_Work, Any, Turn]


class Saying:
    """Something that is about to be said. It is said once; after a failure saying it again goes on where it broke.

    Nothing that was paid for on the way is paid again: it is replayed.
    """

    def __init__(self, talk: Conversation, asked: str, references: Sequence[Any], returns: Any) -> None:
        self._talk = talk
        self._asked = asked
        self._references = tuple(references)
        self._returns = returns
        self._turn: Turn | None = None

    def run(self) -> Turn:
        """Say it and wait."""
        for _ in self.deltas():
            pass
        assert self._turn is not None
        return self._turn

    def __await__(self) -> Generator[Any, None, Turn]:
        return self._said().__await__()

    def __aiter__(self) -> AsyncIterator[str]:
        """The words while they are written. Leaving the loop early leaves the turn out of the history."""
        reading = _Reading()
        reading.words = self._read(weakref.ref(reading))
        return reading

    async def _said(self) -> Turn:
        async for _ in self:
            pass
        assert self._turn is not None
        return self._turn

    async def _read(self, speaker: Speaker) -> AsyncIterator[str]:
        if self._turn is not None:
            yield self._turn.text
            return
        with self._talk._speaking(speaker):
            turning = self._turning()
            heard: Any = None
            try:
                while True:
                    work = turning.send(heard)
                    if isinstance(work, ChatCall):
                        async for words in work:
                            yield words
                        heard = await work
                    else:
                        with self._talk._cap():
                            heard = await _tried_async(work)
            except StopIteration as end:
                self._turn = end.value

    def deltas(self) -> Iterator[str]:
        """The same for a plain `for`."""
        if self._turn is not None:
            yield self._turn.text
            return
        with self._talk._speaking(lambda: self):
            turning = self._turning()
            heard: Any = None
            try:
                while True:
                    work = turning.send(heard)
                    if isinstance(work, ChatCall):
                        yield from work.deltas()
                        heard = work.run()
                    else:
                        with self._talk._cap():
                            heard = _tried(work, self._talk._wait)
            except StopIteration as end:
                self._turn = end.value

    def _turning(self) -> _Turning:
        """Answers and tools in turn, until an answer calls no tool. The caller does the waiting."""
        talk, steps = self._talk, list[Step]()
        messages, pictures = talk._asking(self._asked, self._references)
        for _ in range(talk._rounds + 1):
            asset: Asset = yield talk._call(messages, pictures, self._returns)
            calls = asset.tool_calls
            if not calls:
                steps.append(Step(asset))
                turn = Turn(self._asked, tuple(steps), tuple(pictures[len(talk._pictures) :]))
                talk._keep(turn, [*messages, {"role": "assistant", "content": asset.text or " "}], pictures)
                return turn
            runs = []
            for call in calls:
                runs.append((yield from self._tool(call)))
            steps.append(Step(asset, tuple(runs)))
            messages = [*messages, _called(asset), *map(_answered, calls, runs)]
        raise InputError(
            f"The model called tools {talk._rounds} times and gave no answer; raise rounds=, or ask for less. What was "
            "paid for is on the shelf.",
            field="rounds",
        )

    def _tool(self, call: dict[str, Any]) -> Generator[_Work, Any, ToolRun]:
        """An error of a tool is told to the model, and stands in the turn."""
        name, arguments = call["function"]["name"], call["function"]["arguments"]
        tool = self._talk._tools.get(name)
        if tool is None:
            known = ", ".join(self._talk._tools) or "none"
            return _failure(name, arguments, InputError(f"There is no tool {name}; there are: {known}.", field="tools"))
        try:
            keywords = tool.read(arguments)
        except (msgspec.MsgspecError, RecursionError) as error:
            return _failure(name, arguments, error)
        result, failed = yield partial(tool.function, **keywords)
        if failed is not None:
            return _failure(name, arguments, failed)
        return ToolRun(name, arguments, result_text(result))


class _Reading:
    """Words of a turn that is being said. It goes when the loop over it is left, and the conversation is free again."""

    words: AsyncIterator[str]

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        return await anext(self.words)


async def _tried_async(work: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        found = work()
        return (await found if inspect.isawaitable(found) else found), None
    except Exception as error:  # whatever a tool raises belongs into the turn
        return None, error


def _tried(work: Callable[[], Any], wait: Callable[[Coroutine[Any, Any, Any]], Any]) -> tuple[Any, Exception | None]:
    try:
        found = work()
        return (wait(_awaited(found)) if inspect.isawaitable(found) else found), None
    except Exception as error:  # whatever a tool raises belongs into the turn
        return None, error


async def _awaited(found: Awaitable[Any]) -> Any:
    return await found


def _failure(name: str, arguments: str, error: Exception) -> ToolRun:
    return ToolRun(name, arguments, result_text(f"{type(error).__name__}: {error}"), error)


def _called(asset: Asset) -> dict[str, Any]:
    said = {"content": asset.text} if asset.text else {}
    return {"role": "assistant", **said, "tool_calls": asset.tool_calls}


def _answered(call: dict[str, Any], run: ToolRun) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call["id"], "content": run.result}
