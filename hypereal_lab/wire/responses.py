"""Responses calls: the body of `/responses`."""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = ["DEFAULT_TOKENS", "ResponsesBody"]

DEFAULT_TOKENS = 8192
"""Tokens that may be written where the caller does not say how many: agents never say it and write whole files."""


class ResponsesBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is posted to `/responses` (API pages, responses; else as OpenAI has it).

    Fields that are not named here are no error: they are meant for the model behind and are passed on to it.
    """

    model: str | None = None
    input: Any = None
    """A text, or a list of items; each is checked by the gateway, which names the place of what is wrong."""
    instructions: str | None = None
    """Said by the system before everything else; holds for this call only."""
    stream: bool | None = None
    max_output_tokens: int | None = None
    temperature: float | None = None
    """0 to 2."""
    top_p: float | None = None
    """0 to 1."""
    tools: list[Any] | None = None
    tool_choice: Any = None
    """`auto`, `none`, `required`, or `{"type": "function", "name"}`."""
    parallel_tool_calls: bool | None = None
    text: dict[str, Any] | None = None
    """`{"format": {"type": "text" | "json_object" | "json_schema", "name", "schema"}}`."""
    reasoning: dict[str, Any] | None = None
    """With `summary` the caller wants to see what the model thinks."""
    previous_response_id: str | None = None
    """What was said and answered there goes before the input."""
    store: bool | None = None
    """False: the response cannot be asked for again, nor continued."""
    metadata: dict[str, Any] | None = None
    include: list[Any] | None = None
    prompt_cache_key: str | None = None
    client_metadata: Any = None
    user: str | None = None
