"""What views and charts are asked for: a moment, a budget."""

from __future__ import annotations

from datetime import UTC, datetime

from hypereal_lab.errors import InputError
from hypereal_lab.lab.budget import amount_of
from hypereal_lab.wire.money import Credits

__all__ = ["budget_of", "moment_of"]


def moment_of(now: datetime | None) -> datetime:
    """The moment, or this one. Raises `InputError` for one without a zone."""
    if now is not None and now.tzinfo is None:
        raise InputError("now has no time zone; give one, such as datetime.now(UTC).", field="now")
    return now or datetime.now(UTC)


def budget_of(budget: object) -> Credits:
    """Credits of a month. Raises `InputError`."""
    amount = amount_of(budget, "budget")
    if amount <= Credits(0):
        raise InputError("budget is more than 0 credits.", field="budget")
    return amount
