"""Rows of the books."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.wire.money import Credits

__all__ = ["Balance", "CallRow", "Hold", "Part", "Tokens"]


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


class Part(NamedTuple):
    """What was set aside later for a call that goes on."""

    id: str
    amount: Credits


class Hold(NamedTuple):
    """Credits set aside for one call, until it settles or is voided: the first hold and what it was extended by."""

    id: str
    """Of the first hold, and so of the whole."""
    wallet: str
    amount: Credits
    """Of the whole."""
    time: float
    """Unix seconds of the first hold."""
    price_version: str
    key_id: str | None
    endpoint: str | None
    model: str | None
    parts: tuple[Part, ...] = ()
    """The extensions, in their order."""

    @property
    def first(self) -> Credits:
        """What was set aside before any extension."""
        return Credits(self.amount.micros - sum(part.amount.micros for part in self.parts))

    def grown(self, *parts: Part) -> Hold:
        """The whole with these parts too."""
        more = sum(part.amount.micros for part in parts)
        return self._replace(amount=Credits(self.amount.micros + more), parts=(*self.parts, *parts))


class Tokens(NamedTuple):
    """What a call read and wrote."""

    read: int
    """Cached ones included."""
    written: int
    cached: int
    estimated: bool
    """Whether the gateway counted, because the provider did not."""


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
    tokens: Tokens | None = None
    """None for calls that write no words."""
