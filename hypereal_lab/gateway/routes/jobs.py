"""`/v1/jobs`: how the account's jobs stand, and giving one up."""

from __future__ import annotations

from hypereal_lab.gateway.jobs import Job
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, bad_request, refused
from hypereal_lab.gateway.replies import Reply, served_by
from hypereal_lab.gateway.routes.queries import read_query, whole_number
from hypereal_lab.gateway.storage import RETENTION
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.jobs import JobAnswer, JobsAnswer, job_state
from hypereal_lab.wire.routes import JOBS

__all__ = ["Jobs"]

_STATUS = {"queued": "processing", "running": "processing"}
"""Only the words of the API pages go out; the others are their own."""
_MESSAGE = {"queued": "waiting for its turn", "running": "being made"}
_UNCLEAR = (
    "its provider gives no word of it; it is asked on, and what is held stays held until a definite answer, "
    "or a day after the order"
)
_STATES = {
    "processing": ("queued", "running"),
    "queued": ("queued",),
    "running": ("running",),
    "completed": ("completed",),
    "failed": ("failed",),
    "cancelled": ("cancelled",),
}
"""Words that the list may be asked for."""
_QUERY = ("limit", "cursor", "status")
_USUAL, _MOST = 20, 100
"""Jobs on one page."""


class Jobs:
    """Nobody sees a job of another account, not even that it is there."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def one(self, visit: Visit) -> Reply:
        """How one job stands. Asking is not counted as a request of the hour: it is what the pages tell to do."""
        job = self._find(visit)
        self._check_kept(job)
        headers = [(b"retry-after", self._patience())] if job.is_open else []
        headers += served_by(*self._parts.films.served(job))
        return Reply(encode(self._answer(job, visit)), *headers)

    async def all(self, visit: Visit) -> Reply:
        """The account's jobs, newest first, so that a client can find what it paid for and lost."""
        key = self._parts.gate.admit(visit)
        asked = read_query(visit, _QUERY)
        limit, rows = whole_number(asked, "limit", _USUAL, 1, _MOST), self._parts.jobs.rows
        after = asked.get("cursor")
        if after is not None and rows.find(after, key.wallet) is None:
            words = "cursor is not one of this list; take nextCursor of the page before, or leave it out."
            raise bad_request(words, param="cursor")
        found = rows.page(key.wallet, limit=limit + 1, after=after, states=_states(asked.get("status")))
        page = [self._answer(job, visit) for job in found[:limit]]
        return Reply(encode(JobsAnswer(jobs=page, next_cursor=found[limit - 1].id if len(found) > limit else None)))

    async def cancel(self, visit: Visit) -> Reply:
        """Give a job up: what was held for it is free again, whether it waited or ran."""
        job = self._find(visit)
        ended = await self._parts.protected.run(self._parts.jobs.cancel(job))
        after = self._parts.jobs.rows.find(job.id) or job
        if not ended and after.state != "cancelled":
            words = (
                f"The job has {after.state} already and cannot be cancelled; GET {JOBS}/{job.id} tells how it ended."
            )
            raise refused(409, "conflict", words, code="job_ended")
        return Reply(encode(self._answer(after, visit)))

    def _find(self, visit: Visit) -> Job:
        key = self._parts.gate.admit(visit, counted=False)
        job = self._parts.jobs.rows.find(visit.place("job"), key.wallet)
        if job is None:
            raise _not_found()
        return job

    def _check_kept(self, job: Job) -> None:
        if job.ended is not None and job.ended + RETENTION <= self._parts.clock():
            words = "This job was kept for seven days, which are over; order it again."
            raise refused(410, "gone", words, code="expired")

    def _patience(self) -> bytes:
        """Seconds until the next look: engines of this machine are fast (others: our choice for a gap of the pages)."""
        return b"1" if self._parts.provider.sandbox else b"5"

    def _status(self, job: Job) -> str:
        """`unknown` stands beside `processing`: the hold stays, and the provider is asked on."""
        if job.is_open and self._parts.films.is_unclear(job):
            return "unknown"
        return _STATUS.get(job.state, job.state)

    def _answer(self, job: Job, visit: Visit) -> JobAnswer:
        done = job.state == "completed"
        progress = self._parts.jobs.progress(job.id) if job.is_open else 1.0
        return JobAnswer(
            job_id=job.id,
            status=self._status(job),
            message=_UNCLEAR if self._status(job) == "unknown" else _message(job),
            credits_used=job.charged.decimal,
            output_url=_absolute(job.output, visit),
            error=job.error,
            model=job.model,
            type=job.kind,
            progress=progress if done or job.is_open else None,
            created_at=job.created,
            expires_at=job.ended + RETENTION if job.ended is not None and done else None,
        )


def _message(job: Job) -> str | None:
    if job.state == "cancelled":
        return f"cancelled; the {job.hold.amount} credits that were held for it are free again"
    return _MESSAGE.get(job.state)


def _absolute(output: str | None, visit: Visit) -> str | None:
    return visit.base + output if output is not None and output.startswith("/") else output


def _states(word: str | None) -> tuple[str, ...]:
    """Also by another spelling of a state, such as `succeeded`."""
    if word is None:
        return ()
    read = job_state(word)
    found = _STATES.get(word.lower()) or _STATES.get("completed" if read == "succeeded" else read)
    if found is None:
        raise bad_request(f"status may be one of {', '.join(_STATES)}.", param="status", allowed=list(_STATES))
    return found


def _not_found() -> Refused:
    words = f"Job not found. GET {JOBS} lists the jobs of this account."
    return refused(404, "not_found", words, code="job_not_found")
