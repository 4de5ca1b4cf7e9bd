"""One turn before it is sent: await it, `run()` it, or read it while it is written."""

from __future__ import annotations

import inspect
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from hypereal_lab.catalog import Estimate
from hypereal_lab.errors import InputError
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.branches import Place
from hypereal_lab.lab.chat_call import ChatCall
from hypereal_lab.lab.spending import Spending
from hypereal_lab.lab.tools import result_text
from hypereal_lab.lab.turn import Step, Stopped, ToolRun, Turn

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

    def __init__(
        self,
        talk: Conversation,
        asked: str,
        references: Sequence[Any],
        returns: Any,
        spending: Spending,
        before: Callable[[], Place | None],
    ) -> None:
        self._talk = talk
        self._asked = asked
        self._references = tuple(references)
        self._returns = returns
        self._spending = spending
        self._before = before
        self._turn: Turn | None = None
        self._call: ChatCall | None = None
        self._told: list[str] = []
        self._steps: list[Step] = []
        self._stopped = False
        self._calling: tuple[str, str] | None = None
        self._watcher: Callable[[], None] | None = None

    def watch(self, told: Callable[[], None]) -> None:
        """Be told, on the thread that says it, when a tool is called and when it has answered."""
        self._watcher = told

    def _call_of(self, calling: tuple[str, str] | None) -> None:
        self._calling = calling
        if self._watcher is not None:
            self._watcher()

    def estimate(self) -> Estimate:
        """What its first answer will cost; each answer after a tool costs anew. Nothing is sent."""
        return self._first_call().estimate()

    def made_before(self) -> Asset | None:
        """The first answer where it is on the shelf, and so costs nothing."""
        return self._first_call().made_before()

    def stop(self) -> None:
        """End the turn with what was told so far, from any thread. The conversation goes on after it.

        An answer that was sent comes to its end all the same: it is paid for whole and lands on the shelf.
        """
        self._stopped = True
        if self._call is not None:
            self._call.leave()

    @property
    def asked(self) -> str:
        """The question."""
        return self._asked

    @property
    def steps(self) -> tuple[Step, ...]:
        """The answers that called tools, as far as it has come."""
        return tuple(self._steps)

    @property
    def calling(self) -> tuple[str, str] | None:
        """Name and arguments of the tool that is at work."""
        return self._calling

    @property
    def thought(self) -> str:
        """What was thought before the answer that is being told."""
        return "" if self._call is None else self._call.thought

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
                            self._told.append(words)
                            yield words
                        heard = None if self._stopped else await work
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
                        for words in work.deltas():
                            self._told.append(words)
                            yield words
                        heard = None if self._stopped else work.run()
                    else:
                        with self._talk._cap():
                            heard = _tried(work, self._talk._wait)
            except StopIteration as end:
                self._turn = end.value

    def _first_call(self) -> ChatCall:
        messages, pictures, _ = self._talk._asking(self._asked, self._references, self._before())
        return self._talk._call(messages, pictures, self._returns, self._spending)

    def _turning(self) -> _Turning:
        """Answers and tools in turn, until an answer calls no tool or it is stopped. The caller does the waiting."""
        talk, self._steps, before = self._talk, [], self._before()
        messages, pictures, shown = talk._asking(self._asked, self._references, before)

        def kept(text: str, stopped: Stopped | None = None) -> Turn:
            turn = Turn(self._asked, self.steps, shown, next(talk._numbers), stopped)
            told = (*messages, {"role": "assistant", "content": text or " "})
            talk._keep(Place(turn, before, told, pictures))
            return turn

        for _ in range(talk._rounds + 1):
            call = talk._call(messages, pictures, self._returns, self._spending)
            self._told, self._call = [], call
            asset: Asset | None = None
            if not self._stopped:
                asset = yield talk._send(call)
            if asset is None:
                told = "".join(self._told)
                job = None if call.state == "never sent" else call.submit()
                return kept(told, Stopped(told, job, call.thought))
            calls = asset.tool_calls
            if not calls:
                self._steps.append(Step(asset, thought=call.thought))
                return kept(asset.text)
            runs: list[ToolRun] = []
            for one in calls:
                runs.append((yield from self._tool(one)))
            self._steps.append(Step(asset, tuple(runs), call.thought))
            self._call_of(None)
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
        self._call_of((name, arguments))
        result, failed = yield partial(tool.function, **keywords)
        self._call_of(None)
        if failed is not None:
            return _failure(name, arguments, failed)
        return ToolRun(name, arguments, result_text(result), made=_assets(result))


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


def _assets(result: object) -> tuple[Asset, ...]:
    found = result if isinstance(result, list | tuple) else [result]
    return tuple(one for one in found if isinstance(one, Asset))


def _failure(name: str, arguments: str, error: Exception) -> ToolRun:
    return ToolRun(name, arguments, result_text(f"{type(error).__name__}: {error}"), error)


def _called(asset: Asset) -> dict[str, Any]:
    said = {"content": asset.text} if asset.text else {}
    return {"role": "assistant", **said, "tool_calls": asset.tool_calls}


def _answered(call: dict[str, Any], run: ToolRun) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call["id"], "content": run.result}
