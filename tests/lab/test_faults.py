"""Servers, disks and clocks that go wrong: nothing is paid twice, and nothing that was paid for is lost."""

from __future__ import annotations

import asyncio
import base64
import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from hypereal_lab.client import http
from tests.lab.conftest import Server, picture
from tests.lab.ledger import Clock
from tests.lab.servers import CLIP_PRICE, Dead, Studio, lab_at, patience

FOUR, CLIP = Credits.of(4), Credits.of(CLIP_PRICE)
HOLD = Credits.of(72)
"""What the price book says of a clip, 8 seconds for 9 credits each; the scripted server takes less."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def open_lab(home: Path, studio: Studio) -> Iterator[Callable[..., Lab]]:
    """A kernel on this home, in front of the studio unless told otherwise."""
    with ExitStack() as stack:
        yield lambda server=studio, **settings: stack.enter_context(lab_at(home, server, **settings))


@pytest.fixture
def lab(open_lab: Callable[..., Lab]) -> Lab:
    return open_lab()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    wait = http.pause
    monkeypatch.setattr(http, "pause", lambda *a, **k: None if wait(*a, **k) is None else 0.0)


def lost(_: Any = None) -> httpx.Response:
    raise httpx.ReadError("the line went dead")


def unreachable(_: Any = None) -> httpx.Response:
    raise httpx.ConnectError("nobody there")


def posts(server: Server) -> list[httpx.Request]:
    return [request for request in server.requests if request.method == "POST"]


def books(lab: Lab) -> list[tuple[str, Credits, Credits]]:
    """Status, held and charged of every run; charges and reservations agree with them."""
    runs = [run for run in lab.journal.runs() if run.replay_of is None]
    charged: dict[str, Credits] = {}
    for run, amount, _ in lab.journal.charges():
        charged[run] = charged.get(run, Credits(0)) + amount
    assert charged == {run.id: run.credits for run in runs if run.credits}
    for budget in lab.budgets.all():
        assert budget.held == sum((run.held for run in runs), Credits(0))
        assert budget.spent == sum((run.credits for run in runs), Credits(0))
    return [(run.status, run.held, run.credits) for run in runs]


# an answer that never came


async def test_a_lost_answer_keeps_its_reservation_and_is_never_asked_for_blindly(lab: Lab, studio: Studio) -> None:
    budget = lab.budget(credits=100, per="session")
    studio.answer = lost
    with pytest.raises(errors.ConnectionFailed):
        await lab.images.generate("a teapot")
    studio.answer = studio.make
    for _ in range(3):
        with pytest.raises(errors.OutcomeUnknown, match=r"4 credits stay set aside.*lab.jobs.forget") as refused:
            await lab.images.generate("a teapot")
    assert len(posts(studio)) == 1
    assert books(lab) == [("unknown", FOUR, Credits(0))]
    assert (budget.held, budget.left) == (FOUR, Credits.of(96))
    (run,) = lab.jobs.unresolved()
    assert run.id[:8] in str(refused.value)
    lab.jobs.forget(run.id)
    assert budget.left == Credits.of(100)
    await lab.images.generate("a teapot")
    assert len(posts(studio)) == 2
    assert [status for status, _, _ in books(lab)] == ["failed", "succeeded"]


async def test_a_fresh_call_passes_beside_a_lost_one(lab: Lab, studio: Studio) -> None:
    studio.answer = lost
    with pytest.raises(errors.ConnectionFailed):
        await lab.images.generate("a teapot")
    studio.answer = studio.make
    await lab.images.generate("a teapot", fresh=True)
    assert (await lab.images.generate("a teapot")).replayed
    assert [status for status, _, _ in books(lab)] == ["unknown", "succeeded"]


async def test_a_server_that_remembers_keys_is_asked_again_with_the_very_same_request(
    open_lab: Callable[..., Lab], studio: Studio
) -> None:
    reference = picture((1, 2, 3))
    remembered: dict[str, httpx.Response] = {}

    def forgetful(request: httpx.Request) -> httpx.Response:
        key = request.headers["idempotency-key"]
        known = key in remembered
        studio.requests.append(request)
        if not known:
            remembered[key] = studio.make({})
        return remembered[key] if known and len(posts(studio)) > 4 else lost()

    lab = open_lab(forgetful, honours_idempotency=True)
    call = lab.images.generate("a teapot, caf\u00e9", references=[reference], n=1, seed=3)
    with pytest.raises(errors.ConnectionFailed):
        await call
    assert books(lab) == [("unknown", FOUR, Credits(0))]
    await call
    assert len(remembered) == 1
    assert len({request.content for request in posts(studio)}) == 1
    assert studio.balance == 96
    assert books(lab) == [("succeeded", Credits(0), FOUR)]


async def test_a_new_kernel_asks_again_under_the_old_key(open_lab: Callable[..., Lab], studio: Studio) -> None:
    studio.remembers = True
    first = open_lab(lambda request: lost(studio(request)), honours_idempotency=True)
    with pytest.raises(errors.ConnectionFailed):
        await first.videos.generate("it pours")
    first.close()
    lab = open_lab(honours_idempotency=True)
    (job,) = lab.jobs.resume()
    asset = await job
    assert asset.cost == CLIP
    assert studio.charged == CLIP_PRICE
    assert len({request.headers["idempotency-key"] for request in posts(studio)}) == 1
    assert (await lab.videos.generate("it pours")) == asset
    assert books(lab) == [("succeeded", Credits(0), CLIP)]


@pytest.mark.parametrize(
    "later",
    [
        unreachable,
        lambda _: httpx.Response(401, json={"error": {"type": "authentication_error", "message": "another key"}}),
        lambda _: httpx.Response(402, json={"error": {"type": "insufficient_credits", "message": "empty"}}),
        lambda _: httpx.Response(409, json={"error": {"type": "conflict", "message": "it is still running"}}),
        lambda _: httpx.Response(429, json={"error": {"type": "rate_limit_error", "message": "slowly"}}),
        lambda _: httpx.Response(503, json={"error": {"type": "upstream_unavailable", "message": "later"}}),
        lambda _: httpx.Response(502, text="<html>Bad gateway</html>"),
    ],
    ids=["unreachable", "401", "402", "409", "429", "503", "a proxy"],
)
async def test_a_refusal_of_the_second_try_says_nothing_about_the_first(
    open_lab: Callable[..., Lab], studio: Studio, later: Callable[[Any], httpx.Response]
) -> None:
    remembered: dict[str, httpx.Response] = {}

    def first(request: httpx.Request) -> httpx.Response:
        if (key := request.headers["idempotency-key"]) not in remembered:
            remembered[key] = studio(request)
        return lost()

    lab = open_lab(lambda request: server(request), honours_idempotency=True)
    server: Callable[[Any], httpx.Response] = first
    call = lab.images.generate("a teapot")
    with pytest.raises(errors.ConnectionFailed):
        await call
    server = later
    with pytest.raises(errors.HyperealError):
        await call
    assert books(lab) == [("unknown", FOUR, Credits(0))]
    server = lambda request: remembered[request.headers["idempotency-key"]]  # noqa: E731
    await call
    assert books(lab) == [("succeeded", Credits(0), FOUR)]
    assert studio.balance == 96


async def test_a_refusal_within_the_same_call_says_nothing_about_its_first_try(
    open_lab: Callable[..., Lab], studio: Studio
) -> None:
    answers: Iterator[Any] = iter([lost, unreachable, unreachable, unreachable])
    lab = open_lab(lambda request: next(answers)(request), honours_idempotency=True)
    with pytest.raises(errors.ConnectionFailed):
        await lab.images.generate("a teapot")
    assert books(lab) == [("unknown", FOUR, Credits(0))]


async def test_a_key_that_may_be_forgotten_by_now_is_not_used_again(
    open_lab: Callable[..., Lab], studio: Studio
) -> None:
    clock = Clock()
    lab = open_lab(honours_idempotency=True, clock=clock)
    studio.answer = lost
    with pytest.raises(errors.ConnectionFailed):
        await lab.images.generate("a teapot")
    sent = len(posts(studio))
    for days in (2, -2):
        clock.now = Clock.now + days * 86_400
        with pytest.raises(errors.OutcomeUnknown):
            await lab.images.generate("a teapot")
    assert len(posts(studio)) == sent


async def test_a_server_that_was_never_reached_holds_nothing(open_lab: Callable[..., Lab], studio: Studio) -> None:
    lab = open_lab(unreachable)
    with pytest.raises(errors.ConnectionFailed):
        await lab.images.generate("a teapot")
    assert books(lab) == [("failed", Credits(0), Credits(0))]


# an answer that is none


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (400, errors.BadRequest),
        (401, errors.AuthenticationError),
        (402, errors.InsufficientCredits),
        (403, errors.PermissionDenied),
        (404, errors.NotFound),
        (413, errors.PayloadTooLarge),
        (429, errors.RateLimited),
        (500, errors.UpstreamError),
        (502, errors.UpstreamError),
        (503, errors.Unavailable),
    ],
)
async def test_a_plain_refusal_holds_and_costs_nothing(
    lab: Lab, studio: Studio, status: int, raised: type[Exception]
) -> None:
    studio.answer = lambda _: httpx.Response(status, json={"error": "no"})
    with pytest.raises(raised):
        await lab.images.generate("a teapot")
    assert books(lab) == [("failed", Credits(0), Credits(0))]
    studio.answer = studio.make
    await lab.images.generate("a teapot")
    assert [one[0] for one in books(lab)] == ["failed", "succeeded"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(200, text="<html>hello</html>"),
        lambda: httpx.Response(200, content=b""),
        lambda: httpx.Response(200, content=b"\x00\xff garbage"),
        lambda: httpx.Response(200, json=[]),
        lambda: httpx.Response(200, json=None),
        lambda: httpx.Response(200, json={"data": []}),
        lambda: httpx.Response(200, json={"data": [{}]}),
        lambda: httpx.Response(200, json={"data": [{"b64_json": "a"}]}),
        lambda: httpx.Response(200, json={"data": [{"b64_json": "\u00e9"}]}),
        lambda: httpx.Response(200, json={"data": "soon"}),
        lambda: httpx.Response(202, json={"jobId": "job_9"}),
        lambda: httpx.Response(302, headers={"location": "http://elsewhere/"}),
        lambda: httpx.Response(408, json={"error": "too slow"}),
        lambda: httpx.Response(504, json={"error": "too slow"}),
        lambda: httpx.Response(502, text="<html>Bad gateway</html>"),
        lambda: httpx.Response(524, text="a proxy lost patience"),
    ],
    ids=range(16),
)
async def test_an_answer_that_is_none_leaves_it_open_whether_it_was_charged(
    lab: Lab, studio: Studio, answer: Callable[[], httpx.Response]
) -> None:
    studio.answer = lambda _: answer()
    with pytest.raises(errors.HyperealError):
        await lab.images.generate("a teapot")
    studio.answer = studio.make
    with pytest.raises(errors.OutcomeUnknown):
        await lab.images.generate("a teapot")
    assert len(posts(studio)) == 1
    assert books(lab) == [("unknown", FOUR, Credits(0))]


@pytest.mark.parametrize("data", [b"no picture", picture()[:33], picture()[:60], picture()[:100]])
async def test_a_broken_picture_is_paid_for_and_not_bought_again_unasked(lab: Lab, studio: Studio, data: bytes) -> None:
    body = {"data": [{"b64_json": base64.b64encode(data).decode()}], "creditsUsed": 4}
    studio.answer = lambda _: httpx.Response(200, json=body)
    with pytest.raises(errors.UnreadableAnswer, match="fresh=True"):
        await lab.images.generate("a teapot")
    studio.answer = studio.make
    with pytest.raises(errors.OutcomeUnknown, match="was charged 4 credits"):
        await lab.images.generate("a teapot")
    assert len(posts(studio)) == 1
    assert books(lab) == [("succeeded", Credits(0), FOUR)]
    assert [one.why for one in lab.jobs.orphans()] == ["paid for and not kept"]
    await lab.images.generate("a teapot", fresh=True)
    assert (await lab.images.generate("a teapot")).replayed


@pytest.mark.parametrize("said", [-5, "NaN", "Infinity", "-0.1", 1e300, "1e99", None])
async def test_a_charge_that_cannot_be_one_is_taken_from_the_price_book(lab: Lab, studio: Studio, said: Any) -> None:
    make = studio.make
    studio.answer = lambda body: httpx.Response(200, json={**make(body).json(), "creditsUsed": said})
    asset = await lab.images.generate("a teapot")
    assert asset.cost == FOUR
    assert books(lab) == [("succeeded", Credits(0), FOUR)]
    assert lab.journal.runs()[0].cost_source == "computed"


@pytest.mark.parametrize("said", [0, "2.5", 3.1234561, 12])
async def test_the_servers_figure_is_what_is_written_down(lab: Lab, studio: Studio, said: Any) -> None:
    make = studio.make
    studio.answer = lambda body: httpx.Response(200, json={**make(body).json(), "creditsUsed": said})
    asset = await lab.images.generate("a teapot")
    assert asset.cost == Credits.of(str(said)[:8])
    assert lab.journal.runs()[0].cost_source == "reported"


async def test_an_answer_that_comes_twice_is_settled_once(lab: Lab, studio: Studio) -> None:
    await lab.images.generate("a teapot")
    (run,) = lab.journal.runs()
    twice = lab.journal.settle(run.id, model="m", units=1, charged=FOUR, source="reported", latency=1.0)
    assert not twice
    assert books(lab) == [("succeeded", Credits(0), FOUR)]


async def test_two_runs_that_get_the_same_job_both_come_home(lab: Lab, studio: Studio) -> None:
    studio.numbers = iter([1, 1])  # type: ignore[assignment]
    for words in ("it pours", "it steams"):
        await lab.videos.generate(words)
    assert [one[0] for one in books(lab)] == ["succeeded"] * 2


# a link that leads nowhere, at first


def linked(body: Any) -> httpx.Response:
    return httpx.Response(200, json={"data": [{"url": "http://files/a.png?sig=secret"}], "creditsUsed": 4})


@pytest.mark.parametrize(
    "trouble",
    [
        lost,
        unreachable,
        *(lambda _, s=status: httpx.Response(s, text="no") for status in (403, 404, 410, 429, 500, 503)),
    ],
)
async def test_a_result_that_cannot_be_fetched_at_first_is_fetched_later(
    open_lab: Callable[..., Lab], studio: Studio, trouble: Callable[[Any], httpx.Response]
) -> None:
    lab = open_lab()
    budget = lab.budget(credits=100, tag="x")
    studio.answer = linked
    studio.file = lambda: trouble(None)
    with lab.tag("x"):
        call = lab.images.generate("a teapot")
        with pytest.raises(errors.HyperealError):
            await call
        with pytest.raises(errors.HyperealError):
            await call
    assert books(lab) == [("succeeded", Credits(0), FOUR)]
    assert (budget.spent, budget.held) == (FOUR, Credits(0))
    lab.close()
    studio.file = lambda: httpx.Response(200, content=picture())
    later = open_lab()
    (orphan,) = later.jobs.orphans()
    assert (orphan.credits, orphan.why) == (FOUR, "paid for and not kept")
    asset = await later.images.generate("a teapot")
    assert asset.cost == FOUR
    assert not later.jobs.orphans()
    assert len(posts(studio)) == 1
    assert books(later) == [("succeeded", Credits(0), FOUR)]
    assert later.journal.runs()[0].answer is None
    assert later.jobs.get(asset.run or "").result() == asset


async def test_a_page_behind_a_link_is_no_picture_and_is_fetched_again(lab: Lab, studio: Studio) -> None:
    studio.answer = linked
    studio.file = lambda: httpx.Response(200, text="<html>sign in first</html>")
    with pytest.raises(errors.UnreadableAnswer, match="It is text"):
        await lab.images.generate("a teapot")
    assert len(lab.shelf) == 0
    studio.file = lambda: httpx.Response(200, content=picture())
    await lab.images.generate("a teapot")
    assert len(posts(studio)) == 1
    assert books(lab) == [("succeeded", Credits(0), FOUR)]


async def test_an_orphan_is_claimed_onto_the_shelf(lab: Lab, studio: Studio) -> None:
    studio.file = lost
    with pytest.raises(errors.ConnectionFailed):
        await lab.videos.generate("it pours")
    studio.file = Studio().file
    (orphan,) = await asyncio.to_thread(lab.jobs.orphans)
    asset = await asyncio.to_thread(lab.jobs.claim, orphan)
    assert asset.kind == "video"
    assert (await lab.videos.generate("it pours")) == asset
    assert books(lab) == [("succeeded", Credits(0), CLIP)]


# disks


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


async def test_with_a_full_disk_the_picture_stays_in_memory_until_there_is_room(
    lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        call = lab.images.generate("a teapot")
        for _ in range(2):
            with pytest.raises(errors.ShelfError, match="Free some space"):
                await call
    assert len(lab.shelf) == 0
    assert books(lab) == [("succeeded", Credits(0), FOUR)]
    sent = len(studio.requests)
    asset = await call
    assert len(studio.requests) == sent
    assert asset.data
    assert books(lab) == [("succeeded", Credits(0), FOUR)]
    assert not list((asset.path.parent).glob(".*"))


def fill(lab: Lab) -> Callable[[], None]:
    """No more room for rows, as SQLite itself finds it; returns how to make room again."""
    writer = lab._records._writer
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages}")
    return lambda: writer.execute("PRAGMA max_page_count = 1000000") and None


async def test_with_no_room_for_the_intent_nothing_is_sent(lab: Lab, studio: Studio) -> None:
    room = fill(lab)
    with pytest.raises(errors.ShelfError, match="free some space"):
        await lab.images.generate("a teapot " * 2000)
    assert not posts(studio)
    room()
    await lab.images.generate("a teapot " * 2000)
    assert books(lab) == [("succeeded", Credits(0), FOUR)]


def no_room(*_: Any, **__: Any) -> Any:
    raise errors.ShelfError("lab.sqlite3 cannot be written (database or disk is full); free some space and try again.")


async def test_with_no_room_for_the_end_the_work_is_kept_and_written_later(
    lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    for make in (lambda: lab.images.generate("a teapot"), lambda: lab.videos.generate("it pours")):
        call = make()
        with monkeypatch.context() as disk:
            disk.setattr(lab.journal, "settle", no_room)
            with pytest.raises(errors.ShelfError):
                await call
        sent = len(studio.requests)
        asset = await call
        assert len(studio.requests) == sent
        assert asset.cost is not None
    assert books(lab) == [("succeeded", Credits(0), FOUR), ("succeeded", Credits(0), CLIP)]


async def test_with_no_room_for_any_row_after_the_order_the_job_still_comes_home(
    lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = lab.videos.generate("it pours")
    with monkeypatch.context() as disk:
        for name in ("accepted", "answered", "settle", "fail"):
            disk.setattr(lab.journal, name, no_room)
        with pytest.raises(errors.ShelfError):
            await call
    asset = await call
    assert asset.cost == CLIP
    assert len(posts(studio)) == 1
    assert books(lab) == [("succeeded", Credits(0), CLIP)]


async def test_with_no_room_for_a_failure_the_call_is_settled_by_asking_again(
    open_lab: Callable[..., Lab], studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = open_lab(honours_idempotency=True)
    studio.answer = lambda _: httpx.Response(400, json={"error": "no"})
    call = lab.images.generate("a teapot")
    with monkeypatch.context() as disk:
        disk.setattr(lab.journal, "fail", no_room)
        with pytest.raises(errors.ShelfError):
            await call
    with pytest.raises(errors.BadRequest):
        await call
    assert books(lab) == [("failed", Credits(0), Credits(0))]


# clocks


async def test_a_clock_that_was_set_back_changes_nothing(open_lab: Callable[..., Lab], studio: Studio) -> None:
    clock = Clock()
    lab = open_lab(clock=clock)
    budget = lab.budget(credits=12, per="month", zone="Europe/Berlin")
    make = studio.make

    def back(body: dict[str, Any]) -> httpx.Response:
        clock.now -= 3 * 86_400
        return make(body)

    studio.answer = back
    first = await lab.images.generate("one")
    second = await lab.images.generate("two")
    assert (await lab.images.generate("one")) == first
    assert [asset.prompt for asset in lab.shelf.assets(limit=None)] in (["one", "two"], ["two", "one"])
    assert budget.spent == Credits.of(8)
    assert [one[0] for one in books(lab)] == ["succeeded"] * 2
    assert second.latency is not None and second.latency >= 0


# jobs


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
