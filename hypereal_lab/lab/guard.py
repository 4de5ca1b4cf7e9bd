"""What may be spent without asking: one pure check between a price and the reservation."""

from __future__ import annotations

from dataclasses import dataclass

from hypereal_lab.catalog import Estimate
from hypereal_lab.errors import ConfirmationNeeded, CostAboveLimit, PriceUnknown
from hypereal_lab.wire.money import Credits

__all__ = ["Consent", "check_spending"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the caller said about money."""

    allow_unknown_price: bool = False
    max_cost: Credits | None = None
    """The most this one call may cost."""
    confirm: bool = False
    """The caller saw the price and said yes."""


def check_spending(price: Estimate, consent: Consent, *, model: str, confirm_above: Credits | None) -> Credits | None:
    """The credits to set aside; None where no price is known and the caller allows that without a limit.

    Raises `PriceUnknown`, `CostAboveLimit` or `ConfirmationNeeded`.
    """
    most = price.high if price.high is not None else price.expected
    if most is None:
        if not consent.allow_unknown_price:
            raise PriceUnknown(f"No price is known for {model}; pass allow_unknown_price=True to send it all the same.")
        return consent.max_cost
    if consent.max_cost is not None and most > consent.max_cost:
        raise CostAboveLimit(
            f"This call may cost {most} credits and max_cost allows {consent.max_cost}; nothing was sent. Raise "
            "max_cost, or ask for less."
        )
    if confirm_above is not None and most > confirm_above and not consent.confirm:
        raise ConfirmationNeeded(
            f"This call may cost {most} credits, and above {confirm_above} this lab asks first. Pass confirm=True to "
            "send it."
        )
    return most
