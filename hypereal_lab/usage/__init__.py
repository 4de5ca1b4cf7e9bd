"""Tables and charts of usage and cost; pandas lives here."""

from __future__ import annotations

from hypereal_lab.tables import Column
from hypereal_lab.usage.accessor import FrameCalls, HyperealFrame
from hypereal_lab.usage.schema import BY_MODEL, CALLS
from hypereal_lab.usage.usage import Usage
from hypereal_lab.usage.views import by_model, total

__all__ = ["BY_MODEL", "CALLS", "Column", "FrameCalls", "HyperealFrame", "Usage", "by_model", "total"]
