"""Tables and charts of usage and cost; pandas lives here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypereal_lab.tables import Column
from hypereal_lab.usage.accessor import FrameCalls, HyperealFrame
from hypereal_lab.usage.charts import Charts, Drawing
from hypereal_lab.usage.lab_usage import LabUsage
from hypereal_lab.usage.sample import sample
from hypereal_lab.usage.schema import BY_MODEL, CALLS
from hypereal_lab.usage.usage import Usage, read, reconcile

__all__ = [
    "BY_MODEL",
    "CALLS",
    "Charts",
    "Column",
    "Drawing",
    "FrameCalls",
    "HyperealFrame",
    "LabUsage",
    "Usage",
    "by_model",
    "read",
    "reconcile",
    "sample",
    "total",
]


def by_model(calls: Any) -> Any:
    """`read(calls).by_model()`: one row per model, the dearest first."""
    return read(calls).by_model()


def total(shown: Any) -> Decimal:
    """The sum of the column `credits` of a pandas table that this room made, exact; unknown amounts are left out."""
    return sum((amount for amount in shown["credits"] if amount is not None), Decimal(0))
