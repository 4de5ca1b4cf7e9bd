"""The door to the internet, with an internet of strangers around it on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from hypereal_lab.gateway.outbound import Outbound, OutboundRefused
from tests.gateway.strangers import PUBLIC, Detour, LyingNames, Strangers, strangers
from tests.media.pictures import encode, noise

PICTURE = encode(noise(), "PNG")
PHOTO = encode(noise(200, 150), "JPEG")


class World:
    """A door with the public internet around it, all of it on this machine."""

    def __init__(self, web: Strangers, **options: Any) -> None:
        self.web = web
        self.names = LyingNames(a_example=[[PUBLIC]], b_example=[[PUBLIC]])
        self.detour = Detour(web.port)
        self.door = Outbound(**{"resolve": self.names, "dial": self.detour, **options})

    async def fetch(self, path: str = "/a.png") -> bytes:
        return (await self.door.fetch_image(f"http://a.example{path}")).data

    async def refusal(self, url: str) -> OutboundRefused:
        url = f"http://a.example{url}" if url.startswith("/") else url
        with pytest.raises(OutboundRefused) as caught:
            await self.door.fetch_image(url)
        assert caught.value.reason.endswith(".")
        assert PUBLIC not in caught.value.reason and "127.0.0.1:" not in caught.value.reason
        return caught.value


@asynccontextmanager
async def make_world(**options: Any) -> AsyncIterator[World]:
    async with strangers() as web:
        world = World(web, **options)
        try:
            yield world
        finally:
            await world.door.close()


def silent_after(start: bytes, until: asyncio.Event) -> Callable[[asyncio.StreamWriter], Any]:
    """A stranger that says this much and then nothing until the event."""

    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        await writer.drain()
        await until.wait()

    return act
