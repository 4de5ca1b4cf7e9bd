"""Random calls of two kernels under many budgets, next to plain dictionaries: no cap is ever passed, nothing leaks."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from hypereal_lab import Credits, errors
from tests.lab.ledger import Clock, Kernel

BERLIN = ZoneInfo("Europe/Berlin")
NOTEBOOK = "bears.ipynb"
HOUR = 3600.0

EDGES = (
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=ZoneInfo("UTC")),  # the hour that Berlin skips
    datetime(2026, 3, 31, 21, 59, 59, tzinfo=ZoneInfo("UTC")),  # the last second of its March, in summer time
    datetime(2026, 3, 31, 22, 0, 0, tzinfo=ZoneInfo("UTC")),
    datetime(2026, 10, 25, 0, 30, 0, tzinfo=ZoneInfo("UTC")),  # the hour that it has twice
    datetime(2026, 10, 31, 22, 59, 59, tzinfo=ZoneInfo("UTC")),  # the last second of its October, in winter time
    datetime(2026, 10, 31, 23, 0, 0, tzinfo=ZoneInfo("UTC")),
    datetime(2026, 12, 31, 23, 0, 0, tzinfo=ZoneInfo("UTC")),
)


@dataclass
class Call:
    """One call as the model knows it."""

    time: float
    owner: str
    notebook: str | None
    tags: tuple[str, ...]
    blocks: tuple[str, ...]
    held: int
    charged: int = 0
    status: str = "running"

    def belongs(self, scope: str, subject: str) -> bool:
        return {
            "session": self.owner == subject,
            "notebook": self.notebook == subject,
            "tag": subject in self.tags,
            "block": subject in self.blocks,
            "month": month(self.time) == subject,
        }[scope]

    @property
    def open(self) -> bool:
        return self.status in ("running", "unknown")


def month(time: float) -> str:
    return datetime.fromtimestamp(time, BERLIN).strftime("%Y-%m")


AMOUNTS = st.integers(0, 9_000_000)  # millionths
CAPS = st.sampled_from([0, 8_000_000, 20_000_000, 90_000_000])
KERNELS = st.integers(0, 1)


class Books(RuleBasedStateMachine):
    """Two kernels on one file; the model is `calls` and `caps`."""

    runs = Bundle("runs")
    blocks = Bundle("blocks")

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock(EDGES[0].timestamp())
        self.kernels = [Kernel(self.folder, self.clock), Kernel(self.folder, self.clock)]
        self.calls: dict[str, Call] = {}
        self.caps: dict[tuple[str, str], int] = {}
        self.every_month: int | None = None

    def teardown(self) -> None:
        if not hasattr(self, "kernels"):
            return
        try:
            for run, call in self.calls.items():
                if call.open:
                    self.kernels[0].fail(run)
                    call.status, call.held = "failed", 0
            self.the_books_agree_with_the_model()
            assert all(row["held"] == 0 for row in self.rows("SELECT held FROM stakes"))
        finally:
            for kernel in self.kernels:
                kernel.close()
            shutil.rmtree(self.folder)

    def rows(self, sql: str) -> list[Any]:
        return self.kernels[0].records.read(sql)

    def in_force(self, call: Call) -> dict[tuple[str, str], int]:
        caps = {one: cap for one, cap in self.caps.items() if call.belongs(*one)}
        if self.every_month is not None:
            caps.setdefault(("month", month(call.time)), self.every_month)
        return caps

    def used(self, scope: str, subject: str) -> tuple[int, int]:
        mine = [call for call in self.calls.values() if call.belongs(scope, subject)]
        return sum(call.charged for call in mine), sum(call.held for call in mine)

    # budgets

    @rule(kernel=KERNELS, cap=CAPS, scope=st.sampled_from(["session", "notebook", "tag"]))
    def set_a_budget(self, kernel: int, cap: int, scope: str) -> None:
        one = self.kernels[kernel]
        if scope == "tag":
            one.budgets.open(Credits(cap), tag="red")
            self.caps["tag", "red"] = cap
        elif scope == "session":
            one.budgets.open(Credits(cap), per="session")
            self.caps["session", one.owner] = cap
        else:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("HYPEREAL_LAB_NOTEBOOK", NOTEBOOK)
                one.budgets.open(Credits(cap), per="notebook")
            self.caps["notebook", NOTEBOOK] = cap

    @rule(kernel=KERNELS, cap=CAPS)
    def set_a_budget_of_each_month(self, kernel: int, cap: int) -> None:
        self.kernels[kernel].budgets.open(Credits(cap), per="month", zone="Europe/Berlin")
        self.every_month = cap
        self.caps["month", month(self.clock.now)] = cap

    @rule(kernel=KERNELS, cap=CAPS, target=blocks)
    def open_a_block(self, kernel: int, cap: int) -> str:
        block = self.kernels[kernel].budgets.open(Credits(cap))._id
        self.caps["block", block] = cap
        return block

    # calls

    @rule(
        target=runs,
        kernel=KERNELS,
        hold=AMOUNTS | st.none(),
        tags=st.sampled_from([(), ("red",), ("red", "blue"), ("red", "red")]),
        notebook=st.sampled_from([None, NOTEBOOK]),
        inside=st.lists(blocks, max_size=2),
    )
    def begin(
        self, kernel: int, hold: int | None, tags: tuple[str, ...], notebook: str | None, inside: list[str]
    ) -> Any:
        one = self.kernels[kernel]
        call = Call(self.clock.now, one.owner, notebook, tags, tuple(inside), hold or 0)
        intent = one.intent(hold, tags=tags, notebook=notebook, blocks=tuple(inside))
        in_force = self.in_force(call)
        full = [name for name, cap in in_force.items() if (hold or 0) > cap - sum(self.used(*name))]
        if hold is None and in_force:
            with pytest.raises(errors.PriceUnknown):
                one.journal.begin(intent)
            return multiple()
        if full:
            with pytest.raises(errors.BudgetExceeded) as refused:
                one.journal.begin(intent)
            said: Any = refused.value
            assert (said.asked.micros, said.left.micros) == (hold, max(0, (said.cap - said.spent - said.held).micros))
            assert any(
                (said.cap.micros, said.spent.micros, said.held.micros) == (in_force[name], *self.used(*name))
                for name in full
            )
            return multiple()
        assert one.journal.begin(intent).id == intent.run
        self.calls[intent.run] = call
        self.caps.update({name: cap for name, cap in in_force.items() if name[0] == "month"})
        for name, cap in in_force.items():
            spent, held = self.used(*name)
            assert spent + held <= cap
        return intent.run

    @rule(run=runs, kernel=KERNELS, charged=st.integers(0, 12_000_000))
    def settle(self, run: str, kernel: int, charged: int) -> None:
        call = self.calls[run]
        assert self.kernels[kernel].settle(run, charged) is (call.status != "succeeded")
        if call.status != "succeeded":
            call.status, call.held, call.charged = "succeeded", 0, call.charged + charged

    @rule(run=runs, kernel=KERNELS, status=st.sampled_from(["failed", "cancelled", "expired"]))
    def end(self, run: str, kernel: int, status: str) -> None:
        call = self.calls[run]
        self.kernels[kernel].fail(run, status)
        if call.open:
            call.status, call.held = status, 0

    @rule(run=runs, kernel=KERNELS)
    def lose_the_answer(self, run: str, kernel: int) -> None:
        call = self.calls[run]
        self.kernels[kernel].fail(run, "unknown")
        if call.open:
            call.status = "unknown"

    @rule(run=runs, part=st.integers(1, 4))
    def refund(self, run: str, part: int) -> None:
        call = self.calls[run]
        if back := call.charged // part:
            self.kernels[0].journal.correct(run, Credits(-back))
            call.charged -= back

    # time

    @rule(hours=st.sampled_from([-24 * 31, -24, -0.5, 0.5, 1, 24, 24 * 31]))
    def move_the_clock(self, hours: float) -> None:
        self.clock.now += hours * HOUR

    @rule(edge=st.sampled_from(EDGES), seconds=st.integers(-2, 2))
    def go_to_an_edge(self, edge: datetime, seconds: int) -> None:
        self.clock.now = edge.timestamp() + seconds

    @rule(kernel=KERNELS)
    def restart_a_kernel(self, kernel: int) -> None:
        self.kernels[kernel].close()
        self.kernels[kernel] = Kernel(self.folder, self.clock)

    @invariant()
    def the_books_agree_with_the_model(self) -> None:
        if not hasattr(self, "kernels"):
            return
        budgets = {
            (row["scope"], row["subject"]): row for row in self.rows("SELECT * FROM budgets WHERE subject <> '*'")
        }
        assert {name: row["cap"] for name, row in budgets.items()} == self.caps
        for name, row in budgets.items():
            assert (row["spent"], row["held"]) == self.used(*name), name
        runs = {row["id"]: (row["status"], row["held"], row["credits"]) for row in self.rows("SELECT * FROM runs")}
        assert runs == {run: (call.status, call.held, call.charged) for run, call in self.calls.items()}
        sums = self.rows(
            "SELECT budgets.id FROM budgets LEFT JOIN stakes ON stakes.budget = budgets.id GROUP BY budgets.id"
            " HAVING budgets.held <> COALESCE(SUM(stakes.held), 0) OR budgets.spent <> COALESCE(SUM(stakes.spent), 0)"
        )
        assert not sums


TestBooks = Books.TestCase
TestBooks.settings = settings(
    max_examples=100, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
