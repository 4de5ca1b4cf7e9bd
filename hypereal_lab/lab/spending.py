"""The keywords about money and repetition that every call takes, for editors and type checkers."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from hypereal_lab.wire.money import Credits

__all__ = ["Spending"]


class Spending(TypedDict, total=False):
    """All of them may be left out."""

    allow_unknown_price: bool
    """Send it although no price is known."""
    max_cost: int | str | float | Decimal | Credits
    """Credits: refuse it when it may cost more. With an unknown price, what is set aside in budgets."""
    confirm: bool
    """Yes to a call dearer than `lab.confirm_above(...)`."""
    take: int
    """Another number asks for a variation on purpose; each take is replayed by itself."""
    fresh: bool
    """Make it anew although it is on the shelf."""
