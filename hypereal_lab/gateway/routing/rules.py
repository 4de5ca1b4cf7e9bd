"""Refusals of a request that breaks a rule of its route or its model."""

from __future__ import annotations

from hypereal_lab.catalog import Violation
from hypereal_lab.gateway.refusals import Refused, bad_request

__all__ = ["SHOWN", "broken_rule", "no_price", "one_of"]

SHOWN = 100
"""Characters of a caller's own word that are worth repeating."""


def one_of(field: str, value: str | None, allowed: tuple[str, ...]) -> None:
    """Raises a 400 for a word that was given and is not allowed."""
    if value is not None and value not in allowed:
        words = f"{field} {value[:SHOWN]!r} is not one of {', '.join(allowed)}."
        raise bad_request(words, param=field, allowed=list(allowed))


def broken_rule(violation: Violation, field: str | None = None) -> Refused:
    """400: a rule of the model; `field` is the caller's own name for what has to change."""
    field = field or violation.field
    return bad_request(f"{field}: {violation.message}", param=field, allowed=list(violation.allowed))


def no_price(what: str) -> Refused:
    """400: what nobody knows the price of cannot be charged."""
    words = f"No price is known for {what}, so nothing can be charged; choose another model."
    return bad_request(words, param="model", code="price_unknown")
