"""Calls in a queue: in turns, fair between accounts, told where they stand, and never left without an answer."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.gateway.providers import ImagesOrder, Picture
from hypereal_lab.gateway.turns import Turns
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.providers import Obedient, png
from tests.gateway.test_jobs import cancel, look, ordered
from tests.gateway.test_videos_route import done

WAIT = {"x-hypereal-queue-position", "x-hypereal-queue-seconds"}


class Narrow(Obedient):
    """Makes few at a time, and notes how many there were at most."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.most = 0

    async def images(self, order: ImagesOrder) -> list[Picture]:
        self.orders.append(order)
        self.now += 1
        self.most = max(self.most, self.now)
        self.began.set()
        await self.may_end.wait()
        await asyncio.sleep(0)
        self.now -= 1
        return [Picture("image/png", png())]


async def queued(gateway: Gateway, count: int) -> None:
    """Until so many wait."""
    turns = gateway.parts.deliveries._queue._turns
    assert turns is not None
    while turns.waiting < count:
        await asyncio.sleep(0.001)


async def test_a_hundred_pictures_at_once_are_all_made_in_their_turn(tmp_path: Path, clock: FakeClock) -> None:
    narrow = Narrow()
    narrow.may_end.clear()
    async with running(tmp_path / "data", clock, provider=narrow, engines_at_once=2) as gateway:
        calls = [asyncio.create_task(gateway.make(prompt=f"picture {number}")) for number in range(100)]
        await queued(gateway, 98)
        narrow.may_end.set()
        answers = await asyncio.gather(*calls)
        assert {answer.status_code for answer in answers} == {200}
        assert (narrow.most, len(narrow.orders)) == (2, 100)
        assert gateway.books().charged == Credits.of(400)
        positions = sorted(int(answer.headers.get("x-hypereal-queue-position", 0)) for answer in answers)
        assert positions == [0, 0, *range(1, 99)]
        by_position = {
            int(answer.headers["x-hypereal-queue-position"]): order
            for answer, order in zip(answers, range(100), strict=True)
            if "x-hypereal-queue-position" in answer.headers
        }
        made = [int(one.prompt.split()[1]) for one in narrow.orders]
        assert made[2:] == [by_position[position] for position in range(1, 99)]
        assert not WAIT & (await gateway.make()).headers.keys()


async def test_one_account_does_not_keep_another_waiting(tmp_path: Path, clock: FakeClock) -> None:
    narrow = Narrow()
    narrow.may_end.clear()
    async with running(tmp_path / "data", clock, provider=narrow, engines_at_once=1) as gateway:
        crowd = [asyncio.create_task(gateway.make(prompt=f"crowd {number}")) for number in range(50)]
        await queued(gateway, 49)
        key = (await gateway.new_key()).key
        late = asyncio.create_task(gateway.make(prompt="late", headers={"authorization": f"Bearer {key}"}))
        await queued(gateway, 50)
        narrow.may_end.set()
        answer = await late
        await asyncio.gather(*crowd)
        assert answer.headers["x-hypereal-queue-position"] == "2"
        assert [one.prompt for one in narrow.orders].index("late") == 2


async def test_a_call_whose_turn_does_not_come_is_told_so_and_costs_nothing(tmp_path: Path, clock: FakeClock) -> None:
    narrow = Narrow()
    narrow.may_end.clear()
    async with running(
        tmp_path / "data", clock, provider=narrow, engines_at_once=1, time_limit=0.2, rate_limit=10**6
    ) as gateway:
        calls = [asyncio.create_task(gateway.make(prompt=f"picture {number}")) for number in range(5)]
        answers = await asyncio.gather(*calls)
        for answer in answers:
            error = read(answer)["error"]
            if "x-hypereal-queue-position" not in answer.headers:
                assert (answer.status_code, error["code"]) == (504, "timeout")
            elif error["code"] == "queue_timeout":
                assert answer.status_code == 503
                assert f"number {error['position']} of the queue" in error["message"]
                assert error["position"] == int(answer.headers["x-hypereal-queue-position"])
                assert error["retry_after"] == int(answer.headers["retry-after"]) >= 1
                assert "Nothing was charged" in error["message"]
        assert sum(read(answer)["error"]["code"] == "queue_timeout" for answer in answers) >= 3
        books = gateway.books()
        assert (books.held, books.charged) == (ZERO, ZERO)
        narrow.may_end.set()
        assert (await gateway.make()).status_code == 200


