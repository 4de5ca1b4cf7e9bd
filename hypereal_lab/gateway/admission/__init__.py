"""Who calls, and how often."""

from __future__ import annotations

from hypereal_lab.gateway.admission.credentials import take_key
from hypereal_lab.gateway.admission.gate import Gate
from hypereal_lab.gateway.admission.rate import HOUR, RateLimiter, Standing

__all__ = ["HOUR", "Gate", "RateLimiter", "Standing", "take_key"]
