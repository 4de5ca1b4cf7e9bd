"""Events that are sent while they are written."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hypereal_lab.gateway.event_stream import QUIET, EventStream


async def sent(stream: EventStream) -> list[bytes]:
    """Every body that goes out until the end."""
    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    await stream({"type": "http"}, None, send)  # type: ignore[arg-type]
    assert told[0]["status"] == 200
    assert [message["more_body"] for message in told[1:-1]] == [True] * (len(told) - 2)
    return [message["body"] for message in told[1:-1]]


async def test_events_come_in_order() -> None:
    stream = EventStream()
    stream.put(b"one ")
    await stream.begun()
    sending = asyncio.create_task(sent(stream))
    await asyncio.sleep(0)
    stream.put(b"two ")
    await asyncio.sleep(0)
    stream.put(b"three")
    stream.end()
    assert b"".join(await sending) == b"one two three"


async def test_a_comment_keeps_a_quiet_stream_alive_within_15_seconds() -> None:
    assert QUIET <= 15
    stream = EventStream(quiet=0.01)
    await stream.begun()
    sending = asyncio.create_task(sent(stream))
    await asyncio.sleep(0.05)
    stream.put(b"data: late\n\n")
    stream.end()
    bodies = await sending
    assert bodies[0] == b": keep-alive\n\n"
    assert bodies[-1] == b"data: late\n\n"


async def test_a_failure_before_the_first_event_is_raised() -> None:
    stream = EventStream()
    stream.fail(ValueError("no"), b"data: no\n\n")
    with pytest.raises(ValueError, match="no"):
        await stream.begun()


async def test_a_later_failure_is_an_event() -> None:
    stream = EventStream()
    stream.put(b"data: yes\n\n")
    stream.fail(ValueError("no"), b"data: no\n\n")
    await stream.begun()
    assert b"".join(await sent(stream)) == b"data: yes\n\ndata: no\n\n"


async def test_a_failure_after_long_quiet_is_an_event_too() -> None:
    stream = EventStream(quiet=0.001)
    await stream.begun()
    stream.fail(ValueError("no"), b"data: no\n\n")
    assert b"".join(await sent(stream)) == b"data: no\n\n"
