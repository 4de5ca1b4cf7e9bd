"""Rows of the books."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.wire.money import Credits

__all__ = ["Balance", "CallRow", "Hold"]


class Balance(NamedTuple):
    """What a wallet has."""

    posted: Credits
    """Topped up less charged."""
    held: Credits
    """Set aside for calls that have not ended."""

    @property
    def available(self) -> Credits:
        """Can be spent now."""
        return self.posted - self.held


class Hold(NamedTuple):
    """Credits set aside for one call, until it settles or is voided."""

    id: str
    wallet: str
    amount: Credits
    time: float
    price_version: str
    key_id: str | None
    endpoint: str | None
    model: str | None


class CallRow(NamedTuple):
    """One row of the request log, written in the transaction that moves the money."""

    id: str
    created: float
    wallet: str
    key_id: str | None
    endpoint: str
    model: str | None
    provider: str | None
    status_code: int
    latency_ms: int
    units: int | None
    credits: Credits
    price_version: str | None
    basis: str | None
    error: str | None
