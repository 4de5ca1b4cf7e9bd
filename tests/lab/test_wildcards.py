"""Choices in words: the same number takes the same one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.lab.wildcards import Wildcards


def every(text: str) -> set[str]:
    return {Wildcards(text).chosen(pick) for pick in range(200)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("at {dawn|dusk}", {"at dawn", "at dusk"}),
        ("an {|very }old boat", {"an old boat", "an very old boat"}),
        ("{a|{b|c}}", {"a", "b", "c"}),
        ("{a {{x}}|b}", {"a {{x}}", "b"}),
        ("{x|{{y}}}", {"x", "{{y}}"}),
    ],
)
def test_all_of_the_choices_are_taken_by_some_number(text: str, words: set[str]) -> None:
    assert every(text) == words
    assert Wildcards(text).any


@pytest.mark.parametrize("text", ["", "a fox", '{"a": 1}', "{{name}}", "{}", "a | b", "{a\n|b}", "f(x) = {x}"])
def test_other_braces_stay_as_they_are(text: str) -> None:
    assert every(text) == {text}
    assert not Wildcards(text).any


def test_equal_numbers_take_equal_words_on_every_machine() -> None:
    text = "{red|green|blue} {fox|boat|teapot} at {dawn|noon|dusk}"
    assert [Wildcards(text).chosen(pick) for pick in (1, 2, 3)] == [
        Wildcards(text).chosen(1),
        Wildcards(text).chosen(2),
        Wildcards(text).chosen(3),
    ]
    assert len(every(text)) == 27


@given(st.text(alphabet="ab{}| \n", max_size=40), st.integers())
def test_no_text_is_too_odd(text: str, pick: int) -> None:
    chosen = Wildcards(text).chosen(pick)
    assert len(chosen) <= len(text)
    assert chosen == Wildcards(text).chosen(pick)
