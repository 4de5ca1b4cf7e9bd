"""A gateway that orders a film and dies by SIGKILL at one point of its life: `FOLDER PHASE WEBHOOK_URL`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from hypereal_lab.gateway.jobs import Jobs
from hypereal_lab.gateway.outbound_posts import Posts
from hypereal_lab.gateway.storage import FileStore
from tests.gateway.conftest import FakeClock, read, running
from tests.gateway.films import Projectionist
from tests.gateway.test_videos_route import order


def die(*_: object, **__: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


async def live(folder: Path, phase: str, url: str) -> None:
    films, kept = Projectionist(), FileStore.keep

    async def keep_and_die(self: FileStore, *words: Any) -> Any:
        await kept(self, *words)
        die()

    films.may_end.clear()
    if phase == "accepted":
        Jobs.start = die  # type: ignore[method-assign]
    clock = FakeClock(float(int(time.time())))
    options = {"posts": Posts(allow_private=True), "jobs_at_once": 1}
    async with running(folder, clock, video=films, **options) as gateway:
        job = read(await order(gateway, webhook_url=url))["jobId"]
        await films.began.wait()
        if phase == "queued":
            await order(gateway, webhook_url=url)
            die()
        if phase == "running":
            die()
        if phase == "made":
            FileStore.keep = keep_and_die  # type: ignore[method-assign]
        if phase in ("settled", "cancelled", "failed"):
            Jobs._tell_end = die  # type: ignore[method-assign]
        if phase == "cancelled":
            await gateway.http.post(f"/v1/jobs/{job}/cancel")
        if phase == "failed":
            films.fail()
        films.may_end.set()
        await asyncio.sleep(30)


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
