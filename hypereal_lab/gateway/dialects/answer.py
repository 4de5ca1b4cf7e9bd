"""What is answered, in no dialect's words: piece by piece while it comes, and as a whole at the end."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import msgspec

__all__ = ["Arguments", "Called", "Calling", "Delta", "Finish", "Opened", "Piece", "Thought", "Told", "Usage"]


class Usage(msgspec.Struct, frozen=True):
    """Tokens, as they are billed."""

    prompt: int
    """All that was read, cached parts included."""
    completion: int
    """All that was written, thoughts included."""
    cached: int = 0
    """Part of `prompt` that was read from a cache."""
    thought: int = 0
    """Part of `completion` that was thinking."""

    @property
    def total(self) -> int:
        return self.prompt + self.completion


class Opened(NamedTuple):
    """The answer is about to begin: so many tokens were read."""

    read: int


class Delta(NamedTuple):
    """A little more of the words."""

    text: str


class Thought(NamedTuple):
    """A little more of what the model thinks, which comes before the words; the last has its maker's seal."""

    text: str
    signature: str = ""


class Calling(NamedTuple):
    """The model begins to call a tool."""

    id: str
    name: str


class Arguments(NamedTuple):
    """A little more of the arguments of the call that was begun last: JSON, as text."""

    text: str


class Finish(NamedTuple):
    """The end of the answer."""

    reason: str
    """`stop`, `length` where the limit cut it, or `tools` where it waits for theirs."""
    usage: Usage | None = None
    """As the provider counts; None where it does not, and the gateway counts for itself."""


Piece = Opened | Delta | Thought | Calling | Arguments


class Called(msgspec.Struct, frozen=True):
    """A tool call, whole."""

    id: str
    name: str
    arguments: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer and what it cost. This is what is kept for a repeated Idempotency-Key."""

    text: str
    reason: str
    usage: Usage
    charged: Decimal
    """Credits."""
    thinking: str = ""
    signature: str = ""
    calls: tuple[Called, ...] = ()

    def pieces(self) -> Iterator[Piece]:
        """As if it came just now."""
        yield Opened(self.usage.prompt)
        if self.thinking:
            yield Thought(self.thinking, self.signature)
        if self.text:
            yield Delta(self.text)
        for call in self.calls:
            yield Calling(call.id, call.name)
            yield Arguments(call.arguments)
