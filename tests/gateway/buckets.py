"""Buckets for tests: those of a real server of the S3 protocol, and a server that answers wrongly on purpose."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
from aiohttp import web
from aiohttp.test_utils import TestServer

from hypereal_lab.gateway.storage import S3Backend

__all__ = ["SECRET", "Server", "bucket", "misbehaving", "s3_server"]

SECRET = "canary-secret"


class Server:
    """An S3 server in a thread of this process; each bucket is another one."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._numbers = itertools.count()

    def bucket(self) -> S3Backend:
        name = f"things-{next(self._numbers)}"
        self.make(name)
        return bucket(self.address, name)

    def make(self, name: str) -> None:
        httpx.put(f"{self.address}/{name}", timeout=60).raise_for_status()  # the first one loads a good deal


@contextmanager
def s3_server() -> Iterator[Server]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield Server("http://{}:{}".format(*server.get_host_and_port()))
    finally:
        server.stop()


def bucket(address: str, name: str, *, patience: float = 60.0) -> S3Backend:
    return S3Backend(
        name,
        patience=patience,
        tries=1,
        endpoint=address,
        region="us-east-1",
        access_key_id="test",
        secret_access_key=SECRET,
    )


@asynccontextmanager
async def misbehaving(
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]], *, patience: float = 60.0
) -> AsyncIterator[S3Backend]:
    """A bucket whose server does what `answer` does."""
    app = web.Application(client_max_size=1 << 30)
    app.router.add_route("*", "/{tail:.*}", answer)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    try:
        yield bucket(str(server.make_url("")).rstrip("/"), "things", patience=patience)
    finally:
        await asyncio.wait_for(server.close(), 30)
