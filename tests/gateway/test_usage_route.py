"""`GET /api/api-usage` and `/api/credits`: every number is one of the ledger's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hypereal_lab.wire import Credits, UsageAnswer
from hypereal_lab.wire import read as read_answer
from tests.gateway.conftest import FLASH, GPT, Gateway, read

DAY = 86400


async def usage(gateway: Gateway, **query: Any) -> dict[str, Any]:
    answer = await gateway.http.get("/api/api-usage", params=query)
    assert answer.status_code == 200, answer.text
    return read(answer)


async def busy_days(gateway: Gateway) -> None:
    """Three days: two models, a failure, a refusal, fewer pictures than asked."""
    await gateway.make(n=3)
    await gateway.make(model=GPT, size="4096x4096", path="/v1/images/generate")
    gateway.clock.forward(DAY)
    gateway.provider.gives = 1
    await gateway.make(n=2, resolution="4K")
    gateway.provider.gives = None
    gateway.provider.fail()
    await gateway.make()
    gateway.provider.fails = None
    gateway.clock.forward(DAY)
    await gateway.make(model=GPT)


async def test_sums_of_the_answer_equal_the_ledger_to_the_millionth(gateway: Gateway) -> None:
    await busy_days(gateway)
    told = await usage(gateway)
    charged = gateway.books().charged.decimal
    assert charged == Decimal("39.5")
    assert sum(log["credits"] for log in told["logs"]) == charged
    assert sum(model["credits"] for model in told["costByModel"]) == charged
    assert sum(day["credits"] for day in told["dailyCost"]) == charged
    assert Decimal(1000) - gateway.balance.decimal == charged


async def test_logs_come_newest_first_with_all_that_happened(gateway: Gateway) -> None:
    await busy_days(gateway)
    logs = (await usage(gateway))["logs"]
    facts = [(log["model"], log["statusCode"], log["units"], log["credits"], log["error"]) for log in logs]
    assert facts == [
        (GPT, 200, 1, 4, None),
        (FLASH, 502, 0, 0, "provider_failed"),
        (FLASH, 200, 1, 9, None),
        (GPT, 200, 1, Decimal("14.5"), None),
        (FLASH, 200, 3, 12, None),
    ]
    assert {log["provider"] for log in logs} == {"obedient"}
    assert {log["apiKeyId"] for log in logs} == {gateway.key.id}
    assert logs[-1]["createdAt"] == "2026-09-21T14:13:20.000Z"
    assert [log["endpoint"] for log in logs].count("/v1/images/generate") == 1
    assert all(log["id"] == log["requestId"] for log in logs)


async def test_costs_are_summed_by_model_and_by_day(gateway: Gateway) -> None:
    await busy_days(gateway)
    told = await usage(gateway)
    assert told["costByModel"] == [
        {"model": FLASH, "requests": 3, "credits": 21},
        {"model": GPT, "requests": 2, "credits": Decimal("18.5")},
    ]
    assert told["dailyCost"] == [
        {"date": "2026-09-21", "credits": Decimal("26.5")},
        {"date": "2026-09-22", "credits": 9},
        {"date": "2026-09-23", "credits": 4},
    ]
    assert [log["credits"] for log in told["topExpensiveRequests"]] == [Decimal("14.5"), 12, 9, 4]


async def test_the_request_id_of_an_answer_is_found_in_the_log(gateway: Gateway) -> None:
    answer = await gateway.make()
    assert (await usage(gateway))["logs"][0]["requestId"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("query", "credits"),
    [
        ({"model": GPT}, ["4", "14.5"]),
        ({"status": 502}, ["0"]),
        ({"endpoint": "/v1/images/generate"}, ["14.5"]),
        ({"days": 1}, ["4", "0", "9"]),
        ({"limit": 2}, ["4", "0"]),
        ({"model": "' OR 1=1 --"}, []),
        ({"apiKeyId": "another"}, []),
        ({"model": FLASH, "status": 200, "days": 90}, ["9", "12"]),
    ],
)
async def test_filters_choose_calls(gateway: Gateway, query: dict[str, Any], credits: list[str]) -> None:
    await busy_days(gateway)
    told = await usage(gateway, **query)
    assert [log["credits"] for log in told["logs"]] == [Decimal(one) for one in credits]


async def test_sums_cover_the_whole_period_whatever_the_limit(gateway: Gateway) -> None:
    await busy_days(gateway)
    assert sum(day["credits"] for day in (await usage(gateway, limit=1))["dailyCost"]) == Decimal("39.5")


async def test_pages_tell_of_every_call_once(gateway: Gateway) -> None:
    await busy_days(gateway)
    pages, cursor = [], None
    while True:
        told = await usage(gateway, limit=2, **({"cursor": cursor} if cursor else {}))
        pages.append([log["id"] for log in told["logs"]])
        cursor = told.get("nextCursor")
        if cursor is None:
            break
        await gateway.make()
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({one for page in pages for one in page}) == 5


async def test_a_cursor_of_another_account_is_refused(gateway: Gateway) -> None:
    await gateway.make()
    call = (await usage(gateway))["logs"][0]["id"]
    other = await gateway.new_key()
    answer = await gateway.http.get(
        "/api/api-usage", params={"cursor": call}, headers={"authorization": f"Bearer {other.key}"}
    )
    assert (answer.status_code, read(answer)["error"]["param"]) == (400, "cursor")


@pytest.mark.parametrize("name", ["days", "limit", "status"])
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "x", "", "1001", "9" * 5000, "٣", "1e2", " 7"])
async def test_a_number_that_is_none_is_refused(gateway: Gateway, name: str, value: str) -> None:
    answer = await gateway.http.get("/api/api-usage", params={name: value})
    assert answer.status_code == 400, answer.text
    error = read(answer)["error"]
    assert error["param"] == name and "whole number" in error["message"]


async def test_an_unknown_filter_is_refused_with_the_nearest(gateway: Gateway) -> None:
    answer = await gateway.http.get("/api/api-usage", params={"day": "3"})
    assert answer.status_code == 400
    assert "Did you mean days?" in read(answer)["error"]["message"]


async def test_an_account_sees_only_its_own_calls(gateway: Gateway) -> None:
    await gateway.make()
    other = await gateway.new_key()
    answer = await gateway.http.get("/api/api-usage", headers={"authorization": f"Bearer {other.key}"})
    assert read(answer) == {
        "logs": [],
        "costByModel": [],
        "topExpensiveRequests": [],
        "dailyCost": [],
        "nextCursor": None,
    }


async def test_no_calls_give_empty_lists(gateway: Gateway) -> None:
    assert (await usage(gateway))["logs"] == []


async def test_our_own_struct_reads_the_answer_exactly(gateway: Gateway) -> None:
    await busy_days(gateway)
    answer = read_answer((await gateway.http.get("/api/api-usage")).content, UsageAnswer)
    assert sum(log.credits for log in answer.logs) == Decimal("39.5")
    assert answer.extra == {}


async def test_credits_show_balance_hold_and_dollars(gateway: Gateway) -> None:
    await gateway.make(model=GPT, size="4096x4096")
    ledger = gateway.parts.ledger
    hold = await ledger.hold(gateway.key.account, Credits.of("0.000001"), hold_id="h", price_version="v")
    told = read(await gateway.http.get("/api/credits"))
    assert told["balance"] == Decimal("985.499999")
    assert told["held"] == Decimal("0.000001")
    assert told["usd"] == Decimal("9.85499999")
    assert (told["currency"], told["sandbox"]) == ("credits", True)
    assert hold.wallet == gateway.key.account
    await ledger.recover()
