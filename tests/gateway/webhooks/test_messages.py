"""What a webhook says: written with the end of the job, signed, once."""

from __future__ import annotations

import asyncio
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from hypereal_lab.gateway.outbound_posts import Posts
from hypereal_lab.gateway.store import StoreFailed
from hypereal_lab.wire.money import ZERO
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.receivers import receiving
from tests.gateway.test_videos_route import done, order
from tests.gateway.webhooks.sending import (
    deliveries,
    film,
    log_of,
    secret,
    until,
)


async def test_the_end_of_a_film_is_told_with_the_payload_of_the_pages(gateway: Gateway) -> None:
    async with receiving() as receiver:
        job = await film(gateway, receiver.url("/hook?for=me"))
        post = await receiver.until(1)
    told = read(await gateway.http.get(f"/v1/jobs/{job}"))
    assert json.loads(post.body) == {
        "jobId": job,
        "status": "completed",
        "type": "video",
        "model": "kling-v3",
        "creditsUsed": float(told["creditsUsed"]),
        "outputUrl": told["outputUrl"],
    }
    assert (post.path, post.headers["content-type"]) == ("/hook?for=me", "application/json")
    assert gateway.key.key not in str(post)


async def test_an_independent_verifier_finds_it_genuine(gateway: Gateway) -> None:
    async with receiving() as receiver:
        job = await film(gateway, receiver.url())
        post = await receiver.until(1)
    judge = Webhook(await secret(gateway))
    assert judge.verify(post.body, post.headers)["jobId"] == job
    with pytest.raises(WebhookVerificationError):
        judge.verify(post.body.replace(b"completed", b"completes"), post.headers)
    other = await gateway.new_key()
    theirs = (await gateway.http.get("/v1/webhooks/secret", headers={"authorization": f"Bearer {other.key}"})).json()
    with pytest.raises(WebhookVerificationError):
        Webhook(theirs["secret"]).verify(post.body, post.headers)


async def test_the_headers_of_this_api_say_the_same(gateway: Gateway) -> None:
    async with receiving() as receiver:
        await film(gateway, receiver.url())
        post = await receiver.until(1)
    key = Webhook(await secret(gateway))._whsecret
    sent = post.headers
    right = hmac.new(key, sent["x-hypereal-timestamp"].encode() + b"." + post.body, "sha256").hexdigest()
    assert sent["x-hypereal-signature"] == f"v1={right}"
    assert sent["x-hypereal-event-id"] == sent["webhook-id"]
    assert sent["x-hypereal-timestamp"] == sent["webhook-timestamp"] == str(int(gateway.clock()))


async def test_a_job_that_fails_says_why_and_costs_nothing(gateway: Gateway) -> None:
    gateway.films.fail()
    async with receiving() as receiver:
        await film(gateway, receiver.url())
        told = json.loads((await receiver.until(1)).body)
    assert (told["status"], told["creditsUsed"]) == ("failed", 0)
    assert "The projector has a cold." in told["error"]
    assert "outputUrl" not in told


async def test_a_job_that_is_cancelled_has_failed_and_says_so_once(gateway: Gateway) -> None:
    gateway.films.may_end.clear()
    async with receiving() as receiver:
        job = read(await order(gateway, webhook_url=receiver.url()))["jobId"]
        await gateway.films.began.wait()
        await asyncio.gather(*(gateway.http.post(f"/v1/jobs/{job}/cancel") for _ in range(3)))
        told = json.loads((await receiver.until(1)).body)
        await until(gateway, job, lambda one: one["status"] == "delivered")
        assert len(receiver.posts) == 1
    assert (told["status"], told["creditsUsed"]) == ("failed", 0)
    assert "cancelled" in told["error"]


async def test_a_job_without_a_receiver_tells_nobody(gateway: Gateway) -> None:
    await order(gateway)
    await done(gateway)
    assert await deliveries(gateway) == []


async def test_end_and_webhook_are_written_together_or_not_at_all(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path / "data", clock, posts=Posts(allow_private=True)) as gateway:
        job = read(await order(gateway, webhook_url="http://127.0.0.1:9/hook"))["jobId"]
        broken = True

        def row(ended: Any) -> Any:
            def write(db: Any) -> None:
                if broken:
                    raise StoreFailed("the disk is full")
                real(ended)(db)

            return write

        real = gateway.parts.webhooks.row
        monkeypatch.setattr(type(gateway.parts.webhooks), "row", lambda _, ended: row(ended))
        await gateway.films.began.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        assert gateway.parts.jobs.rows.find(job).is_open
        assert gateway.books().held != ZERO
        broken = False
        await done(gateway)
        assert gateway.parts.jobs.rows.find(job).state == "completed"
        assert (await log_of(gateway, job))["status"] == "waiting"
