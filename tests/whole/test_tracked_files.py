"""What is committed is clean: no outputs, no bundles, no secrets, nothing of one machine."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 400_000
LARGER = {"hypereal_lab/engines/text/data/o200k_base.tiktoken.xz": 1_200_000}
"""What cannot be smaller: a vocabulary of 200,000 tokens, packed."""


def tracked() -> list[Path]:
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [ROOT / name.decode() for name in told.stdout.split(b"\0") if name and (ROOT / name.decode()).exists()]


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_are_saved_without_outputs(notebook: Path) -> None:
    cells = json.loads(notebook.read_text())["cells"]
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)


def test_no_file_is_large_or_built() -> None:
    for path in tracked():
        assert path.stat().st_size <= LARGER.get(path.relative_to(ROOT).as_posix(), LARGEST), path
        assert "static" not in path.parts or path.suffix != ".js", path


def test_no_line_names_a_registry_a_machine_or_a_key() -> None:
    roots = "|".join(("ro" + "ot", "wo" + "rk", "fa" + "rm"))
    wrong = re.compile(
        rf"https?://(registry|files|deb|pypi)[.]|(?<![\w./-])/({roots})/\w|ck_[0-9a-f]{{16}}_[0-9a-f]{{64}}"
    )
    for path in tracked():
        if path.suffix in {".webp", ".png", ".ttf", ".xz"}:
            continue
        found = wrong.search(path.read_text(errors="replace"))
        assert not found, f"{path.relative_to(ROOT)}: {found[0]}"


def test_the_lock_file_has_no_addresses() -> None:
    lock = json.loads((ROOT / "widgets" / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
