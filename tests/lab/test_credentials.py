"""Content credentials: signed on request, checked, and beside the recipe in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from hypereal_lab import Lab, errors


async def test_a_saved_file_can_carry_signed_credentials_and_its_recipe(lab: Lab, tmp_path: Path) -> None:
    asset = await lab.images.generate("a chrome teapot")
    path = asset.save(tmp_path / "teapot.png", credentials=True)
    found = lab.verify_provenance(path)
    assert found.state == "valid"
    assert found.claims["title"] == "a chrome teapot"
    assert lab.recall(path).recipe_hash == asset.recipe_hash


async def test_a_changed_file_is_told(lab: Lab, tmp_path: Path) -> None:
    path = (await lab.images.generate("a chrome teapot")).save(tmp_path / "teapot.png", credentials=True)
    data = bytearray(path.read_bytes())
    data[data.rindex(b"IDAT") + 8] ^= 1
    assert lab.verify_provenance(bytes(data)).state == "invalid"


async def test_a_file_without_credentials_is_no_error(lab: Lab, tmp_path: Path) -> None:
    path = (await lab.images.generate("a chrome teapot")).save(tmp_path / "teapot.png")
    assert lab.verify_provenance(path).state == "absent"


def test_a_file_that_is_not_there_is_named(lab: Lab, tmp_path: Path) -> None:
    with pytest.raises(errors.InputError, match="cannot be read"):
        lab.verify_provenance(tmp_path / "none.png")
