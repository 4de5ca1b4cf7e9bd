from __future__ import annotations

import re

import pytest

from hypereal_lab.widgets.twin import PICTURE_BYTES, Picture, page, picture, shortened

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def test_a_hostile_prompt_stays_text() -> None:
    made = page("m", [Picture(b"webp", HOSTILE, HOSTILE)], [HOSTILE], [HOSTILE], recipe=HOSTILE)
    assert "<script" not in made
    assert re.findall(r"<img[^>]*>", made) == re.findall(
        r'<img src="data:image/webp;base64,[^"]*" alt="[^"<>]*">', made
    )
    assert len(re.findall(r"<img", made)) == 1


def test_a_hostile_mark_cannot_leave_its_attribute() -> None:
    assert '"><b>' not in page('"><b>', [], [], [])


@pytest.mark.parametrize("size", [0, 12_000, 13_500, 14_500, 50_000])
def test_no_picture_takes_more_than_its_budget(size: int) -> None:
    made = picture(Picture(b"\xff" * size, "words " * 500, "4 credits"))
    assert len(made) <= PICTURE_BYTES


def test_the_largest_thumbnail_of_the_shelf_is_shown() -> None:
    assert "<img" in picture(Picture(b"\xff" * 12_000, "words", "4 credits"))


def test_a_picture_over_the_budget_leaves_its_words() -> None:
    made = picture(Picture(b"\xff" * 50_000, "a red fox", ""))
    assert "<img" not in made and "a red fox" in made


def test_the_switch_hides_the_view_without_model_and_the_twin_of_a_live_view() -> None:
    made = page("m", [], [], [])
    assert ".jp-OutputArea-child:has(.hl-twin)+.jp-OutputArea-child:not(:has(.hl-live)){display:none}" in made
    assert ".jp-OutputArea-child:has(.hl-twin):has(+ .jp-OutputArea-child .hl-live){display:none}" in made


def test_every_rule_stays_under_our_prefix() -> None:
    style = re.search("<style>(.*?)</style>", page("m", [], [], []))
    assert style is not None
    selectors = re.findall(r"([^{}]+)\{", style[1])
    assert selectors and all(".hl-" in selector for selector in selectors)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [("a  b\nc", 10, "a b c"), ("one two three", 9, "one two…"), ("x" * 20, 5, "xxxx…"), ("", 5, "")],
)
def test_words_are_shortened_at_a_word(text: str, limit: int, expected: str) -> None:
    assert shortened(text, limit) == expected
    assert len(shortened(text, limit)) <= limit
