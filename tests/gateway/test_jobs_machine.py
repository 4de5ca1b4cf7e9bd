"""Jobs, leases and money against a model so simple that it cannot be wrong, in whatever order things happen."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from hypereal_lab.gateway.jobs import Job, JobRows, NewJob
from hypereal_lab.gateway.jobs.leases import Elsewhere, Lease, LeaseLost
from hypereal_lab.gateway.ledger import AlreadyResolved, Ledger, verify
from hypereal_lab.gateway.store import Store
from hypereal_lab.gateway.webhooks.outbox import Outbox
from hypereal_lab.wire.money import Credits

WALLET, GIVEN, LEASE = "wallet", 10**12, 30.0
amounts = st.integers(0, 10**9).map(Credits)
owners = st.sampled_from(("one gateway", "another"))


class Known:
    """What the model knows of a job."""

    def __init__(self, amount: Credits) -> None:
        self.amount = amount
        self.ended: str | None = None
        self.fence = 0
        self.owner: str | None = None
        self.until = 0.0


class JobsMachine(RuleBasedStateMachine):
    jobs = Bundle("jobs")
    leases = Bundle("leases")

    @initialize()
    def open(self) -> None:
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.now = 1_790_000_000.0
        self.known: dict[str, Known] = {}
        self.charged = 0
        self._start()
        self._do(self.ledger.top_up(WALLET, Credits(GIVEN), reference="gift"))

    def _start(self) -> None:
        async def make() -> Store:
            return Store(Path(self.folder.name), clock=lambda: self.now)

        self.store = self.runner.run(make())
        self.ledger, self.rows, self.outbox = Ledger(self.store), JobRows(self.store), Outbox(self.store)

    def _do(self, work: Any) -> Any:
        async def run() -> Any:
            return await work

        return self.runner.run(run())

    def _job(self, name: str) -> Job:
        found = self.rows.find(name)
        assert found is not None
        return found

    @rule(target=jobs, amount=amounts)
    def order(self, amount: Credits) -> str:
        name, hold = f"job_{len(self.known)}", f"req_{len(self.known)}"
        job = NewJob(name, hold, WALLET, "video", "m", "p", "list", 1, b"{}", self.now)
        also = [self.rows.new(job), self.outbox.order(name, "https://example.com/x", "https://example.com:443", "")]
        self._do(self.ledger.hold(WALLET, amount, hold_id=hold, price_version="v", key_id="k", also=also))
        self.known[name] = Known(amount)
        return name

    @rule(target=leases, name=jobs, owner=owners)
    def begin(self, name: str, owner: str) -> Lease:
        known = self.known[name]
        got = self._do(self._async(lambda: self.rows.begin(name, owner, LEASE)))
        if known.ended:
            assert got is None
        elif known.owner not in (None, owner) and known.until > self.now:
            assert got == Elsewhere(known.until)
        else:
            assert isinstance(got, Lease) and got.fence == known.fence + 1
            known.owner, known.fence, known.until = owner, got.fence, self.now + LEASE
            return got
        return Lease(name, owner, 0, 0)

    async def _async(self, begin: Any) -> Any:
        return await begin()

    def _holds(self, lease: Lease) -> bool:
        known = self.known[lease.job]
        return known.ended is None and 0 < lease.fence == known.fence

    @rule(lease=leases, progress=st.floats(0, 1))
    def heartbeat(self, lease: Lease, progress: float) -> None:
        before = self._job(lease.job).progress
        held = self._do(self._async(lambda: self.rows.renew(lease, LEASE, progress)))
        assert held == self._holds(lease)
        if held:
            self.known[lease.job].until = self.now + LEASE
            assert self._job(lease.job).progress == max(before, progress)
        else:
            assert self._job(lease.job).progress == before

    @rule(seconds=st.sampled_from((1.0, LEASE - 1, LEASE, 100.0)))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(lease=leases)
    def release(self, lease: Lease) -> None:
        self._do(self._async(lambda: self.rows.release(lease)))
        if self._holds(lease):
            self.known[lease.job].until = 0.0

    @rule()
    def expire(self) -> None:
        self._do(self._async(self.rows.expire))
        for known in self.known.values():
            known.until = 0.0

    def _ending(self, job: Job, lease: Lease | None, state: str) -> Any:
        output, error = ("/files/x", None) if state == "completed" else (None, "why")
        ended = job._replace(state=state, ended=self.now, output=output, error=error)
        also = [self.rows.end(job, state, lease=lease, output=output, error=error), self.outbox.row(ended)]
        if state == "completed":
            row = job.row(self.now, 200, None)
            return self._async(lambda: self.ledger.settle(job.hold, job.hold.amount, row=row, also=also))
        row = job.row(self.now, 499 if state == "cancelled" else 502, state)
        return self._async(lambda: self.ledger.void(job.hold, row=row, also=also))

    def _mark(self, name: str, state: str) -> None:
        known = self.known[name]
        known.ended, known.owner, known.until = state, None, 0.0
        self.charged += known.amount.micros if state == "completed" else 0

    @rule(lease=leases, state=st.sampled_from(("completed", "failed")))
    def end(self, lease: Lease, state: str) -> None:
        ending = self._ending(self._job(lease.job), lease, state)
        if self._holds(lease):
            self._do(ending)
            self._mark(lease.job, state)
        else:
            with pytest.raises(AlreadyResolved if self.known[lease.job].ended else LeaseLost):
                self._do(ending)

    @rule(name=jobs)
    def cancel(self, name: str) -> None:
        ending = self._ending(self._job(name), None, "cancelled")
        if self.known[name].ended is None:
            self._do(ending)
            self._mark(name, "cancelled")
        else:
            with pytest.raises(AlreadyResolved):
                self._do(ending)

    @rule(lease=leases, states=st.permutations(("completed", "failed", "cancelled")))
    def race(self, lease: Lease, states: list[str]) -> None:
        """All ends at once: one of them is written, the first that may."""
        job = self._job(lease.job)
        may = [state for state in states if state == "cancelled" or self._holds(lease)]

        async def together() -> list[Any]:
            ends = [self._ending(job, None if state == "cancelled" else lease, state) for state in states]
            return await asyncio.gather(*ends, return_exceptions=True)

        results = self.runner.run(together())
        good = [state for state, result in zip(states, results, strict=True) if not isinstance(result, Exception)]
        assert len(good) == (0 if self.known[lease.job].ended else 1)
        assert set(good) <= set(may)
        for state in good:
            self._mark(lease.job, state)

    @rule()
    def restart(self) -> None:
        self._do(self.store.close())
        self._start()
        assert [job.id for job in self.rows.open()] == [name for name, one in self.known.items() if not one.ended]

    @invariant()
    def every_job_ends_once_with_its_money_and_its_webhook(self) -> None:
        if not hasattr(self, "store"):
            return
        read = self.store.reader.execute
        books = verify(self.store.reader)
        assert books.charged.micros == self.charged
        assert books.held.micros == sum(one.amount.micros for one in self.known.values() if not one.ended)
        assert books.in_wallets.micros == GIVEN - self.charged
        ended = {name: one.ended for name, one in self.known.items() if one.ended}
        assert {row[0]: row[1] for row in read("SELECT id, state FROM jobs WHERE ended IS NOT NULL")} == ended
        kinds = dict(
            read("SELECT jobs.id, resolutions.kind FROM resolutions JOIN jobs ON jobs.hold = resolutions.hold")
        )
        assert kinds == {name: "settle" if state == "completed" else "void" for name, state in ended.items()}
        assert read("SELECT COUNT(*) FROM resolutions").fetchone()[0] == len(ended)
        assert [row[0] for row in read("SELECT job FROM webhooks ORDER BY job")] == sorted(ended)
        assert read("SELECT COUNT(*) FROM calls").fetchone()[0] == len(ended)
        assert not read("SELECT 1 FROM leases JOIN jobs ON jobs.id = job WHERE ended IS NOT NULL").fetchall()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self._do(self.store.close())
            self.runner.close()
            self.folder.cleanup()


TestJobs = JobsMachine.TestCase
TestJobs.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
