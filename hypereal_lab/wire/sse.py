"""Server-sent events: bytes in any slicing in, whole events out (WHATWG HTML, section 9.2)."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["LONGEST", "Event", "EventDecoder", "EventTooLong"]

LONGEST = 8_000_000
"""Bytes of one line, and of the data of one event: nobody sends more, and a stranger could send without end."""

_MARK = b"\xef\xbb\xbf"
"""What some put before the first letter of a file."""


class EventTooLong(ValueError):
    """A line or an event that is larger than anybody sends."""


class Event(NamedTuple):
    """One event."""

    data: bytes
    """Its data lines, joined by line feeds."""
    name: str = ""
    """What kind it is; empty for most."""


class EventDecoder:
    """Reads one stream. What is not a whole event at its end is no event."""

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._begun: list[bytes] = []
        """The beginning of a line whose end is still to come."""
        self._size = 0
        self._after_return = False
        """The last piece ended with CR, so that an LF at the beginning of the next belongs to it."""
        self._first = True
        self._data: list[bytes] = []
        self._data_size = 0
        self._name = ""

    def feed(self, piece: bytes) -> list[Event]:
        """The events that this piece completes. Raises `EventTooLong`."""
        if self._after_return and piece:
            self._after_return = False
            if piece.startswith(b"\n"):
                piece = piece[1:]
        if b"\n" not in piece and b"\r" not in piece:
            self._keep(piece)
            return []
        self._after_return = piece.endswith(b"\r")
        lines = piece.splitlines()
        rest = b"" if piece.endswith((b"\n", b"\r")) else lines.pop()
        self._keep(lines[0])
        lines[0] = self._line_so_far()
        self._keep(rest)
        return [event for line in lines if (event := self._line(line)) is not None]

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._longest:
            raise EventTooLong(f"A line of the stream is longer than {self._longest:,} bytes.")
        if part:
            self._begun.append(part)

    def _line_so_far(self) -> bytes:
        line = b"".join(self._begun)
        self._begun.clear()
        self._size = 0
        if self._first:
            self._first = False
            return line.removeprefix(_MARK)
        return line

    def _line(self, line: bytes) -> Event | None:
        if not line:
            return self._whole()
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data_size += len(value) + 1
            if self._data_size > self._longest + 1:
                raise EventTooLong(f"An event of the stream is larger than {self._longest:,} bytes.")
            self._data.append(value)
        elif field == b"event":
            self._name = value.decode("utf-8", "replace")
        return None

    def _whole(self) -> Event | None:
        """At an empty line. Events without data are none."""
        data = self._data
        event = Event(data[0] if len(data) == 1 else b"\n".join(data), self._name) if data else None
        self._data = []
        self._data_size = 0
        self._name = ""
        return event
