"""`POST /v1/chat/completions`: what is refused, what is answered, and what it costs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab.engines.text.tokens import IMAGE, count
from hypereal_lab.gateway.dialects import Arguments, Calling, Image, Text, ToolCall, ToolResult, Usage
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock, Gateway, listening, read, running
from tests.gateway.writers import Scripted

MODEL = "gpt-5.5"
INPUT, OUTPUT = 500, 3000
"""Millionths of a credit for a token of this model."""
HELLO = [{"role": "user", "content": "Hello"}]
CHAT = "/v1/chat/completions"
USAGE = {
    "prompt_tokens": 8,
    "completion_tokens": 5,
    "total_tokens": 13,
    "prompt_tokens_details": {"cached_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0},
}
WEATHER = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"properties": {"city": {"type": "string"}}}},
}


@pytest.fixture
def writer() -> Scripted:
    return Scripted()


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock, writer: Scripted) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "data", clock, text=writer) as made:
        yield made


async def ask(gateway: Gateway, path: str = CHAT, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    whole = {"model": MODEL, "messages": HELLO, **body}
    sent = {name: value for name, value in whole.items() if value is not None}
    return await gateway.http.post(path, json=sent, headers=headers)


async def refusal(gateway: Gateway, status: int = 400, **body: Any) -> dict[str, Any]:
    """The `error` of an answer that has to be a refusal, with nothing held, charged or written; it is logged."""
    before = gateway.books()
    answer = await ask(gateway, **body)
    assert answer.status_code == status, answer.text
    assert gateway.books() == before
    assert gateway.calls()[-1][:3] == (status, 0, 0)
    return read(answer)["error"]


def events(answer: httpx.Response) -> list[Any]:
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line.startswith("data: ")]
    return [one if one == "[DONE]" else json.loads(one) for one in told]


@pytest.mark.parametrize("path", [CHAT, f"/api{CHAT}"])
async def test_the_answer_is_openais_with_what_it_cost(gateway: Gateway, path: str) -> None:
    answer = read(await ask(gateway, path))
    assert answer["id"].startswith("chatcmpl-")
    assert (answer["object"], answer["created"], answer["model"]) == ("chat.completion", 1_790_000_000, MODEL)
    message = {"role": "assistant", "content": "A kite is red."}
    assert answer["choices"] == [{"index": 0, "message": message, "finish_reason": "stop"}]
    assert answer["usage"] == USAGE
    assert Credits.of(answer["creditsUsed"]) == Credits(8 * INPUT + 5 * OUTPUT)


async def test_the_charge_is_the_usage_times_the_rates_to_the_millionth(gateway: Gateway) -> None:
    answer = read(await ask(gateway))
    usage = answer["usage"]
    charged = Credits(usage["prompt_tokens"] * INPUT + usage["completion_tokens"] * OUTPUT)
    assert Credits.of(1000) - gateway.balance == charged
    assert gateway.calls() == [(200, usage["total_tokens"], charged.micros, None)]


async def test_a_rate_with_a_fraction_is_charged_up_to_the_next_millionth(gateway: Gateway) -> None:
    answer = read(
        await ask(gateway, model="gemini-2.0-flash-lite-official", messages=[{"role": "user", "content": "a b"}])
    )
    assert answer["usage"]["prompt_tokens"] == 9
    assert Credits.of(answer["creditsUsed"]) == Credits(68 + 5 * 30)  # 9 x 7.5 is 67.5


async def test_usage_counted_by_the_provider_is_billed_but_never_more_than_was_held(
    gateway: Gateway, writer: Scripted
) -> None:
    writer.usage = Usage(10, 20)
    assert read(await ask(gateway))["creditsUsed"] == Credits(10 * INPUT + 20 * OUTPUT).decimal
    writer.usage = Usage(10**6, 10**6)
    answer = read(await ask(gateway, max_tokens=10))
    assert answer["creditsUsed"] == Credits(8 * INPUT + 10 * OUTPUT).decimal


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        ({}, 1024),
        ({"max_tokens": 5}, 5),
        ({"max_completion_tokens": 7, "max_tokens": 5}, 7),
        ({"max_tokens": 10**12}, 131_072),
    ],
)
async def test_the_hold_covers_all_that_may_be_written(
    gateway: Gateway, writer: Scripted, limits: dict[str, int], most: int
) -> None:
    writer.waits_at = 0
    calling = asyncio.create_task(ask(gateway, **limits))
    await writer.waiting.wait()
    assert gateway.parts.ledger.balance(gateway.key.account).held == Credits(8 * INPUT + most * OUTPUT)
    writer.may_go_on.set()
    assert (await calling).status_code == 200
    assert gateway.parts.ledger.balance(gateway.key.account).held == ZERO


async def test_words_images_and_other_fields_reach_the_provider(gateway: Gateway, writer: Scripted) -> None:
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}},
    ]
    messages = [
        {"role": "developer", "content": "Be brief."},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "user", "content": parts},
    ]
    answer = read(
        await ask(
            gateway, messages=messages, stop=["END"], seed=3, reasoning_effort="low", tools=[{"type": "web_search"}]
        )
    )
    (order,) = writer.orders
    said = order.conversation.messages
    assert [message.role for message in said] == ["system", "assistant", "user"]
    assert said[2].parts == (Text("What is this?"), Image("https://example.com/a.png"))
    assert (order.conversation.stop, order.conversation.seed) == (("END",), 3)
    assert order.conversation.more == {"reasoning_effort": "low"}
    words = count("Be brief.") + count("What is this?")
    assert answer["usage"]["prompt_tokens"] == 3 + 3 * 4 + words + IMAGE


def content(*parts: Any) -> list[Any]:
    return [{"role": "user", "content": list(parts)}]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no model": ({"model": None}, "model"),
    "an unknown model": ({"model": "gpt-99"}, "model"),
    "a model that writes nothing": ({"model": "gpt-image-2"}, "model"),
    "a model of another route": ({"model": "claude-sonnet-4-6"}, "model"),
    "a model without a price": ({"model": "gpt-5.3"}, "model"),
    "a model that is no text": ({"model": 5}, "model"),
    "no messages": ({"messages": None}, "messages"),
    "empty messages": ({"messages": []}, "messages"),
    "messages as text": ({"messages": "hello"}, "messages"),
    "a message as text": ({"messages": ["hello"]}, "messages[0]"),
    "no role": ({"messages": [{"content": "hello"}]}, "messages[0].role"),
    "a wrong role": ({"messages": [*HELLO, {"role": "robot", "content": "x"}]}, "messages[1].role"),
    "no content": ({"messages": [*HELLO, {"role": "user"}]}, "messages[1].content"),
    "content as number": ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content"),
    "an empty list of parts": ({"messages": content()}, "messages[0].content"),
    "an unknown part": ({"messages": content({"type": "input_audio"})}, "messages[0].content[0].type"),
    "a part as text": ({"messages": content("hello")}, "messages[0].content[0].type"),
    "a text that is none": ({"messages": content({"type": "text", "text": 1})}, "messages[0].content[0].text"),
    "an image without a link": ({"messages": content({"type": "image_url"})}, "messages[0].content[0].image_url.url"),
    "an image from a file": (
        {"messages": content({"type": "image_url", "image_url": {"url": "file:///etc/passwd"}})},
        "messages[0].content[0].image_url.url",
    ),
    "heat": ({"temperature": 2.1}, "temperature"),
    "cold": ({"temperature": -0.1}, "temperature"),
    "top_p": ({"top_p": 1.5}, "top_p"),
    "no tokens": ({"max_tokens": 0}, "max_tokens"),
    "no tokens by the newer name": ({"max_completion_tokens": -1}, "max_completion_tokens"),
    "two answers": ({"n": 2}, "n"),
    "a stop that is empty": ({"stop": ""}, "stop"),
    "too many stops": ({"stop": ["a", "b", "c", "d", "e"]}, "stop"),
    "a forced tool of none": ({"tool_choice": "required"}, "tool_choice"),
    "a forced tool that is not there": (
        {"tools": [WEATHER], "tool_choice": {"type": "function", "function": {"name": "sing"}}},
        "tool_choice.function.name",
    ),
    "a choice that nobody knows": ({"tools": [WEATHER], "tool_choice": "maybe"}, "tool_choice"),
    "a tool without a name": ({"tools": [{"type": "function", "function": {}}]}, "tools[0].function.name"),
    "a tool as text": ({"tools": ["get_weather"]}, "tools[0]"),
    "a tool's schema as text": (
        {"tools": [{"type": "function", "function": {"name": "a", "parameters": "{}"}}]},
        "tools[0].function.parameters",
    ),
    "a tool's answer to nothing": ({"messages": [{"role": "tool", "content": "12"}]}, "messages[0].tool_call_id"),
    "calls as text": ({"messages": [{"role": "assistant", "tool_calls": "x"}]}, "messages[0].tool_calls"),
    "a call without a function": (
        {"messages": [{"role": "assistant", "tool_calls": [{"id": "a"}]}]},
        "messages[0].tool_calls[0]",
    ),
    "an unknown form": ({"response_format": {"type": "xml"}}, "response_format.type"),
    "a form without a schema": (
        {"response_format": {"type": "json_schema"}},
        "response_format.json_schema.schema",
    ),
    "a seed as text": ({"seed": "x"}, "seed"),
    "a stream as text": ({"stream": "yes"}, "stream"),
}


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_wrong_is_named_before_anything_is_held(
    gateway: Gateway, writer: Scripted, wrong: str, streamed: bool
) -> None:
    body, param = WRONG[wrong]
    before = gateway.books()
    answer = await ask(gateway, **{"stream": True if streamed else None, **body})
    assert answer.status_code == 400, answer.text
    error = read(answer)["error"]
    assert (error["type"], error["param"]) == ("invalid_request", param)
    assert gateway.books() == before
    assert writer.orders == []


async def test_a_missing_model_is_said_in_the_words_of_the_pages(gateway: Gateway) -> None:
    error = await refusal(gateway, model=None)
    assert (error["message"], error["code"]) == ("Model is required", "model_required")


async def test_an_unknown_model_lists_those_that_write(gateway: Gateway) -> None:
    answer = read(await ask(gateway, model="gpt-5.55"))
    assert "Did you mean gpt-5.5" in answer["error"]["message"]
    for listed in (answer["available_models"], answer["error"]["available_models"]):
        assert {MODEL, "gemini-2.5-flash-official", "gpt-5-codex"} <= set(listed)
        assert not {"claude-sonnet-4-6", "gpt-image-2"} & set(listed)


async def test_a_model_of_anthropic_is_sent_to_its_own_route(gateway: Gateway) -> None:
    error = await refusal(gateway, model="claude-sonnet-4-6")
    assert "Anthropic format" in error["message"] and "/v1/messages" in error["message"]


async def test_a_model_without_a_price_is_refused_for_that(gateway: Gateway) -> None:
    assert (await refusal(gateway, model="gpt-5.3"))["code"] == "price_unknown"


async def test_ids_are_compared_without_regard_to_case(gateway: Gateway) -> None:
    assert read(await ask(gateway, model="MINIMAX-m2.5"))["model"] == "MiniMax-M2.5"


async def test_a_balance_below_200_is_refused_with_both_numbers(gateway: Gateway, writer: Scripted) -> None:
    poor = {"authorization": f"Bearer {(await gateway.new_key('199.999999')).key}"}
    for streamed in (None, True):
        error = await refusal(gateway, 402, headers=poor, stream=streamed)
        assert (error["type"], error["code"]) == ("insufficient_credits", "insufficient_credits")
        assert (str(error["required"]), str(error["available"])) == ("200", "199.999999")
    assert writer.orders == []


async def test_a_balance_of_200_is_enough(gateway: Gateway) -> None:
    key = await gateway.new_key(200)
    answer = await ask(gateway, headers={"authorization": f"Bearer {key.key}"})
    assert answer.status_code == 200


async def test_a_call_that_may_cost_more_than_there_is_is_refused(gateway: Gateway) -> None:
    poor = {"authorization": f"Bearer {(await gateway.new_key(200)).key}"}
    error = await refusal(gateway, 402, headers=poor, model="gpt-5.5-pro", max_tokens=100_000)
    assert error["required"] > 1800


@pytest.mark.parametrize("streamed", [None, True])
async def test_no_key_is_refused(gateway: Gateway, streamed: bool | None) -> None:
    answer = await ask(gateway, headers={"authorization": "Bearer ck_nobody"}, stream=streamed)
    assert answer.status_code == 401


async def test_the_same_key_and_body_are_answered_alike_and_paid_once(gateway: Gateway, writer: Scripted) -> None:
    key = {"idempotency-key": "one"}
    first, again = await ask(gateway, headers=key), await ask(gateway, headers=key)
    assert {**read(first), "id": ""} == {**read(again), "id": ""}
    assert again.headers["idempotency-replayed"] == "true"
    assert len(writer.orders) == len(gateway.calls()) == 1
    assert (await ask(gateway, headers=key, seed=1)).status_code == 409


async def test_a_stream_is_repeated_too(gateway: Gateway, writer: Scripted) -> None:
    key = {"idempotency-key": "one"}
    first, again = [events(await ask(gateway, headers=key, stream=True)) for _ in range(2)]
    assert said(first) == said(again) == "A kite is red."
    assert first[-2]["usage"] == again[-2]["usage"]
    assert len(writer.orders) == len(gateway.calls()) == 1


async def test_a_provider_that_fails_is_not_paid(gateway: Gateway, writer: Scripted) -> None:
    writer.fails_at = 1
    assert (await ask(gateway)).status_code == 502
    assert gateway.balance == Credits.of(1000)


async def test_a_provider_that_breaks_off_is_not_paid(gateway: Gateway, writer: Scripted) -> None:
    writer.breaks_off = True
    assert (await ask(gateway)).status_code == 502
    assert gateway.balance == Credits.of(1000)


def said(told: list[Any]) -> str:
    return "".join(
        choice["delta"].get("content", "") for chunk in told if chunk != "[DONE]" for choice in chunk["choices"]
    )


async def test_a_stream_ends_with_usage_and_done(gateway: Gateway) -> None:
    *chunks, last, done = events(await ask(gateway, stream=True))
    assert done == "[DONE]"
    assert said(chunks) == "A kite is red."
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert last["choices"] == [{"index": 0, "delta": {}, "finish_reason": "stop"}]
    assert last["usage"] == USAGE
    assert last["creditsUsed"] == 0.019
    assert all("usage" not in chunk and chunk["choices"][0]["finish_reason"] is None for chunk in chunks)
    assert len({(chunk["id"], chunk["created"], chunk["model"]) for chunk in [*chunks, last]}) == 1
    assert gateway.balance == Credits.of(1000) - Credits(8 * INPUT + 5 * OUTPUT)


async def test_the_usage_stands_apart_where_that_is_asked_for(gateway: Gateway) -> None:
    *chunks, last, done = events(await ask(gateway, stream=True, stream_options={"include_usage": True}))
    assert (last["choices"], last["usage"]["total_tokens"], done) == ([], 13, "[DONE]")
    assert [chunk["usage"] for chunk in chunks] == [None] * len(chunks)
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"


async def test_a_provider_that_fails_at_once_has_its_own_status_also_in_a_stream(
    gateway: Gateway, writer: Scripted
) -> None:
    writer.fails_at = 0
    answer = await ask(gateway, stream=True)
    assert (answer.status_code, read(answer)["error"]["code"]) == (502, "provider_failed")
    assert gateway.balance == Credits.of(1000)


async def test_a_stream_that_fails_in_the_middle_says_so_and_is_not_charged(gateway: Gateway, writer: Scripted) -> None:
    writer.fails_at = writer.waits_at = 1
    async with listening(gateway) as url, httpx.AsyncClient() as http:
        sent = {"model": MODEL, "messages": HELLO, "stream": True}
        key = {"authorization": f"Bearer {gateway.key.key}"}
        async with http.stream("POST", url + CHAT, json=sent, headers=key) as answer:
            await writer.waiting.wait()
            writer.may_go_on.set()
            text = (await answer.aread()).decode()
    last = json.loads(text.strip().split("\n\n")[-1].removeprefix("data: "))
    assert "has a cold" in last["error"]["message"] and "[DONE]" not in text
    assert gateway.balance == Credits.of(1000)


async def test_a_client_that_leaves_in_the_middle_of_a_stream_is_charged_once(
    gateway: Gateway, writer: Scripted
) -> None:
    writer.waits_at = 2
    async with listening(gateway) as url, httpx.AsyncClient() as http:
        sent = {"model": MODEL, "messages": HELLO, "stream": True}
        key = {"authorization": f"Bearer {gateway.key.key}"}
        async with http.stream("POST", url + CHAT, json=sent, headers=key) as answer:
            assert "A kite" in await anext(answer.aiter_text())
        writer.may_go_on.set()
        async with asyncio.timeout(5):
            while not gateway.calls():
                await asyncio.sleep(0)
    assert gateway.calls() == [(200, 13, 8 * INPUT + 5 * OUTPUT, None)]
    assert gateway.parts.ledger.balance(gateway.key.account).held == ZERO


async def test_the_models_of_the_route_are_listed_with_prices(gateway: Gateway) -> None:
    assert (await gateway.http.get(CHAT, headers={"authorization": "Bearer ck_nobody"})).status_code == 401
    listed = read(await gateway.http.get(CHAT))["data"]
    prices = {model["id"]: model["pricing"] for model in listed}
    assert (prices[MODEL]["input_credits_per_mtok"], prices[MODEL]["output_credits_per_mtok"]) == (500, 3000)
    assert prices["gpt-5.3"] is None
    assert "claude-sonnet-4-6" not in prices


async def test_tools_their_calls_and_results_reach_the_provider(gateway: Gateway, writer: Scripted) -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city":"Oslo"}'}}
    messages = [
        *HELLO,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "12 degrees"},
    ]
    choice = {"type": "function", "function": {"name": "get_weather"}}
    assert (await ask(gateway, messages=messages, tools=[WEATHER], tool_choice=choice)).status_code == 200
    (order,) = writer.orders
    said = order.conversation
    assert said.messages[1].parts == (ToolCall("call_1", "get_weather", '{"city":"Oslo"}'),)
    assert said.messages[2].parts == (ToolResult("call_1", "12 degrees"),)
    assert (said.choice.mode, said.choice.name) == ("required", "get_weather")
    assert [tool.name for tool in said.tools] == ["get_weather"]


async def test_a_call_is_told_whole_and_in_pieces(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = (Calling("call_1", "get_weather"), Arguments('{"ci'), Arguments('ty":"Oslo"}'))
    writer.reason = "tools"
    (choice,) = read(await ask(gateway, tools=[WEATHER]))["choices"]
    function = {"name": "get_weather", "arguments": '{"city":"Oslo"}'}
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["tool_calls"] == [{"id": "call_1", "type": "function", "function": function}]
    *chunks, last, _ = events(await ask(gateway, tools=[WEATHER], stream=True))
    calls = [chunk["choices"][0]["delta"]["tool_calls"][0] for chunk in chunks]
    assert calls[0]["function"]["name"] == "get_weather" and {call["index"] for call in calls} == {0}
    assert "".join(call["function"]["arguments"] for call in calls) == '{"city":"Oslo"}'
    assert last["choices"][0]["finish_reason"] == "tool_calls"
