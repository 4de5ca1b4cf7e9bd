"""Chat calls: the body of `/chat/completions`, its whole answer and the chunks of a stream."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from hypereal_lab.wire.codec import Answer
from hypereal_lab.wire.money import Credits

__all__ = [
    "DEFAULT_TOKENS",
    "LEAST_BALANCE",
    "MOST_TOKENS",
    "ChatAnswer",
    "ChatBody",
    "ChatChoice",
    "ChatChunk",
    "ChatChunkChoice",
    "ChatDelta",
    "ChatMessage",
    "ChatUsage",
]

DEFAULT_TOKENS = 1024
"""Tokens that may be written where the caller does not say how many (gap of the API pages, our choice)."""
MOST_TOKENS = 131_072
"""More is brought back to this."""
LEAST_BALANCE = Credits.of(200)
"""What an account must have for any call that writes (API pages, credits and billing rules)."""


class ChatBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is posted to `/chat/completions` (API pages, chat completions; else as OpenAI has it).

    Fields that are not named here are no error: they are meant for the model behind and are passed on to it.
    """

    model: str | None = None
    messages: list[Any] | None = None
    """Objects of `role` and `content`; each is checked by the gateway, which names the place of what is wrong."""
    stream: bool | None = None
    stream_options: dict[str, Any] | None = None
    """`include_usage`: the usage in a chunk of its own, with no choices, after the last."""
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    """The newer name; it goes before `max_tokens`."""
    temperature: float | None = None
    """0 to 2."""
    top_p: float | None = None
    """0 to 1."""
    stop: str | list[str] | None = None
    """The answer ends before the first of these words."""
    seed: int | None = None
    n: int | None = None
    """Number of answers."""
    response_format: dict[str, Any] | None = None
    """`{"type": "text" | "json_object" | "json_schema", "json_schema": {"name", "schema"}}`."""
    tools: list[Any] | None = None
    tool_choice: Any = None
    """`auto`, `none`, `required`, or `{"type": "function", "function": {"name"}}`."""
    parallel_tool_calls: bool | None = None
    user: str | None = None

    @property
    def limit(self) -> int | None:
        """The most tokens that may be written, whatever the field was called."""
        return self.max_tokens if self.max_completion_tokens is None else self.max_completion_tokens


class ChatMessage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was said."""

    role: str | None = None
    content: str | None = None
    tool_calls: list[Any] | None = None
    refusal: str | None = None


class ChatChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One of the answers."""

    index: int = 0
    message: ChatMessage = ChatMessage()
    finish_reason: str | None = None
    """`stop`, `length` where the limit of tokens cut it, `tool_calls` or `content_filter`."""


class ChatUsage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens read and written; the charge is these times the model's rates."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0
    prompt_tokens_details: dict[str, Any] | None = None
    """`cached_tokens`: the part that was read from a cache."""
    completion_tokens_details: dict[str, Any] | None = None
    """`reasoning_tokens`: the part that was thinking."""
    estimated: bool | msgspec.UnsetType = msgspec.UNSET
    """True where the provider told nothing and the gateway counted for it (ours)."""


class ChatAnswer(Answer, frozen=True, kw_only=True):
    """The whole answer."""

    id: str = ""
    object: str = "chat.completion"
    created: int = 0
    """Unix seconds."""
    model: str = ""
    choices: list[ChatChoice] = []
    usage: ChatUsage | None = None
    credits_used: Decimal | None = msgspec.field(default=None, name="creditsUsed")
    """What this call was charged (ours; servers elsewhere do not tell)."""

    @property
    def text(self) -> str:
        """What the first choice says; empty where there is none."""
        return (self.choices[0].message.content or "") if self.choices else ""

    @property
    def tool_calls(self) -> list[Any]:
        """What the first choice asks for, as `{"id", "type", "function": {"name", "arguments"}}`; often nothing."""
        return (self.choices[0].message.tool_calls or []) if self.choices else []

    @property
    def finish_reason(self) -> str | None:
        """Why the first choice ended."""
        return self.choices[0].finish_reason if self.choices else None


class ChatDelta(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a chunk adds to the answer."""

    role: str | None = None
    content: str | None = None
    reasoning_content: str | None = None
    """What is thought before the answer, which is no part of it (not of the API pages; some providers tell it so)."""
    tool_calls: list[Any] | None = None
    refusal: str | None = None


class ChatChunkChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of one of the answers."""

    index: int = 0
    delta: ChatDelta = ChatDelta()
    finish_reason: str | None = None


class ChatChunk(Answer, frozen=True, kw_only=True):
    """One event of a stream; all of a stream share id, time and model."""

    id: str = ""
    object: str = "chat.completion.chunk"
    created: int = 0
    model: str = ""
    choices: list[ChatChunkChoice] = []
    """Empty only in the chunk that `include_usage` asks for."""
    usage: ChatUsage | msgspec.UnsetType | None = msgspec.UNSET
    """In the last chunk."""
    credits_used: Decimal | msgspec.UnsetType | None = msgspec.field(default=msgspec.UNSET, name="creditsUsed")
    """In the last chunk."""

    @property
    def text(self) -> str:
        """What it adds to the words of the first choice; often nothing."""
        return "".join(one.delta.content or "" for one in self.choices if one.index == 0)

    @property
    def thought(self) -> str:
        """What it adds to the thoughts of the first choice; most models tell none."""
        return "".join(one.delta.reasoning_content or "" for one in self.choices if one.index == 0)
