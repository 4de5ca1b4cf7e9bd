"""Each notebook runs from top to bottom without a key and without a network, and tells its story in an export."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

Run = Callable[..., nbformat.NotebookNode]

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    home = tmp_path / "lab-home"
    for name, folder in {"HYPEREAL_LAB_HOME": home, "IPYTHONDIR": tmp_path / "ipython", "HOME": tmp_path}.items():
        monkeypatch.setenv(name, str(folder))

    def execute(notebook: Path, *, before: str = "") -> nbformat.NotebookNode:
        read = nbformat.read(notebook, as_version=4)
        if before:
            read.cells.insert(0, nbformat.v4.new_code_cell(before))
        return NotebookClient(
            read, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
        ).execute()

    yield execute
    address = home / "gateway" / "gateway.json"
    if address.exists():
        os.kill(json.loads(address.read_text())["pid"], signal.SIGTERM)


NO_NETWORK = """
import httpx
from hypereal_lab.lab.connection import Connection

async def refuse(*_, **__):
    raise AssertionError("something was sent")

httpx.AsyncClient.send = refuse
Connection.client = refuse
"""


@pytest.mark.parametrize("notebook", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_notebook_runs_and_shows_what_things_cost(run: Run, notebook: Path) -> None:
    done = run(notebook)
    html, _ = HTMLExporter().from_notebook_node(done)
    assert html.count("data:image/webp;base64,") >= 1
    assert "credits" in html
    assert not re.search(r"ck_[0-9a-f]{16}_[0-9a-f]{64}", html + json.dumps(done))


def test_an_export_of_the_first_notebook_shows_picture_price_and_recipe(run: Run) -> None:
    html, _ = HTMLExporter().from_notebook_node(run(FOLDER / "00-start-here.ipynb"))
    assert html.count("data:image/webp;base64,") >= 2
    assert "4 credits" in html
    assert "lab.images.generate" in html
    assert "run this cell" in html.lower()


def test_restart_and_run_all_sends_nothing_and_spends_nothing(run: Run) -> None:
    """A notebook with a picture, a chat and a clip, which is a job."""
    notebook = FOLDER / "01-nothing-is-paid-twice.ipynb"
    first = run(notebook)
    second = run(notebook, before=NO_NETWORK)
    named = r"(?:<Asset [^>]*? |VideoPlayer\(|Viewer\()([0-9a-f]{12})[,>)]"
    assets = [re.findall(named, json.dumps(done)) for done in (first, second)]
    assert assets[0] == assets[1] and len(assets[0]) >= 5
    said = json.dumps(second)
    assert said.count("replayed, saved 4 credits") >= 2
    assert said.count("replayed, saved 69 credits") >= 1


def test_the_saved_notebook_stays_small(run: Run) -> None:
    done = run(FOLDER / "00-start-here.ipynb")
    done.metadata.pop("widgets", None)
    pictures = json.dumps(done).count("data:image/webp;base64,")
    assert len(json.dumps(done)) < 40_000 + 20_000 * pictures
