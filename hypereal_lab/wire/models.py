"""`GET /v1/models`: the OpenAI list, with kind, price and limits added."""

from __future__ import annotations

from typing import Any

import msgspec

from hypereal_lab.wire.codec import Answer

__all__ = ["ModelEntry", "ModelsAnswer"]


class ModelEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One model as the list names it."""

    id: str
    object: str = "model"
    created: int = 0
    owned_by: str = "hypereal"
    kind: str | None = None
    pricing: dict[str, Any] | None = None
    """`unit`, `credits` (low, expected, high), `basis`, `version`; `None` where no price is known."""
    limits: dict[str, Any] | None = None


class ModelsAnswer(Answer, frozen=True, kw_only=True):
    """The list, in the order of ids."""

    object: str = "list"
    data: list[ModelEntry] = []
