"""Each notebook runs from top to bottom without a key and without a network, and tells its story in an export."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
START = "00-start-here"
REPLAYS = "01-nothing-is-paid-twice"


class Runs:
    """Every notebook with a lab of its own, run for the first time once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first: dict[str, nbformat.NotebookNode] = {}

    def first(self, name: str) -> nbformat.NotebookNode:
        """As a visitor runs it. Read it, and leave it as it is."""
        if name not in self._first:
            (self._folder / name).mkdir()
            self._first[name] = self._run(name)
        return self._first[name]

    def again(self, name: str, *, before: str) -> nbformat.NotebookNode:
        """In a new kernel with the same lab, after a cell of the test's own."""
        self.first(name)
        return self._run(name, before)

    def _run(self, name: str, before: str = "") -> nbformat.NotebookNode:
        place = self._folder / name
        home = place / "lab-home"
        read = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
        if before:
            read.cells.insert(0, nbformat.v4.new_code_cell(before))
        try:
            with pytest.MonkeyPatch.context() as patch:
                for variable, folder in {
                    "HYPEREAL_LAB_HOME": home,
                    "IPYTHONDIR": place / "ipython",
                    "HOME": place,
                }.items():
                    patch.setenv(variable, str(folder))
                return NotebookClient(
                    read, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(place)}}
                ).execute()
        finally:
            address = home / "gateway" / "gateway.json"
            if address.exists():
                os.kill(json.loads(address.read_text())["pid"], signal.SIGTERM)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("notebooks"))


NO_NETWORK = """
import httpx
from hypereal_lab.lab.connection import Connection

async def refuse(*_, **__):
    raise AssertionError("something was sent")

httpx.AsyncClient.send = refuse
Connection.client = refuse
"""


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.ipynb")))
def test_every_notebook_runs_and_shows_what_things_cost(runs: Runs, name: str) -> None:
    done = runs.first(name)
    html, _ = HTMLExporter().from_notebook_node(done)
    assert html.count("data:image/webp;base64,") >= 1
    assert "credits" in html
    assert not re.search(r"ck_[0-9a-f]{16}_[0-9a-f]{64}", html + json.dumps(done))


def test_an_export_of_the_first_notebook_shows_picture_price_and_recipe(runs: Runs) -> None:
    html, _ = HTMLExporter().from_notebook_node(runs.first(START))
    assert html.count("data:image/webp;base64,") >= 2
    assert "4 credits" in html
    assert "lab.images.generate" in html
    assert "run this cell" in html.lower()


def test_restart_and_run_all_sends_nothing_and_spends_nothing(runs: Runs) -> None:
    """A notebook with a picture, a chat and a clip, which is a job."""
    first = runs.first(REPLAYS)
    second = runs.again(REPLAYS, before=NO_NETWORK)
    named = r"(?:<Asset [^>]*? |VideoPlayer\(|Viewer\()([0-9a-f]{12})[,>)]"
    assets = [re.findall(named, json.dumps(done)) for done in (first, second)]
    assert assets[0] == assets[1] and len(assets[0]) >= 5
    said = json.dumps(second)
    assert said.count("replayed, saved 4 credits") >= 2
    assert said.count("replayed, saved 69 credits") >= 1


def test_the_saved_notebook_stays_small(runs: Runs) -> None:
    first = runs.first(START)
    done = {**first, "metadata": {name: part for name, part in first.metadata.items() if name != "widgets"}}
    pictures = json.dumps(done).count("data:image/webp;base64,")
    assert len(json.dumps(done)) < 40_000 + 20_000 * pictures
