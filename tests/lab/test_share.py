"""A pack to give away holds the story and nothing that is only yours."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab import Credits, Lab, errors
from hypereal_lab.lab.scrub import Scrubber
from tests.lab.conftest import KEY

CANARIES = (
    KEY,
    "ck_live_0123456789abcdef",
    "http://127.0.0.1:8123/files/abcdefghijklmnopq/picture.png",
    "https://cdn.example/files/abcdefghijklmnopqrstuv/picture.png",
    "https://bucket.example/a.png?X-Amz-Signature=abc&x=1",
    "acct_0123456789abcd",
    "job_1a1fd181b0f483a7466e1b53e95",
    "Authorization: Bearer abcdefghijklmnop",
)


def notebook(folder: Path, digest: str, secrets: list[str]) -> Path:
    path = folder / "demo.ipynb"
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "a1",
        "metadata": {"execution": {"iopub.status.busy": "now"}},
        "execution_count": 1,
        "source": [f"key = '{secrets[0]}'\n", f"open('{folder}/x.png')\n"],
        "outputs": [
            {"output_type": "stream", "name": "stdout", "text": ["\n".join(secrets), f"\n{folder}/home {digest}"]},
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {
                    "text/html": [f"<img alt='{secrets[4]}'>"],
                    "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
                },
            },
        ],
    }
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"widgets": {"state": secrets}}, "cells": [cell]}
    path.write_text(json.dumps(whole))
    return path


async def test_a_pack_has_notebook_pictures_recipes_and_ledger(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYPEREAL_LAB_NOTEBOOK", "demo.ipynb")
    asset = await lab.images.generate("a chrome teapot")
    await lab.images.generate("a chrome teapot")
    path = notebook(tmp_path, asset.digest, list(CANARIES))
    pack = lab.share(tmp_path / "demo.zip", notebook=path)
    assert (pack.assets, pack.calls, pack.credits) == (1, 2, Credits.of(4))
    with zipfile.ZipFile(pack.path) as zipped:
        names = zipped.namelist()
        ledger = json.loads(zipped.read("ledger.json"))
        recipe = json.loads(zipped.read(next(name for name in names if name.startswith("recipes/"))))
    assert sum(name.startswith("thumbnails/") for name in names) == 1
    assert [row["credits"] for row in ledger] == ["4", "0"]
    assert [row["avoided"] for row in ledger] == ["0", "4"]
    assert recipe["inputs"]["prompt"] == "a chrome teapot"


async def test_no_canary_is_in_a_pack(lab: Lab, tmp_path: Path) -> None:
    asset = await lab.images.generate(f"a poster that says {CANARIES[1]} at {tmp_path}")
    path = notebook(tmp_path, asset.digest, list(CANARIES))
    pack = lab.share(tmp_path / "demo.zip", notebook=path)
    with zipfile.ZipFile(pack.path) as zipped:
        for name in zipped.namelist():
            data = zipped.read(name)
            for canary in (*CANARIES, str(tmp_path), str(Path.home())):
                assert canary.encode() not in data, (name, canary)
            assert b"widget-view" not in data


def test_what_cannot_be_taken_out_stops_the_pack(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = notebook(tmp_path, "0" * 12, list(CANARIES))
    monkeypatch.setattr(Scrubber, "clean", lambda self, text: text)
    with pytest.raises(errors.ShelfError, match=r"notebook\.ipynb still holds a key"):
        lab.share(tmp_path / "demo.zip", notebook=path)
    assert not (tmp_path / "demo.zip").exists()


def test_a_file_that_is_no_notebook_is_named(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "demo.ipynb"
    path.write_text("no")
    with pytest.raises(errors.InputError, match=r"demo\.ipynb"):
        lab.share(tmp_path / "demo.zip", notebook=path)


def test_names_in_code_are_left_alone() -> None:
    text = "key_function(user_preferences, org_chart) # sk-learn, https://example.org/a?page=2"
    assert Scrubber((KEY,), (Path("/home/somebody"),)).clean(text) == text


@given(st.text(), st.sampled_from(CANARIES), st.text())
def test_wherever_a_secret_stands_it_is_taken_out_and_nothing_is_found_after(
    before: str, canary: str, after: str
) -> None:
    scrubber = Scrubber((KEY,), (Path("/home/somebody"),))
    cleaned = scrubber.clean(f"{before} {canary} {after} /home/somebody/x")
    assert canary not in cleaned
    assert scrubber.found_in(cleaned.encode("utf-8", "replace")) is None
