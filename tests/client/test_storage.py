"""`client.storage`: parts, setbacks, and servers that take the whole only."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab.client import AsyncHypereal
from hypereal_lab.errors import Conflict, InputError, UnreadableAnswer

DATA = bytes(range(256)) * 10


class Store:
    """Takes parts of 1,000 bytes, or the whole."""

    def __init__(self, part_size: int | None = 1000) -> None:
        self.part_size = part_size
        self.kept = b""
        self.asked: dict[str, Any] = {}
        self.puts: list[httpx.Request] = []
        self.setbacks: list[int] = []
        """What is claimed to have come, in place of taking the next parts."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            return self.take(request)
        if request.url.path.endswith("/upload"):
            self.asked = __import__("json").loads(request.content)
            ticket = {"id": "obj_1", "uploadUrl": "http://bucket/put?signature=canary", "headers": {"x-sent": "1"}}
            return httpx.Response(201, json=ticket | ({"partSize": self.part_size} if self.part_size else {}))
        return httpx.Response(200, json={"id": "obj_1", "size": len(self.kept), "url": "http://bucket/get?s=canary"})

    def take(self, request: httpx.Request) -> httpx.Response:
        self.puts.append(request)
        if self.setbacks:
            self.kept = DATA[: self.setbacks.pop(0)]
            error = {"type": "conflict", "message": "out of order", "received": len(self.kept)}
            return httpx.Response(409, json={"error": error})
        if self.part_size is None:
            self.kept = request.content
            return httpx.Response(200)
        first = int(re.match(r"bytes (\d+)-", request.headers["content-range"])[1])  # type: ignore[index]
        assert first == len(self.kept)
        self.kept += request.content
        return httpx.Response(200, json={"id": "obj_1", "received": len(self.kept), "size": len(DATA)})


def client(store: Any) -> AsyncHypereal:
    class Transport(httpx.MockTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await request.aread()
            return store(request)

    return AsyncHypereal("ck_canary", "http://server", environ={}, transport=Transport(store))


async def test_a_file_goes_in_parts_without_the_key_and_with_its_checksum(tmp_path: Path) -> None:
    store = Store()
    (tmp_path / "notes.csv").write_bytes(DATA)
    async with client(store) as api:
        kept = await api.storage.upload(tmp_path / "notes.csv", kind="dataset")
    assert store.kept == DATA
    assert [len(put.content) for put in store.puts] == [1000, 1000, 560]
    assert all("authorization" not in put.headers and put.headers["x-sent"] == "1" for put in store.puts)
    assert store.asked["sha256"] == hashlib.sha256(DATA).hexdigest()
    assert (store.asked["filename"], store.asked["contentType"], store.asked["kind"]) == (
        "notes.csv",
        "text/csv",
        "dataset",
    )
    assert "canary" not in repr(kept)


@pytest.mark.parametrize("stands", [0, 1000, 1700])
async def test_a_part_that_came_before_is_not_sent_again(stands: int) -> None:
    store = Store()
    store.setbacks = [stands]
    async with client(store) as api:
        await api.storage.upload(DATA)
    assert store.kept == DATA


async def test_a_server_that_never_agrees_is_given_up() -> None:
    store = Store()
    store.setbacks = [0] * 50
    async with client(store) as api:
        with pytest.raises(Conflict):
            await api.storage.upload(DATA)
    assert len(store.puts) < 10


async def test_a_server_that_does_not_say_how_far_it_is_is_given_up() -> None:
    store = Store()
    store.take = lambda request: httpx.Response(200)  # type: ignore[method-assign]
    async with client(store) as api:
        with pytest.raises(UnreadableAnswer):
            await api.storage.upload(DATA)


@pytest.mark.parametrize("given", [DATA, io.BytesIO(DATA)], ids=["bytes", "open file"])
async def test_a_server_without_parts_gets_the_whole(given: Any) -> None:
    store = Store(part_size=None)
    async with client(store) as api:
        await api.storage.upload(given, filename="a.bin")
    assert store.kept == DATA
    assert store.puts[0].headers["content-length"] == str(len(DATA))


@pytest.mark.parametrize("given", [b"", 7, "/nowhere/at/all"])
async def test_what_is_no_file_is_refused_with_nothing_sent(given: Any) -> None:
    store = Store()
    async with client(store) as api:
        with pytest.raises(InputError):
            await api.storage.upload(given)
    assert store.asked == {}
