"""What was made once is not made again, unless it is asked for."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from tests.lab.conftest import Server
from tests.lab.servers import Dead, Gate, Studio, lab_at


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


async def test_a_new_kernel_replays_everything_without_the_network(home: Path) -> None:
    studio, dead = Studio(), Dead()

    async def notebook(lab: Lab) -> list[Any]:
        return [
            await lab.images.generate("a chrome teapot", n=2),
            await lab.videos.generate("it pours"),
            await lab.images.generate("a bear", seed=3, aspect_ratio="16:9"),
        ]

    with lab_at(home, studio) as lab:
        made = await notebook(lab)
    assert not any(asset.replayed for asset in made)
    with lab_at(home, dead) as lab:
        again = await notebook(lab)
        rows = lab.journal.runs()[3:]
        assert len(again[0].all) == 2
    assert again == made
    assert dead.used == 0
    assert [asset.replayed for asset in again] == [True] * 3
    assert [asset.saved for asset in again] == [Credits.of(8), Credits.of(69), Credits.of(4)]
    assert [asset.data for asset in again] == [asset.data for asset in made]
    assert [(row.status, row.credits, row.held, row.avoided) for row in rows] == [
        ("succeeded", Credits(0), Credits(0), saved) for saved in (Credits.of(8), Credits.of(69), Credits.of(4))
    ]
    assert all(row.replay_of and row.cost_source == "replayed" for row in rows)


async def test_a_replay_says_what_it_saved(lab: Lab) -> None:
    call = lab.images.generate("a chrome teapot")
    assert call.made_before() is None
    await call
    again = await lab.images.generate("a chrome teapot")
    assert "replayed, saved 4 credits" in repr(again)
    before = lab.images.generate("a chrome teapot").made_before()
    assert before is not None and not before.replayed


async def test_another_take_and_a_fresh_one_are_made_anew(lab: Lab, server: Server) -> None:
    first = await lab.images.generate("a chrome teapot", seed=1)
    second = await lab.images.generate("a chrome teapot", seed=1, take=2)
    fresh = await lab.images.generate("a chrome teapot", seed=1, fresh=True)
    assert len({first, second, fresh}) == 3
    assert len(server.made) == 3
    assert (await lab.images.generate("a chrome teapot", seed=1, take=2)) == second
    newest = await lab.images.generate("a chrome teapot", seed=1)
    assert newest == fresh
    assert newest.replayed
    assert len(server.made) == 3


@pytest.mark.parametrize(
    "other", [{"prompt": "a teapot"}, {"n": 2}, {"seed": 5}, {"aspect_ratio": "16:9"}, {"model": "gpt-image-2"}]
)
async def test_whatever_decides_the_result_makes_another_call(lab: Lab, server: Server, other: dict[str, Any]) -> None:
    await lab.images.generate("a chrome teapot")
    await lab.images.generate(**{"prompt": "a chrome teapot", **other})
    assert len(server.made) == 2


async def test_saying_a_default_or_another_spelling_is_the_same_call(lab: Lab, server: Server) -> None:
    await lab.images.generate("caf\u00e9\nnoir")
    replayed = await lab.images.generate("cafe\u0301\r\nnoir", n=1, aspect_ratio="1:1", references=[])
    assert len(server.made) == 1
    assert replayed.replayed


async def test_equal_calls_at_once_run_once(lab: Lab, server: Server) -> None:
    assets = await asyncio.gather(*(lab.images.generate("a chrome teapot") for _ in range(12)))
    assert len(server.made) == 1
    assert len(set(assets)) == 1
    assert sum(not asset.replayed for asset in assets) == 1
    assert lab.usage.total() == 4


async def test_equal_calls_at_once_hear_the_same_error(lab: Lab, server: Server) -> None:
    problem = {"error": {"type": "invalid_request", "message": "no teapots"}}
    server.answer = lambda _: httpx.Response(400, json=problem)
    gate = [lab.images.generate("a chrome teapot").submit() for _ in range(6)]
    found = await asyncio.gather(*gate, return_exceptions=True)
    assert len(server.made) == 1
    assert {type(error) for error in found} == {errors.BadRequest}
    assert [run.status for run in lab.journal.runs()] == ["failed"]
    server.answer = server.make
    await lab.images.generate("a chrome teapot")


async def test_fresh_calls_at_once_are_each_made(lab: Lab, server: Server) -> None:
    await asyncio.gather(*(lab.images.generate("a chrome teapot", fresh=True) for _ in range(4)))
    assert len(server.made) == 4


async def test_two_kernels_that_make_the_same_at_once_make_it_once(home: Path, server: Server) -> None:
    gate = Gate(server)
    with lab_at(home, gate) as one, lab_at(home, gate) as two:
        calls = [one.images.generate("a chrome teapot").submit(), two.images.generate("a chrome teapot").submit()]
        await asyncio.to_thread(gate.reached.acquire)
        assert not any(call.done for call in calls)
        gate.open()
        first, second = await asyncio.gather(*calls)
        assert first == second
        assert first.replayed != second.replayed
        assert len(server.made) == 1
        assert sum(run.credits.micros for run in one.journal.runs()) == 4_000_000


async def test_a_kernel_that_ends_leaves_its_call_to_the_one_that_waits_for_it(home: Path, server: Server) -> None:
    gate = Gate(server)
    with lab_at(home, server, honours_idempotency=True) as two:
        with lab_at(home, gate, honours_idempotency=True) as one:
            one.images.generate("a chrome teapot").submit()
            await asyncio.to_thread(gate.reached.acquire)
            waiting = two.images.generate("a chrome teapot").submit()
        gate.open()
        asset = await waiting
        assert asset.run is not None
        keys = {request.headers["idempotency-key"] for request in server.made}
        bodies = {request.content for request in server.made}
        assert (len(keys), len(bodies)) == (1, 1)
        assert [run.status for run in two.journal.runs()] == ["succeeded"]


async def test_a_deleted_asset_is_made_again_only_by_a_new_paid_call(home: Path) -> None:
    studio = Studio()
    with lab_at(home, studio) as lab:
        first = await lab.images.generate("a chrome teapot")
        lab.shelf.delete(first)
        assert lab.images.generate("a chrome teapot").made_before() is None
        assert not lab.jobs.orphans()
        second = await lab.images.generate("a chrome teapot")
        assert not second.replayed
        assert len(studio.made) == 2
        assert (await lab.images.generate("a chrome teapot")).replayed
        assert [run.credits for run in lab.journal.runs()] == [Credits.of(4), Credits.of(4), Credits(0)]


async def test_what_is_left_of_several_pictures_is_still_replayed(lab: Lab, server: Server) -> None:
    first = await lab.images.generate("a chrome teapot", n=3)
    lab.shelf.delete(first)
    again = await lab.images.generate("a chrome teapot", n=3)
    assert again.replayed
    assert [asset.position for asset in again.all] == [1, 2]
    assert [asset.cost for asset in again.all] == [Credits.of(4)] * 2
    assert len(server.made) == 1


async def test_an_asset_whose_file_is_gone_is_made_again(lab: Lab, server: Server) -> None:
    first = await lab.images.generate("a chrome teapot")
    first.path.unlink()
    second = await lab.images.generate("a chrome teapot")
    assert not second.replayed
    assert len(server.made) == 2
    assert second.data


async def test_play_and_real_results_never_stand_in_for_each_other(home: Path, server: Server) -> None:
    with lab_at(home, server) as hosted:
        plan = hosted.images.generate("a chrome teapot")._plan
        await hosted.images.generate("a chrome teapot")
        assert hosted._spine.made_before(plan) is not None
    with contextlib.closing(Lab(home=home, environ={})) as embedded:
        assert embedded._spine.provider == "sandbox"
        assert embedded._spine.made_before(plan) is None


async def test_a_lab_in_threads_makes_equal_calls_once(lab: Lab, server: Server) -> None:
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(lab.images.generate("a chrome teapot").run())) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    assert len(set(found)) == 1
    assert len(server.made) == 1
