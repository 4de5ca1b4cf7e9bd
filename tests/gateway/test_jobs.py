"""Jobs from their order to their one end, whatever happens in between."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hypereal_lab.gateway.store import StoreFailed
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.films import Projectionist
from tests.gateway.test_videos_route import data_url, done, order

DAY = 24 * 3600


async def ordered(gateway: Gateway, **body) -> str:
    answer = await order(gateway, **body)
    assert answer.status_code == 202, answer.text
    return read(answer)["jobId"]


async def look(gateway: Gateway, job: str):
    return await gateway.http.get(f"/v1/jobs/{job}")


async def status(gateway: Gateway, job: str) -> str:
    return read(await look(gateway, job))["status"]


async def cancel(gateway: Gateway, job: str):
    return await gateway.http.post(f"/v1/jobs/{job}/cancel")


async def test_a_running_job_tells_how_far_it_is(gateway: Gateway) -> None:
    gateway.films.may_end.clear()
    job = await ordered(gateway)
    await gateway.films.began.wait()
    answer = await look(gateway, job)
    told = read(answer)
    assert (told["status"], told["message"], float(told["progress"])) == ("processing", "being made", 0.5)
    assert "outputUrl" not in told
    assert answer.headers["retry-after"] == "1"
    gateway.films.may_end.set()
    await done(gateway)
    assert "retry-after" not in (await look(gateway, job)).headers


async def test_jobs_wait_for_their_turn_and_keep_their_order(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock, jobs_at_once=1) as gateway:
        gateway.films.may_end.clear()
        jobs = [await ordered(gateway, prompt=f"film {number}") for number in range(3)]
        await gateway.films.began.wait()
        assert read(await look(gateway, jobs[2]))["message"] == "waiting for its turn"
        gateway.films.may_end.set()
        await done(gateway)
        assert [made.prompt for made in gateway.films.orders] == ["film 0", "film 1", "film 2"]


async def test_a_waiting_job_is_cancelled_and_never_begun(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock, jobs_at_once=1) as gateway:
        gateway.films.may_end.clear()
        first, second = await ordered(gateway), await ordered(gateway)
        await gateway.films.began.wait()
        told = read(await cancel(gateway, second))
        assert (told["status"], told["creditsUsed"]) == ("cancelled", 0)
        assert "85 credits" in told["message"]
        assert gateway.parts.ledger.balance(gateway.key.account).held == Credits.of(85)
        gateway.films.may_end.set()
        await done(gateway)
        assert len(gateway.films.orders) == 1
        assert (await status(gateway, first), await status(gateway, second)) == ("completed", "cancelled")
        assert gateway.balance == Credits.of(915)
        assert [call[0] for call in gateway.calls()] == [499, 200]


async def test_a_running_job_is_stopped_and_its_hold_comes_back(gateway: Gateway) -> None:
    gateway.films.may_end.clear()
    job = await ordered(gateway)
    await gateway.films.began.wait()
    told = read(await cancel(gateway, job))
    assert (told["status"], told["creditsUsed"]) == ("cancelled", 0)
    await done(gateway)
    assert gateway.films.stopped == 1
    assert gateway.balance == Credits.of(1000)
    assert read(await cancel(gateway, job)) == told
    assert gateway.calls() == [(499, 0, 0, "cancelled")]


async def test_a_job_that_ended_cannot_be_cancelled(gateway: Gateway) -> None:
    job = await ordered(gateway)
    await done(gateway)
    answer = await cancel(gateway, job)
    assert (answer.status_code, read(answer)["error"]["code"]) == (409, "job_ended")
    gateway.films.fail()
    failed = await ordered(gateway)
    await done(gateway)
    assert (await cancel(gateway, failed)).status_code == 409
    assert gateway.balance == Credits.of(915)


async def test_a_cancel_at_the_last_moment_ends_the_job_one_way_or_the_other(gateway: Gateway) -> None:
    for turns in range(12):
        gateway.films.may_end.clear()
        gateway.films.began.clear()
        before = gateway.books().charged
        job = await ordered(gateway)
        await gateway.films.began.wait()
        gateway.films.may_end.set()
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        answer = await cancel(gateway, job)
        await done(gateway)
        word = await status(gateway, job)
        charged = gateway.books().charged - before
        assert (answer.status_code, word, charged) in (
            (200, "cancelled", ZERO),
            (409, "completed", Credits.of(85)),
        )
    kept = [path for path in (gateway.parts.store.data_dir / "files").rglob("*") if path.is_file()]
    assert len(kept) == gateway.parts.store.reader.execute("SELECT COUNT(*) FROM files").fetchone()[0]


@pytest.mark.parametrize(
    ("how", "code", "words"), [("fail", 502, "The projector has a cold."), ("crash", 500, "Its operator finds it as")]
)
async def test_a_failure_returns_the_hold_and_says_why(gateway: Gateway, how: str, code: int, words: str) -> None:
    getattr(gateway.films, how)()
    job = await ordered(gateway)
    await done(gateway)
    told = read(await look(gateway, job))
    assert (told["status"], told["creditsUsed"]) == ("failed", 0)
    assert words in told["error"]
    assert "nothing was charged" in told["error"].lower()
    assert "ck_" not in told["error"]
    assert gateway.balance == Credits.of(1000)
    assert gateway.calls()[0][0] == code


async def test_a_maker_that_takes_too_long_is_stopped(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock, job_time_limit=0.05) as gateway:
        gateway.films.may_end.clear()
        job = await ordered(gateway)
        await done(gateway)
        told = read(await look(gateway, job))
        assert told["status"] == "failed"
        assert "in time" in told["error"]
        assert gateway.films.stopped == 1
        assert gateway.balance == Credits.of(1000)


async def test_a_link_of_the_maker_is_passed_on(gateway: Gateway) -> None:
    gateway.films.link = "https://cdn.example/v.mp4"
    job = await ordered(gateway)
    await done(gateway)
    assert read(await look(gateway, job))["outputUrl"] == "https://cdn.example/v.mp4"


async def test_the_database_may_be_in_trouble_for_a_while(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    settle, troubles = gateway.parts.ledger.settle, 2

    async def troubled(*args, **kwargs):
        nonlocal troubles
        if troubles:
            troubles -= 1
            raise StoreFailed("the disk is full.")
        return await settle(*args, **kwargs)

    monkeypatch.setattr(gateway.parts.ledger, "settle", troubled)
    monkeypatch.setattr("hypereal_lab.gateway.jobs.jobs._SHORTEST_PAUSE", 0.001)
    job = await ordered(gateway)
    await done(gateway)
    assert await status(gateway, job) == "completed"
    assert len(gateway.films.orders) == 1


async def test_jobs_of_others_are_not_there(gateway: Gateway) -> None:
    job = await ordered(gateway)
    await done(gateway)
    stranger = {"authorization": f"Bearer {(await gateway.new_key()).key}"}
    for asked in (job, "job_nobody"):
        for answer in (
            await gateway.http.get(f"/v1/jobs/{asked}", headers=stranger),
            await gateway.http.post(f"/v1/jobs/{asked}/cancel", headers=stranger),
        ):
            error = read(answer)["error"]
            assert (answer.status_code, error["type"]) == (404, "not_found")
            assert error["message"].startswith("Job not found")
    assert read(await gateway.http.get("/v1/jobs", headers=stranger)) == {"jobs": [], "nextCursor": None}


async def test_after_seven_days_a_job_is_gone(gateway: Gateway) -> None:
    job = await ordered(gateway)
    await done(gateway)
    gateway.clock.forward(7 * DAY - 1)
    told = read(await look(gateway, job))
    assert (await gateway.http.get(told["outputUrl"])).status_code == 200
    gateway.clock.forward(1)
    answer = await look(gateway, job)
    assert (answer.status_code, read(answer)["error"]["type"]) == (410, "gone")


async def test_the_list_is_newest_first_in_pages_and_by_status(gateway: Gateway) -> None:
    jobs = [await ordered(gateway, prompt=f"film {number}") for number in range(5)]
    await done(gateway)
    gateway.films.fail()
    jobs.append(await ordered(gateway))
    await done(gateway)
    found, cursor = [], None
    while True:
        query = {"limit": 4, **({"cursor": cursor} if cursor else {})}
        page = read(await gateway.http.get("/v1/jobs", params=query))
        found += [job["jobId"] for job in page["jobs"]]
        cursor = page.get("nextCursor")
        if cursor is None:
            break
    assert found == jobs[::-1]
    for word, count in (("completed", 5), ("succeeded", 5), ("failed", 1), ("processing", 0), ("canceled", 0)):
        page = read(await gateway.http.get("/v1/jobs", params={"status": word}))
        assert len(page["jobs"]) == count, word


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"status": "odd"}, "status"),
    ],
)
async def test_a_list_that_cannot_be_is_refused(gateway: Gateway, query: dict[str, str], param: str) -> None:
    answer = await gateway.http.get("/v1/jobs", params=query)
    assert (answer.status_code, read(answer)["error"]["param"]) == (400, param)


async def test_open_jobs_go_on_after_a_restart_and_are_paid_once(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock, jobs_at_once=1) as gateway:
        gateway.films.may_end.clear()
        jobs = [await ordered(gateway, prompt=f"film {number}", image=data_url()) for number in range(3)]
        await gateway.films.began.wait()
        key = {"authorization": f"Bearer {gateway.key.key}"}
        wallet = gateway.key.account
    async with running(tmp_path / "data", clock, jobs_at_once=1) as again:
        await done(again)
        assert [made.prompt for made in again.films.orders] == ["film 0", "film 1", "film 2"]
        assert all(made.first_frame for made in again.films.orders)
        for job in jobs:
            told = read(await again.http.get(f"/v1/jobs/{job}", headers=key))
            assert told["status"] == "completed"
        assert again.parts.ledger.balance(wallet).available == Credits.of(1000 - 3 * 85)
        assert again.books().charged == Credits.of(3 * 85)
    async with running(tmp_path / "data", clock) as third:
        assert third.films.orders == []


async def test_a_job_that_takes_the_gateway_down_ends_after_some_starts(tmp_path: Path, clock: FakeClock) -> None:
    for life in range(6):
        films = Projectionist()
        films.may_end.clear()
        async with running(tmp_path / "data", clock, video=films) as gateway:
            if life == 0:
                await ordered(gateway)
                wallet = gateway.key.account
            if life < 5:
                await films.began.wait()
            else:
                await done(gateway)
                assert films.orders == []
                assert gateway.parts.ledger.balance(wallet).available == Credits.of(1000)
                assert gateway.calls()[-1][3] == "stopped"


async def test_a_row_only_goes_forward(gateway: Gateway) -> None:
    job = await ordered(gateway)
    await done(gateway)
    for statement in ("UPDATE jobs SET error = 'x' WHERE id = ?", "DELETE FROM jobs WHERE id = ?"):
        with pytest.raises(Exception, match="jobs? (only|are)"):
            await gateway.parts.store.writer.submit(lambda db, sql=statement: db.execute(sql, (job,)))
