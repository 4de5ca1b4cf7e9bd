"""What is made here of something on the shelf: free, named, found again, and no call."""

from __future__ import annotations

import pytest

from hypereal_lab import Lab
from hypereal_lab.lab import Asset
from hypereal_lab.media import MediaError
from hypereal_lab.wire.money import ZERO
from tests.labs import picture


@pytest.fixture
def source(lab: Lab) -> Asset:
    return lab.images.generate("a tin fox").run()


def derive(lab: Lab, source: Asset, data: bytes) -> Asset:
    return lab.loop.wait(lab.keep_derived(source, data, by="viewer", work="still", light="night"))


def test_it_is_on_the_shelf_with_a_recipe_that_names_its_source(lab: Lab, source: Asset) -> None:
    told: list[str] = []
    lab.subscribe(told.append)
    made = derive(lab, source, picture((1, 2, 3)))
    assert lab.shelf.assets()[0] == made and told == ["asset"]
    assert made.recipe["kind"] == "derived" and made.model == "viewer"
    assert made.recipe["inputs"] == {"prompt": "a tin fox", "work": "still", "light": "night"}
    assert made.recipe["references"] == [{"digest": source.digest, "role": "source"}]
    assert lab.shelf.search("tin fox", kind="image") == [made, source]


def test_it_costs_nothing_and_is_no_call(lab: Lab, source: Asset) -> None:
    before = len(lab.usage.by_model())
    made = derive(lab, source, picture((1, 2, 3)))
    assert made.cost == ZERO
    assert len(lab.usage.by_model()) == before
    assert lab.journal.unfetched() == [] and lab.journal.unresolved() == []


def test_the_file_tells_its_story(lab: Lab, source: Asset) -> None:
    made = derive(lab, source, picture((1, 2, 3)))
    found = lab.recall(made.data)
    assert found.recipe["references"][0]["digest"] == source.digest
    assert found.to_python() == f"lab.viewer(lab.shelf.asset('{source.digest[:12]}'), light='night')  # its still\n"


def test_a_stranger_cannot_write_source_into_the_remark(lab: Lab, source: Asset) -> None:
    made = lab.loop.wait(lab.keep_derived(source, picture((9, 9, 9)), by="viewer", work="still\nimport os\u2028x"))
    assert len(made.to_python().splitlines()) == 1


def test_the_source_is_not_deleted_unasked(lab: Lab, source: Asset) -> None:
    derive(lab, source, picture((1, 2, 3)))
    with pytest.raises(Exception, match="reference of viewer"):
        lab.shelf.delete(source)


def test_what_is_no_file_is_refused_and_leaves_no_row(lab: Lab, source: Asset) -> None:
    rows = len(lab.journal.runs())
    with pytest.raises(MediaError):
        derive(lab, source, b"\0\1\2")
    assert len(lab.journal.runs()) == rows
