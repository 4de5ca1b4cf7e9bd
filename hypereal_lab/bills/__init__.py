"""What notebooks would cost, and what an edit does to that: `hypereal-lab estimate` and `hypereal-lab diff`."""

from __future__ import annotations

from hypereal_lab.bills.bill import Bill, Failure, Item, Step, diff
from hypereal_lab.bills.notebook import bill_of
from hypereal_lab.bills.text import bill_json, bill_lines, failure_line, step_json, step_lines

__all__ = [
    "Bill",
    "Failure",
    "Item",
    "Step",
    "bill_json",
    "bill_lines",
    "bill_of",
    "diff",
    "failure_line",
    "step_json",
    "step_lines",
]
