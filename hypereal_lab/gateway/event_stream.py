"""Server-sent events that are written while they are sent, and a sign of life where nothing comes for long."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.types import Receive, Scope, Send

from hypereal_lab.gateway.replies import Headers

__all__ = ["ALIVE", "QUIET", "EventStream"]

QUIET = 15.0
"""Seconds after which a comment line keeps proxies and clients from giving up."""
_HEADERS: Headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
_FULL = 256 * 1024
"""Bytes that may wait for a slow reader before the writer has to."""
ALIVE = b": keep-alive\n\n"
"""A comment, which every reader of events passes over."""


class EventStream:
    """One writer, one reader. The writer waits in `room` for a slow one, and for nobody who left."""

    def __init__(self, *, quiet: float = QUIET, alive: bytes = ALIVE) -> None:
        self._quiet = quiet
        self._alive = alive
        self._waiting = bytearray()
        self.headers: Headers = []
        """More headers, for as long as nothing was sent."""
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._ended = self._written = self._gone = False
        self._failure: Exception | None = None

    def put(self, event: bytes) -> None:
        """Send this; events that come faster than they can be sent go together."""
        if not event:
            return
        self._waiting += event
        self._written = True
        self._news.set()

    async def room(self) -> None:
        """Wait while too much waits for the reader."""
        while len(self._waiting) > _FULL and not self._gone:
            self._room.clear()
            await self._room.wait()

    def end(self) -> None:
        """Nothing comes any more."""
        self._ended = True
        self._news.set()

    def fail(self, failure: Exception, event: bytes) -> None:
        """End it with a failure: raised by `begun` where nothing was written yet, else told by this event."""
        self._failure = failure
        self._waiting += event
        self.end()

    async def begun(self) -> None:
        """Wait for the first event, but no longer than may be kept quiet. Raises what the writer failed with."""
        await self._wait()
        if self._failure is not None and not self._written:
            raise self._failure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, *self.headers]})
            while self._waiting or not self._ended:
                await self._wait()
                body = bytes(self._waiting) or self._alive
                self._waiting.clear()
                self._room.set()
                if not self._ended:
                    self._news.clear()
                await send({"type": "http.response.body", "body": body, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._gone = True
            self._room.set()

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._quiet):
                await self._news.wait()
