"""Looking at jobs: the same answer costs nothing, a look may wait, and events tell every change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from hypereal_lab.gateway.routes.job_events import JobEvents
from hypereal_lab.gateway.routes.job_looks import JobLooks
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.jobs import JOB_EVENTS, JobAnswer
from hypereal_lab.wire.sse import EventDecoder
from tests.gateway.conftest import FakeClock, Gateway, listening, read, running
from tests.gateway.films import Projectionist
from tests.gateway.test_jobs import DAY, cancel, look, ordered
from tests.gateway.test_videos_route import done


@pytest.fixture
async def job(gateway: Gateway) -> str:
    """One that runs until it may end."""
    gateway.films.may_end.clear()
    made = await ordered(gateway)
    await gateway.films.began.wait()
    return made


async def ask(gateway: Gateway, job: str, wait: object = None, tag: str | None = None) -> httpx.Response:
    headers = {"if-none-match": tag} if tag else {}
    query = {} if wait is None else {"wait": str(wait)}
    return await gateway.http.get(f"/v1/jobs/{job}", params=query, headers=headers)


async def watched(gateway: Gateway) -> None:
    """Until somebody waits for a job."""
    while not len(gateway.parts.jobs.changes):
        await asyncio.sleep(0.001)


async def test_the_same_answer_has_the_same_tag_and_is_not_sent_twice(gateway: Gateway, job: str) -> None:
    first = await look(gateway, job)
    tag = first.headers["etag"]
    assert tag.startswith('"') and tag.endswith('"')
    for given in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = await ask(gateway, job, tag=given)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["retry-after"] == first.headers["retry-after"] == "1"
        assert "x-request-id" in again.headers
    gateway.films.may_end.set()
    await done(gateway)
    ended = await ask(gateway, job, tag=tag)
    assert (ended.status_code, read(ended)["status"]) == (200, "completed")
    assert ended.headers["etag"] != tag
    assert "retry-after" not in (await ask(gateway, job, tag=ended.headers["etag"])).headers


async def test_a_look_that_waits_answers_when_the_job_ends(gateway: Gateway, job: str) -> None:
    waiting = asyncio.create_task(ask(gateway, job, 60))
    await watched(gateway)
    assert not waiting.done()
    gateway.films.may_end.set()
    answer = await waiting
    assert (answer.status_code, read(answer)["status"]) == (200, "completed")
    assert len(gateway.parts.jobs.changes) == 0
    assert read(await ask(gateway, job, 60))["status"] == "completed"


async def test_a_look_that_waits_answers_when_the_job_begins(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock, jobs_at_once=1) as gateway:
        gateway.films.may_end.clear()
        first, second = await ordered(gateway), await ordered(gateway)
        waiting = asyncio.create_task(ask(gateway, second, 60))
        await watched(gateway)
        gateway.films.began.clear()
        await cancel(gateway, first)
        told = read(await waiting)
        assert (told["status"], told["message"]) == ("processing", "being made")
        gateway.films.may_end.set()
        await done(gateway)


async def test_a_look_answers_how_the_job_stands_when_its_time_is_over(gateway: Gateway, job: str) -> None:
    answer = await ask(gateway, job, 1)
    assert read(answer)["status"] == "processing"
    tag = answer.headers["etag"]
    assert (await ask(gateway, job, 1, tag)).status_code == 304
    assert read(await ask(gateway, job, 0))["status"] == "processing"


async def test_a_look_with_a_tag_hears_of_progress_too(gateway: Gateway, job: str) -> None:
    tag = (await look(gateway, job)).headers["etag"]
    waiting = asyncio.create_task(ask(gateway, job, 60, tag))
    await watched(gateway)
    gateway.films.say(0.75)
    told = read(await waiting)
    assert (told["status"], float(told["progress"])) == ("processing", 0.75)
    assert read(await ask(gateway, job, 60, tag))["progress"] is not None  # what is new already is answered at once


@pytest.mark.parametrize("wait", ["-1", "61", "soon", "1.5", "", "1e1", "٣"])
async def test_a_wait_that_cannot_be_is_refused(gateway: Gateway, job: str, wait: str) -> None:
    answer = await ask(gateway, job, wait)
    assert (answer.status_code, read(answer)["error"]["param"]) == (400, "wait")


async def test_a_client_that_leaves_a_waiting_look_leaves_nothing_behind(gateway: Gateway, job: str) -> None:
    async with listening(gateway) as base, httpx.AsyncClient(base_url=base, headers=gateway.http.headers) as http:
        waiting = [asyncio.create_task(http.get(f"/v1/jobs/{job}", params={"wait": "60"})) for _ in range(5)]
        waiting += [asyncio.create_task(http.get(f"/v1/jobs/{job}/events")) for _ in range(5)]
        while len(gateway.parts.jobs.changes._watches.get(job, ())) < 10:
            await asyncio.sleep(0.005)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        while len(gateway.parts.jobs.changes):
            await asyncio.sleep(0.005)
        gateway.films.may_end.set()
        await done(gateway)


async def test_those_who_wait_are_let_go_when_the_gateway_stops(gateway: Gateway, job: str) -> None:
    waiting = [asyncio.create_task(ask(gateway, job, 60)) for _ in range(3)]
    waiting += [asyncio.create_task(gateway.http.get(f"/v1/jobs/{job}/events"))]
    await watched(gateway)
    gateway.parts.jobs.changes.close()
    for answer in await asyncio.gather(*waiting):
        assert answer.status_code == 200
    assert read(await waiting[0])["status"] == "processing"


async def events(http: httpx.AsyncClient, job: str, **headers: str) -> AsyncIterator[tuple[str, JobAnswer]]:
    decoder = EventDecoder()
    async with http.stream("GET", f"/v1/jobs/{job}/events", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for piece in answer.aiter_bytes():
            for event in decoder.feed(piece):
                yield event.name, msgspec.json.decode(event.data, type=JobAnswer)


async def test_events_tell_every_change_and_end_with_the_end(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock, jobs_at_once=1) as gateway:
        gateway.films.may_end.clear()
        first, second = await ordered(gateway), await ordered(gateway)
        await gateway.films.began.wait()
        heard: list[tuple[str, JobAnswer]] = []
        async with listening(gateway) as base, httpx.AsyncClient(base_url=base, headers=gateway.http.headers) as http:
            async for name, told in events(http, second):
                assert name in JOB_EVENTS
                heard.append((name, told))
                if told.message == "waiting for its turn":
                    assert (name, told.position) == ("state", 1)
                    await cancel(gateway, first)
                elif told.progress == 0.5:
                    gateway.films.say(0.9)
                elif told.progress == 0.9:
                    gateway.films.may_end.set()
        assert [name for name, _ in heard][0] == "state"
        assert ("progress", 0.9) in [(name, told.progress) for name, told in heard]
        assert (heard[-1][0], heard[-1][1].state) == ("end", "succeeded")
        assert [name for name, _ in heard].count("end") == 1


async def test_who_comes_again_gets_how_it_stands_now(gateway: Gateway, job: str) -> None:
    async with listening(gateway) as base, httpx.AsyncClient(base_url=base, headers=gateway.http.headers) as http:
        async for name, told in events(http, job):
            assert (name, told.progress) == ("state", 0.5)
            break
        gateway.films.say(0.75)
        async for name, told in events(http, job, **{"last-event-id": "something else"}):
            assert (name, told.progress) == ("state", 0.75)
            break
        gateway.films.may_end.set()
        await done(gateway)
        assert [name async for name, _ in events(http, job)] == ["end"]


async def test_an_event_has_the_tag_of_its_answer_as_id(gateway: Gateway) -> None:
    job = await ordered(gateway)
    await done(gateway)
    tag = (await look(gateway, job)).headers["etag"].strip('"')
    body = (await gateway.http.get(f"/v1/jobs/{job}/events")).content
    assert body.startswith(b"event: end\nid: %s\ndata: {" % tag.encode())


def told_by_hand(gateway: Gateway, job: str, *, quiet: float) -> tuple[JobEvents, dict[str, Any]]:
    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    scope = {"scheme": "http", "server": ("gateway", 80)}
    visit = Visit("req_1", gateway.clock(), scope, receive, {}, None)
    looks = JobLooks(gateway.parts)
    first = looks.look(job, gateway.key.account, visit)
    assert first is not None
    return JobEvents(gateway.parts, looks, first, visit, quiet=quiet), scope


async def test_a_quiet_job_gives_signs_of_life(gateway: Gateway, job: str) -> None:
    sent: list[bytes] = []

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))

    stream, scope = told_by_hand(gateway, job, quiet=0.02)
    telling = asyncio.create_task(stream(scope, None, send))  # type: ignore[arg-type]
    while sent.count(b": keep-alive\n\n") < 3:
        await asyncio.sleep(0.005)
    gateway.films.may_end.set()
    await telling
    assert sent[-2].startswith(b"event: end\n")


async def test_nothing_gathers_for_a_slow_reader(gateway: Gateway, job: str) -> None:
    sent, may_send = [], asyncio.Event()

    async def send(message: Any) -> None:
        await may_send.wait()
        sent.append(message.get("body", b""))

    stream, scope = told_by_hand(gateway, job, quiet=15)
    telling = asyncio.create_task(stream(scope, None, send))  # type: ignore[arg-type]
    for step in range(1000):
        gateway.films.say(0.5 + step / 2100)
        await asyncio.sleep(0)
    gateway.films.may_end.set()
    await done(gateway)
    may_send.set()
    await telling
    assert len([one for one in sent if one.startswith(b"event: ")]) <= 2
    assert sent[-2].startswith(b"event: end\n")


@pytest.mark.parametrize("tail", ["", "?wait=60", "/events"])
async def test_nobody_hears_of_a_job_of_another_account(gateway: Gateway, job: str, tail: str) -> None:
    stranger = {"authorization": f"Bearer {(await gateway.new_key()).key}"}
    found = [await gateway.http.get(f"/v1/jobs/{name}{tail}", headers=stranger) for name in (job, "job_nobody")]
    errors = [read(answer)["error"] for answer in found]
    assert [answer.status_code for answer in found] == [404, 404]
    assert errors[0] == errors[1]


async def test_after_seven_days_to_the_second_a_job_is_gone_everywhere(gateway: Gateway) -> None:
    job = await ordered(gateway)
    await done(gateway)
    link = read(await look(gateway, job))["outputUrl"]

    async def stands() -> tuple[list[int], int]:
        paths = (f"/v1/jobs/{job}", f"/v1/jobs/{job}?wait=5", f"/v1/jobs/{job}/events", link)
        answers = [(await gateway.http.get(path)).status_code for path in paths]
        return answers, len(read(await gateway.http.get("/v1/jobs"))["jobs"])

    gateway.clock.forward(7 * DAY - 1)
    assert await stands() == ([200, 200, 200, 200], 1)
    gateway.clock.forward(1)
    assert await stands() == ([410, 410, 410, 410], 0)
    assert (await cancel(gateway, job)).status_code == 410


async def test_looks_and_events_go_on_after_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    films = Projectionist()
    films.may_end.clear()
    async with running(tmp_path / "data", clock, video=films) as gateway:
        job = await ordered(gateway)
        await films.began.wait()
        key = {"authorization": f"Bearer {gateway.key.key}"}
    films = Projectionist()
    films.may_end.clear()
    async with running(tmp_path / "data", clock, video=films) as again:
        waiting = asyncio.create_task(again.http.get(f"/v1/jobs/{job}", params={"wait": "60"}, headers=key))
        telling = asyncio.create_task(again.http.get(f"/v1/jobs/{job}/events", headers=key))
        await watched(again)
        await films.began.wait()
        films.may_end.set()
        await done(again)
        assert b"event: end\n" in (await telling).content
        assert read(await waiting)["status"] in ("processing", "completed")  # it may have begun again meanwhile
