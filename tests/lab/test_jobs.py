"""Calls under way: watched, waited for, let go, called back, and found again."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from tests.lab.conftest import KEY
from tests.lab.servers import CLIP_PRICE, Gate, Studio, lab_at, patience
from tests.media import files

CLIP = Credits.of(CLIP_PRICE)
HOLD = Credits.of(72)


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def open_lab(tmp_path: Path, studio: Studio) -> Iterator[Callable[..., Lab]]:
    with ExitStack() as stack:
        yield lambda server=studio, **settings: stack.enter_context(
            lab_at(tmp_path / "home", server, **{"patience": patience(limit=1e12), **settings})
        )


@pytest.fixture
def lab(open_lab: Callable[..., Lab]) -> Lab:
    return open_lab()


def posts(studio: Studio) -> list[httpx.Request]:
    return [request for request in studio.requests if request.method == "POST"]


class Held:
    """A job that goes on until it is told to end."""

    def __init__(self, studio: Studio) -> None:
        self.ended = threading.Event()
        self.studio = studio
        studio.story = self.look

    def look(self, number: int) -> httpx.Response:
        if self.ended.is_set():
            return self.studio.done(number)
        return self.studio.says("processing", progress=min(0.9, number / 10))


async def taken(job: Any) -> None:
    """Until the server has the job."""
    async for event in job.events():
        if event.job:
            return


async def test_a_job_tells_its_steps_in_one_vocabulary_with_the_servers_word_beside_it(
    lab: Lab, studio: Studio
) -> None:
    words = ["pending", "starting", "processing", "completed"]
    studio.story = lambda look: studio.says(words[look - 1], progress=look / 4) if look < 4 else studio.done(look)
    job = lab.videos.generate("it pours").submit()
    assert job.status in ("queued", "running")
    asset = await job
    events = [event async for event in job.events()]
    raw = [event.raw for event in events if event.raw]
    assert raw[:5] == ["processing", "pending", "starting", "processing", "completed"]
    assert {event.status for event in events} <= {"queued", "running", "succeeded"}
    assert (job.status, job.job, job.done) == ("succeeded", "job_1", True)
    assert job.result() == asset
    assert job.exception() is None
    assert "succeeded" in repr(job)
    assert "job_1" in job._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("ends", ["well", "badly", "lost", "not at all"])
async def test_the_events_of_every_call_come_to_an_end(open_lab: Callable[..., Lab], studio: Studio, ends: str) -> None:
    lab = open_lab(patience=patience(limit=20.0))
    stories: dict[str, Any] = {
        "well": studio.done,
        "badly": lambda look: studio.says("failed", error="flagged"),
        "lost": lambda look: httpx.Response(401, json={"error": "no"}),
        "not at all": lambda look: studio.says("processing"),
    }
    studio.story = stories[ends]
    job = lab.videos.generate("it pours").submit()
    events = [event async for event in job.events()]
    said = {"well": "succeeded", "badly": "failed", "lost": "unknown", "not at all": "running"}
    assert events[-1].status == job.status == said[ends]
    with pytest.raises(errors.HyperealError) if ends != "well" else ExitStack():
        await job


async def test_an_error_that_nobody_foresaw_ends_the_events_too(
    lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("a bug")

    monkeypatch.setattr(lab.journal, "begin", broken)
    job = lab.images.generate("a teapot").submit()
    assert [event.status async for event in job.events()]
    with pytest.raises(RuntimeError, match="a bug"):
        await job


async def test_a_running_job_is_called_back_and_what_it_held_is_free(lab: Lab, studio: Studio) -> None:
    held = Held(studio)
    budget = lab.budget(credits=100, per="session")
    job = lab.videos.generate("it pours").submit()
    await taken(job)
    assert budget.held == HOLD
    said = await job.cancel()
    assert (said.cancelled, said.refunded, studio.cancelled) == (True, HOLD, ["job_1"])
    assert "72 credits are free again" in str(said) and "refunded" in str(said)
    assert (budget.held, budget.spent) == (Credits(0), Credits(0))
    studio.story = lambda look: studio.says("cancelled")
    with pytest.raises(errors.JobFailed) as ended:
        await job
    assert ended.value.status == "cancelled"
    assert job.status == "cancelled"
    assert [run.status for run in lab.journal.runs()] == ["cancelled"]
    again = await job.cancel()
    assert not again.cancelled
    assert not held.ended.is_set()


async def test_a_job_that_was_made_all_the_same_is_charged_and_kept(lab: Lab, studio: Studio) -> None:
    held = Held(studio)
    job = lab.videos.generate("it pours").submit()
    await taken(job)
    await job.cancel()
    held.ended.set()
    asset = await job
    assert asset.cost == CLIP
    assert [(run.status, run.credits) for run in lab.journal.runs()] == [("succeeded", CLIP)]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(409, json={"error": {"type": "conflict", "message": "it is done"}}), "too late"),
        (httpx.Response(404, json={"error": "no such route"}), "cannot call it back"),
        (httpx.Response(200, json={"jobId": "job_1", "status": "processing"}), "not cancelled"),
        (httpx.Response(200, json={"jobId": "job_1", "status": "completed"}), "not cancelled"),
    ],
)
async def test_a_job_that_cannot_be_called_back_stays_as_it_is(
    open_lab: Callable[..., Lab], studio: Studio, answer: httpx.Response, words: str
) -> None:
    held = Held(studio)
    lab = open_lab(lambda request: answer if request.url.path.endswith("/cancel") else studio(request))
    job = lab.videos.generate("it pours").submit()
    await taken(job)
    said = await job.cancel()
    assert (said.cancelled, said.refunded) == (False, None)
    assert words in str(said)
    assert lab.jobs.unresolved()[0].held == HOLD
    held.ended.set()
    await job


async def test_a_call_that_answers_at_once_cannot_be_called_back(open_lab: Callable[..., Lab], studio: Studio) -> None:
    gate = Gate(studio)
    lab = open_lab(gate)
    job = lab.images.generate("a teapot").submit()
    await asyncio.to_thread(gate.reached.acquire)
    said = await job.cancel()
    assert not said.cancelled
    assert "cannot be called back" in str(said)
    gate.open()
    await job
    assert "succeeded already; 4 credits" in str(await job.cancel())


async def test_cancelling_what_waits_for_it_lets_the_call_go_on(lab: Lab, studio: Studio) -> None:
    held = Held(studio)
    job = lab.videos.generate("it pours").submit()
    await taken(job)

    async def cell() -> Any:
        return await job

    waiting = asyncio.ensure_future(cell())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError) as detached:
        await waiting
    said = str(detached.value)
    assert f"lab.jobs.get({job.id[:8]!r})" in said and ".cancel()" in said
    assert not job.done
    held.ended.set()
    asset = await lab.jobs.get(job.id[:8])
    assert (asset.cost, len(posts(studio))) == (CLIP, 1)
    assert await job == asset


def test_an_interrupted_result_lets_the_call_go_on(lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(studio)
    call = lab.videos.generate("it pours")
    job = call.submit()

    def interrupt(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as cell:
        cell.setattr("concurrent.futures.wait", interrupt)
        with pytest.raises(KeyboardInterrupt) as detached:
            call.run()
    assert f"lab.jobs.get({job.id[:8]!r})" in str(detached.value)
    held.ended.set()
    assert call.run().cost == CLIP
    assert lab.jobs.get(job.id).result() == call.run()
    assert len(posts(studio)) == 1


def test_a_real_interrupt_of_a_real_process_says_how_to_come_back(tmp_path: Path) -> None:
    source = f"""
