"""How a webhook is tried again until it is taken or given up, and nobody waits for another."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from hypereal_lab.gateway.store import StoreFailed
from hypereal_lab.gateway.webhooks.schedule import ATTEMPTS
from tests.gateway.conftest import FakeClock, Gateway
from tests.gateway.receivers import SILENCE, receiving, said
from tests.gateway.webhooks.sending import (
    DAY,
    attempted,
    film,
    free_port,
    later,
    log_of,
    secret,
    sending,
    until,
)


async def test_every_attempt_sends_the_same_id_and_bytes_under_its_own_time(gateway: Gateway) -> None:
    async with receiving(said(500, body=b"secret words of the receiver"), said(200)) as receiver:
        job = await film(gateway, receiver.url())
        await attempted(gateway, job)
        later(gateway, 6)
        await attempted(gateway, job, 2)
    first, second = receiver.posts
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert int(second.headers["webhook-timestamp"]) == int(first.headers["webhook-timestamp"]) + 6
    judge = Webhook(await secret(gateway))
    assert judge.verify(first.body, first.headers) == judge.verify(second.body, second.headers)
    answer = await gateway.http.get("/v1/webhooks/deliveries")
    assert "secret words" not in answer.text
    assert [one.get("error") for one in (await log_of(gateway, job))["attempts"]] == ["status", None]


async def test_a_dead_receiver_is_tried_again_when_it_is_back(gateway: Gateway) -> None:
    port = free_port()
    job = await film(gateway, f"http://127.0.0.1:{port}/hook")
    told = await attempted(gateway, job)
    assert told["attempts"][0]["error"] == "unreachable"
    assert 4.5 <= told["nextAttemptAt"] - gateway.clock() <= 5.5
    async with receiving(port=port) as receiver:
        later(gateway, 6)
        await receiver.until(1)
        assert (await until(gateway, job, lambda one: one["status"] == "delivered"))["attempts"][1]["status"] == 200


async def test_after_ten_attempts_over_three_days_it_is_given_up(gateway: Gateway) -> None:
    began = gateway.clock()
    async with receiving(said(503)) as receiver:
        job = await film(gateway, receiver.url())
        for count in range(1, ATTEMPTS):
            told = await attempted(gateway, job, count)
            later(gateway, told["nextAttemptAt"] - gateway.clock() - 1)
            assert len(receiver.posts) == count
            later(gateway, 1)
        told = await until(gateway, job, lambda one: one["status"] == "failed")
        assert (len(told["attempts"]), "nextAttemptAt" in told) == (10, False)
        assert 65 * 3600 < gateway.clock() - began < 85 * 3600
        later(gateway, 30 * DAY)
        assert len(receiver.posts) == 10


async def test_a_slow_receiver_has_failed_when_its_time_is_over(tmp_path: Path, clock: FakeClock) -> None:
    async with sending(tmp_path, clock, timeout=0.2) as gateway, receiving(SILENCE) as receiver:
        told = await attempted(gateway, await film(gateway, receiver.url()))
        assert (told["status"], told["attempts"][0]["error"]) == ("waiting", "timeout")
        assert "status" not in told["attempts"][0]


async def test_a_redirect_is_a_failure_and_is_not_followed(gateway: Gateway) -> None:
    async with receiving() as aim, receiving(said(307, f"Location: {aim.url()}")) as receiver:
        told = await attempted(gateway, await film(gateway, receiver.url()))
        assert (told["attempts"][0]["status"], told["attempts"][0]["error"]) == (307, "redirect")
        assert aim.posts == []


async def test_a_receiver_that_says_gone_is_asked_no_more_until_a_replay_reaches_it(gateway: Gateway) -> None:
    async with receiving(said(500), said(410), said(200)) as receiver:
        waiting = await film(gateway, receiver.url())
        await attempted(gateway, waiting)
        gone = await film(gateway, receiver.url())
        assert (await attempted(gateway, gone))["status"] == "disabled"
        assert (await log_of(gateway, waiting))["status"] == "disabled"
        late = await film(gateway, receiver.url())
        assert "attempts" not in await log_of(gateway, late)
        later(gateway, DAY)
        assert len(receiver.posts) == 2
        webhook = (await log_of(gateway, late))["id"]
        assert (await gateway.http.post(f"/v1/webhooks/{webhook}/replay")).status_code == 202
        await until(gateway, late, lambda one: one["status"] == "delivered")
        assert (await attempted(gateway, await film(gateway, receiver.url())))["status"] == "delivered"
        elsewhere = await film(gateway, receiver.url("/other"))
        assert (await attempted(gateway, elsewhere))["status"] == "delivered"


async def test_a_receiver_that_asks_for_patience_gets_it_for_all_its_webhooks(gateway: Gateway) -> None:
    async with receiving(said(429, "Retry-After: 600"), said(200)) as receiver:
        first = await film(gateway, receiver.url())
        told = await attempted(gateway, first)
        assert told["nextAttemptAt"] == gateway.clock() + 600
        second = await film(gateway, receiver.url("/another"))
        async with receiving() as other:
            await attempted(gateway, await film(gateway, other.url()))
        later(gateway, 599)
        assert len(receiver.posts) == 1
        later(gateway, 1)
        for job in (first, second):
            assert (await until(gateway, job, lambda one: one["status"] == "delivered"))["status"] == "delivered"


async def test_a_black_hole_delays_nobody_else(gateway: Gateway) -> None:
    async with receiving(SILENCE) as hole, receiving() as receiver:
        for _ in range(6):
            await film(gateway, hole.url())
        await hole.until(2)
        jobs = [await film(gateway, receiver.url()) for _ in range(3)]
        for job in jobs:
            await until(gateway, job, lambda one: one["status"] == "delivered")
        async with asyncio.timeout(20):
            while len(gateway.parts.webhooks) > 2:  # what was delivered is written down a moment before it has ended
                await asyncio.sleep(0.01)
        assert len(hole.posts) == 2
        assert len(gateway.parts.webhooks) == 2


async def test_what_was_under_way_at_the_end_of_the_gateway_is_sent_by_the_next(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with receiving(SILENCE, said(200)) as receiver:
        async with sending(tmp_path, clock) as gateway:
            await film(gateway, receiver.url())
            await receiver.until(1)
        async with sending(tmp_path, clock):
            await receiver.until(2)
        first, second = receiver.posts
        assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])


async def test_an_attempt_that_cannot_be_written_down_is_made_again(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sending(tmp_path, clock) as gateway, receiving() as receiver:
        outbox = gateway.parts.webhooks.outbox
        real, failures = outbox.record, [StoreFailed("the disk is full")]

        async def record(*given: Any) -> None:
            if failures:
                raise failures.pop()
            await real(*given)

        monkeypatch.setattr(outbox, "record", record)
        job = await film(gateway, receiver.url())
        await receiver.until(1)
        while len(gateway.parts.webhooks):
            await asyncio.sleep(0.01)
        later(gateway, 31)
        assert (await until(gateway, job, lambda one: one["status"] == "delivered"))["attempts"][0]["status"] == 200
        assert receiver.posts[0].headers["webhook-id"] == receiver.posts[1].headers["webhook-id"]
