"""Looking after a job until it ends, through everything the hosted service was seen to do (API pages, 12.2 and 20)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from hypereal_lab.errors import (
    APIError,
    Gone,
    NotFound,
    RateLimited,
    StillRunning,
    TransportError,
    Unavailable,
    UpstreamError,
)
from hypereal_lab.wire.jobs import JobAnswer

__all__ = ["Patience", "follow", "next_look"]

_EARLY = 6
"""Looks during which a job may be called failed while it is only queued."""
_NOT_YET = ("failed to check status",)


@dataclass(frozen=True, slots=True)
class Patience:
    """How a job is waited for. Seconds."""

    fastest: float = 0.25
    slowest: float = 8.0
    limit: float = 3600.0
    """After that the waiting ends, not the job."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


class _Jobs(Protocol):
    async def get(self, job_id: str, *, poll_url: str | None = None) -> JobAnswer: ...


def next_look(asked: int, *, hint: float | None, fastest: float, slowest: float, chance: float) -> float:
    """Seconds until the job is looked at again: slower each time, never sooner than the server says.

    Jitter is up to a fifth, so that a hundred jobs do not ask at once.
    """
    wait = min(slowest, fastest * 1.4 ** min(asked, 40))
    return max(wait, min(hint or 0.0, 60.0)) * (1 + chance / 5)


async def follow(
    jobs: _Jobs, job: str, poll_url: str | None, hear: Callable[[JobAnswer], None], patience: Patience
) -> JobAnswer:
    """The last answer of a job, good or bad. A lost look, an HTML page or a busy server is no verdict.

    Raises `StillRunning` when the patience ends, and `NotFound` or `Gone` when the server does not have the job.
    """
    waited, asked, hint = 0.0, 0, None
    while waited < patience.limit:
        pause = next_look(
            asked, hint=hint, fastest=patience.fastest, slowest=patience.slowest, chance=patience.chance()
        )
        await patience.sleep(pause)
        waited, asked = waited + pause, asked + 1
        try:
            answer = await jobs.get(job, poll_url=poll_url)
        except (NotFound, Gone):
            raise
        except (TransportError, RateLimited, UpstreamError, Unavailable) as error:
            hint = _hint(error)
            continue
        hint = answer.retry_after
        if answer.state == "failed" and asked <= _EARLY and _only_queued(answer):
            continue
        hear(answer)
        if answer.state in ("succeeded", "failed", "cancelled", "expired"):
            return answer
    raise StillRunning(job, waited)


def _only_queued(answer: JobAnswer) -> bool:
    words = (answer.reason or "").strip().casefold()
    return not words or any(known in words for known in _NOT_YET)


def _hint(error: Exception) -> float | None:
    found = error.facts.get("retry_after") if isinstance(error, APIError) else None
    return float(found) if isinstance(found, int | float) else None
