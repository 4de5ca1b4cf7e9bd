from __future__ import annotations

import random

import pytest
from PIL import Image

from hypereal_lab import Lab
from hypereal_lab.widgets.gallery import Gallery
from hypereal_lab.widgets.pictures import PIECE_BYTES
from tests.widgets.conftest import picture
from tests.widgets.page import Page


def _noise(side: int) -> bytes:
    """A PNG that does not compress, so that it needs several pieces."""
    import io

    kept = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3)).save(kept, format="PNG")
    return kept.getvalue()


def test_the_pieces_add_up_to_the_file(lab: Lab) -> None:
    data = _noise(900)
    asset = lab.shelf.keep_reference(data, "noise.png")
    page = Page(Gallery(lab))
    whole, offset, pieces = b"", 0, 0
    while offset is not None:
        said = page.value("piece", digest=asset.digest, offset=offset)
        assert said["size"] == len(data) and said["media_type"] == "image/png"
        (piece,) = page.buffers
        assert 0 < len(piece) <= PIECE_BYTES <= 1_000_000
        whole += piece
        offset, pieces = said["next"], pieces + 1
    assert whole == data and pieces == -(-len(data) // PIECE_BYTES) > 1


def test_a_thumbnail_comes_in_one_piece(lab: Lab) -> None:
    asset = lab.shelf.keep_reference(_noise(900), "noise.png")
    page = Page(Gallery(lab))
    assert page.value("piece", digest=asset.digest, form="thumb") == {
        "size": len(asset.thumbnail),
        "media_type": "image/webp",
        "next": None,
    }
    assert page.buffers == [asset.thumbnail]


@pytest.mark.parametrize("offset", [-1, 10**9])
def test_an_offset_outside_the_file_is_refused(lab: Lab, offset: int) -> None:
    asset = lab.shelf.keep_reference(picture(), "blue.png")
    assert Page(Gallery(lab)).error("piece", digest=asset.digest, offset=offset)["field"] == "offset"


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "0" * 64])
def test_an_asset_that_is_not_there_is_an_answer(lab: Lab, digest: str) -> None:
    assert Page(Gallery(lab)).error("piece", digest=digest)["message"]


def test_a_recipe_tells_what_was_paid_and_how_to_make_it_again(lab: Lab) -> None:
    asset = lab.images.generate("a red fox", aspect_ratio="16:9", seed=7).run()
    said = Page(Gallery(lab)).value("recipe", digest=asset.digest)
    rows = dict(said["rows"])
    assert rows["Prompt"] == "a red fox" and rows["Cost"] == "4 credits" and rows["Seed"] == "7"
    assert "Images" not in rows
    assert said["python"] == asset.to_python()
