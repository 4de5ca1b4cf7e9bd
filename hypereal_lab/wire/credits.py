"""`GET /api/credits`."""

from __future__ import annotations

from decimal import Decimal

from hypereal_lab.wire.codec import Answer

__all__ = ["CreditsAnswer"]


class CreditsAnswer(Answer, frozen=True, kw_only=True):
    """What an account has."""

    balance: Decimal
    """Credits that can be spent now; what is held for running calls is already taken off."""
    held: Decimal = Decimal(0)
    """Credits set aside for calls that have not ended."""
    currency: str = "credits"
    usd: Decimal | None = None
    """The balance in US dollars."""
    sandbox: bool = False
    """True where credits are play money and everything is made by local engines."""