import asyncio, signal, threading
from pathlib import Path
from tests.lab.servers import *
studio = Studio()
studio.story = lambda look: studio.says("processing") if not go.is_set() else studio.done(look)
go = threading.Event()
soon = lambda _: asyncio.sleep(0.02)
with lab_at(Path({str(tmp_path)!r}), studio, patience=patience(sleep=soon)) as lab:
    job = lab.videos.generate("it pours").submit()
    threading.Timer(0.1, signal.raise_signal, [signal.SIGINT]).start()
    try:
        job.result()
    except KeyboardInterrupt as error:
        print(error)
    go.set()
    print(lab.jobs.get(job.id[:8]).result(10).cost, studio.charged)
"""
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=60
    )
    assert done.returncode == 0, done.stderr
    detached, costs = done.stdout.splitlines()
    assert "the call goes on" in detached
    assert costs == "69 69"


async def test_waiting_may_have_an_end(lab: Lab, studio: Studio) -> None:
    held = Held(studio)
    job = lab.videos.generate("it pours").submit()
    with pytest.raises(TimeoutError):
        await asyncio.to_thread(job.result, 0.01)
    with pytest.raises(errors.NeverSent):
        job.exception()
    held.ended.set()
    await job


async def test_the_next_kernel_finds_what_the_last_one_left(open_lab: Callable[..., Lab], studio: Studio) -> None:
    held = Held(studio)
    first = open_lab()
    job = first.videos.generate("it pours").submit()
    await taken(job)
    second = open_lab()
    assert len(second.jobs) == 1
    assert not second.jobs.resume()
    assert not second.jobs.orphans()
    first.close()
    assert "1 left by another kernel" in second.jobs._repr_mimebundle_()["text/html"]
    (orphan,) = second.jobs.orphans()
    assert orphan.job == "job_1"
    (resumed,) = second.jobs.resume()
    assert not second.jobs.resume()
    held.ended.set()
    asset = await resumed
    assert (asset.cost, len(posts(studio)), len(second.jobs)) == (CLIP, 1, 0)
    assert not second.jobs.resume()


class Slow(Studio):
    """Makes a job of a call that other servers answer at once."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if "/audio/" in request.url.path:
            self.requests.append(request)
            return httpx.Response(202, json={"jobId": "job_1", "status": "processing", "creditsUsed": 3.5})
        return super().__call__(request)


