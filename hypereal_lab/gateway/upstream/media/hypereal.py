"""Another gateway of ours, or the hosted service: everything that media is, films as jobs."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from hypereal_lab.gateway.providers.base import (
    ImagesOrder,
    SpeechOrder,
    TranscriptOrder,
    VideoOrder,
)
from hypereal_lab.gateway.upstream.error_bodies import sentence_of
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.media.hypereal_bodies import body_of
from hypereal_lab.gateway.upstream.media.openai import pictures_of, read, transcript_of
from hypereal_lab.gateway.upstream.media.outcomes import (
    Accepted,
    Done,
    Ended,
    Heard,
    Made,
    Order,
    Standing,
    Unclear,
    Unknown,
    Working,
)
from hypereal_lab.gateway.upstream.media.wire import Lend
from hypereal_lab.gateway.upstream.turns import UNKNOWN
from hypereal_lab.gateway.upstream.wire import Sending
from hypereal_lab.wire import codec
from hypereal_lab.wire.jobs import JobAnswer
from hypereal_lab.wire.made import MadeAnswer

__all__ = ["HyperealMedia"]

_HASTY = 6
"""Looks in which the hosted service may say `failed`, without a reason, of a job that only waits."""
_HASTY_WORDS = "failed to check status"
_NO_FILE = "The provider's answer has no file in it."


class HyperealMedia:
    """Speaks the newest shapes and reads all of them."""

    idempotent = True

    def headers(self, key: str | None) -> dict[str, str]:
        """As a bearer."""
        return {} if key is None else {"Authorization": f"Bearer {key}"}

    async def sending(self, order: Order, model: str, lend: Lend) -> Sending:
        """As its own callers would send it."""
        return await body_of(order, model, lend)

    def made(self, order: Order, heard: Heard, base: str) -> Made | Accepted:
        """A file behind a link, a transcript, or a job."""
        match order:
            case SpeechOrder(instructions=str(told)) if told:
                return Made((heard.body,))
            case VideoOrder():
                return self.accepted(heard, base)
            case TranscriptOrder():
                return Made(transcript=transcript_of(heard.body))
            case ImagesOrder() if not _is_job(heard.body):
                return Made(pictures_of(heard.body))
        return _file(read(heard.body, MadeAnswer), base)

    def accepted(self, heard: Heard, base: str) -> Accepted:
        """The job and where to ask for it."""
        return _accepted(read(heard.body, JobAnswer), base)

    def status(self, accepted: Accepted) -> Sending:
        """At the address that it gave."""
        return Sending(accepted.poll, b"", method="GET")

    def standing(self, heard: Heard, looks: int) -> Standing:
        """By any spelling of a state that was ever met; a word nobody knows is no verdict."""
        try:
            job = codec.read(heard.body, JobAnswer)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return Unclear(retry_after=heard.retry_after)
        link = job.output
        match job.state:
            case "succeeded":
                return Done(Made((link,))) if link else Ended(_NO_FILE)
            case "failed" if looks <= _HASTY and (job.reason or "").casefold().strip(". ") in ("", _HASTY_WORDS):
                return Working(None, heard.retry_after)
            case "failed":
                return Ended(job.reason or "The provider failed on this job and gives no reason.")
            case "cancelled" | "expired":
                return Ended(f"The provider says that this job is {job.state}.")
            case "queued" | "running":
                return Working(job.progress, heard.retry_after)
        return Unclear(retry_after=heard.retry_after)

    def cancel(self, accepted: Accepted, base: str) -> Sending:
        """The route of jobs."""
        return Sending(f"{base}/jobs/{quote(accepted.id, safe='')}/cancel", b"")

    def problem(self, body: bytes) -> str:
        """In any of the shapes that are in use."""
        return sentence_of(body)

    def proves(self, heard: Heard) -> bool:
        """Who remembers keys gives holds back before it tells an error, unless it says that it does not know either."""
        if not heard.remembers:
            return False
        try:
            told = msgspec.json.decode(heard.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False
        error = told.get("error") if isinstance(told, dict) else None
        return isinstance(error, dict) and error.get("code") not in (None, UNKNOWN)


def _file(answer: MadeAnswer, base: str) -> Made | Accepted:
    if (job := answer.job) is not None:
        return _accepted(job, base)
    if answer.state != "succeeded":
        words = f"The provider could not do it: {answer.message or answer.status}."
        raise UpstreamFailed(words, why="empty", begun=True)
    if not answer.link:
        raise UpstreamFailed(_NO_FILE, why="empty", begun=True)
    return Made((answer.link,), note=answer.message)


def _is_job(body: bytes) -> bool:
    """Whether pictures are answered with a job, as a client met once."""
    try:
        told: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return isinstance(told, dict) and not told.get("data") and bool(told.get("jobId") or told.get("outputUrl"))


def _accepted(job: JobAnswer, base: str) -> Accepted:
    """Its address is asked only on the provider's own host: the key goes there."""
    if not job.id:
        raise Unknown("The provider took the job and told no id for it; whether it does the work is not known.")
    given = urljoin(f"{base}/", job.poll_url or "")
    own = bool(job.poll_url) and urlsplit(given)[:2] == urlsplit(base)[:2]
    return Accepted(job.id, given if own else f"{base}/jobs/{quote(job.id, safe='')}")
