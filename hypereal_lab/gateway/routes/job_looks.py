"""How jobs stand, as answers: the same bytes and the same tag until something changes, and waiting for that."""

from __future__ import annotations

import asyncio
import hashlib
from typing import NamedTuple

from hypereal_lab.gateway.departure import until_left
from hypereal_lab.gateway.jobs import Job, Standing
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import ClientGone, refused
from hypereal_lab.gateway.storage import RETENTION
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.jobs import JobAnswer

__all__ = ["Departed", "JobLooks", "Look"]

_STATUS = {"queued": "processing", "running": "processing"}
"""Only the words of the API pages go out; the others are their own."""
_WAITING = "waiting for its turn"
_MESSAGE = {"queued": _WAITING, "running": "being made"}
_UNCLEAR = (
    "its provider gives no word of it; it is asked on, and what is held stays held until a definite answer, "
    "or a day after the order"
)
_SETTLING = 1.0
"""Seconds that a waiting request lets progress gather before it answers with it; a new state is told at once."""
_LONGEST_PATIENCE = 60
"""Seconds until the next look at a job far back in the queue."""


class Look(NamedTuple):
    """One job at one moment."""

    job: Job
    body: bytes
    patience: int
    """Seconds until the next look is worth while; 0 for a job that has ended."""

    @property
    def tag(self) -> str:
        """A strong one: the same for the same bytes only."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


class Departed:
    """Tells that the client of a request has left."""

    def __init__(self, visit: Visit) -> None:
        self._receive = visit.receive
        self._looking: asyncio.Task[None] | None = None

    @property
    def gone(self) -> bool:
        """Whether it has."""
        return self._looking is not None and self._looking.done()

    async def during(self, waiting: asyncio.Task[None]) -> None:
        """Wait for that, or until the client leaves."""
        if self._looking is None:
            self._looking = asyncio.create_task(until_left(self._receive))
        try:
            await asyncio.wait([waiting, self._looking], return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()

    def close(self) -> None:
        """Look no longer."""
        if self._looking is not None:
            self._looking.cancel()


class JobLooks:
    """Reads jobs for those who are let in. Nobody sees a job of another account, not even that it is there."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def look(self, job_id: str, wallet: str, visit: Visit) -> Look | None:
        """One job as it stands, None where the account has none of this id. Raises a 410 once it is no longer kept."""
        job = self._parts.jobs.rows.find(job_id, wallet)
        if job is None:
            return None
        self._check_kept(job)
        return Look(job, encode(self.answer(job, visit)), self._patience(job))

    async def changed(self, first: Look, visit: Visit, seconds: float, tags: frozenset[str]) -> Look:
        """The job once its state is another one, and with `tags` once its answer has none of them.

        As it stands after so many seconds, or when the gateway stops. Raises `ClientGone` when its client leaves.
        """
        clock = asyncio.get_running_loop().time
        began, leaving, look = clock(), Departed(visit), first
        wallet = first.job.hold.wallet
        try:
            with self._parts.jobs.changes.watch(first.job.id) as watch:
                while True:
                    watch.begin()
                    look = self.look(first.job.id, wallet, visit) or look
                    spent = clock() - began
                    moved = bool(tags) and look.tag not in tags
                    if look.job.state != first.job.state or not look.job.is_open or spent >= seconds or watch.closed:
                        return look
                    if moved and spent >= _SETTLING:
                        return look
                    left = min(seconds, _SETTLING) - spent if moved else seconds - spent
                    await leaving.during(asyncio.create_task(watch.wait(left)))
                    if leaving.gone:
                        raise ClientGone
        finally:
            leaving.close()

    def answer(self, job: Job, visit: Visit) -> JobAnswer:
        """One job on the wire."""
        done = job.state == "completed"
        standing = self._parts.jobs.standing(job) if job.is_open else None
        unclear = job.is_open and self._parts.films.is_unclear(job)  # the hold stays, and the provider is asked on
        return JobAnswer(
            job_id=job.id,
            status="unknown" if unclear else _STATUS.get(job.state, job.state),
            message=_UNCLEAR if unclear else _message(job, standing),
            credits_used=job.charged.decimal,
            output_url=_absolute(job.output, visit),
            error=job.error,
            model=job.model,
            type=job.kind,
            progress=standing.progress if standing else 1.0 if done else None,
            position=standing.position if standing else None,
            eta=standing.eta if standing else None,
            created_at=job.created,
            expires_at=job.ended + RETENTION if job.ended is not None and done else None,
        )

    def _check_kept(self, job: Job) -> None:
        if job.ended is not None and job.ended + RETENTION <= self._parts.clock():
            words = "This job was kept for seven days, which are over; order it again."
            raise refused(410, "gone", words, code="expired")

    def _patience(self, job: Job) -> int:
        """Engines of this machine are fast (others: our choice for a gap of the pages); the back of a queue waits."""
        if not job.is_open:
            return 0
        usual = 1 if self._parts.provider.sandbox else 5
        standing = self._parts.jobs.standing(job)
        if standing.position is None:
            return usual
        soon = _LONGEST_PATIENCE if standing.eta is None else max(usual, standing.eta // 2)
        return min(_LONGEST_PATIENCE, usual + standing.position // 4, soon)


def _message(job: Job, standing: Standing | None) -> str | None:
    if job.state == "cancelled":
        return f"cancelled; the {job.hold.amount} credits that were held for it are free again"
    if standing is not None and standing.position is not None:
        return _WAITING
    return _MESSAGE.get(job.state)


def _absolute(output: str | None, visit: Visit) -> str | None:
    return visit.base + output if output is not None and output.startswith("/") else output
