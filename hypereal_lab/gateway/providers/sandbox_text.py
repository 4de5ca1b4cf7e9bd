"""Words from the text engine of this machine, which is no language model and says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice

from hypereal_lab.engines.text import Ask, Tool, Turn, Written, write
from hypereal_lab.engines.text.tokens import pieces
from hypereal_lab.engines.workers import EngineCrashed, Workers
from hypereal_lab.gateway.dialects import Arguments, Calling, Conversation, Delta, Finish, Piece, Thought
from hypereal_lab.gateway.providers.base import ProviderFailed, TextOrder

__all__ = ["SandboxText"]

_INLINE = 2_000
"""Characters that the engine answers in less than 2 ms; more than that goes to a worker."""
_AT_ONCE = 4
"""Tokens of one delta."""


_THOUGHT = "This is an engine without a model: it looks for a skill that fits the request, and uses it."
_SEAL = "c2FuZGJveA=="
"""Stands where a maker's signature would; the sandbox takes any back."""


class SandboxText:
    """Same conversation, same words."""

    name = "sandbox"

    def __init__(self, workers: Workers | None = None) -> None:
        self._workers = workers
        """None answers long conversations in a thread."""

    async def text(self, order: TextOrder) -> AsyncIterator[Piece | Finish]:
        """The answer, a few tokens at a time. Raises `ProviderFailed` where the worker died."""
        written = await self._write(order.conversation)
        if order.conversation.thinks:
            yield Thought(_THOUGHT, _SEAL)
        for few in _few(written.text):
            yield Delta(few)
            await asyncio.sleep(0)  # others have their turn, and what is written is sent
        for call in written.calls:
            yield Calling(call.id, call.name)
            for few in _few(call.arguments):
                yield Arguments(few)
        yield Finish(written.reason)

    async def _write(self, conversation: Conversation) -> Written:
        ask = _ask(conversation)
        if conversation.form is None and not conversation.tools and conversation.characters <= _INLINE:
            return write(ask)
        if self._workers is None:
            return await asyncio.to_thread(write, ask)
        try:
            return await self._workers.run(write, ask)
        except EngineCrashed as error:
            raise ProviderFailed("The text engine stopped in the middle of this answer; try again.") from error


def _ask(conversation: Conversation) -> Ask:
    """What is said by the system goes first: agents remind of it last, which must not hide what a tool just gave."""
    said = sorted(conversation.messages, key=lambda message: message.role != "system")
    return Ask(
        turns=tuple([Turn(one.role, one.text, one.images) for one in said]),
        limit=conversation.limit,
        temperature=conversation.temperature,
        seed=conversation.seed or 0,
        stop=conversation.stop,
        json=conversation.form is not None,
        schema=conversation.form.schema if conversation.form else None,
        tools=tuple([Tool(*one) for one in conversation.tools]),
        tool_mode=conversation.choice.mode,
        tool_name=conversation.choice.name,
    )


def _few(text: str) -> Iterator[str]:
    cut = pieces(text)
    while few := "".join(islice(cut, _AT_ONCE)):
        yield few
