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
    """Unix second at which the oldest request of the hour no longer counts; now where none was made."""
    allowed: bool = True

    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """For every answer."""
        return (
            (b"x-ratelimit-limit", b"%d" % self.limit),
            (b"x-ratelimit-remaining", b"%d" % self.remaining),
            (b"x-ratelimit-reset", b"%d" % self.reset),
        )


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
        seen = self._of_this_hour(account, now)
        if len(seen) >= most:
            return _full(seen, most)
        seen.append(now)
        return Standing(most, most - len(seen), math.ceil(seen[0] + HOUR))

    def peek(self, account: str, limit: int | None) -> Standing:
        """As `admit` would say, counting nothing."""
        now, most = self._clock(), limit or self._usual
        seen = self._of_this_hour(account, now)
        if len(seen) >= most:
            return _full(seen, most)
        return Standing(most, most - len(seen), math.ceil(seen[0] + HOUR) if seen else math.ceil(now))

    def nobody(self) -> Standing:
        """For answers to requests without a good key, which are not counted."""
        return Standing(self._usual, self._usual, math.ceil(self._clock()))

    def _of_this_hour(self, account: str, now: float) -> deque[float]:
        seen = self._seen.get(account)
        if seen is None:
            seen = self._seen[account] = deque()
        while seen and seen[0] <= now - HOUR:
            seen.popleft()
        return seen


def _full(seen: deque[float], most: int) -> Standing:
    """The next is free when only `most - 1` are left; more are there where a restart lowered the limit."""
    return Standing(most, 0, math.ceil(seen[len(seen) - most] + HOUR), allowed=False)
