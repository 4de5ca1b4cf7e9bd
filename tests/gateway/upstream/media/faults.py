"""Everything that a provider of media can do wrong with an order, as scripts."""

from __future__ import annotations

import asyncio
import base64
import json

from tests.gateway.providers import png
from tests.gateway.test_audio_heard import sound
from tests.gateway.upstream.faults import FAULTS as OF_WORDS
from tests.gateway.upstream.faults import Fault
from tests.gateway.upstream.servers import Connection, FilmHouse, Script
from tests.media.files import video

__all__ = ["FAULTS", "well"]

_BEFORE = 23
"""Faults of words that come before the first of them: the first rows of their table, without the one that needs JSON."""


async def well(to: Connection) -> None:
    """Does as it is asked."""
    path = to.received.path
    if path.endswith("/audio/speech"):
        await to.answer(sound(1.0), kind="audio/wav")
    elif path.endswith("/audio/transcriptions"):
        words = [{"word": "kite", "start": 0.0, "end": 0.5}]
        told = {"text": "kite", "language": "english", "duration": 1.0, "words": words, "segments": []}
        await to.answer(json.dumps(told))
    elif "/images/" in path:
        await to.answer(json.dumps({"created": 1, "data": [{"b64_json": base64.b64encode(png(64, 64)).decode()}]}))
    else:
        await FilmHouse(video())(to)


async def _headers_alone(to: Connection) -> None:
    await to.head(200)
    await asyncio.sleep(60)


async def _half(to: Connection) -> None:
    """The good answer, of which the second half never comes."""
    await to.head(200, content_length="100000")
    await to.send('{"data": [')


def _status(status: int, body: str, **headers: str) -> Script:
    async def script(to: Connection) -> None:
        await to.answer(body, status, kind="text/html" if body.startswith("<") else "application/json", **headers)

    return script


def _body(body: str) -> Script:
    async def script(to: Connection) -> None:
        await to.answer(body)

    return script


_PAGE = base64.b64encode(b"<html>Sign in</html>").decode()
_SAID = json.dumps({"error": {"message": "Too many requests.", "type": "rate_limit_error"}})
_LIE = json.dumps({"data": [{"b64_json": _PAGE}], "jobId": "far1", "status": "processing", "text": None})
FAULTS: tuple[Fault, ...] = (
    *(fault for fault in OF_WORDS[:_BEFORE] if not fault.name.startswith("headers")),
    Fault("headers, then nothing", _headers_alone),
    Fault("half an answer, then the end of the connection", _half),
    Fault("408", _status(408, "")),
    Fault("503 of a proxy, as a web page", _status(503, "<html>Unavailable</html>")),
    Fault("200 with an error that says too much to do", _body(_SAID)),
    Fault("200 with a web page in place of the file", _body(_LIE)),
    Fault("200 with nothing in it", _body('{"data": []}')),
)
