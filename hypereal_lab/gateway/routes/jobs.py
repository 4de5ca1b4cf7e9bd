"""`/v1/jobs`: how the account's jobs stand, waiting for them, and giving one up."""

from __future__ import annotations

from starlette.types import ASGIApp

from hypereal_lab.gateway.jobs import Job
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, bad_request, refused
from hypereal_lab.gateway.replies import Headers, NotModified, Reply, served_by
from hypereal_lab.gateway.routes.job_events import JobEvents
from hypereal_lab.gateway.routes.job_looks import JobLooks, Look
from hypereal_lab.gateway.routes.queries import read_query, whole_number
from hypereal_lab.gateway.storage import RETENTION
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.jobs import LONGEST_WAIT, JobsAnswer, job_state
from hypereal_lab.wire.routes import JOBS, WAITS

__all__ = ["Jobs"]

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
_WAITS = (WAITS.encode(), b"%d" % LONGEST_WAIT)


class Jobs:
    """Nobody sees a job of another account, not even that it is there."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._looks = JobLooks(parts)

    async def one(self, visit: Visit) -> ASGIApp:
        """How one job stands: at once, or with `wait` when it changes. 304 for one that stands as the client knows.

        Asking is not counted as a request of the hour: it is what the pages tell to do.
        """
        look, seconds = self._look(visit), whole_number(visit.query, "wait", 0, 0, LONGEST_WAIT)
        tags = _tags(visit.header(b"if-none-match"))
        if seconds and look.job.is_open and (not tags or look.tag in tags):
            look = await self._looks.changed(look, visit, seconds, tags)
        headers = [*_headers(look), *served_by(*self._parts.films.served(look.job))]
        return NotModified(*headers) if look.tag in tags or "*" in tags else Reply(look.body, *headers)

    async def events(self, visit: Visit) -> ASGIApp:
        """How one job stands, and then each change until its end, as server-sent events."""
        return JobEvents(self._parts, self._looks, self._look(visit), visit)

    async def all(self, visit: Visit) -> Reply:
        """The account's jobs, newest first, so that a client can find what it paid for and lost."""
        key = self._parts.gate.admit(visit)
        asked = read_query(visit, _QUERY)
        limit, rows = whole_number(asked, "limit", _USUAL, 1, _MOST), self._parts.jobs.rows
        after = asked.get("cursor")
        if after is not None and rows.find(after, key.wallet) is None:
            words = "cursor is not one of this list; take nextCursor of the page before, or leave it out."
            raise bad_request(words, param="cursor")
        states = _states(asked.get("status"))
        found = rows.page(key.wallet, limit=limit + 1, after=after, states=states, kept=RETENTION)
        page = [self._looks.answer(job, visit) for job in found[:limit]]
        return Reply(encode(JobsAnswer(jobs=page, next_cursor=found[limit - 1].id if len(found) > limit else None)))

    async def cancel(self, visit: Visit) -> Reply:
        """Give a job up: what was held for it is free again, whether it waited or ran."""
        job = self._look(visit).job
        ended = await self._parts.protected.run(self._parts.jobs.cancel(job))
        after: Job = self._parts.jobs.rows.find(job.id) or job
        if not ended and after.state != "cancelled":
            words = (
                f"The job has {after.state} already and cannot be cancelled; GET {JOBS}/{job.id} tells how it ended."
            )
            raise refused(409, "conflict", words, code="job_ended")
        return Reply(encode(self._looks.answer(after, visit)))

    def _look(self, visit: Visit) -> Look:
        key = self._parts.gate.admit(visit, counted=False)
        look = self._looks.look(visit.place("job"), key.wallet, visit)
        if look is None:
            raise _not_found()
        return look


def _headers(look: Look) -> Headers:
    found = [(b"etag", look.tag.encode()), _WAITS]
    return [*found, (b"retry-after", b"%d" % look.patience)] if look.job.is_open else found


def _tags(given: str | None) -> frozenset[str]:
    """What the client has, of a header with one or several; a weak one stands for the same bytes here."""
    found = (one.strip().removeprefix("W/") for one in (given or "").split(","))
    return frozenset(one for one in found if one)


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
