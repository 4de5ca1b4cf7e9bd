"""Server-sent events as bytes: cut where one ends, so that they can be read and also passed on as they are."""

from __future__ import annotations

import re

from hypereal_lab.gateway.upstream.failures import UpstreamFailed

__all__ = ["LONGEST", "EventCutter", "data_of"]

LONGEST = 16 * 1024 * 1024
"""Bytes of one event."""
_END = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_LINE = re.compile(rb"\r\n|\n|\r")


class EventCutter:
    """Takes what a connection gives and returns whole events, each with the empty line that ends it."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The events that are whole now. Raises `UpstreamFailed`: `unreadable` for one that never ends."""
        data = self._rest + data if self._rest else data
        if b"\r" in data:
            return self._slowly(data)
        *events, self._rest = data.split(b"\n\n")
        self._check()
        return [event + b"\n\n" for event in events]

    def end(self) -> list[bytes]:
        """What stands there without an empty line behind it, after the last byte."""
        rest, self._rest = self._rest.strip(), b""
        return [rest + b"\n\n"] if rest else []

    def _slowly(self, data: bytes) -> list[bytes]:
        """Other line ends than most have; one that may go on with the next bytes waits for them."""
        events, start = [], 0
        for end in _END.finditer(data):
            if end.end() == len(data) and end[0] == b"\r\r":
                break
            events.append(data[start : end.end()])
            start = end.end()
        self._rest = data[start:]
        self._check()
        return events

    def _check(self) -> None:
        if len(self._rest) > LONGEST:
            self._rest = b""
            raise UpstreamFailed("One event of the answer is longer than any can be.", why="unreadable")


def data_of(event: bytes) -> bytes:
    """The text of its data lines; empty for a comment."""
    if event.startswith(b"data:") and event.find(b"\n", 0, -2) < 0:
        return event[5:-2].strip()
    lines = (line for line in _LINE.split(event) if line.startswith(b"data:"))
    return b"\n".join(line[5:].removeprefix(b" ") for line in lines)
