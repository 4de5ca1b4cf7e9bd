"""Where webhooks go, their log and replays, and the secrets they are signed with."""

from __future__ import annotations

from pathlib import Path

import pytest
from standardwebhooks import Webhook

from hypereal_lab.gateway.outbound_posts import Posts
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import ZERO
from tests.gateway.conftest import FakeClock, Gateway, read
from tests.gateway.receivers import receiving, said
from tests.gateway.strangers import LyingNames
from tests.gateway.test_videos_route import order
from tests.gateway.webhooks.sending import (
    DAY,
    attempted,
    deliveries,
    film,
    free_port,
    later,
    secret,
    sending,
    until,
)


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
