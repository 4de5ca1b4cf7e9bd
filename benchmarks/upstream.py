"""A constant model server in a process of its own: what every benchmark of words stands on.

    python -m benchmarks.upstream        # prints its port, ends with its standard input

It answers any path: one that ends in `/messages` in Anthropic's form, every other in OpenAI's; whole, or where the body
says `"stream": true` as `CHUNKS` events, each handed to the kernel by itself. A body that holds the word `silent` gets
the first words and then nothing, one with `pausing` the rest after a pause, as models do that still think. It reads no
JSON, so that it stays far faster than anything measured before it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.processes import Process

__all__ = ["BODY", "CHUNKS", "MODEL", "WORD", "constant_upstream", "events", "whole_answer"]

CHUNKS = 200
"""Events of a stream, the one that ends it (`[DONE]`, `message_stop`) not counted."""
PAUSE = 0.02
"""Seconds."""
MODEL = "constant"
WORD = " teapot"
"""In nearly every event of a stream, once."""
_STORY = "The teapot was made of chrome and stood on a red table, where it reflected the whole room. "
_USAGE = {"prompt_tokens": 120, "completion_tokens": 198, "total_tokens": 318}
_TOLD = [
    {"role": "system", "content": "You are a careful writer of short stories about kitchen things. " * 4},
    {"role": "user", "content": _STORY},
    {"role": "assistant", "content": _STORY * 3},
    {"role": "user", "content": "And then?"},
    {"role": "assistant", "content": _STORY * 3},
    {"role": "user", "content": "How does it end?"},
]
BODY: dict[str, Any] = {"messages": _TOLD, "max_tokens": 256, "temperature": 0.7}
"""What callers post, but for model and stream: 1.3 kB, six messages."""


def whole_answer(path: str = "/chat/completions") -> dict[str, Any]:
    """The answer of one who wants no stream."""
    if path.endswith("/messages"):
        usage = {"input_tokens": 120, "output_tokens": 198}
        head: dict[str, Any] = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": MODEL,
            "stop_reason": "end_turn",
        }
        return {**head, "stop_sequence": None, "content": [{"type": "text", "text": _STORY * 4}], "usage": usage}
    message = {"role": "assistant", "content": _STORY * 4, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1760000000, "model": MODEL}
    return {**head, "choices": [choice], "usage": _USAGE, "system_fingerprint": "fp_1"}


def events(path: str = "/chat/completions") -> list[bytes]:
    """The events of a stream as bytes."""
    return _messages_events() if path.endswith("/messages") else _chat_events()


def _chat_events() -> list[bytes]:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1760000000, "model": MODEL}
    head["system_fingerprint"] = "fp_1"
    choice = {"index": 0, "logprobs": None, "finish_reason": None}
    said = [{**head, "choices": [{**choice, "delta": {"role": "assistant", "content": "The"}}]}]
    said += [{**head, "choices": [{**choice, "delta": {"content": words}}]} for words in _words(CHUNKS - 3)]
    said += [{**head, "choices": [{**choice, "delta": {}, "finish_reason": "stop"}]}]
    said += [{**head, "choices": [], "usage": _USAGE}]
    return [*(b"data: %s\n\n" % _compact(one) for one in said), b"data: [DONE]\n\n"]


def _messages_events() -> list[bytes]:
    start = {**whole_answer("/messages"), "content": [], "stop_reason": None}
    start["usage"] = {"input_tokens": 120, "output_tokens": 1}
    delta = {"type": "content_block_delta", "index": 0}
    end = {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}}
    said: list[dict[str, Any]] = [
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *({**delta, "delta": {"type": "text_delta", "text": words}} for words in _words(CHUNKS - 4)),
        {"type": "content_block_stop", "index": 0},
        {**end, "usage": {"output_tokens": 198}},
        {"type": "message_stop"},
    ]
    return [b"event: %s\ndata: %s\n\n" % (str(one["type"]).encode(), _compact(one)) for one in said]


def _words(count: int) -> list[str]:
    """No two alike: some gateways end a stream that repeats itself."""
    return [f"{WORD}{number}" for number in range(count)]


def _compact(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


class _Answers:
    """What is written, made once."""

    def __init__(self, path: str) -> None:
        body = _compact(whole_answer(path))
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        self.whole = head % len(body) + body
        self.head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        pieces = [b"%x\r\n%s\r\n" % (len(event), event) for event in events(path)] + [b"0\r\n\r\n"]
        begun = 3 if path.endswith("/messages") else 1
        self.first, self.rest = pieces[:begun], pieces[begun:]


class _Connection(asyncio.Protocol):
    """Requests one after the other, none before the answer to the last."""

    def __init__(self, chat: _Answers, messages: _Answers) -> None:
        self._chat = chat
        self._messages = messages
        self._seen = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, ended, body = self._seen.partition(b"\r\n\r\n")
        if not ended:
            return
        _, said, length = head.lower().partition(b"content-length:")
        if said and len(body) < int(length.partition(b"\r")[0]):
            return
        if not said and b"chunked" in head.lower() and not body.endswith(b"0\r\n\r\n"):
            return
        self._seen = b""
        self._answer(self._messages if head.split(b" ", 2)[1].endswith(b"/messages") else self._chat, body)

    def _answer(self, answers: _Answers, body: bytes) -> None:
        if b'"stream":true' not in body and b'"stream": true' not in body:
            self._transport.write(answers.whole)
            return
        self._write([answers.head, *answers.first])
        if b"pausing" in body:
            asyncio.get_running_loop().call_later(PAUSE, self._write, answers.rest)
        elif b"silent" not in body:
            self._write(answers.rest)

    def _write(self, pieces: list[bytes]) -> None:
        for piece in pieces:
            self._transport.write(piece)


async def _serve() -> None:
    """On asyncio's own loop, whose `write` hands the bytes on at once; uvloop's waits and joins them."""
    chat, messages = _Answers("/chat/completions"), _Answers("/messages")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(chat, messages), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


@contextlib.contextmanager
def constant_upstream(cpu: int | None = None) -> Iterator[str]:
    """Its address, without a path, while the block runs."""
    with Process([sys.executable, "-m", "benchmarks.upstream"], cpu=cpu) as process:
        yield f"http://127.0.0.1:{process.line()}"


if __name__ == "__main__":
    asyncio.run(_serve())
