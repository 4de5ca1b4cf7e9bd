from __future__ import annotations

import re

import pytest

from hypereal_lab import Lab
from hypereal_lab.widgets.gallery import Gallery
from hypereal_lab.widgets.pictures import PIECE_BYTES
from hypereal_lab.widgets.prompt import Prompt
from tests.widgets.conftest import KEY, picture
from tests.widgets.page import Page


def make(lab: Lab, count: int, prompt: str = "a fox") -> None:
    for _ in range(0, count, 10):
        lab.images.generate(prompt, n=min(10, count)).run()


def test_an_empty_shelf_is_an_empty_page(lab: Lab) -> None:
    assert Page(Gallery(lab)).value("page") == {"total": 0, "items": []}


def test_pages_show_the_newest_first_with_a_thumbnail_each(lab: Lab) -> None:
    make(lab, 70)
    page = Page(Gallery(lab))
    found: list[str] = []
    while True:
        said = page.value("page", offset=len(found), limit=48)
        assert len(page.buffers) == len(said["items"])
        assert sum(map(len, page.buffers)) <= PIECE_BYTES
        if not said["items"]:
            break
        found += [item["digest"] for item in said["items"]]
    assert found == [asset.digest for asset in lab.shelf.assets("image")]
    assert said["total"] == 70


def test_a_limit_shows_only_so_many(lab: Lab) -> None:
    make(lab, 10)
    assert Page(Gallery(lab, limit=3)).value("page")["total"] == 3


def test_references_that_were_only_given_are_not_shown(lab: Lab) -> None:
    lab.shelf.keep_reference(picture(), "blue.png")
    assert Page(Gallery(lab)).value("page")["total"] == 0


def test_a_new_picture_raises_the_revision_and_is_on_the_first_page(lab: Lab) -> None:
    gallery = Gallery(lab)
    page = Page(gallery)
    assert page.value("page")["total"] == 0
    asset = lab.images.generate("a fox").run()
    assert gallery.revision == 1
    assert page.value("page")["items"][0]["digest"] == asset.digest


def test_a_picture_goes_into_the_newest_prompt_of_the_lab(lab: Lab) -> None:
    asset = lab.images.generate("a fox").run()
    page = Page(Gallery(lab))
    assert "Prompt(lab)" in page.error("use", digest=asset.digest)["message"]
    prompt = Prompt(lab)
    assert page.value("use", digest=asset.digest) == "img 1"
    assert [entry["digest"] for entry in prompt.references] == [asset.digest]


def test_a_picture_goes_into_the_prompt_that_was_given(lab: Lab) -> None:
    asset = lab.images.generate("a fox").run()
    chosen, other = Prompt(lab), Prompt(lab)
    Page(Gallery(lab, prompt=chosen)).value("use", digest=asset.digest)
    assert (len(chosen.references), len(other.references)) == (1, 0)


def test_the_selection_is_assets_in_python(lab: Lab) -> None:
    asset = lab.images.generate("a fox").run()
    gallery = Gallery(lab)
    gallery.selection = [asset.digest]
    assert gallery.selected == [asset]


def test_the_twin_has_the_newest_twelve_within_their_budget(lab: Lab) -> None:
    make(lab, 30, prompt='"><script>alert(1)</script>')
    made = Gallery(lab)._twin()
    assert len(re.findall("<img ", made)) == 12
    assert "<script" not in made and "4 credits" in made
    assert len(made) < 12 * 20_000


def test_the_state_is_small_and_holds_no_key(lab: Lab) -> None:
    make(lab, 30)
    state = str({name: value for name, value in Gallery(lab).get_state().items() if name != "_esm"})
    assert len(state) < 2_000 and KEY not in state


def test_an_unknown_keyword_is_refused_with_advice(lab: Lab) -> None:
    with pytest.raises(TypeError, match="unknown keyword 'promt'; did you mean 'prompt'"):
        Gallery(lab, promt=None)
