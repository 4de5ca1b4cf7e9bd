"""The engine tells which stop word ended its answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.engines.text import Ask, Turn, write

COUNT = (Turn("user", "Count from 1 to 9"),)
PLAIN = write(Ask(COUNT)).text
pieces = st.integers(0, len(PLAIN) - 1).flatmap(
    lambda begin: st.integers(begin + 1, len(PLAIN)).map(lambda end: PLAIN[begin:end])
)


@given(stop=st.lists(pieces | st.just("never said"), max_size=3).map(tuple))
def test_the_first_that_would_have_been_said_is_named(stop: tuple[str, ...]) -> None:
    written = write(Ask(COUNT, stop=stop))
    places = {word: PLAIN.find(word) for word in stop if word in PLAIN}
    assert written.text == PLAIN[: min(places.values(), default=len(PLAIN))]
    if places:
        assert written.stop is not None
        assert places[written.stop] == min(places.values())
    else:
        assert written.stop is None


def test_an_answer_that_the_limit_cut_before_was_ended_by_no_word() -> None:
    last = PLAIN.split()[-1]
    written = write(Ask(COUNT, limit=2, stop=(last,)))
    assert (written.reason, written.stop) == ("length", None)
