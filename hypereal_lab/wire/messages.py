"""Messages calls: the body of `/messages` and its whole answer, as Anthropic has them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from hypereal_lab.wire.codec import Answer

__all__ = ["MessagesAnswer", "MessagesBody", "MessagesUsage", "TokensAnswer"]


class MessagesBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is posted to `/messages` (API pages, messages; else as Anthropic has it).

    Fields that are not named here are no error: they are meant for the model behind and are passed on to it.
    """

    model: str | None = None
    max_tokens: int | None = None
    """The most tokens that may be written; every call says it."""
    messages: list[Any] | None = None
    """Objects of `role` and `content`; each is checked by the gateway, which names the place of what is wrong."""
    system: Any = None
    """A text, or a list of text blocks."""
    stream: bool | None = None
    temperature: float | None = None
    """0 to 1."""
    top_p: float | None = None
    """0 to 1."""
    top_k: int | None = None
    stop_sequences: list[str] | None = None
    """The answer ends before the first of these."""
    tools: list[Any] | None = None
    """Objects of `name`, `description` and `input_schema`."""
    tool_choice: dict[str, Any] | None = None
    """`{"type": "auto" | "any" | "tool" | "none", "name", "disable_parallel_tool_use"}`."""
    thinking: dict[str, Any] | None = None
    """`{"type": "enabled" | "adaptive" | "disabled", "budget_tokens"}`."""
    output_config: dict[str, Any] | None = None
    """`{"format": {"type": "json_schema", "schema"}}`."""
    output_format: dict[str, Any] | None = None
    """The older name of `output_config.format`."""
    metadata: dict[str, Any] | None = None


class MessagesUsage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens read and written. What came from a cache is not among `input_tokens`."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0
    estimated: bool | msgspec.UnsetType = msgspec.UNSET
    """True where the provider told nothing and the gateway counted for it (ours)."""


class MessagesAnswer(Answer, frozen=True, kw_only=True):
    """The whole answer."""

    id: str = ""
    type: str = "message"
    role: str = "assistant"
    model: str = ""
    content: list[Any] = []
    """Blocks of type `thinking`, `text` and `tool_use`."""
    stop_reason: str | None = None
    """`end_turn`, `max_tokens`, `tool_use`, `stop_sequence` or `refusal`."""
    stop_sequence: str | None = None
    """The word that ended it."""
    usage: MessagesUsage = MessagesUsage()
    credits_used: Decimal | msgspec.UnsetType | None = msgspec.field(default=msgspec.UNSET, name="creditsUsed")
    """What this call was charged (ours); not known yet where a stream begins."""


class TokensAnswer(Answer, frozen=True, kw_only=True):
    """How long a request is."""

    input_tokens: int = 0
