"""A receiver of webhooks on a real socket that answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

SILENCE = b""
"""Instead of an answer: takes the request and says nothing."""


def said(status: int, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status} Said", "Connection: close", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Post(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Each answer of `answers` once, then the last one for ever."""

    answers: list[bytes] = field(default_factory=lambda: [said(200)])
    posts: list[Post] = field(default_factory=list)
    port: int = 0
    came: asyncio.Condition = field(default_factory=asyncio.Condition)
    hangs: list[asyncio.StreamWriter] = field(default_factory=list)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def until(self, count: int) -> Post:
        """The last of so many posts."""
        async with asyncio.timeout(30), self.came:
            await self.came.wait_for(lambda: len(self.posts) >= count)
        return self.posts[count - 1]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        async with self.came:
            self.posts.append(Post(first.split(" ")[1], headers, body))
            self.came.notify_all()
        if answer == SILENCE:
            self.hangs.append(writer)
            return
        writer.write(answer)
        writer.close()


@asynccontextmanager
async def receiving(*answers: bytes, port: int = 0) -> AsyncIterator[Receiver]:
    here = Receiver(list(answers) or [said(200)])
    server = await asyncio.start_server(here.talk, "127.0.0.1", port)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()
        for writer in here.hangs:
            writer.close()
