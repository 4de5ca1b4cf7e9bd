"""Jobs whose server says strange things, or nothing: each comes home once, or gives back what it held."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from tests.lab.faults.trouble import CLIP, HOLD, books, lost, posts, unreachable
from tests.lab.servers import Dead, Studio, patience

FALSE_ALARMS = [
    {"error": "Failed to check status"},
    {"error": ""},
    {},
    {"error": {"message": "failed to check status."}},
]


@pytest.mark.parametrize("words", FALSE_ALARMS)
async def test_a_job_that_is_called_failed_while_it_is_queued_goes_on(
    lab: Lab, studio: Studio, words: dict[str, Any]
) -> None:
    studio.story = lambda look: studio.says("failed", **words) if look <= 6 else studio.done(look)
    asset = await lab.videos.generate("it pours")
    assert asset.cost == CLIP
    assert books(lab) == [("succeeded", Credits(0), CLIP)]


async def test_a_job_that_failed_gives_back_what_it_held(lab: Lab, studio: Studio) -> None:
    budget = lab.budget(credits=1000, per="session")
    studio.story = lambda look: studio.says("failed", error="flagged as sensitive")
    with pytest.raises(errors.JobFailed, match="flagged as sensitive") as failed:
        await lab.videos.generate("it pours")
    assert (failed.value.status, failed.value.job) == ("failed", "job_1")
    assert budget.left == Credits.of(1000)
    assert books(lab) == [("failed", Credits(0), Credits(0))]


@pytest.mark.parametrize("word", ["cancelled", "canceled", "expired", "error", "timeout"])
async def test_every_word_for_a_bad_end_is_one(lab: Lab, studio: Studio, word: str) -> None:
    studio.story = lambda look: studio.says(word, error="because")
    with pytest.raises(errors.JobFailed):
        await lab.videos.generate("it pours")
    ((status, held, charged),) = books(lab)
    assert status in ("cancelled", "expired", "failed")
    assert (held, charged) == (Credits(0), Credits(0))


@pytest.mark.parametrize(
    "look",
    [
        lambda: httpx.Response(200, text="<html>hello</html>"),
        lambda: httpx.Response(200, content=b""),
        lambda: httpx.Response(500, json={"error": "oops"}),
        lambda: httpx.Response(502, text="<html>"),
        lambda: httpx.Response(503, json={"error": "busy"}),
        lambda: httpx.Response(429, json={"error": "slowly"}, headers={"retry-after": "1"}),
        lambda: httpx.Response(200, json={"jobId": "job_1", "status": "dreaming"}),
        lambda: httpx.Response(200, json={"jobId": "job_1"}),
        lost,
        unreachable,
    ],
    ids=["HTML", "nothing", "500", "502", "503", "429", "a new word", "no word", "lost", "unreachable"],
)
async def test_a_strange_look_at_a_job_is_no_verdict(
    lab: Lab, studio: Studio, look: Callable[[], httpx.Response]
) -> None:
    studio.story = lambda number: look() if number <= 9 else studio.done(number)
    await lab.videos.generate("it pours")
    assert len(posts(studio)) == 1
    assert books(lab) == [("succeeded", Credits(0), CLIP)]


async def test_a_job_that_the_server_does_not_know_is_over(lab: Lab, studio: Studio) -> None:
    studio.story = lambda look: httpx.Response(404, json={"error": "Job not found"})
    with pytest.raises(errors.NotFound):
        await lab.videos.generate("it pours")
    assert books(lab) == [("expired", Credits(0), Credits(0))]


async def test_a_refused_look_leaves_the_job_open(lab: Lab, studio: Studio) -> None:
    studio.story = lambda look: httpx.Response(401, json={"error": "another key"})
    with pytest.raises(errors.AuthenticationError):
        await lab.videos.generate("it pours")
    ((status, held, _),) = books(lab)
    assert (status, held) == ("unknown", HOLD)
    studio.story = studio.done
    await lab.videos.generate("it pours")
    assert len(posts(studio)) == 1
    assert books(lab) == [("succeeded", Credits(0), CLIP)]


async def test_a_job_that_never_ends_is_left_running_and_found_again(
    open_lab: Callable[..., Lab], studio: Studio
) -> None:
    studio.story = lambda look: studio.says("processing", progress=0.25)
    lab = open_lab(patience=patience(limit=50.0))
    budget = lab.budget(credits=1000, tag="x")
    with lab.tag("x"):
        job = lab.videos.generate("it pours").submit()
    with pytest.raises(errors.StillRunning, match=r"lab.jobs.get\('job_1'\)"):
        await job
    assert job.status == "running"
    events = [event async for event in job.events()]
    assert events[-1].fraction == 0.25
    assert books(lab) == [("running", HOLD, Credits(0))]
    assert budget.held == HOLD
    studio.story = studio.done
    asset = await lab.jobs.get("job_1")
    assert asset.cost == CLIP
    assert (budget.held, budget.spent) == (Credits(0), CLIP)
    assert len(posts(studio)) == 1


async def test_a_job_that_completes_after_it_was_given_up_is_found_and_fetched(
    open_lab: Callable[..., Lab], studio: Studio
) -> None:
    studio.story = lambda look: studio.says("processing")
    lab = open_lab(patience=patience(limit=20.0))
    with pytest.raises(errors.StillRunning):
        await lab.videos.generate("it pours")
    lab.jobs.forget("job_1")
    assert books(lab) == [("failed", Credits(0), Credits(0))]
    studio.story = studio.done
    asset = await lab.jobs.get("job_1")
    assert asset.cost == CLIP
    assert books(lab) == [("succeeded", Credits(0), CLIP)]
    assert (await lab.videos.generate("it pours")).replayed


async def test_what_a_job_costs_is_what_the_server_took_when_it_said_so_only_then(lab: Lab, studio: Studio) -> None:
    taken = studio.take
    studio.take = lambda body: httpx.Response(202, json={**taken(body).json(), "creditsUsed": 61.5})  # type: ignore[method-assign]
    studio.story = lambda look: studio.says("completed", outputUrl="http://files/clip.mp4")
    asset = await lab.videos.generate("it pours")
    assert asset.cost == Credits.of("61.5")
    assert lab.journal.runs()[0].cost_source == "reported"


@pytest.mark.parametrize(
    "place",
    [
        {"outputUrl": "http://files/a"},
        {"output_url": "http://files/a"},
        {"result": {"url": "http://files/a"}},
        {"output": ["http://files/a"]},
        {"url": "http://files/a"},
    ],
)
async def test_the_result_is_found_wherever_the_server_puts_it(lab: Lab, studio: Studio, place: dict[str, Any]) -> None:
    studio.story = lambda look: studio.says("succeeded", **place)
    assert (await lab.videos.generate("it pours")).kind == "video"


async def test_a_job_that_is_done_without_a_result_stays_open_until_there_is_one(lab: Lab, studio: Studio) -> None:
    studio.story = lambda look: studio.says("completed") if look == 1 else studio.done(look)
    with pytest.raises(errors.UnreadableAnswer):
        await lab.videos.generate("it pours")
    assert books(lab)[0][:2] == ("unknown", HOLD)
    await lab.videos.generate("it pours")
    assert len(posts(studio)) == 1
    assert books(lab) == [("succeeded", Credits(0), CLIP)]


async def test_two_kernels_that_wait_for_one_job_settle_it_once(open_lab: Callable[..., Lab], studio: Studio) -> None:
    done = asyncio.Event()
    studio.story = lambda look: studio.done(look) if done.is_set() else studio.says("processing")
    one, two = (open_lab(patience=patience(limit=1e12)) for _ in range(2))
    first = one.videos.generate("it pours").submit()
    async for event in first.events():
        if event.job:
            break
    second = two.jobs.get("job_1")
    third = two.videos.generate("it pours").submit()
    done.set()
    assets = [await first, await second, await third]
    assert len(set(assets)) == 1
    assert len(posts(studio)) == 1
    assert books(one) == [("succeeded", Credits(0), CLIP)]


async def test_after_the_end_a_kernel_without_a_network_still_has_everything(
    open_lab: Callable[..., Lab], studio: Studio
) -> None:
    lab = open_lab()
    asset = await lab.videos.generate("it pours")
    lab.close()
    dead = Dead()
    again = await open_lab(dead).videos.generate("it pours")
    assert (again, dead.used) == (asset, 0)
