"""Words from the text engine of this machine, which is no language model and says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from itertools import islice

from msgspec.structs import replace

from hypereal_lab.catalog import Card
from hypereal_lab.engines.text import Ask, Tool, Turn, Written, write
from hypereal_lab.engines.text.tokens import pieces
from hypereal_lab.engines.workers import EngineCrashed, Workers
from hypereal_lab.gateway.dialects import (
    Arguments,
    Calling,
    Conversation,
    Delta,
    Finish,
    Image,
    Message,
    Piece,
    Thought,
    Usage,
)
from hypereal_lab.gateway.dialects.heard import Heard
from hypereal_lab.gateway.providers.base import ProviderFailed, TextOrder
from hypereal_lab.gateway.providers.sandbox_cache import SandboxCache
from hypereal_lab.media import MediaError, parse_data_url
from hypereal_lab.wire.route import RouteTarget

__all__ = ["SandboxText"]

_INLINE = 2_000
"""Characters that the engine answers in less than 2 ms; more than that goes to a worker."""
_LONG = 100_000
"""Characters that take long enough to count that nobody else should wait for it."""
_AT_ONCE = 4
"""Tokens of one delta."""
_LARGEST = 20_000_000
"""Bytes of a picture that is looked at."""


_THOUGHT = "This is an engine without a model: it looks for a skill that fits the request, and uses it."
_SEAL = "c2FuZGJveA=="
"""Stands where a maker's signature would; the sandbox takes any back."""


class SandboxText:
    """Same conversation, same words."""

    name = "sandbox"

    def __init__(self, workers: Workers | None = None, cache: SandboxCache | None = None) -> None:
        self._workers = workers
        """None answers long conversations in a thread."""
        self._cache = cache
        """None keeps nothing from one request to the next."""

    def takes(self, card: Card, dialect: str) -> bool:
        """None: it reads what a conversation holds."""
        return False

    def targets(self, card: Card) -> tuple[RouteTarget, ...]:
        """Itself, and always well."""
        return (RouteTarget(provider=self.name),)

    async def text(self, order: TextOrder) -> AsyncGenerator[Piece | Finish]:
        """The answer, a few tokens at a time. Raises `ProviderFailed` where the worker died."""
        written, heard = await self._write(order.conversation), Heard()
        for piece in _pieces(written, thinks=order.conversation.thinks):
            heard.add(piece)
            yield piece
            if isinstance(piece, Delta):
                await asyncio.sleep(0)  # others have their turn, and what is written is sent
        yield Finish(written.reason, await self._usage(order, heard), written.stop)

    async def _usage(self, order: TextOrder, heard: Heard) -> Usage | None:
        """Where its beginning is kept for later requests, or was; otherwise the gateway counts."""
        if self._cache is None:
            return None
        if order.conversation.characters > _LONG:
            return await asyncio.to_thread(_counted, self._cache, order, heard)
        return _counted(self._cache, order, heard)

    async def _write(self, conversation: Conversation) -> Written:
        shows = any(message.images for message in conversation.messages)
        ask = await asyncio.to_thread(_ask, conversation) if shows else _ask(conversation)
        plain = conversation.form is None and not conversation.tools and not shows
        if plain and conversation.characters <= _INLINE:
            return write(ask)
        if self._workers is None:
            return await asyncio.to_thread(write, ask)
        try:
            return await self._workers.run(write, ask)
        except EngineCrashed as error:
            raise ProviderFailed("The text engine stopped in the middle of this answer; try again.") from error


def _pieces(written: Written, *, thinks: bool) -> Iterator[Piece]:
    if thinks:
        yield Thought(_THOUGHT, _SEAL)
    yield from map(Delta, _few(written.text))
    for call in written.calls:
        yield Calling(call.id, call.name)
        yield from map(Arguments, _few(call.arguments))


def _counted(cache: SandboxCache, order: TextOrder, heard: Heard) -> Usage | None:
    beginning = cache.beginning(order)
    if beginning is None:
        return None
    usage = heard.usage(order.conversation.count())
    if cache.knows(beginning):
        return replace(usage, cached=beginning.tokens)
    return replace(usage, cache_written=beginning.tokens)


def _ask(conversation: Conversation) -> Ask:
    """What is said by the system goes first: agents remind of it last, which must not hide what a tool just gave."""
    said = sorted(conversation.messages, key=lambda message: message.role != "system")
    latest = next((one for one in reversed(said) if one.role == "user"), None)
    return Ask(
        turns=tuple([Turn(one.role, one.text, _pictures(one) if one is latest else ()) for one in said]),
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


def _pictures(message: Message) -> tuple[bytes | None, ...]:
    return tuple([_opened(part.url) for part in message.parts if isinstance(part, Image)])


def _opened(url: str) -> bytes | None:
    """The file of a data URL, empty where it holds none; None for a link, which stays closed."""
    if url[:5].lower() != "data:":
        return None
    try:
        return parse_data_url(url, max_bytes=_LARGEST)[1]
    except MediaError:
        return b""


def _few(text: str) -> Iterator[str]:
    cut = pieces(text)
    while few := "".join(islice(cut, _AT_ONCE)):
        yield few
