"""The answer of calls that make one file, in every shape that was met: new, older, and a job where it takes longer."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from hypereal_lab.wire.codec import Answer
from hypereal_lab.wire.jobs import OPEN_STATES, JobAnswer, job_state

__all__ = ["MadeAnswer", "MadeItem"]

_PLACES = ("outputUrl", "output_url", "url", "audio_url", "model_url", "output", "result")
"""Where the older shape puts its link, the documented place first (API pages, audio and 3D)."""


class MadeItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file behind a link."""

    url: str | None = None


class MadeAnswer(Answer, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One file, or the job that makes it. `link` and `job` read whatever shape came."""

    success: bool | None = None
    """Older shape only."""
    status: str | None = None
    """The server's own word; `state` reads it. None where the answer is the result."""
    created: int = 0
    """Unix seconds."""
    data: list[MadeItem] = []
    """New shape."""
    output_url: str | list[str] | None = None
    """Older shape."""
    duration: float | None = None
    """Seconds of a sound."""
    credits_used: Decimal | None = None
    """What this call was charged."""
    model: str | None = None
    message: str | None = None
    """What else a caller should know, such as why it cost nothing."""
    job_id: str | None = None
    poll_url: str | None = None
    expires_at: float | None = msgspec.field(default=None, name="expires_at")
    """Unix seconds at which the link stops working."""

    @property
    def state(self) -> str:
        """One of `wire.jobs.STATES`; an answer without a word about it is `succeeded`."""
        return job_state(self.status) if self.status else "succeeded"

    @property
    def link(self) -> str | None:
        """Where the file is, whatever the field was called."""
        listed = next((item.url for item in self.data if item.url), None)
        return listed or _link({"outputUrl": self.output_url, **self.extra})

    @property
    def job(self) -> JobAnswer | None:
        """The job that still makes it; None for an answer that is the result."""
        name = self.job_id or next((str(self.extra[one]) for one in ("job_id", "id") if self.extra.get(one)), None)
        if name is None or self.state not in OPEN_STATES:
            return None
        return JobAnswer(
            job_id=name,
            status=self.status or "queued",
            message=self.message,
            poll_url=self.poll_url or self.extra.get("poll_url"),
            credits_used=self.credits_used,
            model=self.model,
        )


def _link(places: dict[str, object]) -> str | None:
    for place in _PLACES:
        found = places.get(place)
        first = found[0] if isinstance(found, list) and found else found
        if isinstance(first, dict):
            first = first.get("url")
        if isinstance(first, str) and first:
            return first
    return None
