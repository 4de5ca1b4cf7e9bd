"""A response told while it is written: its events, and how it ends."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.responses_events import ResponsesWriter
from hypereal_lab.gateway.dialects.responses_tools import Names
from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.problems import Problem
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.responses import (
    EVERYTHING,
    INPUT,
    MODEL,
    OUTPUT,
    RESPONSES,
    WAY,
    WEATHER,
    ask,
    kept,
    numbered,
    told,
)
from tests.gateway.writers import Scripted


async def test_the_events_come_in_openais_order(gateway: Gateway) -> None:
    events = await told(gateway)
    assert [event["type"].removeprefix("response.") for event in events] == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        *["output_text.delta"] * 3,
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    for event in events[:2]:
        assert (event["response"]["status"], event["response"]["output"]) == ("in_progress", [])
    assert events[-1]["response"]["status"] == "completed"
    assert events[-1]["response"]["creditsUsed"] == 0.019
    assert gateway.balance == Credits.of(1000) - Credits(8 * INPUT + 5 * OUTPUT)


async def test_every_item_of_a_stream_is_what_its_events_told(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = EVERYTHING
    events = await told(gateway, tools=[WEATHER])
    output = events[-1]["response"]["output"]
    assert [event["item"] for event in events if event["type"] == "response.output_item.done"] == output
    for index, item in enumerate(output):
        own = [event for event in events if event.get("item_id") == item["id"]]
        assert own and {event["output_index"] for event in own} == {index}
        deltas = "".join(event["delta"] for event in own if event["type"].endswith(".delta"))
        (done,) = (event for event in own if event["type"].endswith(("text.done", "arguments.done")))
        assert deltas == done.get("text", done.get("arguments")) == whole(item)


def whole(item: Any) -> str:
    match item["type"]:
        case "message":
            return item["content"][0]["text"]
        case "reasoning":
            return item["summary"][0]["text"]
        case _:
            return item["arguments"]


async def test_a_stream_and_a_whole_answer_are_the_same(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = EVERYTHING
    answer = (await ask(gateway, tools=[WEATHER])).json()
    last = (await told(gateway, tools=[WEATHER]))[-1]["response"]
    number, other = answer["id"].removeprefix("resp_"), last["id"].removeprefix("resp_")
    assert json.loads(json.dumps(last).replace(other, number)) == answer


async def test_a_stream_that_fails_in_the_middle_keeps_what_it_told(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = EVERYTHING
    writer.fails_at = writer.waits_at = 5
    async with WAY.live(gateway) as answer:
        await writer.waiting.wait()
        writer.may_go_on.set()
        text = (await answer.aread()).decode()
    last = numbered(text.strip().split("\n\n"))[-1]
    assert [item["type"] for item in last["response"]["output"]] == ["reasoning", "message"]
    assert gateway.balance == Credits.of(1000)
    assert kept(gateway) == []


async def test_who_leaves_in_the_middle_of_a_stream_may_fetch_the_rest(gateway: Gateway, writer: Scripted) -> None:
    writer.waits_at = 2
    async with WAY.live(gateway) as answer:
        assert "A kite" in await anext(answer.aiter_text())
        await answer.aclose()
        writer.may_go_on.set()
        async with asyncio.timeout(5):
            while not gateway.calls():
                await asyncio.sleep(0)
    (name,) = kept(gateway)
    assert read(await gateway.http.get(f"{RESPONSES}/{name}"))["output"][0]["content"][0]["text"] == "A kite is red."


def test_a_failure_before_anything_was_told_opens_the_stream_first() -> None:
    writer = ResponsesWriter(Head("req_ab", MODEL, 7), {}, Names())
    problem = Problem(status=502, type="upstream_error", message="The provider has a cold.")
    told = numbered(writer.fail(problem).decode().strip().split("\n\n"))
    assert [event["type"] for event in told] == ["response.created", "response.in_progress", "response.failed"]
    assert {event["response"]["id"] for event in told} == {"resp_ab"}
