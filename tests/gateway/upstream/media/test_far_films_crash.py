"""A served gateway that is killed in the middle of a film that is made elsewhere: one order, one charge."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab.gateway.accounts import create_key
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.test_serve import books
from tests.gateway.upstream.servers import Connection, FilmHouse, upstream
from tests.gateway.upstream.test_served import serve
from tests.media.files import video

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

BODY = {"model": "gemini_omni_flash", "prompt": "a boat", "duration": 3}
PRICE = Credits.of(30)


def rows(folder: Path) -> list[Any]:
    with closing(sqlite3.connect(folder / "data" / "gateway.sqlite3")) as db:
        return db.execute("SELECT upstream, state FROM upstream_jobs").fetchall()


async def never(to: Connection) -> None:
    await asyncio.sleep(600)


@pytest.mark.parametrize("moment", ["before the answer to the order", "before the first look"])
async def test_a_film_elsewhere_survives_kill_9_ordered_once_and_paid_once(tmp_path: Path, moment: str) -> None:
    house = FilmHouse(video(), remembers=True)
    if moment == "before the answer to the order":
        house.loses = never
    else:
        house.looks = [never]
    made = await create_key(tmp_path / "data", name="me", credits=Credits.of(300), rate_limit=None)
    async with upstream(house) as far:
        text = (
            f'[providers.far]\nkind = "hypereal"\nbase_url = "{far.url}"\n'
            '[models."*"]\ntargets = [{ provider = "far" }]\n'
        )
        first = serve(tmp_path, text)
        job = await asyncio.to_thread(_ordered, first.base(), made.key)
        await house.taken.wait()
        async with asyncio.timeout(60):
            while moment == "before the first look" and not [one for one in far.received if "/jobs/" in one.path]:
                await asyncio.sleep(0.01)
        await asyncio.to_thread(first.end, signal.SIGKILL)
        expected = (None, "asked") if house.loses else ("far1", "accepted")
        assert rows(tmp_path) == [expected]
        assert (books(tmp_path / "data").held, books(tmp_path / "data").charged) == (PRICE, ZERO)

        house.loses = None
        second = serve(tmp_path, text)
        try:
            told = await _ended(second.base(), made.key, job)
            assert (told["status"], told["creditsUsed"]) == ("completed", 30)
        finally:
            assert await asyncio.to_thread(second.end) == 0
    assert list(house.jobs) == ["far1"], "it was ordered once"
    assert (books(tmp_path / "data").held, books(tmp_path / "data").charged) == (ZERO, PRICE)


def _ordered(base: str, key: str) -> str:
    with httpx.Client(base_url=base, headers={"x-api-key": key}, timeout=60) as http:
        return http.post("/v1/videos/generate", json=BODY).raise_for_status().json()["jobId"]


async def _ended(base: str, key: str, job: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=base, headers={"x-api-key": key}, timeout=60) as http, asyncio.timeout(90):
        while (told := (await http.get(f"/v1/jobs/{job}")).json())["status"] in ("processing", "unknown"):
            await asyncio.sleep(0.05)
    return told
