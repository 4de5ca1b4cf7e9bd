"""Looking after a job until it ends, through everything the hosted service was seen to do (API pages, 12.2 and 20)."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
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

__all__ = ["Patience", "Waits", "follow", "next_look"]

_EARLY = 6
"""Looks during which a job may be called failed while it is only queued."""
_NOT_YET = ("failed to check status",)


_LONGEST_WAIT = 25
"""Seconds that a look waits at most: proxies give up on answers that take longer."""
_NEAR = 8
"""Positions of a queue that are worth a look that waits."""


class Waits:
    """How many looks of this session wait at the server at once: each keeps a connection that calls need too."""

    def __init__(self, most: int = 32) -> None:
        self._free = most

    @contextlib.contextmanager
    def one(self, last: JobAnswer | None) -> Iterator[int]:
        """For how many seconds the next look waits, after an answer of a server that offers it; 0 for not at all."""
        offered = (last.longest_wait or 0) if last is not None and last.tag else 0
        far = last is not None and (last.position or 0) > _NEAR
        seconds = 0 if far or not self._free else min(_LONGEST_WAIT, offered)
        self._free -= seconds > 0
        try:
            yield seconds
        finally:
            self._free += seconds > 0


@dataclass(frozen=True, slots=True)
class Patience:
    """How a job is waited for. Seconds."""

    fastest: float = 0.25
    slowest: float = 8.0
    limit: float = 3600.0
    """After that the waiting ends, not the job."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    clock: Callable[[], float] = time.monotonic
    waits: Waits = field(default_factory=Waits)


class _Jobs(Protocol):
    async def get(
        self, job_id: str, *, poll_url: str | None = None, wait: int = 0, since: JobAnswer | None = None
    ) -> JobAnswer: ...


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

    Where the server lets looks wait, they do: changes are heard at once and cost few requests. Others are polled.

    Raises `StillRunning` when the patience ends, and `NotFound` or `Gone` when the server does not have the job.
    """
    waited, asked, hint, last = 0.0, 0, None, None
    while waited < patience.limit:
        with patience.waits.one(last) as seconds:
            pace = 0 if seconds else asked
            pause = next_look(
                pace,
                hint=None if seconds else hint,
                fastest=patience.fastest,
                slowest=patience.slowest,
                chance=patience.chance(),
            )
            await patience.sleep(pause)
            asked, began = asked + 1, patience.clock()
            try:
                answer = await _look(jobs, job, poll_url, seconds, last)
            except (NotFound, Gone):
                raise
            except (TransportError, RateLimited, UpstreamError, Unavailable) as error:
                waited += pause
                hint, last = _hint(error), None
                continue
            spent = patience.clock() - began if seconds else 0.0
        waited += pause + spent
        idle = seconds and spent < patience.fastest and last is not None and answer.tag == last.tag
        hint, last = answer.retry_after, None if idle else answer  # one that does not wait is not asked to again
        if answer.state == "failed" and asked <= _EARLY and _only_queued(answer):
            continue
        hear(answer)
        if answer.state in ("succeeded", "failed", "cancelled", "expired"):
            return answer
    raise StillRunning(job, waited)


async def _look(jobs: _Jobs, job: str, poll_url: str | None, seconds: int, last: JobAnswer | None) -> JobAnswer:
    if seconds:
        return await jobs.get(job, poll_url=poll_url, wait=seconds, since=last)
    return await jobs.get(job, poll_url=poll_url)


def _only_queued(answer: JobAnswer) -> bool:
    words = (answer.reason or "").strip().casefold()
    return not words or any(known in words for known in _NOT_YET)


def _hint(error: Exception) -> float | None:
    found = error.facts.get("retry_after") if isinstance(error, APIError) else None
    return float(found) if isinstance(found, int | float) else None
