"""What the gallery does with what is selected, and frames that say what is shown."""

from __future__ import annotations

import io
import json
import zipfile

import pandas as pd
import pytest
from PIL import Image

from hypereal_lab import Lab
from hypereal_lab.errors import InputError
from hypereal_lab.lab.contact_sheet import contact_sheet
from hypereal_lab.widgets import parcels
from hypereal_lab.widgets.gallery import Gallery
from hypereal_lab.widgets.parcels import file_name
from tests.widgets.conftest import KEY, picture
from tests.widgets.page import Page
from tests.widgets.test_gallery import facts, listed


def fetched(page: Page, parcel: dict[str, object]) -> bytes:
    """What a page puts together from the pieces."""
    whole, offset = b"", 0
    while offset is not None:
        offset = page.value("parcel", key=parcel["key"], offset=offset)["next"]
        whole += page.buffers[0]
    assert len(whole) == parcel["size"]
    return whole


def test_a_frame_says_what_is_shown_and_in_which_order(lab: Lab) -> None:
    fox, boat, cat = (lab.images.generate(words).run() for words in ("a fox", "a boat", "a cat"))
    gallery = lab.gallery(pd.DataFrame({"digest": [boat.digest, cat.digest, boat.digest]}))
    page = Page(gallery)
    assert (gallery.sort, gallery.filtered) == ("given", True)
    assert listed(page, sort="given") == [boat.digest, cat.digest]
    assert listed(page, sort="newest") == [cat.digest, boat.digest]
    assert listed(page, sort="given", search="boat") == [boat.digest]
    gallery.filter = lab.shelf.table("fox")
    assert listed(page, sort=gallery.sort) == [fox.digest] and gallery.revision == 1
    gallery.filter = None
    assert listed(page, sort=gallery.sort) == [cat.digest, boat.digest, fox.digest]


def test_the_tables_of_the_lab_are_such_frames(lab: Lab) -> None:
    made = lab.sweep(prompt=["a fox", "a boat"], seed=1).run()
    usage = lab.usage.frame()
    for frame in (lab.shelf.table(), made.table, usage[usage["prompt"] != ""]):
        assert len(listed(Page(lab.gallery(frame)), sort="given")) == 2
    with pytest.raises(InputError, match="`digest`, `asset` or `run`.*this one has model"):
        lab.gallery(pd.DataFrame({"model": ["gem"]}))


def test_what_a_frame_names_and_the_shelf_forgot_is_gone(lab: Lab) -> None:
    fox, boat = (lab.images.generate(words).run() for words in ("a fox", "a boat"))
    page = Page(lab.gallery(lab.shelf.table(order="oldest")))
    lab.shelf.delete(fox)
    assert listed(page, sort="given") == [fox.digest, boat.digest]
    assert listed(page, sort="newest") == [boat.digest, fox.digest]
    boat.path.unlink()
    first, second = facts(page, sort="given")
    assert first == {"digest": fox.digest, "gone": True} and second["gone"]


def test_stars_tags_and_notes_are_kept_and_found(lab: Lab) -> None:
    fox = lab.images.generate("a fox").run()
    lab.images.generate("a boat").run()
    page = Page(Gallery(lab))
    page.value("rate", digests=[fox.digest], stars=5)
    assert page.told == [{"kind": "facts", "digests": [fox.digest]}]
    kept = lab.shelf.asset(fox.digest)
    assert kept.rating == 5
    keepers = lab.usage.per_keeper()
    assert keepers["keepers"].sum() == 1
    lab.shelf.tag(fox, "cover")
    lab.shelf.note(fox, "  for the autumn issue ")
    kept = lab.shelf.asset(fox.digest)
    assert (kept.tags, kept.note) == (("cover",), "for the autumn issue")
    assert listed(page, search="autumn") == listed(page, search="cov") == [fox.digest]
    lab.shelf.note(fox, "")
    assert listed(page, search="autumn") == []
    assert lab.shelf.table("fox")["note"].tolist() == [""]
    with pytest.raises(InputError, match="10,000"):
        lab.shelf.note(fox, "x" * 10_001)


def test_orders_are_by_stars_cost_model_and_time(lab: Lab) -> None:
    fox, boat = (lab.images.generate(words).run() for words in ("a fox", "a boat"))
    lab.shelf.rate(fox, 3)
    page = Page(Gallery(lab))
    assert listed(page, sort="best") == listed(page, sort="oldest") == [fox.digest, boat.digest]
    assert listed(page, sort="model") == listed(page, sort="dearest") == [boat.digest, fox.digest]
    assert "order is one of" in page.error("index", sort="loudest")["message"]


