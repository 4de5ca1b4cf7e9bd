"""Reading whole answers with a wire's reader, and conversations to send."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from hypereal_lab.catalog import load
from hypereal_lab.gateway.dialects import (
    Arguments,
    Calling,
    Conversation,
    Delta,
    Finish,
    Message,
    Piece,
    Text,
    Told,
    Usage,
)
from hypereal_lab.gateway.dialects.heard import Heard
from hypereal_lab.gateway.providers.base import Asked, TextOrder
from hypereal_lab.gateway.routing import choose_chat_model
from hypereal_lab.gateway.upstream.events import EventCutter, data_of
from hypereal_lab.gateway.upstream.wire import Reader
from hypereal_lab.wire.money import Credits

CHARGED = Decimal("0.25")
COUNTED = Usage(7, 3, estimated=True)
TOLD = Told(text="A kite.", reason="stop", usage=COUNTED, charged=CHARGED)


def order(asked: Asked | None = None, *messages: Message, **fields: Any) -> TextOrder:
    """What a provider is asked for."""
    said = messages or (Message("user", (Text("Hello"),)),)
    conversation = Conversation(messages=said, **{"limit": 50, **fields})
    return TextOrder(choose_chat_model(load(), "gpt-5.5"), conversation, asked)


def stream(*events: str) -> bytes:
    """Events of nothing but data."""
    return b"".join(b"data: " + event.encode() + b"\n\n" for event in events)


def pieces_of(reader: Reader, events: bytes) -> list[Piece]:
    """All that a stream holds."""
    cutter = EventCutter()
    cut = [*cutter.feed(events), *cutter.end()]
    return [piece for event in cut if (data := data_of(event)) for piece in reader.feed(data)]


def held_of(reader: Reader, events: bytes) -> bytes:
    """The events from the first on that tells how the answer ends."""
    held = []
    for event in EventCutter().feed(events):
        if data := data_of(event):
            reader.feed(data)
            if reader.ending:
                held.append(event)
    return b"".join(held)


def told_by(pieces: Iterable[Piece], finish: Finish) -> Told:
    """The whole answer, with the provider's own count."""
    heard = Heard()
    for piece in pieces:
        heard.add(piece)
    return heard.told(finish, finish.usage or COUNTED, Credits.of(CHARGED))


def words_then_calls() -> st.SearchStrategy[list[Piece]]:
    """Answers bit by bit: words, then calls."""
    bits = st.text(min_size=1, max_size=12)
    deltas = st.lists(bits.map(Delta), max_size=4)
    call = st.tuples(bits, bits, st.lists(bits.map(Arguments), min_size=1, max_size=3))
    calls = st.lists(call, max_size=3, unique_by=lambda one: one[0])
    return st.builds(
        lambda words, called: [
            *words,
            *[piece for call, name, more in called for piece in (Calling(call, name), *more)],
        ],
        deltas,
        calls,
    )


def strange(names: Iterable[str], words: Iterable[str]) -> st.SearchStrategy[bytes]:
    """Bodies of the right names in all the wrong places."""
    said = st.sampled_from([*words, "", "{}", "[DONE]", "\ud800"])
    leaf = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False, allow_infinity=False) | said
    named = st.sampled_from(sorted(names))
    value = st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(named, inner, max_size=5), max_leaves=25
    )
    return st.one_of(value.map(json.dumps).map(str.encode), st.binary(max_size=20))


def usages() -> st.SearchStrategy[Usage]:
    """Counts of which the parts are no more than the whole."""
    number = st.integers(0, 10**6)
    return st.builds(
        lambda prompt, cached, completion, thought: Usage(
            prompt + cached, completion + thought, cached=cached, thought=thought
        ),
        number,
        number,
        st.integers(1, 10**6),
        number,
    )
