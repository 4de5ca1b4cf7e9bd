"""Jobs: `client.jobs`."""

from __future__ import annotations

import uuid
from typing import Literal
from urllib.parse import quote

import msgspec

from hypereal_lab.client.http import Http
from hypereal_lab.wire.jobs import JobAnswer, JobsAnswer
from hypereal_lab.wire.routes import JOBS

__all__ = ["AsyncJobs"]


class AsyncJobs:
    """Looks after what was ordered and is not done yet."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def get(
        self,
        job_id: str,
        *,
        poll_url: str | None = None,
        model: str | None = None,
        kind: Literal["video", "image", "audio"] | str = "video",
    ) -> JobAnswer:
        """How a job stands now. Its `retry_after` says when to look again, in seconds, where the server does.

        Follows the `poll_url` that came with the job, as the API pages advise, when it leads to the same server;
        another server would get the key. Raises `NotFound` for a job that is not of this account, and `Gone` for one
        whose result is no longer kept.
        """
        if poll_url and self._http.own(poll_url):
            answer, wait = await self._http.look(poll_url, JobAnswer)
        else:
            query = {"model": model, "type": kind} if model else {"type": kind}
            answer, wait = await self._http.look(_path(job_id), JobAnswer, **query)
        return msgspec.structs.replace(
            answer, job_id=answer.id or job_id, retry_after=answer.retry_after if wait is None else wait
        )

    async def list(self, limit: int = 100, cursor: str | None = None) -> JobsAnswer:
        """Jobs of the account, newest first, at most 100 at once; `next_cursor` of the answer gives the next page."""
        query: dict[str, str | int] = {"limit": limit}
        if cursor is not None:
            query["cursor"] = cursor
        return await self._http.get(JOBS, JobsAnswer, **query)

    async def cancel(self, job_id: str) -> JobAnswer:
        """Give a job up and get its credits back. Raises `Conflict` for one that has ended already."""
        path = f"{_path(job_id)}/cancel"
        return await self._http.post(path, {}, JobAnswer, idempotency_key=uuid.uuid4().hex)


def _path(job_id: str) -> str:
    return f"{JOBS}/{quote(job_id, safe='')}"
