"""Assets stay: by content, whole or not at all, with how they were made."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from PIL import Image

from hypereal_lab import Lab, errors
from hypereal_lab.lab.files import Files
from tests.lab.conftest import KEY, Server, picture


async def test_an_asset_tells_how_it_was_made(lab: Lab) -> None:
    asset = await lab.images.generate("a chrome teapot", seed=3)
    assert (asset.width, asset.height, asset.media_type) == (64, 48, "image/png")
    assert asset.prompt == "a chrome teapot"
    assert asset.seed == 3
    assert asset.image.size == (64, 48)
    assert len(asset.thumbnail) <= 12_000


async def test_the_shelf_outlives_the_lab(lab: Lab, tmp_path: Path) -> None:
    made = await lab.images.generate("a chrome teapot")
    later = Lab(KEY, "http://server", home=tmp_path / "home", environ={})
    try:
        (found,) = later.shelf.assets()
        assert found == made
        assert found.data == made.data
        assert found.cost == made.cost
    finally:
        later.close()


async def test_assets_come_newest_first(lab: Lab) -> None:
    for words in ("one", "two", "three"):
        await lab.images.generate(words)
    assert [asset.prompt for asset in lab.shelf.assets()] == ["three", "two", "one"]
    assert [asset.prompt for asset in lab.shelf.assets(limit=1)] == ["three"]


async def test_an_asset_is_found_by_the_beginning_of_its_digest(lab: Lab) -> None:
    asset = await lab.images.generate("a chrome teapot")
    assert lab.shelf.asset(asset.digest[:12]) == asset
    for wrong in ("", "zz", "0" * 64, "%"):
        with pytest.raises(errors.ShelfError):
            lab.shelf.asset(wrong)


async def test_equal_bytes_of_two_calls_keep_both_stories(lab: Lab, server: Server) -> None:
    first = await lab.images.generate("one")
    server.colours = iter([1])  # type: ignore[assignment]
    second = await lab.images.generate("two")
    assert first == second
    assert [asset.prompt for asset in first.all] == ["one"]
    assert [asset.prompt for asset in second.all] == ["two"]
    assert len(lab.shelf.assets()) == 1


def test_references_are_kept_apart_from_what_was_made(lab: Lab) -> None:
    reference = lab.shelf.keep_reference(picture(), "cat.png")
    assert reference.is_reference
    assert lab.shelf.assets() == []
    assert lab.shelf.assets(references=True) == [reference]


async def test_every_form_of_a_reference_is_taken(lab: Lab, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(picture((1, 2, 3)))
    made = await lab.images.generate("a cat")
    with path.open("rb") as file:
        forms = [path, str(path), picture((4, 5, 6)), Image.new("RGB", (8, 8)), made, file]
        for form in forms:
            await lab.images.generate("img 1 at night", references=[form])
    await lab.images.generate("img 1 at night", references=["https://example.org/a.png", path])
    assert '"https://example.org/a.png"' in server.made[-1].content.decode()
    assert str(path) not in str([run.recipe for run in lab.journal.runs()])


async def test_saving_writes_the_bytes(lab: Lab, tmp_path: Path) -> None:
    asset = await lab.images.generate("a chrome teapot")
    assert asset.save(tmp_path / "teapot.png").read_bytes() == asset.data
    assert asset.save(tmp_path).suffix == ".png"
    with pytest.raises(errors.InputError, match=r"\.png"):
        asset.save(tmp_path / "teapot.gif")


async def test_a_full_disk_keeps_no_half_file_and_the_call_can_be_asked_again(
    lab: Lab, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep = Files.keep

    def full(*_: object) -> None:
        raise errors.ShelfError(f"no room ({errno.ENOSPC})")

    monkeypatch.setattr(Files, "keep", full)
    call = lab.images.generate("a chrome teapot")
    with pytest.raises(errors.ShelfError):
        await call
    (run,) = lab.journal.runs()
    assert run.status == "succeeded"
    monkeypatch.setattr(Files, "keep", keep)
    await call
    assert len({request.headers["idempotency-key"] for request in server.made}) == 1


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    files = Files(tmp_path)
    with pytest.raises(errors.ShelfError, match="No space left"):
        files.keep(files.path("ab12", "image/png"), b"bytes")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


async def test_a_card_shows_picture_price_and_recipe_and_escapes_the_prompt(lab: Lab) -> None:
    asset = await lab.images.generate("<script>alert(1)</script> teapot")
    html = asset._repr_mimebundle_()["text/html"]
    assert "data:image/webp;base64," in html
    assert "4 credits" in html
    assert "lab.images.generate" in html
    assert "<script>" not in html
    assert len(html) < 20_000


async def test_no_key_is_in_any_file_of_the_home(lab: Lab, tmp_path: Path) -> None:
    await lab.images.generate("a chrome teapot")
    for path in (tmp_path / "home").rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes()
