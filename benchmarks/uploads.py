"""Memory and time of many uploads at once.

    python -m benchmarks.uploads

The gateway runs in a process of its own under uvicorn, as it is served. 200 clients each send 5 MB at the same moment;
the resident memory of the server is read every 20 ms, and its peak above what it was before must stay under 150 MiB.
Memory is what is promised; the clock is shown only, as it depends on disk and neighbours.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.apps import serve_app
from benchmarks.processes import Process

UPLOADS, SIZE, LIMIT, CLIENTS = 200, 5_000_000, 150.0, 4
"""How many, bytes of each, MiB, and how many pools of connections, as one opens 100 at most."""


async def serve(folder: Path) -> None:
    """A gateway until its standard input ends; tells port and key first."""
    from hypereal_lab.engines.workers import Workers
    from hypereal_lab.gateway.app import build_app
    from hypereal_lab.gateway.parts import assemble
    from hypereal_lab.gateway.providers.sandbox import Sandbox
    from hypereal_lab.gateway.store import Store
    from hypereal_lab.wire import Credits

    parts = assemble(Store(folder), Sandbox(Workers(1)), rate_limit=10**9)
    made = await parts.keys.create("bench", credits=Credits.of(1))
    await serve_app(build_app(parts), made.key)
    await parts.close()


async def watch(server: Process, seen: list[float]) -> None:
    while True:
        seen.append(server.memory_mib()[0])
        await asyncio.sleep(0.02)


async def load(port: int, key: str, server: Process) -> tuple[float, float, float]:
    """MiB before, MiB at the peak, seconds."""
    from hypereal_lab.client import AsyncHypereal

    data = os.urandom(SIZE)
    async with AsyncExitStack() as stack:
        made = [AsyncHypereal(key, f"http://127.0.0.1:{port}", environ={}) for _ in range(CLIENTS)]
        clients = [await stack.enter_async_context(one) for one in made]
        await clients[0].storage.upload(data[:1000])  # warms up both sides
        before = server.memory_mib()[0]
        seen: list[float] = []
        watching = asyncio.create_task(watch(server, seen))
        start = time.perf_counter()
        kept = await asyncio.gather(
            *(clients[n % CLIENTS].storage.upload(data, filename=f"{n}.bin") for n in range(UPLOADS))
        )
        seconds = time.perf_counter() - start
        watching.cancel()
        assert {one.size for one in kept} == {SIZE}
        assert len({one.sha256 for one in kept}) == 1
    return before, max(seen), seconds


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.uploads", "--serve", folder]
        with Process(command) as server:
            port, key = server.line().split()
            before, peak, seconds = asyncio.run(load(int(port), key, server))
    above = peak - before
    print(
        f"{UPLOADS} uploads of {SIZE / 1e6:.0f} MB at once: {seconds:.1f} s, {UPLOADS * SIZE / seconds / 1e6:.0f} MB/s"
    )
    print(f"memory: {before:.0f} MiB idle, {peak:.0f} MiB at the peak, {above:.0f} above")
    print(f"ratio to the limit of {LIMIT:.0f} MiB: {above / LIMIT:.2f}")
    return 0 if above < LIMIT else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve", type=Path)
    asked = parser.parse_args()
    if asked.serve:
        asyncio.run(serve(asked.serve))
    else:
        sys.exit(main())
