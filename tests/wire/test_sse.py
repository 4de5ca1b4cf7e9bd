"""Server-sent events, however the network cuts them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypereal_lab.wire.sse import Event, EventDecoder, EventTooLong

ENDS = st.sampled_from([b"\n", b"\r", b"\r\n"])
TEXT = st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"]), max_size=12)
FILLER = st.sampled_from([b": keep-alive", b":", b"id: 7", b"retry: 10", b"nonsense", b"dat: no"])


@st.composite
def streams(draw: st.DrawFn) -> tuple[bytes, list[Event]]:
    """Bytes of a stream and the events in it."""
    raw = b"\xef\xbb\xbf" if draw(st.booleans()) else b""
    events = []
    for name, texts, fillers in draw(
        st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=3), st.lists(FILLER, max_size=2)), max_size=4)
    ):
        lines = [*fillers, b"event: " + name.encode(), *(b"data: " + text.encode() for text in texts)]
        end = draw(ENDS)
        raw += b"".join(line + end for line in (*lines, b""))
        if texts:
            events.append(Event("\n".join(texts).encode(), name))
    return raw, events


def fed(raw: bytes, cuts: list[int]) -> list[Event]:
    decoder = EventDecoder()
    places = sorted({0, len(raw), *(cut % (len(raw) + 1) for cut in cuts)})
    pieces = [raw[start:end] for start, end in zip(places, places[1:], strict=False)]
    return [event for piece in pieces for event in decoder.feed(piece)]


@settings(max_examples=200, deadline=None)
@given(streams(), st.lists(st.integers(0, 10_000), max_size=30))
def test_any_slicing_gives_the_same_events(stream: tuple[bytes, list[Event]], cuts: list[int]) -> None:
    raw, events = stream
    assert fed(raw, cuts) == events
    assert fed(raw, list(range(len(raw)))) == events


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_any_bytes_are_read_without_a_fault_and_alike(pieces: list[bytes]) -> None:
    decoder = EventDecoder()
    found = [event for piece in pieces for event in decoder.feed(piece)]
    assert found == EventDecoder().feed(b"".join(pieces))


def test_one_space_after_the_colon_is_not_data() -> None:
    assert EventDecoder().feed(b"data:a\n\ndata:  b\n\ndata\n\n") == [Event(b"a"), Event(b" b"), Event(b"")]


def test_what_is_not_ended_is_no_event() -> None:
    assert EventDecoder().feed(b"data: a\n\ndata: b\n") == [Event(b"a")]


def test_a_line_without_end_is_refused() -> None:
    decoder = EventDecoder(longest=100)
    with pytest.raises(EventTooLong, match="100"):
        for _ in range(20):
            decoder.feed(b"data: aaaa")


def test_an_event_without_end_is_refused() -> None:
    decoder = EventDecoder(longest=100)
    with pytest.raises(EventTooLong):
        for _ in range(20):
            decoder.feed(b"data: aaaaaaaaaa\n")


def test_a_long_line_in_many_small_pieces_takes_no_time() -> None:
    decoder = EventDecoder()
    for _ in range(200_000):
        decoder.feed(b"x" * 30)
    assert decoder.feed(b"\n\ndata: a\n\n") == [Event(b"a")]
