"""Scripted streams: chunks as a server of `/chat/completions` writes them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx

__all__ = ["Pieces", "Writer", "chunk", "streamed", "told"]

DONE = b"data: [DONE]\n\n"
USAGE = {"prompt_tokens": 8, "completion_tokens": 2, "total_tokens": 10}


def chunk(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    """One piece."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "gpt-5.5",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def told(*words: str, reason: str = "stop", credits: float = 0.01) -> list[dict[str, Any]]:
    """A whole answer in chunks, the bill in the last."""
    said = [chunk(role="assistant", content=""), *(chunk(content=word) for word in words)]
    return [*said, {**chunk(reason), "usage": USAGE, "creditsUsed": credits}]


def written(chunks: Iterable[Any], end: bytes = DONE) -> bytes:
    return b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in chunks) + end


class Pieces(httpx.AsyncByteStream):
    """A body in pieces. An exception among them is a connection that breaks there."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self._pieces = pieces
        self.closed = False
        self.given = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, Exception):
                raise piece
            self.given += 1
            yield piece

    async def aclose(self) -> None:
        self.closed = True


def streamed(*pieces: bytes | Exception) -> httpx.Response:
    """An answer that comes in pieces."""
    headers = {"content-type": "text/event-stream; charset=utf-8", "x-request-id": "req_1"}
    body = Pieces(*pieces)
    return httpx.Response(200, stream=body, headers=headers, extensions={"pieces": body})


class Writer:
    """A server that answers each call with the next of its answers, as a stream where one is asked for."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"balance": 1000, "currency": "credits"})
        self.seen.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, httpx.Response):
            return answer
        return streamed(written(answer))

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(one.content) for one in self.seen]
