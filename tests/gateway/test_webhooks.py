"""Webhooks of jobs: written with the end of the job, signed, sent until they are taken, and nobody waits for another."""

from __future__ import annotations

import asyncio
import hmac
import json
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from hypereal_lab.gateway.outbound_posts import Posts
from hypereal_lab.gateway.store import Store, StoreFailed
from hypereal_lab.gateway.webhooks.schedule import ATTEMPTS
from hypereal_lab.wire.money import ZERO
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.receivers import SILENCE, receiving, said
from tests.gateway.strangers import LyingNames
from tests.gateway.test_videos_route import done, order

DAY = 24 * 3600.0


@asynccontextmanager
async def sending(folder: Path, clock: FakeClock, *, timeout: float = 20.0, **options: Any) -> AsyncIterator[Gateway]:
    """A gateway that may send to loopback, and does."""
    options.setdefault("posts", Posts(allow_private=True, timeout=timeout))
    async with running(folder / "data", clock, **options) as gateway:
        gateway.parts.webhooks.start()
        yield gateway


@pytest.fixture
def clock() -> FakeClock:
    """Near to the real time, which independent verifiers ask for."""
    return FakeClock(float(int(time.time())))


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Gateway]:
    async with sending(tmp_path, clock) as made:
        yield made


async def film(gateway: Gateway, url: str, **body: Any) -> str:
    """The id of a job that has ended."""
    answer = await order(gateway, webhook_url=url, **body)
    assert answer.status_code == 202, answer.text
    await done(gateway)
    return read(answer)["jobId"]


async def secret(gateway: Gateway) -> str:
    return (await gateway.http.get("/v1/webhooks/secret")).raise_for_status().json()["secret"]


async def deliveries(gateway: Gateway) -> list[dict[str, Any]]:
    return (await gateway.http.get("/v1/webhooks/deliveries")).raise_for_status().json()["deliveries"]


async def log_of(gateway: Gateway, job: str) -> dict[str, Any]:
    (found,) = [one for one in await deliveries(gateway) if one["jobId"] == job]
    return found


async def until(gateway: Gateway, job: str, true: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while not true(told := await log_of(gateway, job)):
            await asyncio.sleep(0.01)
    return told


async def attempted(gateway: Gateway, job: str, count: int = 1) -> dict[str, Any]:
    return await until(gateway, job, lambda told: len(told.get("attempts", [])) >= count)


def later(gateway: Gateway, seconds: float) -> None:
    gateway.clock.forward(seconds)
    gateway.parts.webhooks.wake()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


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


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://10.0.0.8/hook", "private_address"),
        ("https://127.0.0.1/hook", "private_address"),
        ("https://localhost/hook", "private_address"),
        ("https://169.254.169.254/latest", "private_address"),
        ("http://example.com/hook", "scheme"),
        ("https://example.com:8443/hook", "port"),
        ("https://me:pass@example.com/hook", "credentials"),
        ("file:///etc/passwd", "scheme"),
        ("", "link"),
    ],
)
async def test_a_served_gateway_takes_public_https_only(tmp_path: Path, clock: FakeClock, url: str, code: str) -> None:
    async with sending(tmp_path, clock, posts=Posts()) as gateway:
        answer = await order(gateway, webhook_url=url)
        problem = read(answer)["error"]
        assert (answer.status_code, problem["param"], problem["code"]) == (400, "webhook_url", code)
        assert gateway.books().held == ZERO
        assert gateway.films.orders == []


