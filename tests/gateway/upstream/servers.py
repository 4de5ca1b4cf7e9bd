"""Upstreams on loopback that do exactly what a test tells them, down to the bytes and the way they hang up."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple


class Received(NamedTuple):
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"

    @property
    def json(self):
        return json.loads(self.body)


Script = Callable[["Connection"], Awaitable[None]]


class Connection:
    """What a script writes to."""

    def __init__(self, writer: asyncio.StreamWriter, received: Received) -> None:
        self._writer = writer
        self.received = received

    async def head(self, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} Told", f"content-type: {kind}", "connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.send(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def send(self, data: bytes | str) -> None:
        self._writer.write(data.encode() if isinstance(data, str) else data)
        await self._writer.drain()

    async def answer(
        self, body: bytes | str, status: int = 200, kind: str = "application/json", **headers: str
    ) -> None:
        await self.head(status, kind, **headers)
        await self.send(body)

    async def events(self, *events: str, **headers: str) -> None:
        """The head of a stream, and these data lines as events of their own."""
        await self.head(200, "text/event-stream", **headers)
        for event in events:
            await self.send(f"data: {event}\n\n")

    async def gone(self) -> None:
        """Until the gateway hangs up."""
        while not self._writer.transport.is_closing():
            try:
                self._writer.write(b": still here\n\n")
                await self._writer.drain()
            except ConnectionError:
                return
            await asyncio.sleep(0.01)

    def reset(self) -> None:
        """Hang up without a word, as a machine that lost power does."""
        raw = self._writer.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


class Upstream:
    """A server with one script for all requests."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.received: list[Received] = []
        self.left = asyncio.Event()
        """Set when the gateway hung up before the script was done."""
        self.url = ""
        self._tasks: set[asyncio.Task[None]] = set()

    async def hang_up(self) -> None:
        """End what still runs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            received = await _read(reader)
            self.received.append(received)
            script = asyncio.create_task(self.script(Connection(writer, received)))
            watch = asyncio.create_task(reader.read(1))
            await asyncio.wait((script, watch), return_when=asyncio.FIRST_COMPLETED)
            if not script.done():
                self.left.set()
            for task in (script, watch):
                task.cancel()
            await asyncio.gather(script, watch, return_exceptions=True)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    method, path, _ = first.split(" ")
    return Received(path, headers, body, method)


@asynccontextmanager
async def upstream(script: Script) -> AsyncIterator[Upstream]:
    """One that listens."""
    made = Upstream(script)
    server = await asyncio.start_server(made._serve, "127.0.0.1", 0, limit=2**20)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield made
    finally:
        server.close()
        await made.hang_up()


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        return f"http://127.0.0.1:{place.getsockname()[1]}/v1"


def chunk(text: str | None = None, reason: str | None = None, **more) -> str:
    """One chunk of a chat completions stream."""
    delta = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return json.dumps({"id": "up-1", "object": "chat.completion.chunk", "model": "far", "choices": [choice], **more})


USAGE = {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14}
BILL = json.dumps({"id": "up-1", "object": "chat.completion.chunk", "model": "far", "choices": [], "usage": USAGE})
GOOD = (chunk("A kite"), chunk(" is red."), chunk(reason="stop"), BILL, "[DONE]")
WHOLE = json.dumps(
    {
        "id": "up-1",
        "object": "chat.completion",
        "model": "far",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": "A kite is red."}, "finish_reason": "stop"}
        ],
        "usage": USAGE,
    }
)


async def well(to: Connection) -> None:
    """Answers as asked."""
    if to.received.json.get("stream"):
        await to.events(*GOOD)
    else:
        await to.answer(WHOLE)


class FilmHouse:
    """A far side that makes films as jobs, does as it is told, and counts what it was asked."""

    def __init__(self, film: bytes, *, remembers: bool = False) -> None:
        self.film = film
        self.remembers = {"x_hypereal_idempotency": "86400"} if remembers else {}
        self.jobs: dict[str, str] = {}
        """The key of each order, by its id."""
        self.status = "completed"
        self.cancelled: list[str] = []
        self.loses: Script | None = None
        """What comes in place of the answer to an order that was taken."""
        self.looks: list[Script] = []
        """What comes in place of the next answers to looks."""
        self.taken = asyncio.Event()

    async def __call__(self, to: Connection) -> None:
        path = to.received.path.partition("?")[0]
        if path.endswith("/videos/generate"):
            await self._take(to)
        elif path.endswith("/cancel"):
            self.cancelled.append(path.split("/")[-2])
            await to.answer(json.dumps({"jobId": self.cancelled[-1], "status": "cancelled"}), **self.remembers)
        elif "/jobs/" in path:
            await self._tell(to, path.rpartition("/")[2])
        elif path == "/film.mp4":
            await to.answer(self.film, kind="video/mp4")
        else:
            await to.answer('{"data": []}', **self.remembers)

    async def _take(self, to: Connection) -> None:
        key = to.received.headers.get("idempotency-key", "")
        known = next((job for job, told in self.jobs.items() if self.remembers and told == key), None)
        job = known or f"far{len(self.jobs) + 1}"
        self.jobs[job] = key
        self.taken.set()
        if self.loses is not None:
            await self.loses(to)
        told = {"jobId": job, "status": "processing", "pollUrl": f"/v1/jobs/{job}?type=video"}
        await to.answer(json.dumps(told), 202, **self.remembers)

    async def _tell(self, to: Connection, job: str) -> None:
        if self.looks:
            await self.looks.pop(0)(to)
            return
        told = {"jobId": job, "status": self.status}
        if self.status == "completed":
            told["outputUrl"] = f"http://{to.received.headers['host']}/film.mp4"
        await to.answer(json.dumps(told), **self.remembers)
