"""What was said and what is answered, in no dialect's words: routes read theirs into it, providers see only this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hypereal_lab.engines.text.tokens import count_prompt

__all__ = ["Conversation", "Delta", "Finish", "Form", "Image", "Message", "Part", "Text", "Usage"]


class Text(NamedTuple):
    """A piece of a message in words."""

    text: str


class Image(NamedTuple):
    """A picture in a message."""

    url: str
    """A link or a data URL, as the caller gave it; nobody has opened it yet."""


Part = Text | Image


class Message(NamedTuple):
    """What one side said at once."""

    role: str
    """`system`, `user`, `assistant` or `tool`."""
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """Its words, a line for each piece."""
        return "\n".join(part.text for part in self.parts if isinstance(part, Text))

    @property
    def images(self) -> int:
        return sum(isinstance(part, Image) for part in self.parts)


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
    temperature: float = 1.0
    """0 to 2."""
    top_p: float = 1.0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    form: Form | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the request that only its model may understand, for a provider that speaks the same dialect."""

    @property
    def characters(self) -> int:
        """How long it is: what the time to read it depends on."""
        return sum(len(message.text) for message in self.messages)

    def count(self) -> int:
        """Tokens of all that was said. Linear in its length; let a thread do it where that is great."""
        return count_prompt(
            ([part.text for part in message.parts if isinstance(part, Text)], message.images)
            for message in self.messages
        )


class Usage(NamedTuple):
    """Tokens, as they are billed."""

    prompt: int
    completion: int

    @property
    def total(self) -> int:
        return self.prompt + self.completion


class Delta(NamedTuple):
    """A little more of the answer."""

    text: str


class Finish(NamedTuple):
    """The end of the answer."""

    reason: str
    """`stop`, or `length` where the limit cut it."""
    usage: Usage | None = None
    """As the provider counts; None where it does not, and the gateway counts for itself."""
