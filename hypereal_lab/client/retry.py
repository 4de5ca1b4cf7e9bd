"""When a request may be sent again: plain decisions, no clock and no dice."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Failure", "may_have_happened", "pause"]

TRIES = 4
"""Requests in all, the first included."""
LONGEST = 30.0
"""Seconds; a server that asks for a longer pause gets no second request from here."""

_PROVES_NOTHING_HAPPENED = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with one attempt."""

    status: int | None = None
    """HTTP status, or None where no answer came."""
    unsent: bool = False
    """True where the connection was never made, so the server cannot have done anything."""
    retry_after: float | None = None
    """Seconds the server asked for."""


def pause(failure: Failure, *, attempt: int, repeatable: bool, chance: float) -> float | None:
    """Seconds until the next attempt, or None when it must not be sent again.

    `attempt` counts from 1. `repeatable` says that doing it twice costs nothing: a GET, or a server known to honour
    the idempotency key. `chance` in 0..1 spreads the pauses of many clients.
    """
    if attempt >= TRIES or not _may_repeat(failure, repeatable):
        return None
    if failure.retry_after is not None:
        return failure.retry_after if failure.retry_after <= LONGEST else None
    growing: float = min(8.0, 0.5 * 2 ** (attempt - 1))
    return growing * (0.75 + 0.5 * chance)


def may_have_happened(failure: Failure) -> bool:
    """Whether the server may have done the work all the same: no answer came, or none that rules it out."""
    return not failure.unsent and (failure.status is None or failure.status in (408, 504))


def _may_repeat(failure: Failure, repeatable: bool) -> bool:
    if failure.unsent or failure.status in _PROVES_NOTHING_HAPPENED:
        return True
    return repeatable and (failure.status is None or failure.status in (408, 500, 502, 504))
