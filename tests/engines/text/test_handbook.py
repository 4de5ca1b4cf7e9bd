"""Questions about the product are answered from its own pages."""

from __future__ import annotations

import json

import pytest

from hypereal_lab.engines.text import Ask, Turn, write
from hypereal_lab.engines.text.passages import handbook_passages, of_markdown, of_notebook
from hypereal_lab.engines.text.ranking import Ranking, stems


def say(words: str) -> str:
    return write(Ask((Turn("user", words),), temperature=0)).text


@pytest.mark.parametrize(
    ("question", "has"),
    [
        ("how do I cap what a notebook may spend?", "lab.budget("),
        ("what happens when the kernel dies during a video?", "lab.jobs.resume()"),
        ("how do I run the gateway for my team?", "hypereal-lab serve"),
        ("does it cost money to run all again?", "Restart & Run All"),
        ("which formats carry the recipe?", "PNG, JPEG, WebP"),
        ("how do I find out what a notebook will cost before I run it?", "hypereal-lab estimate"),
        ("how do I get a different picture with the same words?", "take=2"),
        ("how do I use a pandas dataframe of captions?", "hypereal.images("),
        ("how do I let the model call my Python function?", "tools="),
        ("which command says what is installed?", "hypereal-lab doctor"),
        ("what if a site stripped the metadata?", "lab.recall("),
        ("can I try several aspect ratios at once?", "lab.sweep("),
        ("how do I ask before an expensive call is made?", "lab.confirm_above("),
        ("does it work without a network?", "offline"),
        ("what is the setting for the server address?", "HYPEREAL_BASE_URL"),
        ("where can I see where the credits went?", "lab.usage"),
        ("What is Hypereal Lab?", "creative workbench"),
    ],
)
def test_a_question_finds_its_passage(question: str, has: str) -> None:
    told = say(question)
    assert has in told and "\n\nFrom " in told


@pytest.mark.parametrize(
    "question",
    ["What is the capital of France?", "what is the best recipe for bread?", "who won?", "how are you?", "why?"],
)
def test_other_questions_find_none(question: str) -> None:
    assert "From " not in say(question)


def test_code_is_shown_as_code() -> None:
    told = say("What is a budget?")
    assert '```python\nlab.budget(credits=500, per="notebook")\n```' in told


def test_every_passage_says_something_and_where() -> None:
    pages = {one.source for one in handbook_passages()}
    assert {"handbook", "README", "00-start-here"} <= pages
    for one in handbook_passages():
        assert (one.text or one.code) and one.source and not one.text.startswith(("#", "|", "- "))


def test_markdown_is_cut_at_headings_points_rows_and_code() -> None:
    page = "# A\n\nOne\nline.\n\n```sh\nls\n```\n\n- **Bold.** [a](b.md)\n- two\n\n| x | y |\n| --- | --- |\n| `c` | does |\n"
    found = [(one.title, one.text, one.code, one.language) for one in of_markdown(page, "page")]
    assert found == [
        ("A", "One line.", "ls", "sh"),
        ("A: Bold.", "Bold. a", "", "python"),
        ("A", "two", "", "python"),
        ("A: x", "`c`: does", "", "python"),
    ]


def test_a_notebook_is_cut_at_its_words() -> None:
    cells = [("markdown", "# T"), ("code", "a"), ("code", "b"), ("markdown", "## U\n\nWords."), ("code", "c")]
    text = json.dumps({"cells": [{"cell_type": kind, "source": [source]} for kind, source in cells]})
    assert [(one.title, one.text, one.code) for one in of_notebook(text, "n")] == [
        ("T", "", "a\n\nb"),
        ("U", "Words.", "c"),
    ]


def test_rare_words_and_short_passages_count_more() -> None:
    ranking = Ranking(["red fox", "red hen", "red " + "hen " * 9])
    scores = ranking.scores(ranking.wanted("a red fox"))
    assert scores[0] > scores[1] > 0
    assert ranking.covered(0, ranking.wanted("red fox")) == 1
    assert ranking.scores(ranking.wanted("vulpine", {"vulpin": "fox"}))[0] > 0
    assert Ranking([]).scores({}) == []


def test_forms_of_a_word_are_one() -> None:
    assert len({stems(word)[0] for word in ("price", "prices", "priced", "pricing")}) == 1
    assert stems("carry carries carried") == ["carri"] * 3
