"""At most so many requests of one account in any rolling hour, exactly."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

__all__ = ["HOUR", "RateLimiter", "Standing"]

HOUR = 3600.0


class Standing(NamedTuple):
    """What the X-RateLimit headers say."""

    limit: int
    remaining: int
    reset: int
    """Unix second at which the next request is free again, now when some are left and none was made."""
    allowed: bool = True

    def headers(self) -> list[tuple[bytes, bytes]]:
        """For every answer."""
        return [
            (b"x-ratelimit-limit", b"%d" % self.limit),
            (b"x-ratelimit-remaining", b"%d" % self.remaining),
            (b"x-ratelimit-reset", b"%d" % self.reset),
        ]


class RateLimiter:
    """A log of times per account, in memory; one process serves a ledger, so it sees every request."""

    def __init__(self, clock: Callable[[], float], usual: int) -> None:
        self._clock = clock
        self._usual = usual
        self._seen: dict[str, deque[float]] = {}

    def remember(self, calls: Iterable[tuple[str, float]]) -> None:
        """Requests of before a restart, oldest first."""
        for account, moment in calls:
            self._seen.setdefault(account, deque()).append(moment)

    def admit(self, account: str, limit: int | None) -> Standing:
        """Count one request, unless it is one too many: refused ones do not count."""
        now, most = self._clock(), limit or self._usual
        seen = self._seen.get(account)
        if seen is None:
            seen = self._seen[account] = deque()
        while seen and seen[0] <= now - HOUR:
            seen.popleft()
        if len(seen) >= most:
            free = seen[len(seen) - most] + HOUR
            return Standing(most, 0, math.ceil(free), allowed=False)
        seen.append(now)
        return Standing(most, most - len(seen), math.ceil(seen[0] + HOUR))

    def nobody(self) -> Standing:
        """For answers to requests without a good key, which are not counted."""
        return Standing(self._usual, self._usual, math.ceil(self._clock()))
