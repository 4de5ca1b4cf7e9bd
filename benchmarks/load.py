"""Load on one address: raw sockets, one request after the other on each, answers only counted and timed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from benchmarks.upstream import WORD

__all__ = ["Load", "Seen", "request_bytes"]

_LAST = b"\r\n0\r\n\r\n"
"""What ends a chunked body; no answer here holds it."""


class Seen(NamedTuple):
    """What came of some seconds of load."""

    answers: int
    words: int
    """Times that the word of the upstream's chunks was read in streams; a gateway may join chunks, but lose none."""
    seconds: float
    whole: list[float]
    """Seconds from a request to the end of its answer."""
    first: list[float]
    """Seconds from a request to the first event, or the first bytes where there are none."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    def whole_ms(self, share: float = 0.5) -> float:
        """Milliseconds that this share of the answers was within."""
        return sorted(self.whole)[min(len(self.whole) - 1, int(len(self.whole) * share))] * 1000


def request_bytes(port: int, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> bytes:
    """One POST as it travels."""
    posted = json.dumps(body).encode()
    said = {"Host": f"127.0.0.1:{port}", "Content-Type": "application/json", **headers}
    said["Content-Length"] = str(len(posted))
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + posted


class Load:
    """Many connections to one port with one request."""

    def __init__(self, port: int, request: bytes) -> None:
        self._port = port
        self._request = request

    def run(self, connections: int, seconds: float, most: int | None = None) -> Seen:
        """So many seconds, or until there are `most` answers. Raises `RuntimeError` with the answer that was no 200."""
        return asyncio.run(self._run(connections, seconds, most))

    async def _run(self, connections: int, seconds: float, most: int | None) -> Seen:
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        left = _Left(began + seconds, most)
        callers = [_Caller(self._request, left, loop.create_future()) for _ in range(connections)]
        for caller in callers:
            await loop.create_connection(lambda caller=caller: caller, "127.0.0.1", self._port)  # type: ignore[misc]
        await asyncio.gather(*(caller.done for caller in callers))
        spent = time.perf_counter() - began
        whole = [one for caller in callers for one in caller.whole]
        first = [one for caller in callers for one in caller.first]
        return Seen(len(whole), sum(caller.words for caller in callers), spent, whole, first)


class _Left:
    """How long it still goes on, for all connections together."""

    def __init__(self, end: float, most: int | None) -> None:
        self._end = end
        self._most = most

    def another(self) -> bool:
        if self._most is not None:
            self._most -= 1
            if self._most < 0:
                return False
        return time.perf_counter() < self._end


class _Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, request: bytes, left: _Left, done: asyncio.Future[None]) -> None:
        self._request, self._left, self.done = request, left, done
        self.whole: list[float] = []
        self.first: list[float] = []
        self.words = 0
        self._seen: list[bytes] = []
        self._tail, self._got = b"", 0
        self._size: int | None = None
        self._told_first = self._streams = False
        self._sent = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError(f"the connection was closed: {error}"))

    def data_received(self, data: bytes) -> None:
        self._seen.append(data)
        self._tail = (self._tail + data)[-len(_LAST) :]
        if self._size is None and not self._read_head():
            return
        if not self._told_first and (not self._streams or b"data:" in b"".join(self._seen)):
            self._told_first = True
            self.first.append(time.perf_counter() - self._sent)
        self._got += len(data)
        if self._tail == _LAST if self._size == -1 else self._got >= (self._size or 0):
            self._end()

    def _read_head(self) -> bool:
        """Whether it is whole; then the size of the answer is known, -1 where it comes in chunks."""
        seen = b"".join(self._seen)
        head, ended, _ = seen.partition(b"\r\n\r\n")
        if not ended:
            return False
        if not head.startswith(b"HTTP/1.1 200"):
            self.done.set_exception(RuntimeError(seen.decode("utf-8", "replace")[:800]))
            self._transport.close()
            return False
        low = head.lower()
        self._streams = b"text/event-stream" in low
        _, said, length = low.partition(b"content-length:")
        self._size = len(head) + 4 + int(length.partition(b"\r")[0]) if said else -1
        self._got = len(seen) - len(self._seen[-1])
        return True

    def _end(self) -> None:
        self.whole.append(time.perf_counter() - self._sent)
        if self._streams:
            self.words += b"".join(self._seen).count(WORD.encode())
        self._next()

    def _next(self) -> None:
        if not self._left.another():
            self.done.set_result(None)
            self._transport.close()
            return
        self._seen = []
        self._tail, self._size, self._got = b"", None, 0
        self._told_first = self._streams = False
        self._sent = time.perf_counter()
        self._transport.write(self._request)
