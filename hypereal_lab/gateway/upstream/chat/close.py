"""The end of a passed-on answer of chat completions, with its price put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hypereal_lab.gateway.dialects import Told
from hypereal_lab.gateway.dialects.chat import ChatWriter
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.upstream.events import EventCutter, data_of
from hypereal_lab.gateway.upstream.raw import fields_of, set_in, with_data, written
from hypereal_lab.wire.codec import encode

__all__ = ["closed_stream", "closed_whole"]

_CREDITS = "creditsUsed"
_DONE = b"[DONE]"
_NO_WORDS = b'[{"index":0,"delta":{},"finish_reason":null}]'
"""Keeps a plain loop over `choices[0]` alive where the provider gave no reason for its end."""


class _Event(NamedTuple):
    """One of the last events."""

    raw: bytes
    data: bytes
    chunk: bool
    """Whether it is one, or only `[DONE]`."""
    answers: bool
    """Whether it has a choice."""
    counts: bool
    """Whether it tells the usage."""

    def having(self, name: str, value: bytes) -> _Event:
        """With this field."""
        data = set_in(self.data, name, value)
        return self._replace(raw=with_data(self.raw, self.data, data), data=data)


def closed_whole(body: bytes, told: Told) -> bytes:
    """An answer in one piece. Where the provider did not count, what was counted here is told."""
    if not _told(fields_of(body), "usage"):
        body = set_in(body, "usage", _usage(told))
    return set_in(body, _CREDITS, encode(told.charged))


def closed_stream(held: bytes, told: Told, *, apart: bool) -> bytes:
    """The last events. Unless the caller wants the usage `apart`, it moves to the chunk with the `finish_reason`."""
    events = [_event(raw) for raw in EventCutter().feed(held)]
    chunks = [number for number, event in enumerate(events) if event.chunk]
    if not chunks:  # nothing that the price could be put into
        return ChatWriter(Head("", "", 0), apart=apart).end(told)
    bill = next((number for number in reversed(chunks) if events[number].counts), None)
    if bill is None:
        events, bill = _counted(events, chunks, told, apart=apart)
    elif not apart and not events[bill].answers:
        events, bill = _moved(events, bill, told)
    events[bill] = events[bill].having(_CREDITS, encode(told.charged))
    return b"".join([event.raw for event in events])


def _event(raw: bytes) -> _Event:
    data = data_of(raw).strip()
    if data == _DONE:
        return _Event(raw, data, chunk=False, answers=False, counts=False)
    fields = fields_of(data)
    return _Event(raw, data, chunk=True, answers=_told(fields, "choices"), counts=_told(fields, "usage"))


def _told(fields: dict[str, msgspec.Raw], name: str) -> bool:
    return name in fields and bool(msgspec.json.decode(fields[name]))


def _counted(events: Sequence[_Event], chunks: Sequence[int], told: Told, *, apart: bool) -> tuple[list[_Event], int]:
    """What was counted here stands where the provider's own count would."""
    last, usage = chunks[-1], _usage(told)
    if not apart:
        return [*events[:last], events[last].having("usage", usage), *events[last + 1 :]], last
    extra = _chunk(events[last], b"[]").having("usage", usage)
    return [*events[: last + 1], extra, *events[last + 1 :]], last + 1


def _moved(events: Sequence[_Event], bill: int, told: Told) -> tuple[list[_Event], int]:
    """The chunk that only the gateway asked for goes, and its usage to the first one that answers."""
    usage = bytes(fields_of(events[bill].data)["usage"])
    rest = [*events[:bill], *events[bill + 1 :]]
    place = next((number for number, event in enumerate(rest) if event.answers), None)
    if place is None:
        rest, place = [_chunk(events[bill], _NO_WORDS), *rest], 0
    rest[place] = rest[place].having("usage", usage)
    return rest, place


def _chunk(like: _Event, choices: bytes) -> _Event:
    """One more of the same answer."""
    data = written({**fields_of(like.data), "choices": msgspec.Raw(choices)})
    return _event(b"data: " + data + b"\n\n")


def _usage(told: Told) -> bytes:
    """As our own answers tell it."""
    return bytes(fields_of(ChatWriter(Head("", "", 0), apart=False).whole(told))["usage"])
