"""What is true of every answer: a request id, the rate limit headers, one shape of problem, one line in the log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hypereal_lab.gateway.admission import RateLimiter, take_key
from hypereal_lab.gateway.refusals import Refused, refused
from hypereal_lab.gateway.store import StoreFailed
from hypereal_lab.gateway.visit import Visit

__all__ = ["Envelope"]

log = logging.getLogger("hypereal_lab.gateway")

_WORDS = {404: ("not_found", "There is no such route; GET /v1/models lists what can be called."),
          405: ("invalid_request", "This route takes another method.")}  # fmt: skip


class Envelope:
    """Pure ASGI, so that bodies stream through and a client's leaving is seen."""

    def __init__(self, app: ASGIApp, rates: RateLimiter, clock: Callable[[], float], touch: Callable[[], None]) -> None:
        self._app = app
        self._rates = rates
        self._clock = clock
        self._touch = touch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._touch()
        visit = Visit(f"req_{secrets.token_hex(12)}", self._clock(), take_key(scope))
        scope["hypereal.visit"] = visit
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
        except Exception as error:
            if status:
                raise
            await _send_problem(_refusal(error, visit), visit, answer)
        finally:
            self._touch()
            if log.isEnabledFor(logging.INFO):
                spent = (self._clock() - visit.started) * 1000
                log.info("%s %s %d %.0fms %s %s", scope["method"], scope["path"], status, spent, visit.id, visit.key_id)

    def _headers(self, visit: Visit) -> list[tuple[bytes, bytes]]:
        name = visit.id.encode()
        standing = visit.standing or self._rates.nobody()
        headers = [(b"x-request-id", name), (b"request-id", name), *standing.headers()]
        if visit.key_text:
            headers.append((b"cache-control", b"private, no-store"))
        return headers


def _refusal(error: Exception, visit: Visit) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, HTTPException):
        kind, words = _WORDS.get(error.status_code, ("invalid_request", error.detail))
        return refused(error.status_code, kind, words, headers=dict(error.headers or {}))
    if isinstance(error, StoreFailed):
        log.error("%s: %s", visit.id, error)
        return refused(503, "upstream_unavailable", f"Nothing was charged: {error}", code="store_failed")
    log.exception("%s failed", visit.id, exc_info=error)
    words = f"The gateway failed on this request; nothing was charged for it. Its operator finds it as {visit.id}."
    return refused(500, "upstream_error", words, code="internal")


async def _send_problem(refusal: Refused, visit: Visit, send: Send) -> None:
    body = refusal.problem.body(visit.id)
    headers = [(name.encode(), value.encode("latin-1")) for name, value in refusal.headers.items()]
    headers += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": refusal.problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