async def test_a_gateway_of_one_user_calls_back_to_this_machine_but_not_to_its_network(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with sending(tmp_path, clock, posts=Posts(allow_private="loopback")) as gateway, receiving() as receiver:
        await film(gateway, f"http://localhost:{receiver.port}/hook")
        await receiver.until(1)
        for url in ("http://10.0.0.8/hook", "http://192.168.1.1/hook", "http://169.254.169.254/"):
            assert read(await order(gateway, webhook_url=url))["error"]["code"] == "private_address"


async def test_a_name_that_leads_inside_is_refused_when_it_is_sent(tmp_path: Path, clock: FakeClock) -> None:
    names = LyingNames(hooks_example=[["10.0.0.8"]])
    async with sending(tmp_path, clock, posts=Posts(resolve=names)) as gateway:
        told = await attempted(gateway, await film(gateway, "https://hooks.example/hook"))
        assert (names.asked, told["attempts"][0]["error"]) == (["hooks.example"], "private_address")


async def test_a_replay_sends_the_same_again(gateway: Gateway) -> None:
    async with receiving() as receiver:
        job = await film(gateway, receiver.url())
        told = await until(gateway, job, lambda one: one["status"] == "delivered")
        answer = await gateway.http.post(f"/v1/webhooks/{told['id']}/replay")
        assert (answer.status_code, answer.json()["id"]) == (202, told["id"])
        second, first = await receiver.until(2), receiver.posts[0]
        assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
        assert len((await attempted(gateway, job, 2))["attempts"]) == 2


async def test_a_replay_begins_the_schedule_anew(gateway: Gateway) -> None:
    async with receiving(said(500)) as receiver:
        job = await film(gateway, receiver.url())
        await attempted(gateway, job)
        later(gateway, 6)
        told = await attempted(gateway, job, 2)
        assert told["nextAttemptAt"] - gateway.clock() > 200
        await gateway.http.post(f"/v1/webhooks/{told['id']}/replay")
        assert (await attempted(gateway, job, 3))["nextAttemptAt"] - gateway.clock() < 6


async def test_nobody_sees_or_replays_the_webhooks_of_another_account(gateway: Gateway) -> None:
    async with receiving() as receiver:
        job = await film(gateway, receiver.url())
        webhook = (await attempted(gateway, job))["id"]
        headers = {"authorization": f"Bearer {(await gateway.new_key()).key}"}
        assert (await gateway.http.get("/v1/webhooks/deliveries", headers=headers)).json()["deliveries"] == []
        refused = await gateway.http.post(f"/v1/webhooks/{webhook}/replay", headers=headers)
        assert (refused.status_code, read(refused)["error"]["code"]) == (404, "webhook_not_found")
        for path in ("/v1/webhooks/secret", "/v1/webhooks/deliveries"):
            assert (await gateway.http.get(path, headers={"authorization": "Bearer ck_no"})).status_code == 401
        assert len(receiver.posts) == 1


async def test_the_log_comes_in_pages_newest_first(gateway: Gateway) -> None:
    async with receiving() as receiver:
        jobs = [await film(gateway, receiver.url()) for _ in range(5)]
        seen, cursor = [], None
        while True:
            query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            page = (await gateway.http.get("/api/v1/webhooks/deliveries", params=query)).raise_for_status().json()
            seen += [one["jobId"] for one in page["deliveries"]]
            cursor = page["nextCursor"]
            if cursor is None:
                break
        assert seen == jobs[::-1]
        assert (await gateway.http.get("/v1/webhooks/deliveries?cursor=msg_0")).status_code == 400
        assert (await gateway.http.get("/v1/webhooks/deliveries?from=1")).status_code == 400


async def test_while_a_secret_is_changed_both_sign(gateway: Gateway) -> None:
    before = await secret(gateway)
    answer = (await gateway.http.post("/v1/webhooks/secret")).raise_for_status()
    after = answer.json()
    assert "no-store" in answer.headers["cache-control"]
    assert after["secret"] == await secret(gateway) != before
    assert after["previousUntil"] == gateway.clock() + DAY
    async with receiving() as receiver:
        await film(gateway, receiver.url())
        post = await receiver.until(1)
        for one in (before, after["secret"]):
            Webhook(one).verify(post.body, post.headers)
        later(gateway, DAY)
        await film(gateway, receiver.url())
        post = await receiver.until(2)
    assert len(post.headers["webhook-signature"].split()) == 1
    assert post.headers["x-hypereal-signature"].count("v1=") == 1


async def test_secrets_survive_a_restart_and_stand_in_no_table(tmp_path: Path, clock: FakeClock) -> None:
    async with sending(tmp_path, clock) as gateway:
        before, account = await secret(gateway), gateway.key.account
        store: Store = gateway.parts.store
        dump = "\n".join(store.reader.iterdump())
        assert before.removeprefix("whsec_") not in dump
    async with sending(tmp_path, clock) as gateway:
        webhooks = gateway.parts.webhooks
        assert Webhook(before)._whsecret == webhooks.keys(account)[0]


async def test_what_has_ended_is_forgotten_after_thirty_days(gateway: Gateway) -> None:
    port = free_port()
    async with receiving() as receiver:
        await attempted(gateway, await film(gateway, receiver.url()))
        gateway.clock.forward(29 * DAY)
        await gateway.parts.sweep()
        assert len(await deliveries(gateway)) == 1
        gateway.clock.forward(2 * DAY)
        waiting = await film(gateway, f"http://127.0.0.1:{port}/hook")
        await attempted(gateway, waiting)
        await gateway.parts.sweep()
        assert [one["jobId"] for one in await deliveries(gateway)] == [waiting]
