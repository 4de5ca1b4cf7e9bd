"""The studio as Python sees it: parts that know each other, panes that are remembered, acts that are taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab import Lab
from hypereal_lab.widgets.panes import DEFAULT, PANES, PaneFile, arranged
from hypereal_lab.widgets.studio import Studio
from tests.widgets.conftest import KEY, picture
from tests.widgets.page import Page


@pytest.fixture
def studio(lab: Lab) -> Studio:
    return lab.studio("a red fox")


def made(lab: Lab, *words: str) -> list[str]:
    return [lab.images.generate(one).run().digest for one in words]


def test_the_parts_know_each_other(lab: Lab, studio: Studio) -> None:
    (fox,) = made(lab, "a fox")
    other = lab.prompt("somewhere else")
    Page(studio.gallery).value("use", digest=fox)
    assert [one["digest"] for one in studio.prompt.references] == [fox] and other.references == []
    assert studio.gallery.inspected and studio.prompt.value["prompt"] == "a red fox"


def test_keywords_are_those_of_the_prompt(lab: Lab) -> None:
    studio = lab.studio("a fox", model="gpt-image-2", n=2)
    assert studio.prompt.value["model"] == "gpt-image-2" and studio.prompt.value["fields"] == {"n": 2}
    frame = lab.shelf.table()
    assert lab.studio(frame=frame).gallery.filtered
    with pytest.raises(TypeError, match="resolution"):
        lab.studio("a fox", resolutoin="1K")


def test_what_was_made_is_chosen(lab: Lab, studio: Studio) -> None:
    page = Page(studio.prompt)
    page.value("generate", form={"prompt": "a boat", "kind": "image", "model": "gpt-image-2", "fields": {}})
    page.until("done")
    assert studio.prompt.asset is not None and studio.gallery.chosen == studio.prompt.asset.digest


def test_what_is_switched_off_is_off_in_all_parts(studio: Studio) -> None:
    studio.disabled = True
    assert all(part.disabled for part in (studio.prompt, studio.tracker, studio.gallery, studio.meter))


# Panes


def test_the_arrangement_is_there_the_next_time(lab: Lab, studio: Studio) -> None:
    assert studio.panes == arranged(None)
    studio.panes = {"sizes": {"left": 0.5}, "folded": ["jobs"], "tab": "shelf"}
    again = lab.studio()
    assert again.panes == studio.panes == arranged({"sizes": {"left": 0.5}, "folded": ["jobs"], "tab": "shelf"})


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"sizes": 3, "folded": "jobs", "tab": "nowhere"}', "[" * 5000])
def test_a_broken_file_is_replaced(lab: Lab, broken: str) -> None:
    file = lab.home / "studio.json"
    file.write_text(broken)
    studio = lab.studio()
    assert studio.panes == arranged(None)
    studio.panes = {**studio.panes, "folded": ["inspect"]}
    assert json.loads(file.read_text())["folded"] == ["inspect"]
    assert [one.name for one in lab.home.glob("studio*")] == ["studio.json"]


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    file = PaneFile(tmp_path / "nowhere")
    file.write(DEFAULT)
    assert file.read() == arranged(None)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional={"sizes": ANYTHING, "folded": ANYTHING, "tab": ANYTHING}) | ANYTHING)
def test_whatever_is_given_the_arrangement_is_sound(given_: object) -> None:
    panes = arranged(given_)
    assert all(0.1 <= share <= 0.9 for share in panes["sizes"].values())
    assert set(panes["folded"]) <= set(PANES) and panes["tab"] in PANES
    assert arranged(panes) == panes and json.loads(json.dumps(panes)) == panes


# The inspector's players


def test_a_picture_needs_no_player_and_what_is_gone_says_so(lab: Lab, studio: Studio) -> None:
    (fox,) = made(lab, "a fox")
    page = Page(studio)
    assert page.value("play", digest=fox) is None
    assert "no asset" in page.error("play", digest="0" * 64)["message"]


# Undo


def test_deletions_stars_tags_and_notes_are_taken_back(lab: Lab, studio: Studio) -> None:
    fox, boat = made(lab, "a fox", "a boat")
    lab.shelf.tag(fox, "old")
    page, gallery = Page(studio), Page(studio.gallery)
    gallery.value("rate", digests=[fox, boat], stars=4)
    gallery.value("tag", digests=[fox], add=["new"], remove=["old"])
    for words in ("a", "a note"):
        gallery.value("note", digest=fox, words=words)
    gallery.value("delete", digests=[fox, boat])
    assert studio.undoable == "deletion of 2 assets"
    assert page.value("undo") == "deletion of 2 assets" and lab.shelf.asset(boat).rating == 4
    assert lab.shelf.asset(fox).note == "a note"
    assert page.value("undo") == "note" and lab.shelf.asset(fox).note == ""
    assert page.value("undo") == "tags of 1 asset" and lab.shelf.asset(fox).tags == ("old",)
    assert page.value("undo") == "rating of 2 assets" and lab.shelf.asset(fox).rating is None
    assert studio.undoable == "" and "nothing to take back" in page.error("undo")["message"]


def test_the_gallery_and_the_studio_take_a_deletion_back_once(lab: Lab, studio: Studio) -> None:
    (fox,) = made(lab, "a fox")
    page, gallery = Page(studio), Page(studio.gallery)
    gallery.value("delete", digests=[fox])
    assert gallery.value("undo") == 1 and studio.undoable == ""
    gallery.value("delete", digests=[fox])
    page.value("undo")
    assert "nothing" in gallery.error("undo")["message"]
    assert lab.shelf.asset(fox).path.exists()


def test_what_was_deleted_long_ago_goes_and_the_rest_with_the_studio(lab: Lab, studio: Studio) -> None:
    fox, boat = made(lab, "a fox", "a boat")
    paths = [lab.shelf.asset(one).path for one in (fox, boat)]
    gallery = Page(studio.gallery)
    gallery.value("delete", digests=[fox])
    gallery.value("delete", digests=[boat])
    assert all(path.exists() for path in paths)
    studio.close()
    assert not any(path.exists() for path in paths)


def test_references_that_were_taken_out_or_moved_come_back(lab: Lab) -> None:
    studio = lab.studio("img 1 and img 2", references=[picture(), picture((200, 0, 0))])
    one, two = (ref["digest"] for ref in studio.prompt.references)
    page, prompt = Page(studio), Page(studio.prompt)
    form = {"prompt": "x", "kind": "image", "model": "gpt-image-2", "fields": {}, "seen": [one, two]}
    prompt.value("quote", form={**form, "references": [two, one]})
    prompt.value("quote", form={**form, "references": [two]})
    assert studio.undoable == "removal of 1 reference"
    page.value("undo")
    assert [ref["digest"] for ref in studio.prompt.references] == [two, one]
    assert page.value("undo") == "order of the references"
    assert [ref["digest"] for ref in studio.prompt.references] == [one, two]


def test_ended_calls_that_were_cleared_come_back(lab: Lab, studio: Studio) -> None:
    page, tracker = Page(studio), Page(studio.tracker)
    tracker.value("hello")
    made(lab, "a fox")
    tracker.value("hello")
    assert len(studio.tracker.rows) == 1
    assert tracker.value("clear") == 1 and studio.tracker.rows == []
    assert page.value("undo") == "clearing of 1 ended calls" and len(studio.tracker.rows) == 1


# What stays in the notebook


def test_the_twin_tells_picture_words_price_and_how_to_go_on(lab: Lab, studio: Studio) -> None:
    made(lab, "a boat <script>")
    twin = studio._twin()
    assert "data:image/webp;base64," in twin and "a red fox" in twin and "Run this cell" in twin
    assert "spent" in twin and "held" in twin and "<script>" not in twin
    assert KEY not in twin and str(lab.home) not in twin and len(twin) < 40_000
