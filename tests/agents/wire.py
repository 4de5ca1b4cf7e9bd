"""What arrived at a gateway, and the door through which nobody leaves this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Asked", "ShutDoor", "Wire"]


@dataclass
class Asked:
    """One POST."""

    path: str
    status: int = 0
    sent: bytearray = field(default_factory=bytearray)
    answer: bytearray = field(default_factory=bytearray)

    @property
    def body(self) -> Any:
        return json.loads(self.sent)

    @property
    def events(self) -> list[Any]:
        """The data of a streamed answer."""
        lines = self.answer.decode().splitlines()
        return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]


class Wire:
    """An application that notes what is posted to the one behind it."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._meeting: asyncio.Barrier | None = None
        self.asked: list[Asked] = []

    def answer_together(self, requests: int) -> None:
        """From now on none is passed on before so many wait: they have to come at once."""
        self._meeting = asyncio.Barrier(requests)

    @property
    def statuses(self) -> list[int]:
        return [one.status for one in self.asked]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        asked = Asked(scope["path"])
        self.asked.append(asked)
        if self._meeting is not None:
            await self._meeting.wait()

        async def heard() -> Any:
            message = await receive()
            asked.sent += message.get("body", b"")
            return message

        async def said(message: Any) -> None:
            asked.status = message.get("status", asked.status)
            asked.answer += message.get("body", b"")
            await send(message)

        await self._app(scope, heard, said)


class ShutDoor:
    """A proxy on loopback that opens no connection and notes where to it was asked for one."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.url = ""

    @asynccontextmanager
    async def standing(self) -> AsyncIterator[ShutDoor]:
        server = await asyncio.start_server(self._refuse, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            yield self

    async def _refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await reader.readline()
            self.asked.append(line.decode(errors="replace").strip())
            writer.write(b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
        except ConnectionError:
            return  # it went away before it heard the word
        finally:
            writer.close()
