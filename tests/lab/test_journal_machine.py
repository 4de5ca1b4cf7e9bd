"""Random ends of random calls: each is paid once, and an end stays an end."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from hypereal_lab import Credits
from hypereal_lab.lab.journal import Run
from tests.lab.ledger import Clock, Kernel

KERNELS = st.integers(0, 1)
RECIPES = st.sampled_from(["teapot", "bear", "sea"])
ENDS = ("failed", "cancelled", "expired")


class Journals(RuleBasedStateMachine):
    """Two kernels; the model is what each run should be now, and what each recipe flies on."""

    runs = Bundle("runs")

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.kernels = [Kernel(self.folder, self.clock), Kernel(self.folder, self.clock)]
        self.status: dict[str, str] = {}
        self.charged: dict[str, int] = {}
        self.settled: dict[str, int] = {}
        self.flights: dict[str, str] = {}
        self.finished: dict[str, list[str]] = {}
        self.words: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        self.jobs: dict[str, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "kernels"):
            for kernel in self.kernels:
                kernel.close()
            shutil.rmtree(self.folder)

    @rule(target=runs, kernel=KERNELS, words=RECIPES, hold=st.integers(0, 9_000_000))
    def begin(self, kernel: int, words: str, hold: int) -> Any:
        one = self.kernels[kernel]
        intent = one.intent(hold, words=words)
        found = one.journal.begin(intent)
        if words in self.flights:
            assert found.id == self.flights[words] and found.open
            return multiple()
        if self.finished.get(words):
            assert found.id == max(self.finished[words], key=list(self.status).index), "the one that was begun last"
            return multiple()
        assert found.id == intent.run
        self.status[intent.run], self.charged[intent.run], self.words[intent.run] = "running", 0, words
        self.flights[words], self.owners[intent.run] = intent.run, one.owner
        return intent.run

    @rule(kernel=KERNELS, run=runs, job=st.sampled_from(["job_1", "job_2", None]))
    def is_accepted(self, kernel: int, run: str, job: str | None) -> None:
        job = f"{job}_{run[:6]}" if job else f"job_{run[:6]}"
        self.kernels[kernel].journal.accepted(run, "queued", "pending", job=job, poll_url=None)
        if self.is_open(run):
            self.status[run], self.jobs[run] = "queued", job

    @rule(kernel=KERNELS, run=runs, charged=st.integers(0, 12_000_000))
    def succeed(self, kernel: int, run: str, charged: int) -> None:
        first = self.kernels[kernel].settle(run, charged)
        assert first is (self.status[run] != "succeeded")
        if first:
            assert run not in self.settled
            self.settled[run] = charged
            self.land(run, "succeeded")
            self.charged[run] += charged
            self.finished.setdefault(self.words[run], []).append(run)

    @rule(kernel=KERNELS, run=runs, status=st.sampled_from([*ENDS, "unknown"]))
    def fail(self, kernel: int, run: str, status: str) -> None:
        self.kernels[kernel].fail(run, status)
        if self.is_open(run):
            if status == "unknown":
                self.status[run] = status
            else:
                self.land(run, status)

    @rule(kernel=KERNELS, run=runs, amount=st.integers(-3_000_000, 3_000_000))
    def correct(self, kernel: int, run: str, amount: int) -> None:
        self.kernels[kernel].journal.correct(run, Credits(amount), reason="correction")
        self.charged[run] += amount

    @rule(kernel=KERNELS, run=runs)
    def adopt(self, kernel: int, run: str) -> None:
        one = self.kernels[kernel]
        row = one.journal.run(run)
        assert one.journal.adopt(row, one.owner) is self.is_open(run)
        if self.is_open(run):
            self.owners[run] = one.owner
            other = self.kernels[1 - kernel]
            stale = row.owner != one.owner
            assert other.journal.adopt(row, other.owner) is not stale
            self.owners[run] = one.owner if stale else other.owner

    @rule(kernel=KERNELS, run=runs)
    def replay(self, kernel: int, run: str) -> None:
        if self.status[run] == "succeeded":
            one = self.kernels[kernel]
            row = one.journal.run(run)
            intent = one.intent(0, words=self.words[run])
            made = one.journal.replayed(row, intent.recipe, one.owner, intent.scope, intent.place)
            replayed = one.journal.run(made)
            assert (replayed.credits, replayed.avoided, replayed.replay_of) == (Credits(0), row.credits, run)

    @rule(kernel=KERNELS)
    def restart(self, kernel: int) -> None:
        self.kernels[kernel].close()
        self.kernels[kernel] = Kernel(self.folder, self.clock)

    def is_open(self, run: str) -> bool:
        return self.status[run] in ("queued", "running", "unknown")

    def land(self, run: str, status: str) -> None:
        if self.flights.get(self.words[run]) == run:
            del self.flights[self.words[run]]
        self.status[run] = status

    @invariant()
    def the_rows_are_what_the_model_says(self) -> None:
        if not hasattr(self, "kernels"):
            return
        journal = self.kernels[0].journal
        rows: dict[str, Run] = {run.id: run for run in journal.runs() if run.replay_of is None}
        assert {run: row.status for run, row in rows.items()} == self.status
        assert {run: row.credits.micros for run, row in rows.items()} == self.charged
        assert {run: row.owner for run, row in rows.items()} == self.owners
        assert {run: row.job for run, row in rows.items() if row.job} == self.jobs
        assert all(row.held == Credits(0) for row in rows.values() if not row.open)
        sums: dict[str, int] = dict.fromkeys(rows, 0)
        for run, amount, _ in journal.charges():
            sums[run] += amount.micros
        assert sums == self.charged
        assert [run.id for run in journal.unresolved()] == [run for run in rows if self.is_open(run)]
        for words, runs in self.finished.items():
            recipe = self.kernels[0].intent(words=words).recipe
            assert {run.id for run in journal.finished(recipe.hash, "hypereal")} == set(runs)


TestJournals = Journals.TestCase
TestJournals.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
