"""Two gateways over one file: a job is run by one, ended once and paid once, whoever is late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hypereal_lab.gateway.jobs import Job, Jobs
from hypereal_lab.gateway.jobs.leases import Elsewhere, Lease, LeaseLost
from hypereal_lab.gateway.ledger import AlreadyResolved
from hypereal_lab.gateway.providers import Clip
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.films import Projectionist
from tests.gateway.test_jobs import cancel, look, ordered
from tests.gateway.test_videos_route import done

PRICE = Credits.of(85)


@asynccontextmanager
async def beside(gateway: Gateway, lease: float = 0.3) -> AsyncIterator[tuple[Jobs, Projectionist]]:
    """The jobs of another gateway over the same file, and who makes its films."""
    films = Projectionist()

    class Maker:
        def is_elsewhere(self, job: Job) -> bool:
            return False

        def give_up(self, job: Job) -> None:
            pass

        async def make(self, job: Job, progress: Callable[[float], None]) -> Clip:
            return await films.video(job.work, progress)  # type: ignore[arg-type]

    parts = gateway.parts
    jobs = Jobs(
        parts.store,
        parts.ledger,
        parts.files,
        {"video": Maker()},
        owner="the other",
        at_once=2,
        time_limit=60,
        lease=lease,
        hearer=parts.webhooks,
    )
    try:
        yield jobs, films
    finally:
        jobs.stop()
        await jobs.drain()


@pytest.fixture
async def here(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "data", clock, job_lease=0.3) as gateway:
        gateway.films.may_end.clear()
        yield gateway


def row(gateway: Gateway, job: str) -> tuple[str, int, float, float] | None:
    sql = "SELECT owner, fence, until, progress FROM leases WHERE job = ?"
    return gateway.parts.store.reader.execute(sql, (job,)).fetchone()


async def until(true: Callable[[], object]) -> None:
    while not true():
        await asyncio.sleep(0.005)


async def test_a_job_that_runs_elsewhere_is_left_alone(here: Gateway) -> None:
    job = await ordered(here)
    await here.films.began.wait()
    async with beside(here) as (other, films):
        assert other.resume() == 1
        for _ in range(30):
            await asyncio.sleep(0.01)
        assert films.orders == []
        here.films.may_end.set()
        await done(here)
        await other.drain()
        assert films.orders == []
    assert read(await look(here, job))["status"] == "completed"
    assert row(here, job) is None


async def test_a_lease_is_renewed_while_the_work_goes_on_and_tells_the_progress(here: Gateway) -> None:
    job = await ordered(here)
    await here.films.began.wait()
    before = row(here, job)
    assert before is not None and before[1] == 1
    here.clock.forward(0.2)
    here.films.say(0.7)
    await until(lambda: (row(here, job) or before)[2] > before[2])
    after = row(here, job)
    assert after is not None and after[1] == 1
    async with beside(here) as (other, _):
        found = other.rows.find(job)
        assert found is not None
        assert other.standing(found).progress == 0.7
    here.films.may_end.set()
    await done(here)


async def test_a_gateway_that_is_late_can_neither_end_its_job_nor_tell_progress(
    here: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await ordered(here)
    await here.films.began.wait()

    async def asleep(*_: object) -> bool:
        await asyncio.Event().wait()
        return True

    monkeypatch.setattr(here.parts.jobs.rows, "renew", asleep)
    await asyncio.sleep(0.25)  # a beat that is under way is not the one that hangs
    here.clock.forward(10)
    async with beside(here) as (other, films):
        films.may_end.clear()
        other.resume()
        await films.began.wait()
        lease = row(here, job)
        assert lease is not None and lease[:2] == ("the other", 2)
        films.say(0.25)
        here.films.say(0.9)
        found = other.rows.find(job)
        assert found is not None
        assert (other.standing(found).progress, here.parts.jobs.standing(found).progress < 0.9) == (0.5, True)
        here.films.may_end.set()
        await until(lambda: job not in here.parts.jobs._runs)
        assert here.books().charged == ZERO
        assert other.rows.find(job).is_open  # type: ignore[union-attr]
        films.may_end.set()
        await other.drain()
        await done(here)
    assert here.books().charged == PRICE
    assert read(await look(here, job))["status"] == "completed"
    kept = [path for path in (here.parts.store.data_dir / "files").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert len(here.films.orders) == 1


async def test_a_run_that_lost_its_lease_stops_its_work(here: Gateway) -> None:
    job = await ordered(here)
    await here.films.began.wait()
    await here.parts.jobs.recover()
    taken = await here.parts.jobs.rows.begin(job, "a third", 100.0)
    assert isinstance(taken, Lease) and taken.fence == 2
    await until(lambda: here.films.stopped == 1)
    assert here.parts.jobs.rows.find(job).is_open  # type: ignore[union-attr]
    here.films.may_end.set()
    here.clock.forward(200)
    await done(here)
    assert here.books().charged == PRICE


async def test_what_another_gateway_cancels_stops_here(here: Gateway) -> None:
    job = await ordered(here)
    await here.films.began.wait()
    async with beside(here) as (other, _):
        found = other.rows.find(job)
        assert found is not None and await other.cancel(found)
    await until(lambda: here.films.stopped == 1)
    await done(here)
    assert read(await look(here, job))["status"] == "cancelled"
    assert here.books().charged == here.books().held == ZERO


async def test_two_pollers_two_gateways_and_a_cancel_end_a_job_once(here: Gateway) -> None:
    for turn in range(8):
        here.films.may_end.set()
        before = here.books().charged
        job = await ordered(here)
        async with beside(here, lease=0.02) as (other, _):
            here.clock.forward(1)
            other.resume()
            pollers = [asyncio.create_task(here.http.get(f"/v1/jobs/{job}?wait=5")) for _ in range(2)]
            for _ in range(turn):
                await asyncio.sleep(0.0005)
            answer = await cancel(here, job)
            await done(here)
            await other.drain()
            await asyncio.gather(*pollers)
        word, charged = read(await look(here, job))["status"], here.books().charged - before
        assert (answer.status_code, word, charged) in ((200, "cancelled", ZERO), (409, "completed", PRICE))
    assert here.books().held == ZERO
    ended = here.parts.store.reader.execute("SELECT COUNT(*), COUNT(DISTINCT id) FROM calls").fetchone()
    assert ended == (8, 8)


async def test_a_start_after_a_crash_waits_for_no_lease(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock) as gateway:
        gateway.films.may_end.clear()
        job = await ordered(gateway)
        await gateway.films.began.wait()
        assert isinstance(await gateway.parts.jobs.rows.begin(job, "a stranger", 30.0), Elsewhere)
        await gateway.parts.jobs.recover()
        assert isinstance(await gateway.parts.jobs.rows.begin(job, "the next life", 30.0), Lease)
        gateway.films.may_end.set()


async def test_fences_only_grow_and_a_job_that_ended_has_no_lease(here: Gateway) -> None:
    job = await ordered(here)
    await here.films.began.wait()
    submit = here.parts.store.writer.submit
    for statement in ("UPDATE leases SET fence = fence - 1", "UPDATE leases SET owner = 'x'"):
        with pytest.raises(Exception, match="higher fence|CHECK"):
            await submit(lambda db, sql=statement: db.execute(sql))
    here.films.may_end.set()
    await done(here)
    with pytest.raises(Exception, match="has ended has no lease"):
        await submit(
            lambda db: db.execute("INSERT INTO leases (job, owner, fence, until) VALUES (?, 'x', 1, 0)", (job,))
        )


async def test_an_end_without_the_lease_writes_nothing(here: Gateway) -> None:
    job = await ordered(here)
    await here.films.began.wait()
    rows, found = here.parts.jobs.rows, here.parts.jobs.rows.find(job)
    assert found is not None
    old = Lease(job, "x", 0, 1)
    with pytest.raises(LeaseLost):
        await here.parts.ledger.settle(
            found.hold,
            PRICE,
            row=found.row(0.0, 200, None),
            also=[rows.end(found, "completed", lease=old, output="/x")],
        )
    assert here.books().held == PRICE
    assert here.calls() == []
    await cancel(here, job)
    with pytest.raises(AlreadyResolved):
        await here.parts.ledger.void(
            found.hold, row=found.row(0.0, 500, "x"), also=[rows.end(found, "failed", lease=old, error="x")]
        )
