"""A web server of strangers on loopback, a name server that lies, and a socket that takes public addresses there."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

import aiohttp

Act: TypeAlias = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]
PUBLIC = "93.184.216.34"


def answer(body: bytes, *headers: str, status: str = "200 OK", length: bool = True) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Connection: close", *headers]
    lines += [f"Content-Length: {len(body)}"] if length else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def redirect(place: str, status: int = 302) -> bytes:
    return answer(b"", f"Location: {place}", status=f"{status} Moved")


@dataclass
class Strangers:
    """Says for each path what it was told to say, and remembers who asked."""

    port: int = 0
    says: dict[str, Act] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    """Whole request heads."""

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.heard]

    def headers(self, number: int = -1) -> dict[str, str]:
        lines = self.heard[number].split("\r\n")[1:]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.heard.append(head)
            act = self.says.get(head.split(" ")[1], answer(b"gone", status="404 Not Found"))
            if isinstance(act, bytes):
                writer.write(act)
                await writer.drain()
            else:
                await act(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def strangers(host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Strangers]:
    here = Strangers()
    server = await asyncio.start_server(here.talk, host, port)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()


class LyingNames:
    """Answers each question about a name with the next of its answers, and with the last one ever after."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self._answers = {name.replace("_", "."): list(lists) for name, lists in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if host not in self._answers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        lists = self._answers[host]
        return lists.pop(0) if len(lists) > 1 else lists[0]


class Detour:
    """Makes sockets that end on loopback whatever address they are told to connect to."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.dialled: list[tuple[str, int]] = []

    def __call__(self, info: aiohttp.AddrInfoType) -> socket.socket:
        self.dialled.append((str(info[4][0]), int(info[4][1])))
        return _Detoured(self.port)


class _Detoured(socket.socket):
    def __init__(self, port: int) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_STREAM)
        self._port = port

    def connect(self, address: object) -> None:
        super().connect(("127.0.0.1", self._port))
