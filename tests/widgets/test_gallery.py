from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab import Lab
from hypereal_lab.lab.keeping import Made
from hypereal_lab.lab.provenance import Provenance
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.widgets import gallery, pictures
from hypereal_lab.widgets.gallery import Gallery
from hypereal_lab.widgets.pictures import PIECE_BYTES
from hypereal_lab.widgets.prompt import Prompt
from hypereal_lab.widgets.shelf_index import RECORD
from hypereal_lab.wire.money import Credits
from tests.lab.servers import Studio, lab_at
from tests.media import files
from tests.widgets.conftest import KEY, picture
from tests.widgets.page import Page


def make(lab: Lab, count: int, prompt: str = "a fox") -> None:
    for take in range(count // 10):
        lab.images.generate(prompt, n=10, take=take + 1).run()


def listed(page: Page, **asked: Any) -> list[str]:
    """The digests of everything shown, as a page reads them."""
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        offset = page.value("index", offset=offset, **asked)["next"]
        packed = page.buffers[0]
        assert len(packed) <= PIECE_BYTES
        found += [packed[at : at + 32].hex() for at in range(0, len(packed), RECORD)]
    return found


def facts(page: Page, **asked: Any) -> list[dict[str, Any]]:
    return list(page.value("facts", digests=listed(page, **asked)))


def test_an_empty_shelf_is_an_empty_list(lab: Lab) -> None:
    page = Page(Gallery(lab))
    assert page.value("index") == {"total": 0, "next": None}
    assert page.buffers == [b""]


def test_a_long_list_comes_in_several_messages_the_newest_first(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "NAMED", 16)
    make(lab, 40)
    page = Page(Gallery(lab))
    assert listed(page) == [asset.digest for asset in lab.shelf.assets("image", limit=None)]
    page.value("index", offset=32)
    assert int.from_bytes(page.buffers[0][32:34], "big") == 1333


def test_facts_come_with_a_thumbnail_each_within_one_message(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    make(lab, 10)
    page = Page(Gallery(lab))
    digests = listed(page)
    said = page.value("facts", digests=digests[:4])
    assert [item["digest"] for item in said] == digests[:4]
    assert len(page.buffers) == 4 and all(small[8:12] == b"WEBP" for small in page.buffers)
    monkeypatch.setattr(gallery, "PIECE_BYTES", 2 * max(map(len, page.buffers)))
    assert len(page.value("facts", digests=digests)) == 2


def test_a_limit_shows_only_so_many(lab: Lab) -> None:
    make(lab, 10)
    assert Page(Gallery(lab, limit=3)).value("index")["total"] == 3


def test_references_that_were_only_given_are_not_shown(lab: Lab) -> None:
    lab.shelf.keep_reference(picture(), "blue.png")
    assert listed(Page(Gallery(lab))) == []


@pytest.fixture
def mixed(tmp_path: Path) -> Iterator[Lab]:
    """A lab that made a picture, a clip, a sound, a model and a text."""
    with lab_at(tmp_path / "mixed", Studio()) as lab:
        lab.images.generate("a fox").run()
        keep(lab, "video", Made(files.video(frames=24)), prompt="a fox")
        keep(lab, "speech", Made(files.wav()), text="a fox")
        keep(lab, "model3d", Made(files.model()), prompt="a fox")
        keep(lab, "chat", Made(b"hello", media_type="text/plain"), messages=[{"role": "user", "content": "a fox"}])
        yield lab


def keep(lab: Lab, kind: str, made: Made, **inputs: Any) -> None:
    """Put something on the shelf as if a call had made it."""
    recipe = Recipe.of(kind, "some-model", inputs)
    lab._records.write(
        (
            "INSERT INTO runs (id, time, status, kind, model, provider, recipe, recipe_hash, owner, idempotency_key)"
            " VALUES (?, 1, 'succeeded', ?, ?, 'hypereal', ?, ?, 'me', ?)",
            (kind, kind, recipe.model, recipe.canonical.decode(), recipe.hash, kind),
        )
    )
    story = Provenance(
        recipe=recipe,
        credits=Credits.of(4),
        price_version=None,
        price_basis=None,
        model=recipe.model,
        provider="hypereal",
        made=0.0,
        position=0,
    )
    rows = lab.shelf.keep_made(kind, [made], [story])
    with lab._records.transaction() as db:
        for write in rows:
            write(db)


def test_every_kind_that_can_be_seen_or_heard_is_shown(mixed: Lab) -> None:
    page = Page(Gallery(mixed))
    said = facts(page)
    assert [item["kind"] for item in said] == ["text", "model3d", "audio", "video", "image"]
    assert said[0]["excerpt"] == "hello"
    assert [len(small) > 20 for small in page.buffers] == [False, True, True, True, True]
    clip = said[3]
    assert clip["seconds"] == pytest.approx(1.0, abs=0.1) and clip["ending"] == ".mp4" and clip["size"] > 0


def test_a_limit_counts_what_is_shown(mixed: Lab) -> None:
    assert [item["kind"] for item in facts(Page(Gallery(mixed, limit=1)))] == ["text"]


def test_an_asset_without_a_small_picture_breaks_nothing(mixed: Lab) -> None:
    mixed.shelf.assets("video")[0].thumbnail_path.unlink()
    page = Page(Gallery(mixed))
    assert len(facts(page)) == 5
    assert page.buffers[3] == b""


def test_the_twin_names_the_kind_and_the_length(mixed: Lab) -> None:
    made = Gallery(mixed)._twin()
    assert "video · 1 s" in made and "3D model" in made and ">text" in made


@pytest.mark.parametrize("kind", ["image", "video", "audio", "model3d", "text"])
def test_the_recipe_of_every_kind_can_be_read(mixed: Lab, kind: str) -> None:
    asset = mixed.shelf.assets(kind)[0]
    said = Page(Gallery(mixed)).value("recipe", digest=asset.digest)
    assert dict(said["rows"])["Prompt"] == "a fox"
    assert said["text"] == ("hello" if kind == "text" else None)


def test_a_clip_comes_in_pieces_that_add_up(mixed: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PIECE_BYTES", 1000)
    asset = mixed.shelf.assets("video")[0]
    page = Page(Gallery(mixed))
    whole, offset = b"", 0
    while offset is not None:
        offset = page.value("piece", digest=asset.digest, offset=offset)["next"]
        whole += page.buffers[0]
    assert whole == asset.data


def test_a_new_picture_raises_the_revision_and_is_listed(lab: Lab) -> None:
    gallery = Gallery(lab)
    page = Page(gallery)
    assert listed(page) == []
    asset = lab.images.generate("a fox").run()
    assert gallery.revision == 1
    assert listed(page) == [asset.digest]


def test_a_replay_is_marked_with_what_it_saved(lab: Lab) -> None:
    page = Page(Gallery(lab))
    lab.images.generate("a fox").run()
    assert facts(page)[0]["replayed"] is None
    for _ in range(2):
        lab.images.generate("a fox").run()
        shown = facts(page)
    assert [one["replayed"] for one in shown] == [{"times": 2, "saved": "8"}]


def test_a_picture_goes_into_the_newest_prompt_of_the_lab(lab: Lab) -> None:
    asset = lab.images.generate("a fox").run()
    page = Page(Gallery(lab))
    assert "lab.prompt()" in page.error("use", digest=asset.digest)["message"]
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
