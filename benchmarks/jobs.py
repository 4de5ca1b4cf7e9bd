"""CPU of 1,000 open jobs that one lab waits for, on its side and on the gateway's.

    python -m benchmarks.jobs

The gateway runs in a process of its own under uvicorn, as it is served; a maker that never ends keeps every job open,
two of them under way and the others in the queue. The lab's way of looking (`lab.polling`) and, in the same run, a
naive client that asks for each job once a second are measured for 20 seconds each. Each side may take 5 % of a core.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.apps import serve_app
from benchmarks.processes import Process
from hypereal_lab.client import AsyncHypereal
from hypereal_lab.lab.polling import Patience, follow
from hypereal_lab.wire.jobs import JobAnswer

JOBS, SECONDS, LIMIT = 1000, 20.0, 0.05
"""How many, how long each way is measured, and the share of a core."""
_SETTLING = 40.0
"""Seconds until looks have spread as they stay."""
_NAIVE = 1.0


class Spent(NamedTuple):
    """Shares of a core, and requests a second."""

    client: float
    gateway: float
    requests: float


async def serve(folder: Path) -> None:
    """A gateway with its jobs until its standard input ends; tells port, key and ids first."""
    from hypereal_lab.engines.workers import Workers
    from hypereal_lab.gateway.app import build_app
    from hypereal_lab.gateway.jobs import NewJob
    from hypereal_lab.gateway.parts import assemble
    from hypereal_lab.gateway.providers import Clip, VideoOrder
    from hypereal_lab.gateway.providers.sandbox import Sandbox
    from hypereal_lab.gateway.store import Store
    from hypereal_lab.wire import Credits

    class Endless:
        async def video(self, order: VideoOrder, progress: Callable[[float], None]) -> Clip:
            done = 0.0
            while True:
                progress(done := done + 0.001)
                await asyncio.sleep(1.0)

    parts = assemble(Store(folder), Sandbox(Workers(1)), rate_limit=10**9, video=Endless(), job_time_limit=10**6)
    made = await parts.keys.create("bench", credits=Credits.of(10**6))
    work = b'{"model":"gemini_omni_flash","prompt":"a boat","width":64,"height":64,"seconds":1}'

    async def order(number: int) -> None:
        hold, wallet, price = f"req_{number}", made.account, Credits.of(10)
        job = NewJob(f"job_{number}", hold, wallet, "video", "gemini_omni_flash", "x", "list", 1, work, parts.clock())
        await parts.ledger.hold(wallet, price, hold_id=hold, price_version="v", also=[parts.jobs.rows.new(job)])
        parts.jobs.start(job.id)

    await asyncio.gather(*map(order, range(JOBS)))
    await serve_app(build_app(parts), made.key)
    await parts.close()


class Counted:
    """A client's jobs, and how often they were asked for."""

    def __init__(self, client: AsyncHypereal) -> None:
        self._jobs = client.jobs
        self.looks = 0

    async def get(
        self, job_id: str, *, poll_url: str | None = None, wait: int = 0, since: JobAnswer | None = None
    ) -> JobAnswer:
        self.looks += 1
        return await self._jobs.get(job_id, poll_url=poll_url, wait=wait, since=since)


async def measured(
    base: str, key: str, server: Process, settling: float, way: Callable[[Counted, str], Awaitable[object]]
) -> Spent:
    async with AsyncHypereal(key, base, environ={}) as client:
        jobs = Counted(client)
        tasks = [asyncio.ensure_future(way(jobs, f"job_{number}")) for number in range(JOBS)]
        await asyncio.sleep(settling)
        began, here, there, looks = time.perf_counter(), time.process_time(), server.cpu_seconds(), jobs.looks
        await asyncio.sleep(SECONDS)
        seconds = time.perf_counter() - began
        spent = Spent(
            (time.process_time() - here) / seconds,
            (server.cpu_seconds() - there) / seconds,
            (jobs.looks - looks) / seconds,
        )
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        failed = [one for one in ended if not isinstance(one, asyncio.CancelledError)]
        if failed:
            raise RuntimeError(f"{len(failed)} of {JOBS} jobs were lost sight of, such as by {failed[0]!r}")
        return spent


async def naive(jobs: Counted, job: str) -> None:
    """Once a second, whatever the server says."""
    await asyncio.sleep(random.random() * _NAIVE)
    while True:
        began = time.perf_counter()
        await jobs.get(job)
        await asyncio.sleep(max(0.0, _NAIVE - (time.perf_counter() - began)))


async def measure(port: int, key: str, server: Process) -> bool:
    """Both ways, one after the other."""
    base, patience = f"http://127.0.0.1:{port}", Patience()

    async def labs(jobs: Counted, job: str) -> JobAnswer:
        return await follow(jobs, job, None, lambda seen: None, patience)

    ours = await measured(base, key, server, _SETTLING, labs)
    peer = await measured(base, key, server, 5.0, naive)
    for name, spent in (("lab", ours), ("each every second", peer)):
        print(
            f"{JOBS} open jobs, {name:<18} client {spent.client:6.1%}   gateway {spent.gateway:6.1%} of a core"
            f"   {spent.requests:6.0f} requests/s"
        )
    print(
        f"ratio to the naive client: client {ours.client / peer.client:.3f}, gateway {ours.gateway / peer.gateway:.3f}"
    )
    print(f"ratio to the limit of {LIMIT:.0%}: client {ours.client / LIMIT:.2f}, gateway {ours.gateway / LIMIT:.2f}")
    return max(ours.client, ours.gateway) <= LIMIT


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.jobs", "--serve", folder]
        with Process(command) as server:
            port, key = server.line().split()
            return 0 if asyncio.run(measure(int(port), key, server)) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve", type=Path)
    asked = parser.parse_args()
    if asked.serve:
        asyncio.run(serve(asked.serve))
    else:
        sys.exit(main())
