"""What is true of every answer: a request id, the rate limit headers, one shape of problem, one line in the log."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hypereal_lab.gateway.admission import Gate, take_key
from hypereal_lab.gateway.idempotency import KEPT
from hypereal_lab.gateway.refusals import ClientGone, Refused, refused
from hypereal_lab.gateway.replies import Headers, Reply, served_by
from hypereal_lab.gateway.store import StoreFailed
from hypereal_lab.gateway.visit import VISIT, Visit
from hypereal_lab.wire.routes import FILES, QUEUE_POSITION, QUEUE_SECONDS, REMEMBERS_KEYS

__all__ = ["Envelope", "RequestIds"]

log = logging.getLogger("hypereal_lab.gateway")

_LONGEST_PATH = 200
"""Characters of a path that are worth a place in the log."""
_REMEMBERED = (REMEMBERS_KEYS.encode(), str(int(KEPT)).encode())
_POSITION, _WAITED = QUEUE_POSITION.encode(), QUEUE_SECONDS.encode()
_NO_STORE = (b"cache-control", b"private, no-store")


class RequestIds:
    """`req_` with the millisecond and 64 bits of chance: they sort by time, so that rows of a moment lie together."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._chance = random.Random()  # noqa: S311 - an id is no secret

    def __call__(self) -> str:
        return f"req_{int(self._clock() * 1000):011x}{self._chance.getrandbits(64):016x}"


class Envelope:
    """Pure ASGI, so that bodies stream through and a client's leaving is seen."""

    def __init__(
        self,
        app: ASGIApp,
        gate: Gate,
        *,
        clock: Callable[[], float],
        new_id: Callable[[], str],
        touch: Callable[[], None],
    ) -> None:
        self._app = app
        self._gate = gate
        self._clock = clock
        self._new_id = new_id
        self._touch = touch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._touch()
        headers = dict(scope["headers"])
        visit = Visit(self._new_id(), self._clock(), scope, receive, headers, take_key(scope, headers))
        scope[VISIT] = visit
        scope["app"] = self  # Starlette's routes then raise a wrong method instead of answering in plain text
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *self._headers(visit)]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except ClientGone:
            status = 499
        except Exception as error:
            if status:
                log.exception("%s broke in the middle of its answer", visit.id, exc_info=error)
                raise
            await _reply(_refusal(error, visit), visit)(scope, receive, answer)
        finally:
            self._touch()
            if log.isEnabledFor(logging.INFO):
                self._tell(visit, status)

    def _headers(self, visit: Visit) -> Headers:
        name = visit.id.encode()
        standing = visit.standing or self._gate.standing(visit)
        headers = [(b"x-request-id", name), (b"request-id", name), _REMEMBERED, *standing.headers()]
        headers += served_by(*visit.served)
        if visit.key_id is not None:
            headers.append(_NO_STORE)
        if visit.queued is not None:
            headers.append((_POSITION, b"%d" % visit.queued.position))
            headers.append((_WAITED, b"%.1f" % visit.queued.seconds))
        return headers

    def _tell(self, visit: Visit, status: int) -> None:
        path = _shown(visit.scope["path"])
        spent = (self._clock() - visit.started) * 1000
        log.info("%s %s %d %.0fms %s %s", visit.scope["method"], path, status, spent, visit.id, visit.key_id or "-")


def _shown(path: str) -> str:
    """Escaped, as a line break in it would forge a line of the log; and without what opens a result."""
    if path.startswith(FILES + "/"):
        path = f"{path[: len(FILES) + 7]}..."
    return path[:_LONGEST_PATH].encode("unicode_escape").decode()


_ROUTE_WORDS = {
    404: ("not_found", "There is no such route; GET /v1/models lists what can be called."),
    405: ("invalid_request", "This route takes another method; the header Allow names it."),
}


def _refusal(error: Exception, visit: Visit) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, HTTPException):
        kind, words = _ROUTE_WORDS.get(error.status_code, ("invalid_request", error.detail))
        return refused(error.status_code, kind, words, headers=dict(error.headers or {}))
    if isinstance(error, StoreFailed):
        log.error("%s: %s", visit.id, error)
        return refused(503, "upstream_unavailable", f"Nothing was charged: {error}", code="store_failed")
    log.exception("%s failed", visit.id, exc_info=error)
    words = f"The gateway failed on this request; nothing was charged for it. Its operator finds it as {visit.id}."
    return refused(500, "upstream_error", words, code="internal")


def _reply(refusal: Refused, visit: Visit) -> Reply:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in refusal.headers.items()]
    if visit.key_id is None:  # else every answer says so
        headers.append(_NO_STORE)
    return Reply(visit.write_problem(refusal.problem, visit.id), *headers, status=refusal.problem.status)