def test_a_download_holds_files_and_recipes_under_safe_names(lab: Lab) -> None:
    made = [lab.images.generate(words).run() for words in ("../../etc/passwd", "con", "ein Füchslein: <b>", "?")]
    page = Page(Gallery(lab))
    parcel = page.value("pack", digests=[*(asset.digest for asset in made), "0" * 64])
    with zipfile.ZipFile(io.BytesIO(fetched(page, parcel))) as pack:
        names = pack.namelist()
        assert [name for name in names if not name.endswith(".json")] == [file_name(asset) for asset in made]
        assert pack.read(names[0]) == made[0].data
        story = json.loads(pack.read(names[1]))
        whole = b"".join(pack.read(name) for name in names)
    assert [name.rpartition("-")[0] for name in names[::2]] == ["etc-passwd", "image", "ein-füchslein-b", "image"]
    assert story["recipe"]["inputs"]["prompt"] == "../../etc/passwd" and story["credits"] == "4"
    assert KEY.encode() not in whole
    page.value("sheet", digests=[made[0].digest])
    assert "newer one" in page.error("parcel", key=parcel["key"])["message"]


def test_too_much_for_one_download_is_refused_in_a_sentence(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcels, "MOST_BYTES", 100)
    asset = lab.images.generate("a fox").run()
    page = Page(Gallery(lab))
    problem = page.error("pack", digests=[asset.digest])
    assert "Select fewer" in problem["message"] and problem["field"] == "selection"


def test_files_that_are_gone_are_named_in_the_download(lab: Lab) -> None:
    fox, boat = (lab.images.generate(words).run() for words in ("a fox", "a boat"))
    fox.path.unlink()
    page = Page(Gallery(lab))
    with zipfile.ZipFile(io.BytesIO(fetched(page, page.value("pack", digests=[fox.digest, boat.digest])))) as pack:
        assert "a-fox" in pack.read("missing.txt").decode()
    boat.path.unlink()
    assert "None of these files" in page.error("pack", digests=[fox.digest, boat.digest])["message"]


@pytest.mark.parametrize("form", ["webp", "png"])
def test_a_contact_sheet_is_one_picture_of_all(lab: Lab, form: str) -> None:
    made = [lab.images.generate(words).run() for words in ("a fox", "a very long prompt " * 20, "boat")]
    made[0].path.unlink()
    page = Page(Gallery(lab))
    parcel = page.value("sheet", digests=[asset.digest for asset in made], form=form)
    with Image.open(io.BytesIO(fetched(page, parcel))) as sheet:
        assert (sheet.format, sheet.size) == (form.upper(), (560, 656))
        assert sheet.convert("RGB").getpixel((400, 150)) != (255, 255, 255)
    with pytest.raises(InputError, match="1 to 100 assets; 101"):
        contact_sheet(made[:1] * 101)


def test_deleting_takes_the_selection_along_and_can_be_undone(lab: Lab) -> None:
    fox, boat = (lab.images.generate(words).run() for words in ("a fox", "a boat"))
    lab.shelf.rate(fox, 4)
    lab.shelf.tag(fox, "cover")
    gallery = Gallery(lab, selection=[fox.digest, boat.digest])
    page = Page(gallery)
    before = lab.shelf.asset(fox.digest)
    assert page.value("delete", digests=[fox.digest, "0" * 64]) == 1
    assert gallery.selection == [boat.digest] and listed(page) == [boat.digest]
    assert page.told == [{"kind": "facts", "digests": [fox.digest, "0" * 64]}]
    assert fox.path.exists()
    lab.images.generate("something else").run()
    page.value("undo")
    after = lab.shelf.asset(fox.digest)
    assert (after.rating, after.tags, after.prompt, after.cost) == (4, ("cover",), "a fox", before.cost)
    assert [one.digest for one in lab.shelf.search("cover")] == [fox.digest]
    assert lab.images.generate("a fox").run().replayed
    assert "nothing to put back" in page.error("undo")["message"]


def test_files_go_with_the_next_deletion_or_with_the_widget(lab: Lab) -> None:
    fox, boat = (lab.images.generate(words).run() for words in ("a fox", "a boat"))
    gallery = Gallery(lab)
    page = Page(gallery)
    page.value("delete", digests=[fox.digest])
    page.value("delete", digests=[boat.digest])
    assert (fox.path.exists(), boat.path.exists()) == (False, True)
    gallery.close()
    assert not boat.path.exists()
    assert lab.shelf.gc().files == 0


def test_what_cannot_be_put_back_says_so(lab: Lab) -> None:
    fox = lab.images.generate("a fox").run()
    page = Page(Gallery(lab))
    page.value("delete", digests=[fox.digest])
    fox.path.unlink()
    assert "its file is gone" in page.error("undo")["message"]


def test_who_uses_a_reference_is_named_before_it_is_deleted(lab: Lab) -> None:
    given = lab.shelf.keep_reference(picture(), "blue.png")
    lab.images.generate("img 1 at night", references=[given]).run()
    page = Page(Gallery(lab))
    assert "is a reference of gemini-3-1-flash-t2i" in page.value("users", digests=[given.digest])
    assert page.value("users", digests=["0" * 64]) == ""
