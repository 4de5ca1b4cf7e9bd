"""A served gateway that is killed in the middle of a film: the next one makes it, under the same hold, paid once."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import av
import pytest

from hypereal_lab.engines.workers import Workers
from hypereal_lab.gateway.outbound_posts import Posts
from hypereal_lab.gateway.providers.sandbox_films import SandboxFilms
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock, read, running
from tests.gateway.receivers import receiving
from tests.gateway.test_serve import Start, announced, books, client, count, start, until

__all__ = ["start"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

BODY = {"model": "gemini_omni_flash", "prompt": "a boat on a lake", "duration": 3, "seed": 7}
PRICE = Credits.of(30)
FILM = Credits.of(85)


def test_a_film_survives_kill_9_and_is_paid_once(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    options = ("--data-dir", folder, "--port", 0, "--embedded")
    first = start(*options)
    first.base()
    with client(folder) as http:
        told = http.post("/v1/videos/generate", json=BODY).raise_for_status().json()
        path = f"/v1/jobs/{told['jobId']}"
        until(lambda: http.get(path).json()["progress"] > 0.1)
    first.end(signal.SIGKILL)
    assert (books(folder).held, books(folder).charged) == (PRICE, ZERO)

    start(*options).base()
    until(lambda: announced(folder)["base_url"] != first.base())
    with client(folder) as http:
        until(lambda: http.get(path).json()["status"] != "processing")
        job = http.get(path).json()
        assert (job["status"], job["creditsUsed"]) == ("completed", 30)
        film = http.get(job["outputUrl"]).raise_for_status().content
    with av.open(io.BytesIO(film)) as opened:
        assert opened.duration == 3_000_000
    assert (books(folder).held, books(folder).charged) == (ZERO, PRICE)
    assert (count(folder, "jobs"), count(folder, "calls"), count(folder, "resolutions")) == (1, 1, 1)


def test_an_embedded_gateway_stays_for_its_jobs(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    process = start("--data-dir", folder, "--port", 0, "--embedded", "--idle-exit", 1)
    process.base()
    with client(folder) as http:
        http.post("/v1/videos/generate", json={**BODY, "duration": 6}).raise_for_status()
    assert process.status() == 0
    assert (books(folder).held, books(folder).charged) == (ZERO, Credits.of(60))


def test_a_film_is_stopped_when_it_is_cancelled(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    start("--data-dir", folder, "--port", 0, "--embedded").base()
    with client(folder) as http:
        long, short = (
            http.post("/v1/videos/generate", json={**BODY, "duration": seconds}).raise_for_status().json()["jobId"]
            for seconds in (15, 1)
        )
        until(lambda: http.get(f"/v1/jobs/{long}").json()["progress"] > 0.06)
        assert http.post(f"/v1/jobs/{long}/cancel").json()["status"] == "cancelled"
        until(lambda: http.get(f"/v1/jobs/{short}").json()["status"] == "completed")
    assert books(folder).charged == Credits.of(10)


@pytest.mark.parametrize("phase", ["accepted", "queued", "running", "made", "settled", "cancelled", "failed"])
async def test_a_gateway_that_is_killed_at_any_point_charges_or_refunds_once_and_tells_it(
    tmp_path: Path, phase: str
) -> None:
    folder = tmp_path / "data"
    async with receiving() as receiver:
        words = (sys.executable, "-m", "tests.gateway.jobs_child", str(folder), phase, receiver.url())
        child = await asyncio.create_subprocess_exec(*words, cwd=Path(__file__).parents[2])
        assert await child.wait() == -signal.SIGKILL
        assert receiver.posts == []
        jobs = 2 if phase == "queued" else 1
        assert count(folder, "jobs") == jobs
        left = books(folder)
        assert (left.held, left.charged) == {
            "settled": (ZERO, FILM), "cancelled": (ZERO, ZERO), "failed": (ZERO, ZERO), "queued": (FILM + FILM, ZERO),
        }.get(phase, (FILM, ZERO))  # fmt: skip

        clock = FakeClock(float(int(time.time())))
        posts = Posts(allow_private=True)
        async with running(folder, clock, posts=posts) as again:
            again.parts.webhooks.start()
            await again.parts.jobs.drain()
            await receiver.until(jobs)
            await until_async(lambda: again.parts.webhooks.outbox.waiting() == [])
            await again.parts.files.sweep()
            made = [one.state for one in map(again.parts.jobs.rows.find, ids(folder)) if one]
    refunded = phase in ("cancelled", "failed")
    assert made == [phase if refunded else "completed"] * jobs
    after = books(folder)
    assert (after.held, after.charged) == (ZERO, ZERO if refunded else FILM if jobs == 1 else FILM + FILM)
    assert (count(folder, "calls"), count(folder, "resolutions"), count(folder, "webhooks")) == (jobs, jobs, jobs)
    told = [json.loads(post.body) for post in receiver.posts]
    assert sorted(one["jobId"] for one in told) == sorted(ids(folder))
    assert {one["status"] for one in told} == {"failed" if refunded else "completed"}
    assert count(folder, "leases") == 0
    kept = [path for path in (folder / "files").rglob("*") if path.is_file() and path.suffix != ".part"]
    assert len(kept) == count(folder, "files") + (phase == "made")  # the lost bytes go with a later sweep


def ids(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "gateway.sqlite3")) as db:
        return [name for (name,) in db.execute("SELECT id FROM jobs ORDER BY rowid")]


async def until_async(true: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
async def test_a_worker_that_dies_fails_its_job_and_the_next_one_is_made(
    tmp_path: Path, clock: FakeClock, number: signal.Signals
) -> None:
    async with (
        Workers(1) as workers,
        running(tmp_path / "data", clock, video=SandboxFilms(workers), jobs_at_once=1) as gateway,
    ):
        worker = await workers.run(os.getpid)
        job = read(await gateway.make("/v1/videos/generate", **{**BODY, "duration": 10}))["jobId"]
        behind = read(await gateway.make("/v1/videos/generate", **{**BODY, "duration": 1}))["jobId"]
        while read(await gateway.http.get(f"/v1/jobs/{job}"))["progress"] < 0.06:
            await asyncio.sleep(0.05)
        os.kill(worker, number)
        await gateway.parts.jobs.drain()
        told = read(await gateway.http.get(f"/v1/jobs/{job}"))
        assert (told["status"], told["creditsUsed"]) == ("failed", 0)
        assert "stopped in the middle" in told["error"]
        assert read(await gateway.http.get(f"/v1/jobs/{behind}"))["status"] == "completed"
        assert gateway.balance == Credits.of(990)


def without_memory(*_: object) -> bytes:
    raise MemoryError


async def test_a_film_that_needs_too_much_memory_costs_nothing_and_frees_its_place(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        Workers(1) as workers,
        running(tmp_path / "data", clock, video=SandboxFilms(workers), jobs_at_once=1) as gateway,
    ):
        with monkeypatch.context() as hungry:
            hungry.setattr("hypereal_lab.gateway.providers.sandbox_films.draw_watched", without_memory)
            job = read(await gateway.make("/v1/videos/generate", **BODY))["jobId"]
            await gateway.parts.jobs.drain()
        told = read(await gateway.http.get(f"/v1/jobs/{job}"))
        assert (told["status"], told["creditsUsed"]) == ("failed", 0)
        assert "not enough memory" in told["error"] and "nothing was charged" in told["error"]
        assert gateway.calls() == [(500, 0, 0, "out_of_memory")]
        again = read(await gateway.make("/v1/videos/generate", **{**BODY, "duration": 1}))["jobId"]
        await gateway.parts.jobs.drain()
        assert read(await gateway.http.get(f"/v1/jobs/{again}"))["status"] == "completed"
        assert gateway.balance == Credits.of(990)


async def test_a_disk_that_is_full_when_the_film_is_kept_costs_nothing(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with running(tmp_path / "data", clock) as gateway:
        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", full)
            job = read(await gateway.make("/v1/videos/generate", **BODY))["jobId"]
            await gateway.parts.jobs.drain()
        told = read(await gateway.http.get(f"/v1/jobs/{job}"))
        assert (told["status"], told["creditsUsed"]) == ("failed", 0)
        assert "No space left" in told["error"] and "Nothing was charged" in told["error"]
        assert gateway.calls() == [(500, 0, 0, "store_failed")]
        assert not [path for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()]
        again = read(await gateway.make("/v1/videos/generate", **BODY))["jobId"]
        await gateway.parts.jobs.drain()
        assert read(await gateway.http.get(f"/v1/jobs/{again}"))["status"] == "completed"
        assert gateway.balance == Credits.of(970)
