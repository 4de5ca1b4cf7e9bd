"""Films made elsewhere: ordered once whatever happens, asked for where they were ordered, paid once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock, Gateway, read
from tests.gateway.upstream.media.conftest import config_of, in_front
from tests.gateway.upstream.servers import Connection, FilmHouse, Upstream, upstream
from tests.media.files import video

FILM = "gemini_omni_flash"
PRICE = Credits.of(30)


@asynccontextmanager
async def standing(
    folder: Path, house: FilmHouse, clock: FakeClock | None = None, **options: Any
) -> AsyncIterator[tuple[Gateway, Upstream]]:
    async with (
        upstream(house) as far,
        in_front(folder / "data", _config(far.url), clock, **options) as gateway,
    ):
        yield gateway, far


def _config(url: str) -> Any:
    return config_of({"kind": "hypereal", "base_url": url, "times": {"connect": 1.0, "first_byte": 1.0, "total": 1.0}})


async def order(gateway: Gateway) -> str:
    answer = await gateway.http.post("/v1/videos/generate", json={"model": FILM, "prompt": "a boat", "duration": 3})
    assert answer.status_code == 202, answer.text
    return read(answer)["jobId"]


async def told(gateway: Gateway, job: str) -> dict[str, Any]:
    return read(await gateway.http.get(f"/v1/jobs/{job}"))


async def until_status(gateway: Gateway, job: str, word: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while (found := await told(gateway, job))["status"] != word:
            await asyncio.sleep(0.01)
    return found


def row(gateway: Gateway, field: str) -> Any:
    return gateway.parts.store.reader.execute(f"SELECT {field} FROM upstream_jobs").fetchone()[0]


async def reset(to: Connection) -> None:
    to.reset()
    await asyncio.sleep(60)


def answering(status: int, body: str = "{}", **headers: str):
    async def script(to: Connection) -> None:
        await to.answer(body, status, **headers)

    return script


async def slow(seconds: float) -> None:
    await asyncio.sleep(0.01)


async def test_the_far_id_is_on_disk_before_anybody_asks_for_it(tmp_path: Path) -> None:
    house = FilmHouse(video())
    seen: list[Any] = []

    async def look(to: Connection) -> None:
        with sqlite3.connect(tmp_path / "data" / "gateway.sqlite3") as db:
            seen.extend(db.execute("SELECT upstream, state FROM upstream_jobs").fetchall())
        await to.answer('{"jobId": "far1", "status": "processing"}')

    house.looks = [look]
    async with standing(tmp_path, house) as (gateway, _):
        job = await order(gateway)
        await gateway.parts.jobs.drain()
        assert seen == [("far1", "accepted")]
        assert (await told(gateway, job))["status"] == "completed"
        assert (gateway.books().held, gateway.books().charged) == (ZERO, PRICE)
        assert row(gateway, "state") == "ended"


async def test_looks_follow_what_the_provider_asks_for(tmp_path: Path) -> None:
    house = FilmHouse(video())
    house.looks = [
        answering(200, '{"jobId": "far1", "status": "processing"}', retry_after="7"),
        answering(429, retry_after="20"),
        answering(500),
    ]
    async with standing(tmp_path, house) as (gateway, _):
        await order(gateway)
        await gateway.parts.jobs.drain()
        assert gateway.waits.seconds[:2] == [7, 20]
        assert gateway.books().charged == PRICE


@pytest.mark.parametrize("remembers", [False, True])
async def test_a_lost_answer_is_asked_for_again_only_where_that_is_safe(tmp_path: Path, remembers: bool) -> None:
    house = FilmHouse(video(), remembers=remembers)
    house.loses = reset
    async with standing(tmp_path, house, sleep=slow) as (gateway, _):
        job = await order(gateway)
        await house.taken.wait()
        unclear = await until_status(gateway, job, "unknown")
        assert unclear["creditsUsed"] == 30 and "asked on" in unclear["message"]
        assert gateway.books().held == PRICE
        house.loses = None
        if remembers:
            await until_status(gateway, job, "completed")
            assert len(house.jobs) == 1 and gateway.books().charged == PRICE
        else:
            await asyncio.sleep(0.1)
            assert (await told(gateway, job))["status"] == "unknown"
            assert len(house.jobs) == 1, "and never ordered again"
        gateway.parts.jobs.stop()


async def test_an_unknown_job_gives_its_hold_back_after_a_day(tmp_path: Path, clock: FakeClock) -> None:
    house = FilmHouse(video())
    house.loses = reset
    start = clock()
    async with standing(tmp_path, house, clock) as (gateway, _):
        job = await order(gateway)
        await gateway.parts.jobs.drain()
        end = await told(gateway, job)
        assert (end["status"], end["creditsUsed"]) == ("failed", 0)
        assert "24 hours" in end["error"]
        assert clock() - start >= 24 * 3600
        assert gateway.books().held == gateway.books().charged == ZERO
        assert len(house.jobs) == 1


async def test_a_job_that_the_far_side_forgot_is_unknown_and_not_lost(tmp_path: Path) -> None:
    house = FilmHouse(video())
    house.status = "processing"
    house.looks = [answering(404)] * 3
    async with standing(tmp_path, house, sleep=slow) as (gateway, _):
        job = await order(gateway)
        await until_status(gateway, job, "unknown")
        assert gateway.books().held == PRICE
        await until_status(gateway, job, "processing")
        house.status = "completed"
        await until_status(gateway, job, "completed")


@pytest.mark.parametrize(("word", "state"), [("failed", "failed"), ("cancelled", "failed")])
async def test_a_definite_end_gives_the_hold_back(tmp_path: Path, word: str, state: str) -> None:
    house = FilmHouse(video())
    house.looks = [answering(200, f'{{"jobId": "far1", "status": "{word}", "error": "Flagged as sensitive"}}')]
    async with standing(tmp_path, house) as (gateway, _):
        job = await order(gateway)
        await gateway.parts.jobs.drain()
        assert (await told(gateway, job))["status"] == state
        assert gateway.books().held == gateway.books().charged == ZERO


async def test_a_hasty_failure_without_a_reason_is_not_believed(tmp_path: Path) -> None:
    house = FilmHouse(video())
    house.looks = [answering(200, '{"jobId": "far1", "status": "failed", "error": "Failed to check status"}')] * 4
    async with standing(tmp_path, house) as (gateway, _):
        job = await order(gateway)
        await gateway.parts.jobs.drain()
        assert (await told(gateway, job))["status"] == "completed"


async def test_a_web_page_in_place_of_a_film_is_refused_and_not_charged(tmp_path: Path) -> None:
    async with standing(tmp_path, FilmHouse(b"<html>Sign in</html>")) as (gateway, _):
        job = await order(gateway)
        await gateway.parts.jobs.drain()
        end = await told(gateway, job)
        assert end["status"] == "failed" and "not a film" in end["error"]
        assert gateway.books().charged == ZERO


async def test_a_cancel_is_passed_on_and_tried_again_by_the_sweep(tmp_path: Path) -> None:
    house = FilmHouse(video())
    house.status = "processing"
    async with standing(tmp_path, house, sleep=slow) as (gateway, far):
        job = await order(gateway)
        async with asyncio.timeout(30):
            while row(gateway, "COUNT(upstream)") == 0:
                await asyncio.sleep(0.01)
        script, far.script = far.script, answering(503)
        assert read(await gateway.http.post(f"/v1/jobs/{job}/cancel"))["status"] == "cancelled"
        await gateway.parts.jobs.drain()
        await gateway.parts.films.close()
        assert house.cancelled == [] and row(gateway, "state") != "ended"
        far.script = script
        await gateway.parts.sweep()
        assert house.cancelled == ["far1"] and row(gateway, "state") == "ended"
        assert gateway.books().held == ZERO


async def test_a_film_that_is_cancelled_while_it_is_ordered_is_stopped_there(tmp_path: Path) -> None:
    house, answer = FilmHouse(video()), asyncio.Event()

    async def wait(to: Connection) -> None:
        await answer.wait()

    house.loses = wait
    async with standing(tmp_path, house, sleep=slow) as (gateway, _):
        job = await order(gateway)
        await house.taken.wait()
        assert read(await gateway.http.post(f"/v1/jobs/{job}/cancel"))["status"] == "cancelled"
        answer.set()
        async with asyncio.timeout(30):
            while house.cancelled != ["far1"]:
                await asyncio.sleep(0.01)


async def test_a_stop_of_the_gateway_does_not_stop_the_film(tmp_path: Path, clock: FakeClock) -> None:
    house = FilmHouse(video())
    house.status = "processing"
    async with upstream(house) as far:
        async with in_front(tmp_path / "data", _config(far.url), clock, sleep=slow) as gateway:
            job = await order(gateway)
            async with asyncio.timeout(30):
                while row(gateway, "COUNT(upstream)") == 0:
                    await asyncio.sleep(0.01)
        assert house.cancelled == []
        house.status = "completed"
        async with in_front(tmp_path / "data", _config(far.url), clock, sleep=slow) as gateway:
            await gateway.parts.jobs.drain()
            assert gateway.parts.jobs.rows.find(job).state == "completed"
            assert (gateway.books().held, gateway.books().charged) == (ZERO, PRICE)
        assert len(house.jobs) == 1


async def test_a_job_is_never_asked_for_at_another_address(tmp_path: Path, clock: FakeClock) -> None:
    house, other = FilmHouse(video()), FilmHouse(video())
    house.status = "processing"
    async with upstream(house) as far, upstream(other) as elsewhere:
        async with in_front(tmp_path / "data", _config(far.url), clock, sleep=slow) as gateway:
            job = await order(gateway)
            async with asyncio.timeout(30):
                while row(gateway, "COUNT(upstream)") == 0:
                    await asyncio.sleep(0.01)
        async with in_front(tmp_path / "data", _config(elsewhere.url), clock, sleep=slow) as gateway:
            async with asyncio.timeout(30):
                while row(gateway, "state") != "unknown":
                    await asyncio.sleep(0.01)
            assert gateway.parts.jobs.rows.find(job).is_open
        assert elsewhere.received == []


LOOKS = {
    "processing": answering(200, '{"jobId": "far1", "status": "processing", "progress": 0.5}'),
    "a word nobody knows": answering(200, '{"jobId": "far1", "status": "pondering"}'),
    "no JSON": answering(200, "<html>"),
    "404": answering(404),
    "429": answering(429, retry_after="3"),
    "500": answering(500),
    "cut": reset,
}
ENDS = {
    "completed": (answering(200, '{"status": "completed", "outputUrl": "/film.mp4"}'), PRICE),
    "failed": (answering(200, '{"status": "failed", "error": "Flagged"}'), ZERO),
    "cancelled": (answering(200, '{"status": "cancelled"}'), ZERO),
}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks=st.lists(st.sampled_from(sorted(LOOKS)), max_size=12), end=st.sampled_from(sorted(ENDS)))
def test_whatever_the_far_side_says_a_job_is_ordered_once_and_ends_once(
    tmp_path_factory: pytest.TempPathFactory, looks: list[str], end: str
) -> None:
    async def live() -> None:
        house = FilmHouse(video())
        script, paid = ENDS[end]
        house.looks = [*(LOOKS[one] for one in looks), script]
        async with standing(tmp_path_factory.mktemp("far"), house) as (gateway, far):
            if end == "completed":
                link = far.url.removesuffix("/v1") + "/film.mp4"
                house.looks[-1] = answering(200, f'{{"status": "completed", "outputUrl": "{link}"}}')
            job = await order(gateway)
            await gateway.parts.jobs.drain()
            assert (await told(gateway, job))["status"] == ("completed" if paid else "failed")
            assert (gateway.books().held, gateway.books().charged) == (ZERO, paid)
            assert len(house.jobs) == len(gateway.calls()) == 1

    asyncio.run(live())
