"""`GET /api/api-usage`: what was called and what it cost."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from hypereal_lab.wire.codec import Answer

__all__ = ["DayCost", "ModelCost", "UsageAnswer", "UsageLog"]


class UsageLog(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One call. `credits` is what was charged, 0 for a refused or failed one, negative for a refund."""

    id: str
    created_at: str
    """UTC, ISO 8601."""
    endpoint: str
    model: str | None = None
    provider: str | None = None
    status_code: int = 200
    latency_ms: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    units: int | None = None
    """How many of the model's unit were billed, for images the pictures returned."""
    credits: Decimal = Decimal(0)
    api_key_id: str | None = None
    request_id: str | None = None
    error: str | None = None


class ModelCost(msgspec.Struct, frozen=True, kw_only=True):
    """Sum over the period for one model."""

    model: str
    requests: int
    credits: Decimal


class DayCost(msgspec.Struct, frozen=True, kw_only=True):
    """Sum over one UTC day."""

    date: str
    credits: Decimal


class UsageAnswer(Answer, frozen=True, kw_only=True, rename="camel"):
    """The newest `logs` and sums over the whole period asked for."""

    logs: list[UsageLog] = []
    cost_by_model: list[ModelCost] = []
    top_expensive_requests: list[UsageLog] = []
    daily_cost: list[DayCost] = []
    next_cursor: str | None = None
    """The `cursor` of the next page of `logs`; None where these were the last."""
