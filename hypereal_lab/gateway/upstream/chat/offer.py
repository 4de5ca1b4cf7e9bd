"""The tools of a conversation, and which of them shall be used, as both of OpenAI's forms have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypereal_lab.gateway.dialects import Conversation, Tool

__all__ = ["offer_of"]


def offer_of(
    conversation: Conversation, write: Callable[[Tool], dict[str, Any]], named: Callable[[str], dict[str, Any]]
) -> dict[str, Any]:
    """The fields of the request. A tool is written by `write`, and the one that has to be used as `named` has it."""
    if not conversation.tools:
        return {}
    mode, name = conversation.choice
    fields: dict[str, Any] = {"tools": [write(tool) for tool in conversation.tools]}
    if name is not None:
        fields["tool_choice"] = {"type": "function", **named(name)}
    elif mode != "auto":
        fields["tool_choice"] = mode
    if not conversation.parallel:
        fields["parallel_tool_calls"] = False
    return fields
