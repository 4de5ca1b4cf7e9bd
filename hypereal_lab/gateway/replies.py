"""An answer as bytes, and the step from a path to who answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from hypereal_lab.gateway.visit import VISIT, Visit

__all__ = ["Headers", "NotModified", "Reply", "Respond", "served_by"]

Headers = list[tuple[bytes, bytes]]


def served_by(provider: str | None, attempts: int) -> Headers:
    """Who did it, and how many were asked; nothing where no provider of a config was asked."""
    if provider is None:
        return []
    return [(b"x-hypereal-provider", provider.encode()), (b"x-hypereal-attempts", b"%d" % attempts)]


_JSON = (b"content-type", b"application/json")
_REPLAYED = (b"idempotency-replayed", b"true")


class Reply:
    """An answer that is written already, JSON unless told; leaner than Starlette's response."""

    __slots__ = ("body", "headers", "status")

    def __init__(
        self,
        body: bytes,
        *headers: tuple[bytes, bytes],
        status: int = 200,
        replayed: bool = False,
        media_type: str | None = None,
    ) -> None:
        self.body = body
        self.headers: Headers = [
            (b"content-type", media_type.encode()) if media_type else _JSON,
            (b"content-length", b"%d" % len(body)),
            *headers,
        ]
        if replayed:
            self.headers.append(_REPLAYED)
        self.status = status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self.body})


class NotModified:
    """304: what the client has is what it would get."""

    def __init__(self, *headers: tuple[bytes, bytes]) -> None:
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 304, "headers": list(self._headers)})
        await send({"type": "http.response.body", "body": b""})


class Respond:
    """An ASGI app around one handler. A problem is raised and answered by the envelope."""

    def __init__(self, handler: Callable[[Visit], Awaitable[ASGIApp]]) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit: Visit = scope[VISIT]
        answer = await self._handler(visit)
        await answer(scope, receive, send)
