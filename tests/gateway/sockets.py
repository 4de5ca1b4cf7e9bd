"""Requests over a bare socket, whose callers may leave when they like."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from tests.gateway.conftest import Gateway

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def send(url: str, gateway: Gateway, path: str, body: bytes, length: int | None = None, **headers: str) -> Ends:
    """POST a body, or the beginning of one that says to be of another length."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    head = [
        f"POST {path} HTTP/1.1",
        "Host: gateway",
        "Connection: close",
        f"Authorization: Bearer {gateway.key.key}",
        f"Content-Length: {len(body) if length is None else length}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    writer.write("\r\n".join([*head, "", ""]).encode() + body)
    await writer.drain()
    return reader, writer
