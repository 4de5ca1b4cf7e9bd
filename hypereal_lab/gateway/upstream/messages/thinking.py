"""How Claude is asked to think: its families differ in what they take."""

from __future__ import annotations

import re
from typing import Any

from hypereal_lab.gateway.dialects import Conversation

__all__ = ["thinking_of"]

_NAMED = re.compile(r"claude-(?:[a-z]+-)?(\d+)(?:[-.](\d{1,2})(?!\d))?")
_NEWEST = (99, 0)
_THINKS, _FREELY, _ONLY_FREELY = (3, 7), (4, 6), (4, 7)
"""The first that think at all, that decide for themselves how long, and that take no budget any more."""
_LEAST = 1024
"""Tokens of the smallest budget."""
_SHARES = {"minimal": 0.1, "low": 0.2, "medium": 0.5, "high": 0.8, "xhigh": 0.95, "max": 0.95}
"""Of all that may be written, where a model wants a budget."""
_MOST = 32_000
_USUAL = "medium"


def thinking_of(conversation: Conversation, model: str) -> tuple[dict[str, Any] | None, str | None]:
    """`thinking` and `output_config.effort`; None for what is left out.

    Nothing is asked of models that cannot think, nor where a tool has to be used, which Anthropic does not take
    together. Newer models get the effort, older ones a budget: the caller's, or a share of what may be written.
    """
    version, effort = _version(model), conversation.effort
    wanted = conversation.thinks or conversation.thinking_limit is not None or effort is not None
    if not wanted or effort == "none" or version < _THINKS or conversation.choice.mode == "required":
        return None, None
    if version >= _ONLY_FREELY:
        shown = {"display": "summarized"} if conversation.thinks else {}
        return {"type": "adaptive", **shown}, "low" if effort == "minimal" else effort
    if version >= _FREELY and conversation.thinking_limit is None:
        return {"type": "adaptive"}, {"minimal": "low", "xhigh": "high"}.get(effort or "", effort)
    budget = _budget(conversation)
    return (None if budget is None else {"type": "enabled", "budget_tokens": budget}), None


def _budget(conversation: Conversation) -> int | None:
    """Less than all that may be written; None where that leaves too little."""
    limit = conversation.limit
    share = min(_MOST, int(limit * _SHARES.get(conversation.effort or _USUAL, _SHARES[_USUAL])))
    budget = share if conversation.thinking_limit is None else conversation.thinking_limit
    return max(_LEAST, min(budget, limit - 1)) if limit > _LEAST else None


def _version(model: str) -> tuple[int, int]:
    """Names without a number are of the newest."""
    found = _NAMED.search(model)
    return (int(found[1]), int(found[2] or 0)) if found else _NEWEST
