"""Records of an older lab are brought along whole; those of a newer one are left alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab import Credits, Lab, errors
from hypereal_lab.lab import tables
from hypereal_lab.lab.files import Files
from hypereal_lab.lab.records import Records
from hypereal_lab.media import digest
from tests.lab.bank import ROOT
from tests.lab.conftest import picture
from tests.lab.servers import Dead, lab_at

OLD = '{"kind":"image","model":"gemini-3-1-flash-t2i","inputs":{"prompt":"an old teapot","n":1}}'
PICTURE = picture((3, 4, 5))


def first_light(home: Path) -> Path:
    """The records of a lab of the first version: a picture, a failure, an answer that was lost, one that was awaited."""
    home.mkdir(parents=True)
    path = home / "lab.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"BEGIN; {tables._FIRST_LIGHT} PRAGMA user_version = 1; COMMIT;")
        for number, (state, credits) in enumerate((("done", 4_000_000), ("failed", 0), ("unknown", 0), ("sent", 0))):
            db.execute(
                "INSERT INTO runs (id, time, state, kind, model, provider, recipe, idempotency_key, units, credits,"
                " cost_source, latency, error) VALUES (?, ?, ?, 'image', 'gemini-3-1-flash-t2i', 'hypereal', ?, ?, 1, ?,"
                " 'reported', 1.5, NULL)",
                (f"run{number}", 1000.0 + number, state, OLD, f"key{number}", credits),
            )
        db.execute(
            "INSERT INTO assets (digest, time, kind, media_type, width, height, size) VALUES (?, 1000, 'image',"
            " 'image/png', 64, 48, ?)",
            (digest(PICTURE), len(PICTURE)),
        )
        db.execute("INSERT INTO made (run, position, digest) VALUES ('run0', 0, ?)", (digest(PICTURE),))
        db.commit()
    files = Files(home / "shelf")
    files.keep(files.path(digest(PICTURE), "image/png"), PICTURE)
    return path


def shape(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        names = "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
        found: list[Any] = [tuple(row) for row in db.execute(names)]
        for kind, name, _ in found[:]:
            if kind == "table":
                found.append((name, [tuple(row)[1:] for row in db.execute(f"PRAGMA table_info({name})")]))
        return [*found, db.execute("PRAGMA user_version").fetchone()[0]]


async def test_a_lab_of_the_first_version_is_brought_along(tmp_path: Path) -> None:
    path = first_light(tmp_path / "home")
    dead = Dead()
    with lab_at(tmp_path / "home", dead) as lab:
        runs = lab.journal.runs()
        assert [(run.id, run.status, run.credits) for run in runs] == [
            ("run0", "succeeded", Credits.of(4)),
            ("run1", "failed", Credits(0)),
            ("run2", "unknown", Credits(0)),
            ("run3", "unknown", Credits(0)),
        ]
        assert lab.journal.charges() == [("run0", Credits.of(4), "settle")]
        assert lab.usage.total() == 4
        assert lab.usage.frame()["pixels"].tolist()[0] == 64 * 48
        assert lab.budget(credits=100, per="month").held == Credits(0)
        (asset,) = lab.shelf.search("teapot")
        assert (asset.prompt, asset.cost, asset.data) == ("an old teapot", Credits.of(4), PICTURE)
        assert asset.all == (asset,)
        assert lab.shelf.verify().whole
        assert "an old teapot" in asset.to_python()
        assert lab.recall(asset).how == "same bytes"
        assert lab.recall(PICTURE).asset == asset
        for job in lab.jobs.resume():
            with pytest.raises(errors.OutcomeUnknown):
                job.result(20)
        for run in lab.jobs.unresolved():
            lab.jobs.forget(run.id)
        assert not lab.jobs.unresolved()
        assert dead.used == 0
    fresh = tmp_path / "fresh" / "lab.sqlite3"
    fresh.parent.mkdir()
    Records(fresh).close()
    assert shape(path) == shape(fresh)


def test_a_lab_of_a_newer_version_is_left_alone_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite3"
    Records(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(errors.ShelfError, match="pip install -U hypereal-lab"):
        Lab("ck_x", "http://server", home=tmp_path, environ={})
    assert path.read_bytes() == before


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = first_light(tmp_path / "home")
    before = shape(path)
    with monkeypatch.context() as patch:
        patch.setattr(tables, "_STEPS", (tables._FIRST_LIGHT, tables._SPINE + "SELECT * FROM nowhere;"))
        with pytest.raises(errors.ShelfError, match="nothing was changed"):
            Records(path)
    assert shape(path) == before
    Records(path).close()


@pytest.mark.parametrize("content", [b"", b"this is no database, whatever its name says" * 100])
def test_a_file_that_is_no_database_is_a_shelf_error_or_a_new_lab(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lab.sqlite3"
    path.write_bytes(content)
    if content:
        with pytest.raises(errors.ShelfError):
            Records(path)
        assert path.read_bytes() == content
    else:
        Records(path).close()


@pytest.mark.parametrize("old", [True, False])
def test_processes_that_open_a_home_at_once_all_get_in(tmp_path: Path, old: bool) -> None:
    home = tmp_path / "home"
    if old:
        first_light(home)
    home.mkdir(exist_ok=True)
    source = """
import sys
from pathlib import Path
from hypereal_lab.lab.records import Records
print("ready", flush=True)
sys.stdin.readline()
records = [Records(Path(sys.argv[1])) for _ in range(3)]
print(records[0].read("SELECT COUNT(*) FROM runs")[0][0], records[0].read("SELECT COUNT(*) FROM charges")[0][0])
"""
    kernels = [
        subprocess.Popen(
            [sys.executable, "-c", source, str(home / "lab.sqlite3")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        for _ in range(4)
    ]
    for kernel in kernels:
        assert kernel.stdout is not None and kernel.stdout.readline() == "ready\n"
    told: list[tuple[str, str]] = []
    threads = [threading.Thread(target=lambda one=kernel: told.append(one.communicate("go\n"))) for kernel in kernels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [out for out, _ in told] == ["4 1\n" if old else "0 0\n"] * 4, told


def test_charges_are_never_changed(tmp_path: Path) -> None:
    path = first_light(tmp_path / "home")
    records = Records(path)
    with pytest.raises(errors.ShelfError, match="charges are never changed"):
        records.write(("UPDATE charges SET credits = 0", ()))
    records.close()
    with pytest.raises(errors.ShelfError, match="new Lab"):
        records.read("SELECT 1")
