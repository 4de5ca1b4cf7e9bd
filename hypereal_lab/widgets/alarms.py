"""What a person is warned of before it hurts: a budget that runs out, a balance that does, calls that hold the rest."""

from __future__ import annotations

from collections.abc import Sequence

from hypereal_lab.lab import Sums
from hypereal_lab.lab.budget import BudgetNow
from hypereal_lab.wire.chat import LEAST_BALANCE
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["HOURS", "USED", "alarms"]

HOURS = 3
"""What was spent in so many hours is taken for what the next ones will need."""
USED = 80
"""Hundredths of a budget from which on it is close to its end."""


def alarms(sums: Sums, balance: Credits | None, budgets: Sequence[BudgetNow], lately: Credits) -> list[str]:
    """Sentences, the worst first; none where all is well. `lately` is what the last `HOURS` took."""
    said = [] if balance is None else _of_balance(balance, sums, lately)
    return [*said, *(words for one in budgets if (words := _of_budget(one)))]


def _of_balance(balance: Credits, sums: Sums, lately: Credits) -> list[str]:
    if balance <= ZERO:
        return ["Nothing is left on the balance: further calls are refused."]
    said = []
    if sums.held > balance:
        said.append(f"Calls under way hold {_credits(sums.held)}, more than the {balance} that are left.")
    if lately > balance:
        said.append(f"The last {HOURS} hours took {_credits(lately)}, more than the {balance} that are left.")
    if balance < LEAST_BALANCE:
        said.append(f"With less than {_credits(LEAST_BALANCE)}, calls that write text are refused.")
    return said


def _of_budget(budget: BudgetNow) -> str:
    name = f"The {budget.name}"
    if not budget.left:
        return f"{name} is used up: calls that it is for are refused."
    if budget.used >= USED:
        return f"{name} is {budget.used} % used: {budget.left} of {_credits(budget.cap)} are left."
    if budget.held > budget.left:
        return f"{name}: calls under way hold {_credits(budget.held)}, more than the {budget.left} that are left."
    return ""


def _credits(amount: Credits) -> str:
    return f"{amount} {'credit' if amount == Credits.of(1) else 'credits'}"
