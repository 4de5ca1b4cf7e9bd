"""When a webhook is tried again: ten attempts over about 75 hours."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime

__all__ = ["ATTEMPTS", "next_attempt", "read_retry_after"]

_MINUTE, _HOUR = 60.0, 3600.0
_PAUSES = (5.0, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR)
"""Seconds between one attempt and the next; the first attempt is made at once."""
ATTEMPTS = len(_PAUSES) + 1
_JITTER = 0.1
"""Each pause is longer or shorter by up to this part of it: what failed together is not sent together."""
_LONGEST_WISH = 24 * _HOUR
"""What a receiver may ask for."""


def next_attempt(made: int, chance: Callable[[], float], wished: float | None = None) -> float | None:
    """Seconds until the next attempt when `made` of them failed, None after the last.

    `chance` gives 0 to 1. `wished` are the seconds of the receiver's `Retry-After`, which is never undercut.
    """
    if made >= ATTEMPTS:
        return None
    pause = _PAUSES[made - 1] * (1.0 + _JITTER * (2.0 * chance() - 1.0))
    return max(pause, min(wished or 0.0, _LONGEST_WISH))


def read_retry_after(text: str | None, now: float) -> float | None:
    """Seconds from now, of a header that gives seconds or a date; None where it is missing or not to be read."""
    if text is None:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError):
        return None
