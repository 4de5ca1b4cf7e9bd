"""Everything that an upstream can do wrong, as scripts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import NamedTuple

from tests.gateway.upstream.servers import BILL, GOOD, WHOLE, Connection, Script, chunk, closed_port

__all__ = ["FAULTS", "TIMES", "Fault"]

TIMES = {"connect": 1.0, "first_byte": 0.2, "between": 0.2, "total": 5.0}
"""Of the providers in the fault tests, in seconds."""
_LONG = 40 * 1024 * 1024


class Fault(NamedTuple):
    """One row of the table."""

    name: str
    script: Script | None = None
    """None for addresses where nobody answers."""
    url: Callable[[str], str] = lambda url: url


def _status(status: int, **headers: str) -> Script:
    body = json.dumps({"error": {"message": "The secret plan of p0.", "type": "told"}})

    async def script(to: Connection) -> None:
        await to.answer(body, status, **headers)

    return script


def _body(body: str, kind: str = "application/json") -> Script:
    async def script(to: Connection) -> None:
        await to.answer(body, kind=kind)

    return script


def _stream(*events: str, then: Script | None = None) -> Script:
    """These events; whoever asked for a whole answer gets as much of that."""

    async def script(to: Connection) -> None:
        if to.received.json.get("stream"):
            await to.events(*events)
        else:
            await to.answer(WHOLE[: len(WHOLE) // 2])
        if then is not None:
            await then(to)

    return script


async def _silent(to: Connection) -> None:
    await asyncio.sleep(60)


async def _reset(to: Connection) -> None:
    to.reset()


async def _headers_alone(to: Connection) -> None:
    await to.head(200, "text/event-stream" if to.received.json.get("stream") else "application/json")
    await asyncio.sleep(60)


async def _half(to: Connection) -> None:
    await to.events(chunk("A kite"))
    await to.send('data: {"choices": [{"index": 0, "del')


async def _endless_line(to: Connection) -> None:
    await to.events()
    await to.send(b"data: ")
    for _ in range(_LONG // 2**20):
        await to.send(b"x" * 2**20)


async def _twice(to: Connection) -> None:
    await to.events(*GOOD[:-1], GOOD[2], BILL, "[DONE]")


_ERROR = json.dumps({"error": {"message": "Out of luck.", "type": "server_error", "code": 500}})
FAULTS = (
    Fault("connection refused", url=lambda _: closed_port()),
    Fault("connection reset", _reset),
    Fault("unknown host", url=lambda url: url.replace("127.0.0.1", "nowhere.invalid")),
    Fault("no TLS where it should be", url=lambda url: url.replace("http:", "https:")),
    Fault("no answer in time", _silent),
    Fault("headers, then nothing", _headers_alone),
    Fault("400", _status(400)),
    Fault("401", _status(401)),
    Fault("403", _status(403)),
    Fault("404", _status(404)),
    Fault("429", _status(429)),
    Fault("429, Retry-After: 3", _status(429, retry_after="3")),
    Fault("429, Retry-After: 600", _status(429, retry_after="600")),
    Fault("500", _status(500)),
    Fault("502", _status(502)),
    Fault("503", _status(503)),
    Fault("504", _status(504)),
    Fault("529", _status(529)),
    Fault("302 to another place", _status(302, location="http://127.0.0.1:9/")),
    Fault("200 with an error as body", _body(_ERROR)),
    Fault("200 without a body", _body("")),
    Fault("200 with half of a JSON", _body(WHOLE[: len(WHOLE) // 2])),
    Fault("200 with a web page", _body("<html>Sign in</html>", "text/html")),
    Fault("an answer that ends without a word", _stream(chunk(reason="stop"), "[DONE]")),
    Fault("an error event first", _stream(_ERROR)),
    Fault("events that are no JSON", _stream("{oh", "no}")),
    Fault("words, then an error event", _stream(chunk("A kite"), _ERROR)),
    Fault("words, then nothing", _stream(chunk("A kite"), then=_silent)),
    Fault("words, then the end of the connection", _stream(chunk("A kite"))),
    Fault("words, then a reset", _stream(chunk("A kite"), then=_reset)),
    Fault("half an event", _half),
    Fault("a line of 40 MB", _endless_line),
    Fault("the last events twice", _twice),
)
