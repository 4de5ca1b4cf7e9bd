"""What was done last is taken back first, each act once, and what nobody can take back is let go."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.errors import InputError, ShelfError
from hypereal_lab.widgets.undo import Act, Undo


def act(words: str, log: list[str], **more: object) -> Act:
    async def back() -> None:
        log.append(f"back {words}")

    return Act(words, back, lambda: log.append(f"gone {words}"), **more)  # type: ignore[arg-type]


def test_the_newest_act_comes_back_first_and_each_once() -> None:
    log: list[str] = []
    told: list[str] = []
    undo = Undo(told.append)
    for words in ("one", "two"):
        undo.tell(act(words, log))
    assert asyncio.run(undo.back()) == "two" and asyncio.run(undo.back()) == "one"
    assert log == ["back two", "back one"] and told == ["one", "two", "one", ""]
    with pytest.raises(InputError, match="nothing to take back"):
        asyncio.run(undo.back())


def test_one_act_can_be_named() -> None:
    log: list[str] = []
    undo = Undo()
    first, second = act("one", log), act("two", log)
    undo.tell(first)
    undo.tell(second)
    asyncio.run(undo.back(first))
    assert undo.words == "two" and log == ["back one"]
    with pytest.raises(InputError):
        asyncio.run(undo.back(first))


@given(st.integers(1, 60), st.integers(1, 20))
def test_only_the_last_acts_are_kept_and_the_others_are_let_go_in_order(count: int, most: int) -> None:
    log: list[str] = []
    undo = Undo(most=most)
    for number in range(count):
        undo.tell(act(str(number), log))
    assert log == [f"gone {number}" for number in range(max(0, count - most))]
    assert len(undo) == min(count, most)
    undo.close()
    assert sorted(log) == sorted(f"gone {number}" for number in range(count)) and undo.words == ""


def test_acts_of_one_kind_in_a_row_are_one() -> None:
    log: list[str] = []
    undo = Undo()
    for words, kind in (("a", "note"), ("b", "note"), ("c", None), ("d", "note")):
        undo.tell(act(words, log, kind=kind))
    for expected in ("d", "c", "a"):
        assert asyncio.run(undo.back()) == expected


def test_an_act_that_cannot_be_taken_back_is_forgotten_and_says_why() -> None:
    gone: list[str] = []

    async def back() -> None:
        raise ShelfError("its file is gone")

    undo = Undo()
    undo.tell(Act("deletion", back, lambda: gone.append("gone")))
    with pytest.raises(ShelfError, match="file is gone"):
        asyncio.run(undo.back())
    assert gone == ["gone"] and len(undo) == 0
