"""Looking after the shelf: nothing that is listed is lost, and nothing that is lost is listed."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from tests.lab.conftest import Server, picture


def age(path: Path, seconds: float) -> Path:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))
    return path


async def test_deleting_takes_the_files_and_leaves_the_books(lab: Lab) -> None:
    asset = await lab.images.generate("a teapot")
    lab.shelf.tag(asset, "x")
    lab.shelf.delete(asset)
    assert not asset.path.exists() and not asset.thumbnail_path.exists()
    assert not lab.shelf.search("teapot") and not lab.shelf.search(tag="x")
    assert [run.credits for run in lab.journal.runs()] == [Credits.of(4)]
    assert lab.usage.total() == 4
    with pytest.raises(errors.ShelfError):
        lab.shelf.delete(asset.digest)


async def test_deleting_asks_what_still_refers_to_it(lab: Lab) -> None:
    first = await lab.images.generate("a teapot")
    second = await lab.images.generate("the same in blue", references=[first])
    with pytest.raises(errors.ShelfError, match=r"reference of gemini-3-1-flash-t2i \(.{8}\).*confirm=True"):
        lab.shelf.delete(first)
    assert first.data
    lab.shelf.delete(second)
    with pytest.raises(errors.ShelfError):
        lab.shelf.delete(first)
    lab.shelf.delete(first, confirm=True)
    assert len(lab.shelf) == 0


async def test_many_users_are_named_in_few_words(lab: Lab) -> None:
    first = await lab.images.generate("a teapot")
    for number in range(5):
        await lab.images.generate(f"number {number}", references=[first])
    with pytest.raises(errors.ShelfError, match="and others"):
        lab.shelf.delete(first)


async def test_deleting_one_of_several_keeps_the_others_and_their_cost(lab: Lab) -> None:
    first = await lab.images.generate("a teapot", n=3)
    lab.shelf.delete(first.all[1])
    left = lab.shelf.of_run(first.run or "")
    assert [asset.position for asset in left] == [0, 2]
    assert [asset.cost for asset in left] == [Credits.of(4)] * 2


async def test_deleting_bytes_that_two_calls_made_takes_them_from_both(lab: Lab, server: Server) -> None:
    same = httpx.Response(200, json=server.make({}).json())
    server.answer = lambda _: same
    await lab.images.generate("one")
    asset = await lab.images.generate("two")
    lab.shelf.delete(asset)
    assert lab.images.generate("one").made_before() is None
    assert lab.images.generate("two").made_before() is None


async def test_gc_removes_only_old_files_that_no_row_knows(lab: Lab) -> None:
    asset = await lab.images.generate("a teapot")
    kept = lab.shelf.keep_reference(picture((9, 9, 9)))
    lost = asset.path.with_name("ab" * 32 + ".png")
    draft = asset.path.with_name(f".{asset.path.name}.1234abcd")
    young = asset.path.with_name("cd" * 32 + ".png")
    for path in (lost, draft, young):
        path.write_bytes(b"12345")
    for path in (lost, draft, asset.path, asset.thumbnail_path, kept.path):
        age(path, 7200)
    swept = lab.shelf.gc()
    assert (swept.files, swept.bytes) == (2, 10)
    assert young.exists() and asset.path.exists() and asset.thumbnail_path.exists() and kept.path.exists()
    assert lab.shelf.gc().files == 0
    assert lab.shelf.verify().whole


async def test_verify_reads_every_file_again(lab: Lab) -> None:
    assets = [await lab.images.generate(f"number {number}") for number in range(4)]
    assert (lab.shelf.verify().checked, lab.shelf.verify().whole) == (4, True)
    assets[0].path.unlink()
    assets[1].path.write_bytes(picture((99, 99, 99)))
    assets[2].path.write_bytes(assets[2].data[:-20])
    found = lab.shelf.verify()
    assert found.missing == (assets[0].digest,)
    assert set(found.changed) == {assets[1].digest, assets[2].digest}
    assert not found.whole


async def test_verify_knows_text_too(lab: Lab, server: Server) -> None:
    said = {"choices": [{"message": {"role": "assistant", "content": "A *bear*."}}], "creditsUsed": 1}
    server.answer = lambda _: httpx.Response(200, json=said)
    asset = await lab.chat("say something")
    assert asset.text == "A *bear*."
    assert lab.shelf.verify().whole
    asset.path.write_text("A *cat*.")
    assert lab.shelf.verify().changed == (asset.digest,)
