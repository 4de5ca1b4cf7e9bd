"""A served gateway that is killed in the middle of a film: the next one makes it, under the same hold, paid once."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from pathlib import Path

import av
import pytest

from hypereal_lab.engines.workers import Workers
from hypereal_lab.gateway.providers.sandbox_films import SandboxFilms
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock, read, running
from tests.gateway.test_serve import Start, announced, books, client, count, start, until

__all__ = ["start"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

BODY = {"model": "gemini_omni_flash", "prompt": "a boat on a lake", "duration": 3, "seed": 7}
PRICE = Credits.of(30)


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
    process = start("--data-dir", folder, "--port", 0, "--embedded", "--idle-exit", 2)
    process.base()
    with client(folder) as http:
        http.post("/v1/videos/generate", json={**BODY, "duration": 5}).raise_for_status()
    assert process.status() == 0
    assert (books(folder).held, books(folder).charged) == (ZERO, Credits.of(50))


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


async def test_a_worker_that_dies_fails_its_job_and_the_next_one_is_made(tmp_path: Path, clock: FakeClock) -> None:
    async with Workers(1) as workers, running(tmp_path / "data", clock, video=SandboxFilms(workers)) as gateway:
        worker = await workers.run(os.getpid)
        job = read(await gateway.make("/v1/videos/generate", **{**BODY, "duration": 10}))["jobId"]
        while read(await gateway.http.get(f"/v1/jobs/{job}"))["progress"] < 0.06:
            await asyncio.sleep(0.05)
        os.kill(worker, signal.SIGKILL)
        await gateway.parts.jobs.drain()
        told = read(await gateway.http.get(f"/v1/jobs/{job}"))
        assert (told["status"], told["creditsUsed"]) == ("failed", 0)
        assert "stopped in the middle" in told["error"]
        await gateway.make("/v1/videos/generate", **{**BODY, "duration": 1})
        await gateway.parts.jobs.drain()
        assert gateway.balance == Credits.of(990)
