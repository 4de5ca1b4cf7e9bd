"""Workers give values, pass exceptions on, survive crashes and leave nothing behind."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hypereal_lab.engines import EngineCrashed, Workers
from tests.engines import workloads

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    async with Workers(1) as one:
        yield one


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


async def test_nothing_starts_before_the_first_call() -> None:
    before = set(multiprocessing.active_children())
    workers = Workers(1)
    assert set(multiprocessing.active_children()) == before
    assert "idle" in repr(workers)
    await workers.close()


async def test_a_call_gives_its_value_from_another_process(workers: Workers) -> None:
    assert await workers.run(workloads.double, 21) == 42
    assert await workers.run(workloads.process_id) != os.getpid()


async def test_start_makes_the_process_that_later_calls_use(workers: Workers) -> None:
    await workers.start()
    first = await workers.run(workloads.process_id)
    assert await workers.run(workloads.process_id) == first


async def test_an_exception_comes_through_with_its_type_and_the_process_stays(workers: Workers) -> None:
    before = await workers.run(workloads.process_id)
    with pytest.raises(workloads.Odd, match="no such colour"):
        await workers.run(workloads.fail, "no such colour")
    assert await workers.run(workloads.process_id) == before


async def test_a_crash_fails_its_own_call_and_the_next_one_gets_a_fresh_process(workers: Workers) -> None:
    before = await workers.run(workloads.process_id)
    with pytest.raises(EngineCrashed, match="send it again"):
        await workers.run(workloads.crash)
    after = await workers.run(workloads.process_id)
    assert after != before
    assert gone(before)


@pytest.mark.parametrize("attempt", range(4))
async def test_every_call_in_flight_hears_of_a_crash(workers: Workers, attempt: int) -> None:
    """Repeated, because pools that were shut down by several calls at once failed only now and then."""
    answers = await asyncio.gather(
        workers.run(workloads.crash), *(workers.run(workloads.double, 1) for _ in range(6)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [EngineCrashed] * 7
    assert await workers.run(workloads.double, 2) == 4


async def test_close_leaves_no_process_behind_and_refuses_new_work() -> None:
    workers = Workers(1)
    process = await workers.run(workloads.process_id)
    await workers.close()
    assert gone(process)
    with pytest.raises(RuntimeError, match="closed"):
        await workers.run(workloads.double, 1)
    await workers.close()


def test_a_worker_ends_when_its_parent_is_killed() -> None:
    """The parent dies without any chance to tidy up, as under `kill -9`."""
    script = (
        "import asyncio, os\n"
        "from hypereal_lab.engines import Workers\n"
        "from tests.engines import workloads\n"
        "async def main():\n"
        "    print(await Workers(1).run(workloads.process_id), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    orphan = int(done.stdout.split()[0])
    deadline = time.monotonic() + 10
    while not _ended(orphan) and time.monotonic() < deadline:
        os.sched_yield()
    assert _ended(orphan)


def _ended(process: int) -> bool:
    """Gone, or a zombie that only waits for whoever inherited it."""
    if gone(process):
        return True
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("count", [0, -1])
def test_a_pool_of_none_is_refused_by_name(count: int) -> None:
    with pytest.raises(ValueError, match="count"):
        Workers(count)
