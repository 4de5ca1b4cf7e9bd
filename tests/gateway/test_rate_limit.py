"""At most N requests of an account in any hour, and headers that tell the truth."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.gateway.conftest import FakeClock, Gateway, read, running

CREDITS = "/api/credits"


def told(answer: httpx.Response) -> tuple[int, int, int]:
    return tuple(int(answer.headers[f"x-ratelimit-{name}"]) for name in ("limit", "remaining", "reset"))


async def limited(gateway: Gateway, limit: int) -> dict[str, str]:
    """The headers of a new key with this limit."""
    made = await gateway.new_key(rate_limit=limit)
    return {"authorization": f"Bearer {made.key}"}


async def test_exactly_as_many_requests_as_allowed_pass_and_the_headers_count_down(gateway: Gateway) -> None:
    own = await limited(gateway, 5)
    for left in (4, 3, 2, 1, 0):
        answer = await gateway.http.get(CREDITS, headers=own)
        assert answer.status_code == 200
        assert told(answer) == (5, left, int(gateway.clock.now) + 3600)
    answer = await gateway.http.get(CREDITS, headers=own)
    assert answer.status_code == 429
    assert told(answer)[:2] == (5, 0)


async def test_a_refusal_says_when_to_come_back_and_coming_back_then_passes(gateway: Gateway) -> None:
    own = await limited(gateway, 2)
    await gateway.http.get(CREDITS, headers=own)
    gateway.clock.forward(100.25)
    await gateway.http.get(CREDITS, headers=own)
    answer = await gateway.http.get(CREDITS, headers=own)
    wait = int(answer.headers["retry-after"])
    body = read(answer)
    assert answer.status_code == 429
    assert (body["error"]["type"], body["error"]["retry_after"], body["retry_after"]) == (
        "rate_limit_error",
        wait,
        wait,
    )
    assert wait == 3500
    assert told(answer)[2] >= gateway.clock.now + 3499
    gateway.clock.forward(wait)
    assert (await gateway.http.get(CREDITS, headers=own)).status_code == 200


async def test_refused_requests_are_not_counted(gateway: Gateway) -> None:
    own = await limited(gateway, 2)
    await gateway.http.get(CREDITS, headers=own)
    gateway.clock.forward(10)
    await gateway.http.get(CREDITS, headers=own)
    for _ in range(20):
        assert (await gateway.http.get(CREDITS, headers=own)).status_code == 429
    gateway.clock.forward(3590)
    assert (await gateway.http.get(CREDITS, headers=own)).status_code == 200
    assert (await gateway.http.get(CREDITS, headers=own)).status_code == 429


async def test_in_no_hour_do_more_pass_than_allowed(gateway: Gateway) -> None:
    own, passed = await limited(gateway, 7), []
    for turn in range(400):
        gateway.clock.forward(60 + 37 * (turn % 11))
        for _ in range(turn % 3 + 1):
            if (await gateway.http.get(CREDITS, headers=own)).status_code == 200:
                passed.append(gateway.clock.now)
    assert len(passed) > 100
    assert all(later - first >= 3600 for first, later in zip(passed, passed[7:]))


async def test_requests_at_once_are_counted_exactly(gateway: Gateway) -> None:
    own = await limited(gateway, 25)
    answers = await asyncio.gather(*(gateway.http.get(CREDITS, headers=own) for _ in range(100)))
    assert [answer.status_code for answer in answers].count(200) == 25
    assert sorted(told(answer)[1] for answer in answers if answer.status_code == 200) == list(range(25))


async def test_each_key_has_an_account_and_a_quota_of_its_own(gateway: Gateway) -> None:
    one, two = await limited(gateway, 1), await limited(gateway, 3)
    assert (await gateway.http.get(CREDITS, headers=one)).status_code == 200
    assert (await gateway.http.get(CREDITS, headers=one)).status_code == 429
    assert told(await gateway.http.get(CREDITS, headers=two))[:2] == (3, 2)


async def test_the_usual_limit_is_a_thousand(gateway: Gateway) -> None:
    assert told(await gateway.http.get(CREDITS))[:2] == (1000, 999)


async def test_a_picture_over_the_limit_is_neither_held_nor_made(gateway: Gateway) -> None:
    own = await limited(gateway, 1)
    assert (await gateway.make(headers=own)).status_code == 200
    assert (await gateway.make(headers=own)).status_code == 429
    assert len(gateway.provider.orders) == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/images/generations", 405),
        ("DELETE", "/v1/models", 405),
        ("GET", "/files/none/image.png", 404),
        ("GET", "/healthz", 200),
        ("GET", "/v1/models/none", 404),
        ("POST", "/v1/images/generations", 400),
        ("HEAD", "/v1/models", 200),
    ],
)
async def test_every_answer_carries_the_headers(gateway: Gateway, method: str, path: str, status: int) -> None:
    for headers in ({}, {"authorization": ""}):
        answer = await gateway.http.request(method, path, headers=headers)
        assert answer.status_code in (status, 401)
        limit, remaining, reset = told(answer)
        assert limit == 1000 and remaining >= 999 and reset >= int(gateway.clock.now)
        assert answer.headers["x-request-id"] == answer.headers["request-id"]


async def test_an_answer_that_was_not_counted_tells_the_same_standing(gateway: Gateway) -> None:
    own = await limited(gateway, 3)
    await gateway.http.get(CREDITS, headers=own)
    assert told(await gateway.http.get("/nowhere", headers=own))[:2] == (3, 2)
    assert told(await gateway.http.get(CREDITS, headers=own))[:2] == (3, 1)


async def test_a_restart_remembers_the_calls_of_the_hour(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path, clock, rate_limit=3) as gateway:
        own = {"authorization": f"Bearer {gateway.key.key}"}
        await gateway.make()
        clock.forward(600)
        gateway.provider.fail()
        await gateway.make()
    async with running(tmp_path, clock, rate_limit=3) as again:
        assert told(await again.make(headers=own))[:2] == (3, 0)
        assert (await again.make(headers=own)).status_code == 429
        clock.forward(3000)
        assert (await again.make(headers=own)).status_code == 200


async def test_a_call_that_a_crash_cut_off_is_remembered(tmp_path: Path, clock: FakeClock) -> None:
    from hypereal_lab.gateway.parts import assemble
    from hypereal_lab.gateway.store import Store
    from tests.gateway.providers import Obedient

    async with running(tmp_path, clock, rate_limit=2) as gateway:
        key = gateway.key
        ledger = gateway.parts.ledger
        hold = await ledger.hold(
            key.account, 4 * _one(), hold_id="cut", price_version="v", key_id=key.id, endpoint="/e"
        )
        again = assemble(Store(tmp_path, clock=clock), Obedient(), rate_limit=2)
        twin = Gateway(again, Obedient(), clock, key)
        assert told(await twin.http.get(CREDITS))[:2] == (2, 0)
        assert hold.amount == 4 * _one()
        await twin.http.aclose()
        await again.close()
        await ledger.recover()


def _one():
    from hypereal_lab.wire.money import Credits

    return Credits.of(1)
