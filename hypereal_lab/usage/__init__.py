"""Tables and charts of usage and cost; pandas lives here."""

from __future__ import annotations

from hypereal_lab.usage.schema import BY_MODEL, CALLS, Column
from hypereal_lab.usage.usage import Usage
from hypereal_lab.usage.views import by_model, total

__all__ = ["BY_MODEL", "CALLS", "Column", "Usage", "by_model", "total"]
