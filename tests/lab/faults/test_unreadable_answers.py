"""An answer that is none, or half of one: what is known of it is written down, and nothing is bought twice."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from tests.lab.conftest import picture
from tests.lab.faults.trouble import FOUR, books, posts
from tests.lab.servers import Studio


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
