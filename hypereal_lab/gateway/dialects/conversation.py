"""What was said and what is answered, in no dialect's words: routes read theirs into it, providers see only this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, NamedTuple

import msgspec

from hypereal_lab.engines.text.tokens import count, count_prompt
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.problems import Problem

__all__ = [
    "Choice",
    "Conversation",
    "Form",
    "Image",
    "Message",
    "Other",
    "Part",
    "Text",
    "Thinking",
    "Tool",
    "ToolCall",
    "ToolResult",
]


class Text(NamedTuple):
    """A piece of a message in words."""

    text: str


class Image(NamedTuple):
    """A picture in a message."""

    url: str
    """A link or a data URL, as the caller gave it; nobody has opened it yet."""


class Thinking(NamedTuple):
    """What a model thought before it answered, as it came from there; `signature` is its maker's seal."""

    text: str
    signature: str = ""
    closed: bool = False
    """Whether its maker told no text: `signature` is then all there is, and only its maker can read it."""


class ToolCall(NamedTuple):
    """The model wants a tool to be used."""

    id: str
    name: str
    arguments: str
    """A JSON object, as text."""


class ToolResult(NamedTuple):
    """What a tool gave."""

    call: str
    """Id of the `ToolCall`."""
    text: str
    failed: bool = False


class Other(NamedTuple):
    """A part that only some models read, such as a document or a sound: it goes on untouched, or not at all."""

    place: str
    """Where it stands in the request."""
    kind: str
    """As its dialect calls it."""
    problem: Problem
    """What its caller is told where it cannot go on."""


Part = Text | Image | Thinking | ToolCall | ToolResult | Other


class Message(NamedTuple):
    """What one side said at once."""

    role: str
    """`system`, `user`, `assistant` or `tool`."""
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """Its words and what its tools gave, a line for each piece."""
        return "\n".join(part.text for part in self.parts if isinstance(part, Text | ToolResult))

    @property
    def images(self) -> int:
        return sum(isinstance(part, Image) for part in self.parts)

    @property
    def counted(self) -> list[str]:
        """Every text of it that is read, and so billed."""
        return [text for part in self.parts if not isinstance(part, Image | Other) for text in _texts(part)]


class Tool(NamedTuple):
    """Something the model may ask for; the caller does it."""

    name: str
    description: str = ""
    schema: Mapping[str, Any] = {}
    """JSON schema of its arguments."""


class Choice(NamedTuple):
    """Whether tools are to be used."""

    mode: str = "auto"
    """`auto`, `none`, or `required`: at least one."""
    name: str | None = None
    """The one that has to be used, where `required` names it."""


FREE = Choice()
"""The model decides."""


class Form(NamedTuple):
    """The answer has to be JSON."""

    schema: Mapping[str, Any] | None = None
    """A JSON schema that it has to keep; None where any object will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One request to write, complete and checked."""

    messages: tuple[Message, ...]
    limit: int
    """The most tokens that may be written."""
    unlimited: bool = False
    """Whether the caller named no limit: `limit` is then the usual one of its route."""
    temperature: float = 1.0
    """0 to 2."""
    top_p: float = 1.0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    form: Form | None = None
    tools: tuple[Tool, ...] = ()
    choice: Choice = FREE
    parallel: bool = True
    """Whether several tools may be called at once."""
    thinks: bool = False
    """Whether the caller wants to see what the model thinks."""
    effort: str | None = None
    """How hard it shall think: `none`, `minimal`, `low`, `medium`, `high`, `xhigh` or `max`; None leaves it open."""
    thinking_limit: int | None = None
    """The most tokens of thinking, where the caller says so."""
    cache: bool = True
    """Whether what every request of an agent begins with may be kept by the provider for the next one."""
    region: str | None = None
    """Only providers of this region may answer."""
    more: Mapping[str, msgspec.Raw] = field(default_factory=dict)
    """Fields of the request that only its model may understand, for a provider that speaks the same dialect: the very
    bytes that were sent.
    """

    @property
    def others(self) -> list[Other]:
        """What only some models read."""
        return [part for message in self.messages for part in message.parts if isinstance(part, Other)]

    @property
    def beginning(self) -> tuple[Message, ...]:
        """What the system says before anybody else speaks."""
        return tuple(takewhile(lambda message: message.role == "system", self.messages))

    @property
    def characters(self) -> int:
        """How long it is: what the time to read it depends on."""
        return sum(len(text) for message in self.messages for text in message.counted)

    def count(self) -> int:
        """Tokens of all that was said and offered. Linear in its length; let a thread do it where that is great."""
        return _count(self.messages) + self._offer

    def count_beginning(self) -> int:
        """Those of the tools and of `beginning`, which are the same in every request of one agent."""
        return _count(self.beginning) - _count(()) + self._offer

    @property
    def _offer(self) -> int:
        return sum(count(f"{one.name}\n{one.description}\n{encode(one.schema).decode()}") for one in self.tools)


def _count(messages: Iterable[Message]) -> int:
    return count_prompt((message.counted, message.images) for message in messages)


def _texts(part: Text | Thinking | ToolCall | ToolResult) -> tuple[str, ...]:
    return (part.name, part.arguments) if isinstance(part, ToolCall) else (part.text,)
