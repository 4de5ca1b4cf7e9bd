"""A link that leads nowhere, at first: what was paid for is fetched later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from tests.lab.conftest import picture
from tests.lab.faults.trouble import CLIP, FOUR, books, lost, posts, unreachable
from tests.lab.servers import Studio


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
