"""Views: a frame of calls in, a new frame out; written once, for every engine, lazy where the frame is lazy."""

from __future__ import annotations

from hypereal_lab.usage.views.by import by, by_model, total
from hypereal_lab.usage.views.cache import cache
from hypereal_lab.usage.views.duplicates import duplicates
from hypereal_lab.usage.views.errors import errors
from hypereal_lab.usage.views.estimate_error import estimate_error
from hypereal_lab.usage.views.latency import latency
from hypereal_lab.usage.views.per_keeper import per_keeper
from hypereal_lab.usage.views.periods import periods
from hypereal_lab.usage.views.price_history import price_history
from hypereal_lab.usage.views.top import top
from hypereal_lab.usage.views.unit_cost import unit_cost

__all__ = [
    "by",
    "by_model",
    "cache",
    "duplicates",
    "errors",
    "estimate_error",
    "latency",
    "per_keeper",
    "periods",
    "price_history",
    "top",
    "total",
    "unit_cost",
]
