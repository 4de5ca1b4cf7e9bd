from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab import Lab
from hypereal_lab.errors import InsufficientCredits
from hypereal_lab.widgets import base
from hypereal_lab.widgets.base import Widget
from hypereal_lab.widgets.questions import Reply, question
from tests.widgets.page import Page


class Parrot(Widget):
    """Repeats what it hears."""

    @question
    async def _repeat(self, words: str, buffers: list[bytes] | None = None) -> Reply:
        return Reply(words, buffers or ())

    @question
    async def _fail(self, how: str) -> None:
        if how == "poor":
            raise InsufficientCredits("This needs 4 credits, 2 are there.", status=402, param="n")
        raise ZeroDivisionError("odd")


@pytest.fixture
def page(lab: Lab) -> Page:
    return Page(Parrot(lab))


def test_a_question_is_answered_with_its_id_and_its_bytes(page: Page) -> None:
    assert page.value("repeat", [b"abc", b""], words="hello") == "hello"
    assert page.buffers == [b"abc", b""]


@pytest.mark.parametrize("name", ["", "repaet", "__init__", "_repeat", "close"])
def test_an_unknown_question_gets_an_answer_too(page: Page, name: str) -> None:
    assert "knows no question" in page.error(name)["message"]


def test_the_kernel_takes_the_subshell_that_the_page_chose(page: Page) -> None:
    page.comm._reply_subshell_for = lambda data, default: "of a page that is gone"  # type: ignore[attr-defined]
    page.widget.comm = None
    page.widget.comm = page.comm
    assert page.comm._reply_subshell_for is None  # type: ignore[attr-defined]


def test_an_unknown_question_is_advised(page: Page) -> None:
    assert "did you mean 'repeat'" in page.error("repaet")["message"]


@pytest.mark.parametrize("args", [[1], "words", {1: 2}])
def test_arguments_that_are_no_object_get_an_answer(page: Page, args: object) -> None:
    page.send({"kind": "ask", "id": "7", "name": "repeat", "args": args})
    answer, _ = page.comm.sent.get(timeout=20)
    assert answer["id"] == "7" and not answer["ok"]


def test_a_missing_argument_gets_an_answer(page: Page) -> None:
    assert "words" in page.error("repeat")["message"]


@pytest.mark.parametrize("content", [None, 3, "ask", [], {}, {"kind": "answer", "id": "1"}])
def test_a_message_that_is_no_question_is_left_alone(page: Page, content: object) -> None:
    page.send(content)
    assert page.value("repeat", words="still here") == "still here"


def test_an_error_is_a_sentence_with_field_and_next_step_in_the_widget(page: Page) -> None:
    found = page.error("fail", how="poor")
    assert found == {
        "message": "This needs 4 credits, 2 are there.",
        "field": "n",
        "next": "Top up the balance, or choose a cheaper model.",
    }
    assert page.widget.last_error == found
    assert isinstance(page.widget.exception, InsufficientCredits)


def test_a_bug_is_shown_with_its_kind_and_never_printed(page: Page, capfd: pytest.CaptureFixture[str]) -> None:
    assert page.error("fail", how="odd")["message"] == "ZeroDivisionError: odd"
    assert capfd.readouterr() == ("", "")


def test_a_question_after_the_lab_was_closed_is_answered(lab: Lab, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(work: object) -> None:
        raise RuntimeError("the lab is closed")

    with monkeypatch.context() as patch:
        patch.setattr(lab.loop, "start", closed)
        assert "the lab is closed" in page.error("repeat", words="hello")["message"]


def test_an_unknown_keyword_is_refused_with_advice(lab: Lab) -> None:
    with pytest.raises(TypeError, match="unknown keyword 'disable'; did you mean 'disabled'"):
        Parrot(lab, disable=True)


def test_a_missing_bundle_is_a_note_with_the_build_command(lab: Lab) -> None:
    text = Parrot(lab).get_state()["_esm"]
    assert base.BUILD_COMMAND in text
    assert "export default" in text


def test_the_view_comes_after_its_twin_and_the_twin_is_brought_up_to_date(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, dict[str, Any], str | None]] = []

    def display(data: dict[str, Any], *, raw: bool, display_id: str | None = None, metadata: object = None) -> None:
        shown.append(("display", data, display_id))

    def update(data: dict[str, Any], *, raw: bool, display_id: str) -> None:
        shown.append(("update", data, display_id))

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr("IPython.display.update_display", update)
    widget = Parrot(lab)
    widget._update_twin()
    assert shown == []
    widget._ipython_display_()
    (_, twin, twin_id), (_, view, view_id) = shown
    assert twin_id == widget.twin_mark and view_id is None
    assert "hl-twin" in twin["text/html"] and "application/vnd.jupyter.widget-view+json" not in twin
    assert "application/vnd.jupyter.widget-view+json" in view and "text/html" not in view
    widget._update_twin()
    assert len(shown) == 2
    monkeypatch.setattr(Parrot, "_about", lambda self: "changed")
    widget._update_twin()
    assert shown[2][0] == "update" and shown[2][2] == widget.twin_mark
    assert "Parrot(changed)" in shown[2][1]["text/html"]


def test_hosts_that_read_a_mimebundle_get_view_and_twin(lab: Lab) -> None:
    data, _ = Parrot(lab)._repr_mimebundle_()
    assert {"text/html", "text/plain", "application/vnd.jupyter.widget-view+json"} <= set(data)


def test_a_closed_widget_hears_no_more_of_the_lab(lab: Lab) -> None:
    heard: list[str] = []
    widget = Parrot(lab)
    widget._follow(heard.append)
    lab._notify("asset")
    widget.close()
    lab._notify("asset")
    assert heard == ["asset"]


def test_importing_the_room_loads_nothing_heavy() -> None:
    code = (
        "import sys, hypereal_lab.widgets; print([n for n in ('anywidget', 'ipywidgets', 'PIL') if n in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert found.stdout.strip() == "[]"
