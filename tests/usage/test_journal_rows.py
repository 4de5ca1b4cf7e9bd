"""A table of calls that is brought up to date says what one that is read whole says, whatever was written between."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypereal_lab import Credits, Lab
from hypereal_lab.errors import HyperealError
from hypereal_lab.lab.history import History
from hypereal_lab.usage.ledger import JournalRows, journal_rows
from tests.lab.servers import Studio, lab_at
from tests.labs import picture

WORDS = st.sampled_from(["a fox", "a boat", "a hill"])
STEPS = st.one_of(
    st.tuples(st.just("picture"), WORDS),
    st.tuples(st.just("pictures"), WORDS),
    st.tuples(st.just("clip"), WORDS),
    st.tuples(st.just("tagged"), WORDS),
    st.tuples(st.just("failure"), WORDS),
    st.tuples(st.just("still"), st.just("")),
    st.tuples(st.sampled_from(["one star", "five stars", "no star", "delete", "refund"]), st.just("")),
    st.tuples(st.just("look"), st.just("")),
)


@contextmanager
def new_lab() -> Iterator[tuple[Lab, Studio]]:
    folder, studio = Path(tempfile.mkdtemp()), Studio()
    try:
        with lab_at(folder, studio) as lab:
            yield lab, studio
    finally:
        shutil.rmtree(folder)


def take(lab: Lab, studio: Studio, step: str, words: str) -> None:
    """One thing that a person does."""
    made = lab.shelf.assets()
    if step in ("picture", "pictures"):
        lab.images.generate(words, n=1 if step == "picture" else 2).run()
    elif step == "clip":
        lab.videos.generate(words).run()
    elif step == "tagged":
        with lab.tag("forest", "client"):
            lab.images.generate(words, seed=2).run()
    elif step == "failure":
        with pytest.MonkeyPatch.context() as patch, pytest.raises(HyperealError):
            patch.setattr(studio, "answer", lambda _: httpx.Response(400, json={"error": "no"}))
            lab.images.generate(words, fresh=True).run()
    elif step == "still" and made:
        lab.loop.wait(lab.keep_derived(made[0], picture((1, 2, 3)), by="viewer", work="still", light="night"))
    elif step == "delete" and made:
        lab.shelf.delete(made[0], confirm=True)
    elif step == "refund" and (runs := lab.journal.runs()):
        lab.journal.correct(runs[len(runs) // 2].id, Credits(-1))
    elif step.endswith(("star", "stars")) and made:
        lab.shelf.rate(made[-1], {"one": 1, "five": 5, "no": None}[step.split()[0]])


def same(found: JournalRows, lab: Lab) -> None:
    pd.testing.assert_frame_equal(found().to_native(), journal_rows(lab.journal).to_native())


@settings(max_examples=25)
@given(st.lists(STEPS, min_size=2, max_size=12))
def test_what_is_brought_up_to_date_is_what_is_read_whole(steps: list[tuple[str, str]]) -> None:
    with new_lab() as (lab, studio):
        each, some = JournalRows(lab.journal), JournalRows(lab.journal)
        for step, words in steps:
            take(lab, studio, step, words)
            same(each, lab)
            if step == "look":
                same(some, lab)
        same(some, lab)


def test_only_what_changed_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with new_lab() as (lab, studio):
        for words in ("a fox", "a boat", "a hill"):
            take(lab, studio, "picture", words)
        rows = JournalRows(lab.journal)
        assert len(rows()) == 3
        read, calls = [], History.calls

        def watched(self: History, runs: frozenset[str] | None = None) -> object:
            read.append(runs)
            return calls(self, runs)

        monkeypatch.setattr(History, "calls", watched)
        take(lab, studio, "picture", "a hut")
        assert len(rows()) == 4
        first, *_, last = [run.id for run in lab.journal.runs()]
        lab.shelf.rate(lab.shelf.of_run(first)[0], 4)
        assert rows()["rating"].to_list()[0] == 4
        assert read == [{last}, {first}]


@pytest.mark.parametrize(
    "written",
    [
        "UPDATE runs SET units = 9, status = 'failed' WHERE id = :first",
        "INSERT INTO charges (time, run, credits, reason) VALUES (0, :first, -7, 'refund')",
        "INSERT INTO run_tags (run, tag) VALUES (:first, 'forest')",
        "DELETE FROM run_tags WHERE run = :last",
        "INSERT INTO made (run, position, digest) SELECT :first, 9, digest FROM made WHERE run = :last",
        "DELETE FROM made WHERE run = :last",
        "UPDATE assets SET rating = 2 WHERE rating IS NOT NULL",
    ],
)
def test_every_table_that_a_row_is_made_of_tells_its_changes(written: str) -> None:
    with new_lab() as (lab, studio):
        take(lab, studio, "picture", "a fox")
        take(lab, studio, "tagged", "a boat")
        first, last = (run.id for run in lab.journal.runs())
        lab.shelf.rate(lab.shelf.of_run(last)[0], 5)
        rows = JournalRows(lab.journal)
        before = rows().to_native()
        with lab._records.transaction() as db:
            db.execute(written, {"first": first, "last": last})
        assert not rows().to_native().equals(before)
        same(rows, lab)


def test_who_comes_back_after_very_many_changes_reads_all() -> None:
    with new_lab() as (lab, studio):
        take(lab, studio, "picture", "a fox")
        rows = JournalRows(lab.journal)
        rows()
        change, _ = lab.journal.history.changes()
        take(lab, studio, "tagged", "a boat")
        with lab._records.transaction() as db:
            db.executemany("UPDATE runs SET units = ?", [(number,) for number in range(3_000)])
        assert lab.journal.history.changes(change)[1] is None
        assert lab._records.read("SELECT COUNT(*) FROM changes")[0][0] == 5_000
        same(rows, lab)
