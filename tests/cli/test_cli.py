"""The commands, as a person types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hypereal_lab.cli import main
from hypereal_lab.doctor import report
from hypereal_lab.notebook_folder import notebook_folder


def test_a_new_key_is_printed_once_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "create", "--data-dir", str(tmp_path), "--name", "me", "--credits", "12.5"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["key"].startswith("ck_")
    assert made["credits"] == 12.5
    secret = made["key"].rsplit("_", 1)[-1].encode()
    assert not any(secret in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_every_key_has_an_account_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        main(["keys", "create", "--data-dir", str(tmp_path), "--credits", "1"])
    accounts = [json.loads(line)["account"] for line in capsys.readouterr().out.splitlines()]
    assert len(set(accounts)) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["keys", "create", "--credits", "-1"],
        ["keys", "create", "--credits", "x"],
        ["keys", "create", "--rate-limit", "0"],
    ],
)
def test_bad_words_are_refused_with_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(words)
    assert refused.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_the_doctor_says_the_form_of_the_key_and_nothing_of_the_key(tmp_path: Path) -> None:
    said = dict(report({"HYPEREAL_API_KEY": "ck_canary123", "HYPEREAL_LAB_HOME": str(tmp_path)}))
    assert "form ck_..." in said["key"]
    assert "canary" not in str(said)
    assert said["server"].startswith("https://")


def test_the_doctor_finds_no_gateway_where_there_is_none(tmp_path: Path) -> None:
    said = dict(report({"HYPEREAL_LAB_HOME": str(tmp_path)}))
    assert "not running" in said["server"]
    assert said["data folder"] == str(tmp_path)


def test_the_command_is_installed() -> None:
    command = [sys.executable, "-m", "hypereal_lab.cli", "--version"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    assert told.stdout.startswith("hypereal-lab 0.")


def test_notebooks_are_copied_once_and_never_overwritten(tmp_path: Path) -> None:
    folder = notebook_folder(tmp_path)
    first = folder / "00-start-here.ipynb"
    assert first.exists()
    first.write_text("mine")
    assert notebook_folder(tmp_path) == folder
    assert first.read_text() == "mine"


def test_the_notebooks_of_a_checkout_are_used_where_they_are() -> None:
    root = Path(__file__).resolve().parents[2]
    assert notebook_folder(root) == root / "notebooks"


def test_opening_runs_jupyterlab_on_the_first_notebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, words: ran.append(words))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.chdir(tmp_path)
    main(["--no-browser"])
    assert ran[0][1:4] == ["-m", "jupyter", "lab"]
    assert ran[0][4].endswith("00-start-here.ipynb")
    assert ran[0][5:] == ["--allow-root", "--no-browser"]
