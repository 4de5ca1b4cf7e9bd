"""Each notebook runs from top to bottom without a key and without a network, and tells its story in an export."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    home = tmp_path / "lab-home"
    for name, folder in {"HYPEREAL_LAB_HOME": home, "IPYTHONDIR": tmp_path / "ipython", "HOME": tmp_path}.items():
        monkeypatch.setenv(name, str(folder))

    def execute(notebook: Path) -> nbformat.NotebookNode:
        read = nbformat.read(notebook, as_version=4)
        return NotebookClient(
            read, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
        ).execute()

    yield execute
    address = home / "gateway" / "gateway.json"
    if address.exists():
        os.kill(json.loads(address.read_text())["pid"], signal.SIGTERM)


@pytest.mark.parametrize("notebook", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_the_notebook_runs_and_its_export_shows_picture_price_and_recipe(
    run: object, notebook: Path, tmp_path: Path
) -> None:
    done = run(notebook)  # type: ignore[operator]
    html, _ = HTMLExporter().from_notebook_node(done)
    assert html.count("data:image/webp;base64,") >= 2
    assert "4 credits" in html
    assert "lab.images.generate" in html
    assert "run this cell" in html.lower()
    assert not re.search(r"ck_[0-9a-f]{16}_[0-9a-f]{64}", html + json.dumps(done))


def test_the_saved_notebook_stays_small(run: object) -> None:
    done = run(FOLDER / "00-start-here.ipynb")  # type: ignore[operator]
    done.metadata.pop("widgets", None)
    pictures = json.dumps(done).count("data:image/webp;base64,")
    assert len(json.dumps(done)) < 40_000 + 20_000 * pictures
