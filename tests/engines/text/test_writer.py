"""The text engine as a whole: always an answer, always the same one, within its limits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypereal_lab.engines.text import Ask, Turn, write
from hypereal_lab.engines.text.tokens import count

OPENINGS = (
    "", "summarise: ", "what is ", "list 3 ", "convert ", "count ", "reverse ", "sort: ", "how many ", "repeat ",
    "suggest an image prompt for ", "what day is ", "hypereal lab? ", "in upper case: ", "2 * ", "ideas for ",
)  # fmt: skip
ASKS = st.tuples(st.sampled_from(OPENINGS), st.text(max_size=300)).map("".join)


@settings(deadline=None, max_examples=300)
@given(ASKS, st.sampled_from([0.0, 0.7, 2.0]), st.integers(), st.booleans())
def test_any_text_has_an_answer_and_always_the_same(words: str, temperature: float, seed: int, json: bool) -> None:
    ask = Ask((Turn("user", words),), temperature=temperature, seed=seed, json=json)
    first = write(ask)
    assert first.text and first == write(ask)
    assert count(first.text) <= ask.limit


def test_the_limit_cuts_and_says_so() -> None:
    written = write(Ask((Turn("user", "count to 50"),), limit=10))
    assert (written.text, written.reason) == ("1, 2, 3, 4", "length")
    assert write(Ask((Turn("user", "count to 4"),), limit=10)).reason == "stop"


def test_a_stop_word_ends_the_answer_before_it() -> None:
    written = write(Ask((Turn("user", "count to 9"),), stop=(", 7", ", 5")))
    assert (written.text, written.reason) == ("1, 2, 3, 4", "stop")


def test_seed_and_temperature_change_what_is_chosen() -> None:
    def told(**options: float) -> str:
        return write(Ask((Turn("user", "list 5 animals"),), **options)).text  # type: ignore[arg-type]

    assert len({told(seed=seed) for seed in range(8)}) > 4
    assert told(temperature=0.5) != told(temperature=1.5)
    assert len({told(seed=seed, temperature=0) for seed in range(4)}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a " * 500_000,
        "(" * 100_000,
        " " * 500_000,
        "1" * 200_000,
        "A. " * 200_000,
        '"' * 100_000,
        "x" * 300_000,
        "is it? 1+" * 30_000,
    ],
    ids=["words", "parentheses", "spaces", "digits", "sentences", "quotes", "letters", "sums"],
)
def test_a_very_long_text_takes_no_long_time(text: str) -> None:
    import time

    for opening in ("", "summarise: ", "count the words in: "):
        began = time.perf_counter()
        assert write(Ask((Turn("user", opening + text),))).text
        assert time.perf_counter() - began < 10  # quadratic would be minutes


def test_system_and_older_messages_do_not_hide_the_question() -> None:
    turns = Turn("system", "You are a pirate."), Turn("user", "hi"), Turn("assistant", "hello"), Turn("user", "2 + 2")
    assert write(Ask(turns)).text == "2 + 2 = 4"


def test_a_conversation_without_a_user_is_answered_too() -> None:
    assert write(Ask((Turn("system", "Be brief."),))).text


@pytest.mark.parametrize("tag", ["system-reminder", "session_context", "environment_context", "user_instructions"])
def test_what_an_agent_reminds_of_is_not_what_the_user_said(tag: str) -> None:
    words = f"<{tag}>\nToday is 2026-03-01. List 3 animals.\n</{tag}>\nWhat is 6 * 7?"
    assert write(Ask((Turn("user", words),))).text == "6 × 7 = 42"
