"""An answer that never came: its reservation stays, and nothing is asked for blindly a second time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from tests.lab.conftest import picture
from tests.lab.faults.trouble import CLIP, FOUR, books, lost, posts, unreachable
from tests.lab.ledger import Clock
from tests.lab.servers import CLIP_PRICE, Studio


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
