"""`POST /v1/chat/completions`: what only this form promises."""

from __future__ import annotations

import pytest

from hypereal_lab.engines.text.tokens import IMAGE, count
from hypereal_lab.gateway.dialects import (
    Arguments,
    Calling,
    Image,
    Text,
    ToolCall,
    ToolResult,
)
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.chat import CHAT, HELLO, INPUT, MODEL, OUTPUT, WEATHER, ask, refusal, said, told
from tests.gateway.texts.way import passed_on
from tests.gateway.writers import Scripted

USAGE = {
    "prompt_tokens": 8,
    "completion_tokens": 5,
    "total_tokens": 13,
    "prompt_tokens_details": {"cached_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0},
}


@pytest.mark.parametrize("path", [CHAT, f"/api{CHAT}"])
async def test_the_answer_is_openais_with_what_it_cost(gateway: Gateway, path: str) -> None:
    answer = read(await ask(gateway, path))
    assert answer["id"].startswith("chatcmpl-")
    assert (answer["object"], answer["created"], answer["model"]) == ("chat.completion", 1_790_000_000, MODEL)
    message = {"role": "assistant", "content": "A kite is red."}
    assert answer["choices"] == [{"index": 0, "message": message, "finish_reason": "stop"}]
    assert answer["usage"] == USAGE
    assert Credits.of(answer["creditsUsed"]) == Credits(8 * INPUT + 5 * OUTPUT)


async def test_a_rate_with_a_fraction_is_charged_up_to_the_next_millionth(gateway: Gateway) -> None:
    answer = read(
        await ask(gateway, model="gemini-2.0-flash-lite-official", messages=[{"role": "user", "content": "a b"}])
    )
    assert answer["usage"]["prompt_tokens"] == 9
    assert Credits.of(answer["creditsUsed"]) == Credits(68 + 5 * 30)  # 9 x 7.5 is 67.5


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
    assert passed_on(order.conversation) == {"reasoning_effort": "low"}
    words = count("Be brief.") + count("What is this?")
    assert answer["usage"]["prompt_tokens"] == 3 + 3 * 4 + words + IMAGE


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


async def test_a_call_that_may_cost_more_than_there_is_is_refused(gateway: Gateway) -> None:
    poor = {"authorization": f"Bearer {(await gateway.new_key(200)).key}"}
    long = [{"role": "user", "content": "a red kite " * 40_000}]
    error = await refusal(gateway, 402, headers=poor, model="gpt-5.5-pro", messages=long)
    assert error["required"] > 200


async def test_a_stream_ends_with_usage_and_done(gateway: Gateway) -> None:
    *chunks, last, done = await told(gateway)
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
    *chunks, last, done = await told(gateway, stream_options={"include_usage": True})
    assert (last["choices"], last["usage"]["total_tokens"], done) == ([], 13, "[DONE]")
    assert [chunk["usage"] for chunk in chunks] == [None] * len(chunks)
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"


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
    *chunks, last, _ = await told(gateway, tools=[WEATHER])
    calls = [chunk["choices"][0]["delta"]["tool_calls"][0] for chunk in chunks]
    assert calls[0]["function"]["name"] == "get_weather" and {call["index"] for call in calls} == {0}
    assert "".join(call["function"]["arguments"] for call in calls) == '{"city":"Oslo"}'
    assert last["choices"][0]["finish_reason"] == "tool_calls"
