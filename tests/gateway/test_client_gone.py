"""A client that leaves in the middle: its call is charged once or not at all."""

from __future__ import annotations

import asyncio
import json

from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import Gateway, listening
from tests.gateway.sockets import send

PATH = "/v1/images/generations"
BODY = json.dumps({"model": "gemini-3-1-flash-t2i", "prompt": "a kite"}).encode()


async def settled(gateway: Gateway) -> None:
    """Wait until nothing is held any more."""
    async with asyncio.timeout(5):
        while gateway.parts.ledger.balance(gateway.key.account).held != ZERO or not gateway.calls():
            await asyncio.sleep(0)


async def test_a_client_that_leaves_while_the_provider_works_is_charged_once(gateway: Gateway, base_url: str) -> None:
    gateway.provider.may_end.clear()
    _, writer = await send(base_url, gateway, PATH, BODY)
    await gateway.provider.began.wait()
    writer.transport.abort()
    for _ in range(20):
        await asyncio.sleep(0)
    gateway.provider.may_end.set()
    await settled(gateway)
    assert gateway.calls() == [(200, 1, 4_000_000, None)]
    assert gateway.balance == Credits.of(996)
    assert len(gateway.provider.orders) == 1


async def test_a_client_that_leaves_before_the_provider_fails_is_not_charged(gateway: Gateway, base_url: str) -> None:
    gateway.provider.may_end.clear()
    gateway.provider.fail()
    _, writer = await send(base_url, gateway, PATH, BODY)
    await gateway.provider.began.wait()
    writer.transport.abort()
    gateway.provider.may_end.set()
    await settled(gateway)
    assert gateway.calls() == [(502, 0, 0, "provider_failed")]
    assert gateway.balance == Credits.of(1000)


async def test_a_client_that_left_fetches_its_answer_by_its_idempotency_key(gateway: Gateway, base_url: str) -> None:
    gateway.provider.may_end.clear()
    _, writer = await send(base_url, gateway, PATH, BODY, idempotency_key="k1")
    await gateway.provider.began.wait()
    writer.transport.abort()
    gateway.provider.may_end.set()
    await settled(gateway)
    answer = await gateway.http.post(PATH, content=BODY, headers={"idempotency-key": "k1"})
    assert answer.status_code == 200
    assert answer.headers["idempotency-replayed"] == "true"
    assert gateway.balance == Credits.of(996)
    assert len(gateway.provider.orders) == 1


async def test_a_client_that_leaves_in_the_middle_of_its_body_costs_nothing(gateway: Gateway, caplog) -> None:
    async with listening(gateway) as url:
        _, writer = await send(url, gateway, PATH, BODY[:10], length=len(BODY))
        writer.transport.abort()
        assert (await gateway.http.get("/healthz")).status_code == 200
    assert gateway.provider.orders == []
    assert gateway.balance == Credits.of(1000)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_gateway_that_stops_in_the_middle_gives_the_hold_back(gateway: Gateway) -> None:
    gateway.provider.hangs = True
    asked = asyncio.create_task(gateway.make())
    await gateway.provider.began.wait()
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    gateway.parts.corridor.stop()
    await settled(gateway)
    assert gateway.balance == Credits.of(1000)
    assert [row[0] for row in gateway.calls()] == [503]


async def test_a_request_that_is_cancelled_at_any_step_ends_its_hold(gateway: Gateway) -> None:
    for steps in range(60):
        asked = asyncio.create_task(gateway.make())
        for _ in range(steps):
            await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
    async with asyncio.timeout(5):
        while gateway.parts.ledger.open_holds() or gateway.parts.ledger.balance(gateway.key.account).held != ZERO:
            await asyncio.sleep(0)
    gateway.books()
