"""Jobs: `client.jobs`."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Literal
from urllib.parse import quote

import msgspec

from hypereal_lab.client.http import Http
from hypereal_lab.errors import ConnectionFailed
from hypereal_lab.wire.codec import read
from hypereal_lab.wire.jobs import JobAnswer, JobEvent, JobsAnswer
from hypereal_lab.wire.routes import JOBS
from hypereal_lab.wire.sse import EventDecoder

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
        wait: int = 0,
        since: JobAnswer | None = None,
    ) -> JobAnswer:
        """How a job stands now. Its `retry_after` says when to look again, in seconds, where the server does.

        With `wait` the server answers when the job's state changes, at the latest after so many seconds; with `since`,
        an earlier answer, when anything in it does. It takes a server that offers that: `longest_wait` of an answer
        says so, others answer at once. Follows the `poll_url` that came with the job, as the API pages advise, when it
        leads to the same server; another server would get the key. Raises `NotFound` for a job that is not of this
        account, and `Gone` for one whose result is no longer kept.
        """
        tag = since.tag if since is not None else None
        if poll_url and self._http.own(poll_url):
            looked = await self._http.look(poll_url, JobAnswer, tag=tag, wait=wait)
        else:
            query = {"model": model, "type": kind} if model else {"type": kind}
            looked = await self._http.look(_path(job_id), JobAnswer, tag=tag, wait=wait, **query)
        answer = looked.answer or since or JobAnswer()
        return msgspec.structs.replace(
            answer,
            job_id=answer.id or job_id,
            retry_after=answer.retry_after if looked.retry_after is None else looked.retry_after,
            longest_wait=looked.longest_wait,
            tag=looked.tag,
        )

    async def events(self, job_id: str) -> AsyncIterator[JobEvent]:
        """How a job stands, each change, and its end, as the server tells them; servers of others have no such route.

        Raises what `get` does, and `TransportError` when the connection breaks: listening again begins with how the
        job stands then.
        """
        decoder = EventDecoder()
        async with self._http.listen(f"{_path(job_id)}/events") as stream:
            async for piece in stream.pieces():
                for event in decoder.feed(piece):
                    told = JobEvent(event.name, read(event.data, JobAnswer))
                    yield told
                    if told.name == "end":
                        return
        raise ConnectionFailed("The server ended the events before the job ended; listen again.")

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
