"""What the whole corridor costs: images route with a constant provider, durable hold and settle, against a bare route.

    python -m benchmarks.gateway

Both servers run in processes of their own under the same uvicorn, the load comes from a third over 32 connections, and
the rounds go in turn. Counted is the CPU of the server process with all its threads, the ledger's writer included, per
request; the clock on the wall is shown but depends on the neighbours. The bare route parses the same body into the same
struct, writes the same answer, and knows neither keys nor money. The constant provider gives links, as upstreams do.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.apps import serve_app

CONNECTIONS, REQUESTS, ROUNDS, LIMIT = 32, 2000, 12, 2.5
PATH = "/v1/images/generations"
BODY = json.dumps({"model": "gemini-3-1-flash-t2i", "prompt": "a chrome teapot on a red table", "n": 1}).encode()
LINK = "https://cdn.example/a-chrome-teapot.png"


def bare() -> tuple[Any, str]:
    """Starlette and msgspec alone."""
    import msgspec
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from hypereal_lab.wire import Credits, ImageItem, ImagesAnswer, ImagesBody, encode

    decoder = msgspec.json.Decoder(ImagesBody)
    price = Credits.of(4)

    async def images(request: Request) -> Response:
        body = decoder.decode(await request.body())
        answer = ImagesAnswer(
            created=int(time.time()), data=[ImageItem(url=LINK)], credits_used=price.decimal, model=body.model
        )
        return Response(encode(answer), media_type="application/json")

    return Starlette(routes=[Route(PATH, images, methods=["POST"])]), "ck_nobody"


async def whole(folder: Path) -> tuple[Any, str]:
    """The gateway as it is served, except for its provider."""
    from hypereal_lab.gateway.app import build_app
    from hypereal_lab.gateway.parts import assemble
    from hypereal_lab.gateway.providers import ImagesOrder, Picture
    from hypereal_lab.gateway.store import Store
    from hypereal_lab.wire import Credits

    class Constant:
        name = "constant"
        sandbox = False

        async def images(self, order: ImagesOrder) -> list[Picture]:
            return [Picture("image/png", url=LINK)] * order.n

    parts = assemble(Store(folder), Constant(), rate_limit=10**9)
    made = await parts.keys.create("bench", credits=Credits.of(10**9))
    return build_app(parts), made.key


async def serve(name: str, folder: Path) -> None:
    """One server until its standard input ends; tells port and key, and answers `/cpu` with its seconds so far."""
    app, key = await whole(folder) if name == "gateway" else bare()

    async def counted(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] != "/cpu":
            await app(scope, receive, send)
            return
        text = repr(time.process_time()).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(text))]})
        await send({"type": "http.response.body", "body": text})

    await serve_app(counted, key)


class Connection(asyncio.Protocol):
    """Sends one request after the other; the answers are only counted."""

    def __init__(self, request: bytes, left: list[int], done: asyncio.Future[None]) -> None:
        self._request, self._left, self._done = request, left, done
        self._seen = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, ended, body = self._seen.partition(b"\r\n\r\n")
        if not ended or len(body) < int(head.lower().split(b"content-length: ")[1].split(b"\r")[0]):
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self._done.set_exception(RuntimeError(self._seen.decode()[:600]))
            return
        self._seen = b""
        self._next()

    def _next(self) -> None:
        if self._left[0] > 0:
            self._left[0] -= 1
            self._transport.write(self._request)
            return
        self._transport.close()
        if not self._done.done():
            self._done.set_result(None)


async def load(port: int, key: str, requests: int) -> None:
    """So many requests over 32 connections."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n"
    request = f"{head}Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n".encode() + BODY
    loop, left = asyncio.get_running_loop(), [requests]
    dones = [loop.create_future() for _ in range(CONNECTIONS)]
    for done in dones:
        await loop.create_connection(partial(Connection, request, left, done), "127.0.0.1", port)
    await asyncio.gather(*dones)


class Server:
    """A server process."""

    def __init__(self, name: str, folder: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.gateway", "--serve", name, "--folder", str(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._stdin = self._process.stdin
        port, key = self._process.stdout.readline().split()
        self._port, self._key = int(port), str(key)

    def cpu(self) -> float:
        import urllib.request

        return float(urllib.request.urlopen(f"http://127.0.0.1:{self._port}/cpu").read())

    def round(self) -> tuple[float, float]:
        """Microseconds of CPU per request, and requests a second."""
        before, began = self.cpu(), time.perf_counter()
        asyncio.run(load(self._port, self._key, REQUESTS))
        spent = time.perf_counter() - began
        return (self.cpu() - before) / REQUESTS * 1e6, REQUESTS / spent

    def end(self) -> None:
        self._stdin.close()
        self._process.wait(30)


def main() -> int:
    """Measure in turn, print the ratio, fail above the limit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve", choices=("bare", "gateway"))
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.serve:
        import uvloop

        uvloop.run(serve(options.serve, options.folder))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        servers = {name: Server(name, Path(folder)) for name in ("bare", "gateway")}
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in servers}
        try:
            for server in servers.values():
                server.round()
            for _ in range(ROUNDS):
                for name, server in servers.items():
                    found[name].append(server.round())
        finally:
            for server in servers.values():
                server.end()
    quiet = {name: statistics.quantiles([cpu for cpu, _ in rounds], n=4)[0] for name, rounds in found.items()}
    for name, rounds in found.items():
        fastest = max(rate for _, rate in rounds)
        print(f"{name:<8} {quiet[name]:7.0f} us CPU per request   {fastest:7.0f} requests/s")
    ratio = quiet["gateway"] / quiet["bare"]
    median = statistics.median(two[0] / one[0] for one, two in zip(found["bare"], found["gateway"], strict=True))
    print(f"gateway / bare: {ratio:.2f} (limit {LIMIT}; median of the rounds {median:.2f})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
