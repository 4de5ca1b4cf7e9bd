"""What the text engine is asked, and what it gives: plain values that travel to a worker and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["Ask", "Call", "Tool", "Turn", "Written"]


_REMINDER = re.compile(r"<(system-reminder|session_context|environment_context|user_instructions)>.*?</\1>", re.DOTALL)
"""What coding agents put beside the words of their user."""


class Turn(NamedTuple):
    """What one side said at once."""

    role: str
    """`system`, `user`, `assistant` or `tool`."""
    text: str
    images: tuple[bytes | None, ...] = ()
    """The files of its pictures; None for one behind a link, which nobody opens, and empty for one that is none."""


class Tool(NamedTuple):
    """Something that may be asked of the caller."""

    name: str
    description: str = ""
    schema: Mapping[str, Any] = {}
    """JSON schema of its arguments."""


class Call(NamedTuple):
    """A tool that the caller shall use now."""

    id: str
    name: str
    arguments: str
    """A JSON object, as text."""


class Ask(NamedTuple):
    """One request to write. The same ask gives the same text, on every machine."""

    turns: tuple[Turn, ...]
    limit: int = 1024
    """The most tokens that may be written."""
    temperature: float = 1.0
    """0 always takes the first of several ways to say it."""
    seed: int = 0
    stop: tuple[str, ...] = ()
    json: bool = False
    """Whether the answer has to be a JSON object."""
    schema: Mapping[str, Any] | None = None
    """A JSON schema that it has to keep."""
    tools: tuple[Tool, ...] = ()
    tool_mode: str = "auto"
    """`auto`, `none` or `required`."""
    tool_name: str | None = None
    """The one that has to be called."""

    @property
    def words(self) -> str:
        """What the user said last, without what an agent slipped in to remind the model."""
        said = next((turn.text for turn in reversed(self.turns) if turn.role == "user"), "").strip()
        return _REMINDER.sub("", said).strip() or said

    @property
    def images(self) -> tuple[bytes | None, ...]:
        """Pictures that the user sent last."""
        return next((turn.images for turn in reversed(self.turns) if turn.role == "user"), ())


class Written(NamedTuple):
    """What the engine gives."""

    text: str
    reason: str = "stop"
    """`stop`, `length` where the limit cut it, or `tools` where it waits for theirs."""
    calls: tuple[Call, ...] = ()
    stop: str | None = None
    """The stop word that ended it."""
