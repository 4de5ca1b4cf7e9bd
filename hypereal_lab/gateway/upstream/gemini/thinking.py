"""How Gemini is asked to think: its generations differ in what they take."""

from __future__ import annotations

import re
from typing import Any

from hypereal_lab.gateway.dialects import Conversation

__all__ = ["generation_of", "thinking_of"]

_NAMED = re.compile(r"gemini-(?:[a-z]+-)*(\d+)(?:\.(\d+))?")
_NEWEST, _OTHER = (99, 0), (0, 0)
_THINKS, _BY_LEVEL = (2, 5), (3, 0)
"""The first that think at all, and that take a level."""
_LEVELS = {"low": "low", "medium": "medium", "high": "high", "xhigh": "high", "max": "high"}
_BUDGETS = {"none": 0, "minimal": 1024, "low": 1024, "medium": 8192, "high": 24_576, "xhigh": 24_576, "max": 24_576}
"""Tokens."""
_LEAST_OF_PRO = 128
"""It cannot be kept from thinking."""


def generation_of(model: str) -> tuple[int, int]:
    """Names without a number are of the newest; other models than Gemini are (0, 0)."""
    if not model.removeprefix("models/").startswith("gemini"):
        return _OTHER
    found = _NAMED.search(model)
    return (int(found[1]), int(found[2] or 0)) if found else _NEWEST


def thinking_of(conversation: Conversation, model: str) -> dict[str, Any]:
    """`thinkingConfig`, empty where nothing is asked for. A budget goes as it is; an effort becomes a level, or the
    budget of its kind for models that know no levels.
    """
    generation = generation_of(model)
    if generation < _THINKS:
        return {}
    shown = {"includeThoughts": True} if conversation.thinks else {}
    if conversation.thinking_limit is not None:
        return {**shown, "thinkingBudget": conversation.thinking_limit}
    if conversation.effort is None:
        return shown
    if generation >= _BY_LEVEL:
        least = "minimal" if "flash" in model else "low"
        return {**shown, "thinkingLevel": _LEVELS.get(conversation.effort, least)}
    budget = _BUDGETS.get(conversation.effort, _BUDGETS["medium"])
    return {**shown, "thinkingBudget": max(budget, _LEAST_OF_PRO) if "pro" in model else budget}
