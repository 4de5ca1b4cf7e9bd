"""The field `hypereal` of a request: what is asked of this gateway itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab.catalog import Card
from hypereal_lab.wire.route import RouteTarget
from tests.gateway.conftest import FakeClock, Gateway, running
from tests.gateway.texts.way import Way
from tests.gateway.texts.ways import WAYS
from tests.gateway.writers import Scripted


class Here(Scripted):
    """A writer in a region."""

    def targets(self, card: Card) -> tuple[RouteTarget, ...]:
        return (RouteTarget(provider=self.name, region="eu"), RouteTarget(provider="far"))


@pytest.fixture
def writer() -> Scripted:
    return Here()


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock, writer: Scripted) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "data", clock, text=writer) as made:
        yield made


@pytest.fixture(params=WAYS, ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param


async def test_nothing_said_is_the_usual(gateway: Gateway, writer: Scripted, way: Way) -> None:
    for options in (None, {}, {"cache": "auto"}, {"cache": None, "region": None}):
        heard = await way.asked(gateway, writer, hypereal=options)
        assert (heard.cache, heard.region, writer.orders[-1].region) == (True, None, None)


async def test_cache_and_region_reach_the_provider(gateway: Gateway, writer: Scripted, way: Way) -> None:
    heard = await way.asked(gateway, writer, hypereal={"cache": False, "region": "eu"})
    assert (heard.cache, heard.region) == (False, "eu")
    assert (writer.orders[-1].region, writer.orders[-1].account) == ("eu", gateway.key.account)


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ("fast", "hypereal"),
        ({"cache": True}, "hypereal.cache"),
        ({"cache": "always"}, "hypereal.cache"),
        ({"cache": 0}, "hypereal.cache"),
        ({"region": ""}, "hypereal.region"),
        ({"region": 5}, "hypereal.region"),
        ({"reigon": "eu"}, "hypereal.reigon"),
        ({"region": "moon"}, "hypereal.region"),
    ],
)
async def test_what_is_wrong_is_named(gateway: Gateway, way: Way, options: Any, place: str) -> None:
    error = await way.refusal(gateway, hypereal=options)
    assert error["param"] == place


async def test_a_slip_is_told_with_what_was_meant(gateway: Gateway, way: Way) -> None:
    assert "hypereal.region" in (await way.refusal(gateway, hypereal={"reigon": "eu"}))["message"]


async def test_a_region_without_a_provider_is_refused_with_those_that_have_one(gateway: Gateway, way: Way) -> None:
    error = await way.refusal(gateway, hypereal={"region": "moon"})
    assert (error["param"], error["available_regions"]) == ("hypereal.region", ["eu"])
