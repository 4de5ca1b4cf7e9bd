"""Random calls of two kernels: what a session spent, holds and saved is what the books say, to the millionth."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from hypereal_lab import Credits
from hypereal_lab.lab.tally import Tally
from tests.lab.ledger import Clock, Kernel

AMOUNTS = st.integers(0, 9_000_000)
KERNELS = st.integers(0, 1)
HOUR = 3600.0


class Tallies(RuleBasedStateMachine):
    """Two sessions, each over what an earlier one left; the model is a list of every charge, replay and hold."""

    runs = Bundle("runs")

    @initialize(target=runs, before=AMOUNTS, left=AMOUNTS)
    def open(self, before: int, left: int) -> str:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        earlier = Kernel(self.folder, self.clock)
        ended, open_ = (earlier.journal.begin(earlier.intent(amount)).id for amount in (before, left))
        earlier.settle(ended, before)
        self.kernels = [Kernel(self.folder, self.clock), Kernel(self.folder, self.clock)]
        self.tallies = [Tally(one.records, one.owner, "hypereal") for one in self.kernels]
        self.owners: dict[str, str] = {ended: earlier.owner, open_: earlier.owner}
        self.holds = {open_: left}
        self.charges: list[tuple[str, int, float]] = []
        self.first = [(ended, before, self.clock.now)]
        self.saved: dict[str, list[int]] = {one.owner: [] for one in self.kernels}
        self.sent: list[str] = []
        earlier.close()
        return open_

    def teardown(self) -> None:
        if hasattr(self, "kernels"):
            for kernel in self.kernels:
                kernel.close()
            shutil.rmtree(self.folder)

    @rule(target=runs, kernel=KERNELS, hold=AMOUNTS)
    def send(self, kernel: int, hold: int) -> str:
        one = self.kernels[kernel]
        run = one.journal.begin(one.intent(hold)).id
        self.owners[run], self.holds[run] = one.owner, hold
        self.sent.append(run)
        return run

    @rule(kernel=KERNELS, run=runs, charged=AMOUNTS)
    def succeed(self, kernel: int, run: str, charged: int) -> None:
        if self.kernels[kernel].settle(run, charged):
            self.holds.pop(run, None)
            self.charge(run, charged)

    @rule(kernel=KERNELS, run=runs, status=st.sampled_from(["failed", "cancelled", "unknown"]))
    def fail(self, kernel: int, run: str, status: str) -> None:
        self.kernels[kernel].fail(run, status)
        if status != "unknown":
            self.holds.pop(run, None)

    @rule(kernel=KERNELS, run=runs, amount=st.integers(-3_000_000, 3_000_000))
    def correct(self, kernel: int, run: str, amount: int) -> None:
        self.kernels[kernel].journal.correct(run, Credits(amount), reason="correction")
        self.charge(run, amount)

    @rule(kernel=KERNELS, run=runs)
    def adopt(self, kernel: int, run: str) -> None:
        one = self.kernels[kernel]
        if one.journal.adopt(one.journal.run(run), one.owner):
            self.owners[run] = one.owner

    @rule(kernel=KERNELS, run=runs)
    def replay(self, kernel: int, run: str) -> None:
        one, row = self.kernels[kernel], self.kernels[kernel].journal.run(run)
        if row.status == "succeeded":
            intent = one.intent(0)
            one.journal.replayed(row, intent.recipe, one.owner, intent.scope, intent.place)
            self.saved[one.owner].append(row.credits.micros)

    @rule(hours=st.sampled_from([0.5, 1.0, 4.0]))
    def wait(self, hours: float) -> None:
        self.clock.now += hours * HOUR

    def charge(self, run: str, amount: int) -> None:
        self.charges.append((run, amount, self.clock.now))

    @invariant()
    def sums_are_those_of_the_books(self) -> None:
        for one, tally in zip(getattr(self, "kernels", ()), getattr(self, "tallies", ()), strict=True):
            sums = tally.sums()
            assert sums.spent == Credits(
                sum(amount for run, amount, _ in self.charges if self.owners[run] == one.owner)
            )
            assert sums.saved == Credits(sum(self.saved[one.owner]))
            assert sums.calls == sum(self.owners[run] == one.owner for run in self.sent)
            assert sums.replays == len(self.saved[one.owner])
            assert sums.held == Credits(sum(self.holds.values()))
            assert sums.under_way == len(self.holds)
            assert sums.unpriced == sum(not hold for hold in self.holds.values())

    @invariant()
    def the_last_hours_are_those_of_the_books(self) -> None:
        for tally in getattr(self, "tallies", ()):
            since = self.clock.now - 3 * HOUR
            recent = [amount for _, amount, at in [*self.first, *self.charges] if at >= since]
            assert tally.lately(since) == Credits(sum(recent))

    @invariant()
    def the_dearest_calls_are_in_order(self) -> None:
        for one, tally in zip(getattr(self, "kernels", ()), getattr(self, "tallies", ()), strict=True):
            found: list[Any] = tally.dearest(5)
            weights = [max(run.held.micros, run.credits.micros) for run in found]
            assert weights == sorted(weights, reverse=True)
            assert all(run.owner == one.owner for run in found)
            mine = [run for run in self.holds if self.owners[run] == one.owner and self.holds[run]]
            assert len(found) == 5 or {*mine} <= {run.id for run in found}


TestTallies = Tallies.TestCase
TestTallies.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)


def test_the_version_changes_with_every_write_and_with_no_read(tmp_path: Path) -> None:
    one, other = Kernel(tmp_path), Kernel(tmp_path)
    tally = Tally(one.records, one.owner, "hypereal")
    before = tally.version()
    tally.sums()
    assert tally.version() == before
    other.journal.begin(other.intent(1))
    after = tally.version()
    assert after != before
    one.journal.begin(one.intent(1))
    assert tally.version() != after
    one.close()
    other.close()