async def test_a_provider_that_fails_frees_its_place(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock, engines_at_once=1) as gateway:
        gateway.provider.crash()
        for _ in range(3):
            assert (await gateway.make()).status_code == 500
        gateway.provider.fails = None
        assert (await gateway.make()).status_code == 200


async def test_those_who_wait_when_the_gateway_stops_are_refused_and_get_their_holds_back(
    tmp_path: Path, clock: FakeClock
) -> None:
    narrow = Narrow()
    narrow.may_end.clear()
    async with running(tmp_path / "data", clock, provider=narrow, engines_at_once=1) as gateway:
        calls = [asyncio.create_task(gateway.make()) for _ in range(5)]
        await queued(gateway, 4)
        gateway.parts.corridor.stop()
        for answer in await asyncio.gather(*calls):
            assert (answer.status_code, read(answer)["error"]["code"]) == (503, "stopping")
        assert gateway.books().held == ZERO


async def test_a_waiting_job_tells_its_position_and_how_long_it_will_take(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock, jobs_at_once=1) as gateway:
        gateway.films.may_end.clear()
        first = await ordered(gateway)
        await gateway.films.began.wait()
        told = read(await look(gateway, first))
        assert "eta" not in told and "position" not in told
        gateway.clock.forward(20)
        gateway.films.may_end.set()
        await done(gateway)

        gateway.films.may_end.clear()
        gateway.films.began.clear()
        jobs = [await ordered(gateway) for _ in range(4)]
        await gateway.films.began.wait()
        told = [read(await look(gateway, job)) for job in jobs]
        assert [one.get("position") for one in told] == [None, 1, 2, 3]
        assert [one["eta"] for one in told] == [10, 30, 50, 70]
        listed = read(await gateway.http.get("/v1/jobs", params={"status": "processing"}))["jobs"]
        assert [one.get("position") for one in listed] == [3, 2, 1, None]
        await cancel(gateway, jobs[1])
        assert [read(await look(gateway, job)).get("position") for job in jobs[2:]] == [1, 2]
        gateway.films.may_end.set()
        await done(gateway)
        told_after = read(await look(gateway, jobs[2]))
        assert "eta" not in told_after and "position" not in told_after


async def test_who_waits_far_behind_is_told_to_look_less_often(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock, jobs_at_once=1, rate_limit=10**6) as gateway:
        gateway.films.may_end.clear()
        jobs = [await ordered(gateway, model="gemini_omni_flash", duration=1) for _ in range(30)]
        patience = [int((await look(gateway, job)).headers["retry-after"]) for job in jobs]
        assert patience[0] == 1
        assert patience == sorted(patience)
        assert 5 <= patience[-1] <= 30
        for job in jobs:
            await cancel(gateway, job)


async def test_a_place_that_comes_while_its_taker_leaves_goes_to_the_next() -> None:
    turns = Turns(1)
    assert await turns.take("a", "first")
    leaving = asyncio.create_task(turns.take("a", "second"))
    staying = asyncio.create_task(turns.take("a", "third"))
    await asyncio.sleep(0)
    turns.give()
    leaving.cancel()
    assert await staying
    with pytest.raises(asyncio.CancelledError):
        await leaving
    turns.give()
    assert await turns.take("b", "fourth")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=60), st.integers(1, 3))
def test_turns_are_in_order_within_an_account_and_never_too_many(steps: list[tuple[str, int]], places: int) -> None:
    async def play() -> None:
        turns, served, tasks = Turns(places), list[str](), list[asyncio.Task[None]]()
        inside, withdrawn = 0, set[str]()

        async def one(account: str, name: str) -> None:
            nonlocal inside
            if await turns.take(account, name):
                inside += 1
                assert inside <= places
                served.append(name)

        for number, (account, action) in enumerate(steps):
            if action < 2:
                tasks.append(asyncio.create_task(one(account, f"{account}{number:03}")))
            elif action == 2 and inside:
                before = list(turns.order)
                inside -= 1
                turns.give()
                await asyncio.sleep(0)
                assert not before or served[-1] == before[0]
            elif turns.order:
                name = list(turns.order)[-1]
                withdrawn.add(name)
                turns.withdraw(name)
            await asyncio.sleep(0)
        while turns.waiting or inside:
            if inside:
                inside -= 1
                turns.give()
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        for account in "abc":
            mine = [name for name in served if name.startswith(account)]
            assert mine == sorted(mine)
        assert set(served) | withdrawn == {f"{a}{n:03}" for n, (a, action) in enumerate(steps) if action < 2}

    asyncio.run(play())
