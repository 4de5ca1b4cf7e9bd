"""The events of one job: how it stands at once, every change after that, and its end."""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Scope, Send

from hypereal_lab.gateway.event_stream import ALIVE, QUIET
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.routes.job_looks import Departed, JobLooks, Look
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.jobs import write_job_event

__all__ = ["JobEvents"]

_HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
_SHORTEST = 0.1
"""Seconds between two events of progress."""


class JobEvents:
    """Looks when there is something new and the reader has taken what was sent before: nothing gathers for a slow one.

    A reader that comes again gets how the job stands then, whatever it has seen before.
    """

    def __init__(self, parts: Parts, looks: JobLooks, first: Look, visit: Visit, *, quiet: float = QUIET) -> None:
        self._parts = parts
        self._looks = looks
        self._first = first
        self._visit = visit
        self._quiet = quiet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        leaving = Departed(self._visit)
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        try:
            await self._tell(send, leaving)
            if not leaving.gone:
                await send({"type": "http.response.body", "body": b""})
        finally:
            leaving.close()

    async def _tell(self, send: Send, leaving: Departed) -> None:
        job, told, clock = self._first.job, None, asyncio.get_running_loop().time
        sent = clock()
        with self._parts.jobs.changes.watch(job.id) as watch:
            while not leaving.gone:
                watch.begin()
                look = self._looks.look(job.id, job.hold.wallet, self._visit) or self._first
                if told is None or look.tag != told.tag:
                    await send(_body(_event(look, told)))
                    told, sent = look, clock()
                    if not look.job.is_open:
                        return
                    await leaving.during(asyncio.create_task(asyncio.sleep(_SHORTEST)))
                    continue
                if watch.closed:
                    return
                if (left := sent + self._quiet - clock()) <= 0:
                    await send(_body(ALIVE))
                    sent, left = clock(), self._quiet
                await leaving.during(asyncio.create_task(watch.wait(left)))


def _event(look: Look, before: Look | None) -> bytes:
    new = before is None or before.job.state != look.job.state
    name = "end" if not look.job.is_open else "state" if new else "progress"
    return write_job_event(name, look.tag.strip('"'), look.body)


def _body(data: bytes) -> dict[str, object]:
    return {"type": "http.response.body", "body": data, "more_body": True}
