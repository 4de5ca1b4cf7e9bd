"""Jobs: work that is paid when it is ordered and fetched when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from hypereal_lab.wire.codec import Answer

__all__ = [
    "JOB_EVENTS",
    "LONGEST_WAIT",
    "OPEN_STATES",
    "STATES",
    "JobAnswer",
    "JobEvent",
    "JobsAnswer",
    "job_state",
    "write_job_event",
]

STATES = ("queued", "running", "succeeded", "failed", "cancelled", "expired", "unknown")
"""The one vocabulary of ours."""
OPEN_STATES = ("queued", "running")
"""Ask again later; `unknown` is for the caller to judge."""
LONGEST_WAIT = 60
"""Seconds that a look at a job may wait for a change (our choice)."""
JOB_EVENTS = ("state", "progress", "end")
"""Kinds of events of a job: first and whenever its state is another, when anything else moved, and the last."""

_SPELLINGS = {
    "queued": "queued pending submitted created waiting accepted scheduled in_queue",
    "running": "running processing starting started in_progress generating active",
    "succeeded": "succeeded success successful completed complete done finished",
    "failed": "failed failure fail error errored timeout timed_out rejected",
    "cancelled": "cancelled canceled aborted stopped",
    "expired": "expired gone",
}
_STATES = {word: state for state, words in _SPELLINGS.items() for word in words.split()}
_LINKS = ("outputUrl", "output_url", "result", "output", "url")
"""Where a link was met, the documented place first (API pages, job polling)."""


def job_state(word: str | None) -> str:
    """One of `STATES` for any spelling that was ever met; a word nobody knows is `unknown`."""
    return _STATES.get((word or "").strip().lower().replace("-", "_").replace(" ", "_"), "unknown")


class JobAnswer(Answer, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One job, as it was accepted and as it stands. On the wire the names are written `jobId`, `pollUrl`, ..."""

    job_id: str = ""
    status: str = ""
    """The server's own word; `state` reads it."""
    message: str | None = None
    poll_url: str | None = None
    """Where to ask again; may be a path or a whole address."""
    credits_used: Decimal | None = None
    """What is taken for it: on acceptance what is held, at the end what was charged."""
    output_url: str | list[str] | None = None
    error: str | dict[str, Any] | None = None
    """As it came; `reason` reads it."""
    model: str | None = None
    type: str | None = None
    """`video`, `image`, `audio`, ..."""
    progress: float | None = None
    """0 to 1."""
    position: int | None = None
    """How many of the queue are served until it is its turn, itself included; None where it does not wait."""
    eta: float | None = None
    """Seconds until its end, by how long jobs like it took; None where nothing is known."""
    created_at: float | str | None = None
    """Unix seconds; other servers write text."""
    expires_at: float | str | None = None
    """Until when the result can be fetched, in Unix seconds."""
    retry_after: float | None = None
    """Seconds that the server asked to wait before the next look; from a header."""
    longest_wait: int | None = None
    """Seconds that a look may wait for a change, where the server offers that; from a header."""
    tag: str | None = None
    """Names this very answer, so that the next look can tell whether anything changed; from a header."""

    @property
    def id(self) -> str:
        """The job's id under any name it was met with."""
        return self.job_id or next((str(self.extra[name]) for name in ("job_id", "id") if self.extra.get(name)), "")

    @property
    def state(self) -> str:
        """One of `STATES`."""
        return job_state(self.status)

    @property
    def output(self) -> str | None:
        """The link to what was made, wherever the server put it."""
        places = {"outputUrl": self.output_url, **self.extra}
        return next((link for name in _LINKS if (link := _link(places.get(name)))), None)

    @property
    def reason(self) -> str | None:
        """Why it failed, as one sentence."""
        if isinstance(self.error, Mapping):
            words = self.error.get("message") or self.error.get("code") or self.error.get("type")
            return str(words) if words else None
        return self.error or None


class JobEvent(NamedTuple):
    """One server-sent event of a job."""

    name: str
    """One of `JOB_EVENTS`."""
    job: JobAnswer


class JobsAnswer(Answer, frozen=True, kw_only=True, rename="camel"):
    """Jobs of one account, the newest first."""

    jobs: list[JobAnswer] = msgspec.field(default_factory=list)
    next_cursor: str | None = None
    """Give it back to get the next page; None on the last one."""


def write_job_event(name: str, tag: str, job: bytes) -> bytes:
    """One event, whose id is the tag of the answer in it."""
    return b"event: %s\nid: %s\ndata: %s\n\n" % (name.encode(), tag.encode(), job)


def _link(found: object) -> str | None:
    """Text, the first of a list, or the `url` of an object."""
    if isinstance(found, str):
        return found or None
    if isinstance(found, list):
        return next((link for one in found if (link := _link(one))), None)
    if isinstance(found, Mapping):
        return next((link for name in ("url", "outputUrl", "output_url") if (link := _link(found.get(name)))), None)
    return None
