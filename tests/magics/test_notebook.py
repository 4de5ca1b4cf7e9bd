"""A notebook of magics, executed from top to bottom without a key."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

Execute = Callable[..., nbformat.NotebookNode]


@pytest.fixture
def execute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Execute]:
    home = tmp_path / "lab-home"
    for name, folder in {"HYPEREAL_LAB_HOME": home, "IPYTHONDIR": tmp_path / "ipython", "HOME": tmp_path}.items():
        monkeypatch.setenv(name, str(folder))

    def run(*cells: str) -> nbformat.NotebookNode:
        notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
        place = {"metadata": {"path": str(tmp_path)}}
        return NotebookClient(notebook, timeout=180, kernel_name="python3", resources=place).execute()

    yield run
    address = home / "gateway" / "gateway.json"
    if address.exists():
        os.kill(json.loads(address.read_text())["pid"], signal.SIGTERM)


def test_a_cell_of_words_makes_a_picture_and_shows_it(execute: Execute) -> None:
    done = execute(
        "%load_ext hypereal_lab\nseason = 'autumn'",
        "%%hypereal image -o fox --aspect-ratio 3:2 --max-cost 5\na red fox in {{season}}",
        "%hypereal cost",
        "assert fox.prompt == 'a red fox in autumn' and not fox.sandbox is None\nfox.width",
    )
    shown = done.cells[1].outputs[-1]
    assert shown.output_type == "execute_result"
    assert "data:image/webp;base64," in shown.data["text/html"]
    assert "a red fox in autumn" in shown.data["text/html"]
    assert "gemini" in done.cells[2].outputs[-1].data["text/html"]


def test_a_cell_that_fails_stops_the_notebook(execute: Execute) -> None:
    with pytest.raises(CellExecutionError, match="Did you mean season"):
        execute(
            "%load_ext hypereal_lab\nseason = 'autumn'",
            "%%hypereal image\na red fox in {{seasn}}",
            "raise SystemError('never reached')",
        )
