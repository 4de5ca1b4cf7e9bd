"""What is answered, in no dialect's words: piece by piece while it comes, and as a whole at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

import msgspec

__all__ = [
    "Anew",
    "Arguments",
    "Called",
    "Calling",
    "Delta",
    "Finish",
    "Opened",
    "Passed",
    "Piece",
    "Served",
    "Thought",
    "Told",
    "Usage",
]


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
    cache_written: int = 0
    """Part of `prompt` that was put into a cache for later."""
    audio_read: int = 0
    """Part of `prompt` that was sound."""
    audio_written: int = 0
    """Part of `completion` that is sound."""
    images_read: int = 0
    """Part of `prompt` that was pictures."""
    estimated: bool = False
    """Whether the provider told nothing and the gateway counted for itself."""

    @property
    def total(self) -> int:
        return self.prompt + self.completion


class Opened(NamedTuple):
    """The answer is about to begin: so many tokens were read."""

    read: int


class Served(NamedTuple):
    """Who answers, known before the first words."""

    provider: str
    attempts: int
    """How many targets were asked, this one included."""


class Anew(NamedTuple):
    """What came so far counts for nothing: another provider begins. Only where nothing of it was told."""


class Passed(NamedTuple):
    """The provider's own bytes of what comes, for a caller who asked in the same dialect: sent on as they are.

    The pieces beside them say what is in them; they are heard for the bill and not written again.
    """

    data: bytes


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
    """`stop`, `length` where the limit cut it, `tools` where it waits for theirs, or `refusal`."""
    usage: Usage | None = None
    """As the provider counts; None where it does not, and the gateway counts for itself."""
    stop: str | None = None
    """The stop word that ended it, where the provider tells."""
    closing: Callable[[Told], bytes] | None = None
    """Where bytes were passed on: the provider's own last ones, with what was charged put in. Where the answer is
    whole, they are all of it.
    """


Piece = Opened | Served | Anew | Passed | Delta | Thought | Calling | Arguments


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
    stop: str | None = None
    """The stop word that ended it, where that is known."""
    cut: str | None = None
    """Why the gateway ended it before its provider did: `balance`, `key` or `left`."""

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
