"""The words of a prompt: names, choices, what was said and paid before, and what the shelf offers."""

from __future__ import annotations

from typing import Any

import pytest

from hypereal_lab import Lab
from hypereal_lab.widgets import wording
from hypereal_lab.widgets.prompt import Prompt
from tests.widgets.conftest import Server, picture
from tests.widgets.page import Page

MODEL = "gemini-3-1-flash-t2i"


def form(prompt: str, **more: Any) -> dict[str, Any]:
    return {"prompt": prompt, "kind": "image", "model": MODEL, "fields": {}, "references": [], "seen": [], **more}


@pytest.fixture
def page(lab: Lab) -> Page:
    return Page(Prompt(lab))


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Variables of a notebook."""
    mine: dict[str, Any] = {"animal": "fox"}
    monkeypatch.setattr("hypereal_lab.widgets.form.notebook_variables", lambda: mine)
    return mine


def test_names_are_filled_in_and_the_recipe_has_the_words(lab: Lab, page: Page, notebook: dict[str, Any]) -> None:
    told = page.value("quote", form=form("a {{animal}}"))
    assert told["words"] == {"text": "a fox", "choices": False, "names": {"animal": "fox"}}
    typed = page.value("quote", form=form("a {{animal}}", variables={"animal": "wolf"}))
    assert typed["words"]["text"] == "a wolf"
    assert page.widget.value["variables"] == {"animal": "wolf"}
    page.value("generate", form=form("a {{animal}}", variables={"animal": "wolf"}))
    page.until("done")
    assert page.widget.asset.recipe["inputs"]["prompt"] == "a wolf"


def test_a_name_without_a_value_is_said_beside_its_field(page: Page, notebook: dict[str, Any]) -> None:
    told = page.value("quote", form=form("a {{anmal}}"))
    assert told["words"] == {"text": None, "choices": False, "names": {"anmal": None}}
    assert (told["known"], told["problem"]["field"]) == (False, "anmal")
    assert "Did you mean animal?" in told["problem"]["message"]


def test_a_choice_is_shown_before_it_is_sent_and_another_number_chooses_otherwise(lab: Lab, page: Page) -> None:
    found = {page.value("quote", form=form("at {dawn|dusk}", pick=pick))["words"]["text"] for pick in range(1, 20)}
    assert found == {"at dawn", "at dusk"}
    made = Prompt(lab, prompt="at {dawn|dusk}", pick=7)
    assert made.call.recipe["inputs"]["prompt"] == made.price["words"]["text"]
    assert made.value["pick"] == 7
    assert "pick" not in Prompt(lab, prompt="at dawn").value
    assert "value_error" not in str(page.value("quote", form=form("at {dawn|dusk}", pick="x")))


def test_a_conversation_has_names_and_no_choices(lab: Lab, notebook: dict[str, Any]) -> None:
    made = Prompt(lab, prompt="explain {a|b} to a {{animal}}", kind="chat")
    assert made.price["words"] == {"text": "explain {a|b} to a fox", "choices": False, "names": {"animal": "fox"}}


def test_outside_of_a_notebook_there_are_no_variables() -> None:
    assert wording.notebook_variables() == {}


def test_what_was_made_before_is_told_by_model_and_by_words(lab: Lab, server: Server, page: Page) -> None:
    assert page.value("past") == {} and page.value("history") == []
    for words in ("a fox", "a boat", "a fox"):
        lab.images.generate(words, model=MODEL).run()
    past = page.value("past")
    assert list(past) == [MODEL]
    spent = sum(run.credits.micros for run in lab.journal.runs())
    assert (past[MODEL]["calls"], past[MODEL]["cost"]) == (2, str(spent // 1_000_000))
    assert past[MODEL]["seconds"] >= 0
    history = page.value("history")
    assert [one["prompt"] for one in history] == ["a boat", "a fox"]
    assert (history[0]["kind"], history[0]["model"], history[0]["cost"]) == ("image", MODEL, "4")


def test_the_shelf_is_searched_page_by_page(lab: Lab, page: Page) -> None:
    for words in ("a red fox", "a boat", "a grey fox"):
        lab.images.generate(words, model=MODEL, seed=len(words)).run()
    lab.shelf.keep_reference(picture((200, 0, 0)), "mine.png")
    whole = page.value("found")
    assert whole["total"] == len(whole["items"]) == len(page.buffers)
    assert whole["items"][0]["alt"] == "mine.png"
    one = page.value("found", text="fox", offset=0, limit=1)
    assert len(one["items"]) == 1 and one["total"] >= 1 and "fox" in one["items"][0]["alt"]
    assert page.value("found", kind="audio") == {"total": 0, "items": []}


def test_the_form_is_copied_as_python_curl_and_a_cell(page: Page) -> None:
    mine = form("at {dawn|dawn}")
    assert page.value("code", form=mine).startswith("await lab.images.generate(\n    'at dawn'")
    assert "$HYPEREAL_API_KEY" in page.value("code", form=mine, language="curl")
    assert page.value("code", form=mine, language="magic").startswith("%%hypereal image --model")