async def test_a_sound_that_takes_longer_is_a_job_that_outlives_the_kernel(open_lab: Callable[..., Lab]) -> None:
    slow = Slow()
    slow.file = lambda: httpx.Response(200, content=files.wav())
    held = Held(slow)
    slow.done = lambda look: slow.says("completed", outputUrl="http://files/a.wav")  # type: ignore[method-assign]
    first = open_lab(slow)
    await taken(first.audio.speak("hello", format="wav", allow_unknown_price=True).submit())
    first.close()
    second = open_lab(slow)
    (job,) = second.jobs.resume()
    held.ended.set()
    asset = await job
    assert (asset.kind, asset.cost) == ("audio", Credits.of("3.5"))
    assert len(posts(slow)) == 1
    look = next(request for request in slow.requests if "/jobs/" in request.url.path)
    assert (look.url.params["type"], look.url.params["model"]) == ("audio", asset.model)


async def test_a_call_under_way_cannot_be_forgotten(lab: Lab, studio: Studio) -> None:
    held = Held(studio)
    job = lab.videos.generate("it pours").submit()
    await taken(job)
    with pytest.raises(errors.InputError, match="still under way"):
        lab.jobs.forget(job.id)
    held.ended.set()
    await job
    with pytest.raises(errors.InputError, match="succeeded already"):
        lab.jobs.forget(job.id)


@pytest.mark.parametrize("id", ["", "nobody", "%", "0" * 32, "zz", "\x00", "🐻"])
def test_an_id_that_nobody_knows_is_refused(lab: Lab, id: str) -> None:
    with pytest.raises(errors.InputError, match="lab.jobs lists"):
        lab.jobs.get(id)


async def test_an_empty_id_is_never_the_only_call(lab: Lab) -> None:
    await lab.images.generate("a teapot")
    with pytest.raises(errors.InputError):
        lab.jobs.get("")


async def test_iterating_gives_a_handle_for_each(lab: Lab, studio: Studio) -> None:
    held = Held(studio)
    jobs = [lab.videos.generate(words).submit() for words in ("it pours", "it steams")]
    for job in jobs:
        await taken(job)
    handles = list(lab.jobs)
    assert {handle.id for handle in handles} == {job.id for job in jobs}
    held.ended.set()
    for handle in handles:
        await handle
    assert len(posts(studio)) == 2


class Listed(Studio):
    """Also lists the jobs of the account."""

    def __init__(self, *jobs: dict[str, Any]) -> None:
        super().__init__()
        self.listed = list(jobs)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and request.url.path.endswith("/jobs"):
            start = int(request.url.params.get("cursor", 0))
            rest = {"nextCursor": str(start + 1)} if start + 1 < len(self.listed) else {}
            return httpx.Response(200, json={"jobs": self.listed[start : start + 1], **rest})
        return super().__call__(request)


async def test_jobs_of_the_account_that_nobody_here_knows_are_orphans(open_lab: Callable[..., Lab]) -> None:
    listed = Listed(
        {"jobId": "job_1", "status": "completed", "creditsUsed": 69},
        {"jobId": "job_other", "status": "completed", "model": "veo", "creditsUsed": 12.5},
        {"jobId": "job_bad", "status": "failed"},
    )
    lab = open_lab(listed)
    await lab.videos.generate("it pours")
    (orphan,) = lab.jobs.orphans()
    assert (orphan.job, orphan.credits, orphan.run) == ("job_other", Credits.of("12.5"), None)
    with pytest.raises(errors.InputError, match="ordered elsewhere"):
        lab.jobs.claim(orphan)


async def test_a_job_that_was_taken_for_lost_and_was_made_is_an_orphan_that_can_be_claimed(
    open_lab: Callable[..., Lab],
) -> None:
    listed = Listed({"jobId": "job_1", "status": "completed", "creditsUsed": 69})
    listed.story = lambda look: listed.says("failed", error="an accident")
    lab = open_lab(listed)
    with pytest.raises(errors.JobFailed):
        await lab.videos.generate("it pours")
    listed.story = listed.done
    (orphan,) = await asyncio.to_thread(lab.jobs.orphans)
    assert orphan.why == "taken for failed here"
    asset = await asyncio.to_thread(lab.jobs.claim, orphan)
    assert asset.cost == CLIP
    assert not lab.jobs.orphans()
    assert (await lab.videos.generate("it pours")).replayed


def test_closing_a_lab_leaves_its_calls_to_the_next(open_lab: Callable[..., Lab], studio: Studio) -> None:
    held = Held(studio)
    first = open_lab()
    first.videos.generate("it pours").submit()
    first.images.generate("a teapot").run()
    first.close()
    held.ended.set()
    second = open_lab(honours_idempotency=True)
    for job in second.jobs.resume():
        job.result(20)
    assert not second.jobs.unresolved()
    assert KEY not in repr(second.jobs)
