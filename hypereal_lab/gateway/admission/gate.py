"""The first station: a good key, and a request that still fits into the hour."""

from __future__ import annotations

import math
from collections.abc import Callable

from hypereal_lab.gateway.accounts import Key, Keys
from hypereal_lab.gateway.admission.rate import RateLimiter
from hypereal_lab.gateway.refusals import refused
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.routes import KEY_PREFIX

__all__ = ["Gate"]


class Gate:
    """Answers cheaply: clients repeat 401 and 429."""

    def __init__(self, keys: Keys, rates: RateLimiter, clock: Callable[[], float]) -> None:
        self._keys = keys
        self._rates = rates
        self._clock = clock

    def admit(self, visit: Visit) -> Key:
        """The key of this request, counted. Raises `Refused` with 401 or 429."""
        if not visit.key_text:
            raise refused(
                401,
                "authentication_error",
                f"No key was sent; put a {KEY_PREFIX} key into the header Authorization: Bearer.",
                code="missing_key",
            )
        if not visit.key_text.startswith(KEY_PREFIX):
            raise refused(
                401, "authentication_error", f"The key must start with {KEY_PREFIX}; copy it whole.", code="invalid_key"
            )
        key = self._keys.find(visit.key_text)
        if key is None:
            raise refused(
                401,
                "authentication_error",
                "The key is unknown, expired or disabled; make a new one with `hypereal-lab keys create`.",
                code="invalid_key",
            )
        visit.key_id = key.id
        visit.standing = self._rates.admit(key.wallet, key.rate_limit)
        if not visit.standing.allowed:
            wait = max(1, math.ceil(visit.standing.reset - self._clock()))
            raise refused(
                429,
                "rate_limit_error",
                f"The account made its {visit.standing.limit} requests of this hour; the next is free in {wait} s.",
                code="rate_limited",
                headers={"retry-after": str(wait)},
                retry_after=wait,
            )
        return key
