"""What holds for words in every dialect: what is asked for is refused, answered, repeated and paid alike."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from hypereal_lab.gateway.dialects import Usage
from hypereal_lab.gateway.metering import FIRST_SLICE
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.responses import kept
from tests.gateway.texts.way import WORK, Way
from tests.gateway.texts.ways import WAYS
from tests.gateway.writers import Scripted

STREAMED = pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])


@pytest.fixture(params=WAYS, ids=repr)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param


async def test_the_charge_is_the_usage_times_the_rates_to_the_millionth(gateway: Gateway, way: Way) -> None:
    answer = read(await way.ask(gateway))
    assert way.usage(answer) == (8, 5)
    assert Credits.of(answer["creditsUsed"]) == way.cost(8, 5)
    assert Credits.of(1000) - gateway.balance == way.cost(8, 5)
    assert gateway.calls() == [(200, 13, way.cost(8, 5).micros, None)]


async def test_usage_counted_by_the_provider_is_billed_but_never_more_than_was_held(
    gateway: Gateway, writer: Scripted, way: Way
) -> None:
    writer.usage = Usage(10, 20)
    assert read(await way.ask(gateway))["creditsUsed"] == way.cost(10, 20).decimal
    writer.usage = Usage(10**6, 10**6)
    five = next(fields for fields, most in way.limits if most == 5)
    assert read(await way.ask(gateway, **five))["creditsUsed"] == way.cost(8, 5).decimal


@pytest.mark.parametrize(("way", "limits", "most"), [(way, *limits) for way in WAYS for limits in way.limits], ids=str)
async def test_the_hold_begins_with_what_is_read_and_no_more_than_a_slice_of_what_may_be_written(
    gateway: Gateway, writer: Scripted, way: Way, limits: dict[str, Any], most: int
) -> None:
    writer.waits_at = 0
    calling = asyncio.create_task(way.ask(gateway, **limits))
    await writer.waiting.wait()
    assert writer.orders[-1].conversation.limit == most
    assert gateway.parts.ledger.balance(gateway.key.account).held == way.cost(8, min(most, FIRST_SLICE))
    writer.may_go_on.set()
    assert (await calling).status_code == 200
    assert gateway.parts.ledger.balance(gateway.key.account).held == ZERO


@STREAMED
@pytest.mark.parametrize(("way", "wrong"), [(way, wrong) for way in WAYS for wrong in way.wrong], ids=str)
async def test_what_is_wrong_is_named_before_anything_is_held(
    gateway: Gateway, writer: Scripted, way: Way, wrong: str, streamed: bool
) -> None:
    body, param = way.wrong[wrong]
    before = gateway.books()
    error = way.refused(await way.ask(gateway, streamed=streamed, **body), 400)
    assert error["param"] == param
    assert gateway.books() == before
    assert writer.orders == []


@pytest.mark.parametrize(
    "fields", [b'"n\xff":1', b'"future":"\xff"', b'"future":{"a\xff":1}'], ids=["a name", "a text", "inside"]
)
async def test_a_field_that_is_only_passed_on_has_to_be_text_too(gateway: Gateway, way: Way, fields: bytes) -> None:
    path, body = way.request()
    raw = json.dumps(body).encode().removesuffix(b"}") + b"," + fields + b"}"
    error = way.refused(await gateway.http.post(path, content=raw), 400)
    assert "The body is not JSON" in error["message"]


async def test_fields_that_only_the_model_understands_are_passed_on_byte_for_byte(
    gateway: Gateway, writer: Scripted, way: Way
) -> None:
    path, body = way.request()
    future = '{"a" : 1.50, "b":[ 10000000000000000000000000000000001 ],"b":null, "c":"\\u00e9\u00e9"}'
    raw = json.dumps(body).removesuffix("}") + f', "future":{future} }}'
    assert (await gateway.http.post(path, content=raw.encode())).status_code == 200
    more = writer.orders[-1].conversation.more
    assert {name: bytes(value).decode() for name, value in more.items()} == {"future": future}


@STREAMED
async def test_a_balance_below_200_is_refused_with_both_numbers(
    gateway: Gateway, writer: Scripted, way: Way, streamed: bool
) -> None:
    poor = {"authorization": f"Bearer {(await gateway.new_key('199.999999')).key}"}
    error = await way.refusal(gateway, 402, headers=poor, streamed=streamed)
    assert (str(error["required"]), str(error["available"])) == ("200", "199.999999")
    whole = read(await way.ask(gateway, headers=poor, streamed=streamed))
    assert (str(whole["required"]), str(whole["available"])) == ("200", "199.999999")
    assert writer.orders == []


async def test_a_balance_of_200_is_enough(gateway: Gateway, way: Way) -> None:
    key = await gateway.new_key(200)
    assert (await way.ask(gateway, headers={"authorization": f"Bearer {key.key}"})).status_code == 200


@STREAMED
async def test_no_key_is_refused(gateway: Gateway, way: Way, streamed: bool) -> None:
    way.refused(await way.ask(gateway, headers={"authorization": "Bearer ck_nobody"}, streamed=streamed), 401)


async def test_the_hours_requests_are_limited_in_the_words_of_the_dialect(gateway: Gateway, way: Way) -> None:
    key = {"authorization": f"Bearer {(await gateway.new_key(500, rate_limit=1)).key}"}
    assert (await way.ask(gateway, headers=key)).status_code == 200
    answer = await way.ask(gateway, headers=key)
    way.refused(answer, 429)
    assert int(answer.headers["retry-after"]) > 0


async def test_the_same_key_and_body_are_answered_alike_and_paid_once(
    gateway: Gateway, writer: Scripted, way: Way
) -> None:
    writer.pieces, writer.reason = WORK, "tools"
    key = {"idempotency-key": "one"}
    first = await way.ask(gateway, headers=key)
    gateway.clock.forward(60)
    again = await way.ask(gateway, headers=key)
    assert first.content == again.content
    assert way.content(read(first)) == way.worked
    assert again.headers["idempotency-replayed"] == "true"
    assert len(writer.orders) == len(gateway.calls()) == 1
    for other in way.others:
        way.refused(await way.ask(gateway, headers=key, **other), 409)


async def test_a_stream_is_repeated_too(gateway: Gateway, writer: Scripted, way: Way) -> None:
    writer.pieces, writer.reason = WORK, "tools"
    key = {"idempotency-key": "one"}
    first = await way.told(gateway, headers=key)
    gateway.clock.forward(60)
    again = await way.told(gateway, headers=key)
    assert way.rebuilt(first) == way.rebuilt(again) == way.worked
    assert way.bill(first) == way.bill(again)
    assert len(writer.orders) == len(gateway.calls()) == 1


@STREAMED
async def test_a_provider_that_fails_at_once_has_its_own_status_and_is_not_paid(
    gateway: Gateway, writer: Scripted, way: Way, streamed: bool
) -> None:
    writer.fails_at = 0
    error = way.refused(await way.ask(gateway, streamed=streamed), 502)
    assert "has a cold" in error["message"]
    assert gateway.balance == Credits.of(1000)
    assert kept(gateway) == []


async def test_a_provider_that_fails_later_is_not_paid(gateway: Gateway, writer: Scripted, way: Way) -> None:
    writer.fails_at = 1
    way.refused(await way.ask(gateway), 502)
    assert gateway.balance == Credits.of(1000)
    assert kept(gateway) == []


async def test_a_provider_that_breaks_off_is_not_paid(gateway: Gateway, writer: Scripted, way: Way) -> None:
    writer.breaks_off = True
    way.refused(await way.ask(gateway), 502)
    assert gateway.balance == Credits.of(1000)
    assert kept(gateway) == []


async def test_a_stream_that_fails_in_the_middle_says_so_and_is_not_charged(
    gateway: Gateway, writer: Scripted, way: Way
) -> None:
    writer.fails_at = writer.waits_at = 1
    async with way.live(gateway) as answer:
        await writer.waiting.wait()
        writer.may_go_on.set()
        text = (await answer.aread()).decode()
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "has a cold" in way.failure(text)["message"]
    assert gateway.balance == Credits.of(1000)
    assert kept(gateway) == []


async def test_a_client_that_leaves_in_the_middle_of_a_stream_is_charged_once(
    gateway: Gateway, writer: Scripted, way: Way
) -> None:
    writer.waits_at = 2
    async with way.live(gateway) as answer:
        async for text in answer.aiter_text():
            if "A kite" in text:
                break
        await answer.aclose()
        writer.may_go_on.set()
        async with asyncio.timeout(5):
            while not gateway.calls():
                await asyncio.sleep(0)
    assert gateway.calls() == [(200, 13, way.cost(8, 5).micros, None)]
    assert gateway.parts.ledger.balance(gateway.key.account).held == ZERO
