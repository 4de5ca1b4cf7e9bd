"""Work with the records in turn, on one thread beside the loop."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from hypereal_lab.lab.clerk import Clerk


async def test_it_gives_back_what_the_work_gives_and_raises_what_it_raises() -> None:
    clerk = Clerk()

    def fails() -> None:
        raise ValueError("no")

    assert await clerk.do(divmod, 7, 2) == (3, 1)
    with pytest.raises(ValueError, match="no"):
        await clerk.do(fails)
    assert await clerk.do(divmod, 9, 2) == (4, 1)


async def test_work_is_done_in_the_order_in_which_it_came_one_after_another() -> None:
    clerk, seen, inside = Clerk(), [], threading.Lock()

    def note(number: int) -> int:
        with inside:  # nobody else is in here
            assert inside.locked()
            assert threading.current_thread() is not threading.main_thread()
            seen.append(number)
        return number

    numbers = list(range(100))
    assert await asyncio.gather(*(clerk.do(note, number) for number in numbers)) == numbers
    assert seen == numbers


async def test_what_waits_is_done_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    hops = 0
    loop = asyncio.get_running_loop()
    real = loop.call_soon_threadsafe

    def counted(*values: Any) -> Any:
        nonlocal hops
        hops += 1
        return real(*values)

    monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
    clerk = Clerk()
    await asyncio.gather(*(clerk.do(int) for _ in range(64)))
    assert 0 < hops < 10


async def test_a_wait_that_is_cancelled_leaves_the_work_and_the_others_alone() -> None:
    clerk, done, go = Clerk(), [], threading.Event()
    first = asyncio.ensure_future(clerk.do(go.wait, 10))
    tasks = [asyncio.ensure_future(clerk.do(done.append, number)) for number in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    go.set()
    await asyncio.gather(first, tasks[0], tasks[2])
    assert done == [0, 1, 2]
    assert tasks[1].cancelled()


def test_another_loop_begins_anew_whatever_the_last_one_left() -> None:
    clerk, stuck = Clerk(), threading.Event()

    async def leaves_work_behind() -> None:
        asyncio.ensure_future(clerk.do(stuck.wait, 10))
        await asyncio.sleep(0.01)
        stuck.set()

    asyncio.run(leaves_work_behind())
    assert asyncio.run(asyncio.wait_for(clerk.do(int), 5)) == 0


def test_closing_waits_for_work_that_was_begun_and_a_closed_loop_is_told_nothing() -> None:
    clerk, begun, done = Clerk(), threading.Event(), []

    def work() -> None:
        begun.set()
        done.append(stuck.wait(10))

    async def leaves_work_behind() -> None:
        asyncio.ensure_future(clerk.do(work))
        while not begun.is_set():
            await asyncio.sleep(0)

    stuck = threading.Event()
    asyncio.run(leaves_work_behind())
    stuck.set()
    clerk.close()
    assert done == [True]
