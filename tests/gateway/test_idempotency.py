"""The same key and body: done once, paid once, answered again for a day."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import FakeClock, Gateway, read, running

KEY = {"idempotency-key": "order 66"}


def same(one, two) -> bool:
    return one.content == two.content and one.headers["content-type"] == two.headers["content-type"]


@pytest.mark.parametrize("wish", [None, "url", "b64_json"])
async def test_a_second_attempt_gets_the_same_bytes_and_pays_nothing(gateway: Gateway, wish: str | None) -> None:
    first = await gateway.make(headers=KEY, n=2, response_format=wish)
    again = await gateway.make(headers=KEY, n=2, response_format=wish)
    assert first.status_code == again.status_code == 200
    assert same(first, again)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert len(gateway.provider.orders) == 1
    assert gateway.balance == Credits.of(992)


async def test_the_older_route_replays_too(gateway: Gateway) -> None:
    path = "/v1/images/generate"
    assert same(await gateway.make(path, headers=KEY), await gateway.make(path, headers=KEY))
    assert len(gateway.provider.orders) == 1


async def test_both_prefixes_of_a_route_are_one_place(gateway: Gateway) -> None:
    one = await gateway.make("/v1/images/generations", headers=KEY)
    two = await gateway.make("/api/v1/images/generations", headers=KEY)
    assert read(one)["created"] == read(two)["created"]
    assert len(gateway.provider.orders) == 1


async def test_attempts_at_once_run_once(gateway: Gateway) -> None:
    gateway.provider.may_end.clear()
    attempts = [asyncio.create_task(gateway.make(headers=KEY)) for _ in range(10)]
    await gateway.provider.began.wait()
    gateway.provider.may_end.set()
    answers = await asyncio.gather(*attempts)
    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.headers.get("idempotency-replayed", "") for answer in answers) == [""] + ["true"] * 9
    assert len(gateway.provider.orders) == 1
    assert gateway.balance == Credits.of(996)


async def test_another_body_under_the_same_key_is_a_conflict(gateway: Gateway) -> None:
    await gateway.make(headers=KEY)
    error = await gateway.refusal(409, headers=KEY, prompt="something else")
    assert (error["type"], error["code"], error["param"]) == ("conflict", "idempotency_key_reused", "idempotency-key")


async def test_another_body_is_a_conflict_also_while_the_first_runs(gateway: Gateway) -> None:
    gateway.provider.may_end.clear()
    first = asyncio.create_task(gateway.make(headers=KEY))
    await gateway.provider.began.wait()
    assert (await gateway.make(headers=KEY, prompt="something else")).status_code == 409
    gateway.provider.may_end.set()
    assert (await first).status_code == 200


async def test_after_a_day_the_key_is_free_again(gateway: Gateway) -> None:
    first = read(await gateway.make(headers=KEY))
    gateway.clock.forward(24 * 3600 - 1)
    assert read(await gateway.make(headers=KEY)) == first
    gateway.clock.forward(1)
    assert read(await gateway.make(headers=KEY)) != first
    gateway.clock.forward(24 * 3600)
    assert (await gateway.make(headers=KEY, prompt="something else")).status_code == 200
    assert gateway.balance == Credits.of(988)


async def test_an_attempt_that_failed_may_be_tried_again(gateway: Gateway) -> None:
    gateway.provider.fail()
    assert (await gateway.make(headers=KEY)).status_code == 502
    gateway.provider.fails = None
    assert (await gateway.make(headers=KEY, prompt="a better prompt")).status_code == 200
    assert gateway.balance == Credits.of(996)


async def test_those_who_waited_for_a_failure_try_for_themselves(gateway: Gateway) -> None:
    gateway.provider.may_end.clear()
    gateway.provider.fail()
    attempts = [asyncio.create_task(gateway.make(headers=KEY)) for _ in range(3)]
    await gateway.provider.began.wait()
    gateway.provider.may_end.set()
    assert [answer.status_code for answer in await asyncio.gather(*attempts)] == [502] * 3
    assert len(gateway.provider.orders) == 3
    assert gateway.balance == Credits.of(1000)


async def test_a_refusal_is_not_kept(gateway: Gateway) -> None:
    assert (await gateway.make(headers=KEY, prompt="")).status_code == 400
    assert (await gateway.make(headers=KEY)).status_code == 200


async def test_answers_survive_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path, clock) as gateway:
        own = {"authorization": f"Bearer {gateway.key.key}", **KEY}
        first = await gateway.make(headers=own)
    async with running(tmp_path, clock) as gateway:
        again = await gateway.make(headers=own)
        assert same(first, again)
        assert again.headers["idempotency-replayed"] == "true"
        assert gateway.provider.orders == []


async def test_each_account_has_its_own_keys(gateway: Gateway) -> None:
    other = await gateway.new_key()
    await gateway.make(headers=KEY)
    answer = await gateway.make(headers={"authorization": f"Bearer {other.key}", **KEY}, prompt="something else")
    assert answer.status_code == 200
    assert "idempotency-replayed" not in answer.headers


@pytest.mark.parametrize("key", ["", "   ", "x" * 256])
async def test_a_key_that_is_no_key_is_refused(gateway: Gateway, key: str) -> None:
    error = await gateway.refusal(headers={"idempotency-key": key})
    assert error["param"] == "idempotency-key"


async def test_sweeping_forgets_what_is_older_than_a_day(gateway: Gateway) -> None:
    await gateway.make(headers=KEY)
    gateway.clock.forward(3600)
    await gateway.make(headers={"idempotency-key": "younger"})
    gateway.clock.forward(23 * 3600)
    await gateway.parts.answers.sweep()
    kept = gateway.parts.store.reader.execute("SELECT idempotency_key FROM answers").fetchall()
    assert kept == [("younger",)]


async def test_kept_answers_do_not_carry_the_bytes_of_pictures(gateway: Gateway) -> None:
    await gateway.make(headers=KEY, n=3)
    (size,) = gateway.parts.store.reader.execute("SELECT SUM(LENGTH(body)) FROM answers").fetchone()
    item = read(await gateway.make(headers=KEY, n=3))["data"][0]["b64_json"]
    assert size < 2000 and item not in str(gateway.parts.store.reader.execute("SELECT body FROM answers").fetchone()[0])
