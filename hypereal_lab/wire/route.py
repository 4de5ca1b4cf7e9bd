"""`POST /v1/route/explain`: which model would answer, which others were looked at, and why not they."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from hypereal_lab.wire.codec import Answer

__all__ = ["RouteAnswer", "RouteBody", "RouteCandidate", "RoutePrice", "RouteTarget"]


class RouteBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A request as far as routing looks at it. Nothing is made and nothing is charged."""

    intent: str | None = None
    """A class of models; the cheapest that qualifies is chosen."""
    model: str | None = None
    """A model, which is obeyed; the others of its kind are then shown beside it."""
    region: str | None = None
    """Only providers of this region."""
    max_credits: Decimal | None = None
    """The most that the call may be expected to cost."""
    input_tokens: int | None = None
    output_tokens: int | None = None
    prompt: str | None = None
    n: int | None = None
    size: str | None = None
    aspect_ratio: str | None = None
    resolution: str | None = None
    references: int | None = None
    """How many reference images."""
    output_format: str | None = None


class RoutePrice(msgspec.Struct, frozen=True, kw_only=True):
    """Credits for this request."""

    low: Decimal | None
    expected: Decimal | None
    high: Decimal | None
    basis: str | None
    version: str | None


class RouteTarget(msgspec.Struct, frozen=True, kw_only=True):
    """A provider of a model."""

    provider: str
    region: str | None = None
    health: str = "closed"
    """Of its breaker: `closed` is well, `open` is left alone for now, `half_open` is tried with one call."""


class RouteCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """A model that was looked at."""

    model: str
    kind: str
    price: RoutePrice | None
    """None where no price is known; such a model comes last."""
    targets: list[RouteTarget]
    disqualified: list[str]
    """Why it cannot be chosen; empty where it can."""


class RouteAnswer(Answer, frozen=True, kw_only=True):
    """The decision."""

    model: str | None = None
    """The chosen one, None where none qualifies."""
    reason: str = ""
    candidates: list[RouteCandidate] = []
    """The chosen one first, then by price and id, those that are disqualified last."""
    decision: str = ""
    """A hash of everything that was looked at: the same request with the same hash is decided the same way."""
