"""The Anthropic SDK, pointed at the gateway, talking to its own text engine."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import anthropic
import httpx
import pydantic
import pytest

from hypereal_lab.engines.text.tokens import IMAGE
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import Gateway

MODEL = "claude-sonnet-4-6"
SUM: Any = [{"role": "user", "content": "What is 6 * 7?"}]
OSLO = "Use get_weather for Oslo, 3 days"
TOOL: Any = {
    "name": "get_weather",
    "description": "The weather of a city.",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
        "required": ["city", "days"],
        "additionalProperties": False,
    },
}


@pytest.fixture(params=["", "/api"], ids=["host", "host/api"])
async def sdk(request: Any, gateway: Gateway, base_url: str) -> AsyncIterator[anthropic.AsyncAnthropic]:
    base = f"{base_url}{request.param}"
    async with anthropic.AsyncAnthropic(api_key=gateway.key.key, base_url=base, max_retries=0) as made:
        yield made


def cost(usage: anthropic.types.Usage) -> Credits:
    return Credits(usage.input_tokens * 300 + usage.output_tokens * 1500)


async def test_it_has_an_answer_with_its_usage(sdk: anthropic.AsyncAnthropic, gateway: Gateway) -> None:
    made = await sdk.messages.create(model=MODEL, max_tokens=50, messages=SUM)
    assert [(block.type, block.text) for block in made.content if block.type == "text"] == [("text", "6 × 7 = 42")]
    assert (made.role, made.stop_reason, made.model) == ("assistant", "end_turn", MODEL)
    assert made._request_id is not None and made._request_id.startswith("req_")
    assert Credits.of(1000) - gateway.balance == cost(made.usage)
    assert Credits.of(str(made.creditsUsed)) == cost(made.usage)  # type: ignore[attr-defined]


async def test_a_stream_put_together_is_the_whole_answer(sdk: anthropic.AsyncAnthropic) -> None:
    ask: Any = {"model": MODEL, "max_tokens": 500, "messages": [{"role": "user", "content": "list 7 animals"}]}
    whole = await sdk.messages.create(**ask)
    async with sdk.messages.stream(**ask) as stream:
        told = "".join([text async for text in stream.text_stream])
        final = await stream.get_final_message()
    assert [block.to_dict() for block in final.content] == [block.to_dict() for block in whole.content]
    assert told == final.content[0].text  # type: ignore[union-attr]
    assert (final.usage.to_dict(), final.stop_reason) == (whole.usage.to_dict(), whole.stop_reason)


async def test_the_limit_cuts_the_answer_and_its_price(sdk: anthropic.AsyncAnthropic) -> None:
    ask: Any = [{"role": "user", "content": "count to 50"}]
    made = await sdk.messages.create(model=MODEL, max_tokens=7, messages=ask)
    assert (made.stop_reason, made.usage.output_tokens) == ("max_tokens", 7)


@pytest.mark.parametrize("choice", [{"type": "any"}, {"type": "tool", "name": "get_weather"}], ids=["any", "named"])
async def test_a_forced_tool_goes_round(sdk: anthropic.AsyncAnthropic, choice: Any) -> None:
    said: list[Any] = [{"role": "user", "content": "Oslo for 3 days, please"}]
    ask: Any = {"model": MODEL, "max_tokens": 200, "tools": [TOOL]}
    asked = await sdk.messages.create(**ask, messages=said, tool_choice=choice)
    (call,) = [block for block in asked.content if block.type == "tool_use"]
    assert (asked.stop_reason, call.name) == ("tool_use", "get_weather")
    assert call.input["days"] == 3 and isinstance(call.input["city"], str)
    given = {"type": "tool_result", "tool_use_id": call.id, "content": [{"type": "text", "text": "12 degrees"}]}
    said += [{"role": "assistant", "content": asked.content}, {"role": "user", "content": [given]}]
    made = await sdk.messages.create(**ask, messages=said)
    assert made.stop_reason == "end_turn"
    assert "12 degrees" in made.content[0].text  # type: ignore[union-attr]


async def test_a_call_in_a_stream_is_put_together(sdk: anthropic.AsyncAnthropic) -> None:
    ask: Any = [{"role": "user", "content": OSLO}]
    async with sdk.messages.stream(model=MODEL, max_tokens=200, messages=ask, tools=[TOOL]) as stream:
        final = await stream.get_final_message()
    (call,) = [block for block in final.content if block.type == "tool_use"]
    assert (final.stop_reason, call.input["days"]) == ("tool_use", 3)


async def test_a_reminder_behind_a_result_does_not_have_the_tool_called_again(sdk: anthropic.AsyncAnthropic) -> None:
    said: list[Any] = [
        {"role": "user", "content": OSLO},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "get_weather", "input": {}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "12 degrees"}]},
        {"role": "system", "content": "Be brief."},
    ]
    made = await sdk.messages.create(model=MODEL, max_tokens=200, messages=said, tools=[TOOL])
    assert made.stop_reason == "end_turn"
    assert "12 degrees" in made.content[0].text  # type: ignore[union-attr]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_a_thought_comes_first_and_may_be_sent_back(sdk: anthropic.AsyncAnthropic, streamed: bool) -> None:
    ask: Any = {"model": MODEL, "max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 1024}}
    if streamed:
        async with sdk.messages.stream(**ask, messages=SUM) as stream:
            made: Any = await stream.get_final_message()
    else:
        made = await sdk.messages.create(**ask, messages=SUM)
    assert [block.type for block in made.content] == ["thinking", "text"]
    assert made.content[0].thinking and made.content[0].signature
    said = [*SUM, {"role": "assistant", "content": made.content}, {"role": "user", "content": "What is 2 + 2?"}]
    again = await sdk.messages.create(**ask, messages=said)
    assert "4" in again.content[-1].text  # type: ignore[union-attr]


async def test_pictures_are_read_and_billed(sdk: anthropic.AsyncAnthropic) -> None:
    data = base64.b64encode(b"\x89PNG").decode()
    sources = [
        {"type": "base64", "media_type": "image/png", "data": data},
        {"type": "url", "url": "https://example.com/a.png"},
    ]
    pictures = [{"type": "image", "source": source} for source in sources]
    words = [{"type": "text", "text": "What is 6 * 7?"}]
    shown: Any = [{"role": "user", "content": [*pictures, *words]}]
    plain = await sdk.messages.create(model=MODEL, max_tokens=50, messages=SUM)
    made = await sdk.messages.create(model=MODEL, max_tokens=50, messages=shown)
    assert made.usage.input_tokens == plain.usage.input_tokens + 2 * IMAGE


async def test_tokens_are_counted_as_they_are_billed(sdk: anthropic.AsyncAnthropic, gateway: Gateway) -> None:
    ask: Any = {"model": MODEL, "messages": SUM, "system": "Be brief.", "tools": [TOOL]}
    counted = await sdk.messages.count_tokens(**ask)
    assert gateway.balance == Credits.of(1000)
    made = await sdk.messages.create(**ask, max_tokens=50)
    assert counted.input_tokens == made.usage.input_tokens > 0


class Weather(pydantic.BaseModel):
    """What a caller may want to have."""

    days: int


WEATHER: Any = [{"role": "user", "content": "The weather in Oslo for 5 days"}]


async def test_an_answer_is_parsed_into_the_callers_own_type(sdk: anthropic.AsyncAnthropic) -> None:
    made = await sdk.messages.parse(model=MODEL, max_tokens=200, messages=WEATHER, output_format=Weather)
    assert made.parsed_output == Weather(days=5)


@pytest.mark.parametrize("field", ["output_config", "output_format"])
async def test_a_schema_is_kept(sdk: anthropic.AsyncAnthropic, field: str) -> None:
    form = {"type": "json_schema", "schema": Weather.model_json_schema()}
    sent = {field: {"format": form, "effort": "low"} if field == "output_config" else form}
    made = await sdk.messages.create(model=MODEL, max_tokens=200, messages=WEATHER, extra_body=sent)
    assert json.loads(made.content[0].text) == {"days": 5}  # type: ignore[union-attr]


async def test_its_errors_are_the_sdks_own(sdk: anthropic.AsyncAnthropic, gateway: Gateway) -> None:
    ask: Any = {"model": MODEL, "max_tokens": 50, "messages": SUM}
    with pytest.raises(anthropic.BadRequestError, match="max_tokens") as caught:
        await sdk.messages.create(**{**ask, "max_tokens": 0})
    assert (caught.value.type, caught.value.body["error"]["param"]) == ("invalid_request_error", "max_tokens")  # type: ignore[index]
    with pytest.raises(anthropic.BadRequestError) as unknown:
        await sdk.messages.create(**{**ask, "model": "claude-99"})
    assert MODEL in unknown.value.body["error"]["available_models"]  # type: ignore[index]
    with pytest.raises(anthropic.AuthenticationError) as stranger:
        await sdk.with_options(api_key="ck_nobody").messages.create(**ask)
    assert stranger.value.type == "authentication_error"
    limited = sdk.with_options(api_key=(await gateway.new_key(500, rate_limit=1)).key)
    await limited.messages.create(**ask)
    with pytest.raises(anthropic.RateLimitError) as often:
        await limited.messages.create(**ask)
    assert often.value.type == "rate_limit_error"


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_too_few_credits_are_a_402_with_both_numbers(
    sdk: anthropic.AsyncAnthropic, gateway: Gateway, streamed: bool
) -> None:
    poor = sdk.with_options(api_key=(await gateway.new_key(199)).key)
    with pytest.raises(anthropic.APIStatusError) as refused:
        await poor.messages.create(model=MODEL, max_tokens=50, messages=SUM, stream=streamed)
    assert (refused.value.status_code, refused.value.type) == (402, "billing_error")
    facts = refused.value.body["error"]  # type: ignore[index]
    assert (facts["required"], facts["available"]) == (200, 199)


def coding_agent(streamed: bool) -> dict[str, Any]:
    """What a coding agent sends for one prompt."""
    seal = {"type": "ephemeral"}
    tools = [{**TOOL, "name": f"Tool{number}", "description": "Does a thing. " * 200} for number in range(24)]
    system = [{"type": "text", "text": "You are an agent. " * 500, "cache_control": seal} for _ in range(3)]
    return {
        "model": "claude-opus-4-8",
        "max_tokens": 64_000,
        "stream": streamed,
        "system": system,
        "tools": [*tools, {"type": "web_search_20250305", "name": "web_search", "max_uses": 8}],
        "thinking": {"type": "adaptive"},
        "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        "output_config": {"effort": "high"},
        "metadata": {"user_id": "somebody"},
        "messages": [
            {"role": "system", "content": "The folder is /home/somebody."},
            {"role": "user", "content": [{"type": "text", "text": "What is 6 * 7?", "cache_control": seal}]},
        ],
    }


async def test_a_coding_agent_is_answered(gateway: Gateway, base_url: str) -> None:
    headers = {
        "authorization": f"Bearer {gateway.key.key}",
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "claude-code-20250219,interleaved-thinking-2025-05-14",
    }
    async with httpx.AsyncClient(base_url=f"{base_url}/api", headers=headers) as http:
        assert (await http.head("")).status_code == 200
        answer = await http.post("/v1/messages?beta=true", json=coding_agent(streamed=True))
    names = [line.removeprefix("event: ") for line in answer.text.splitlines() if line.startswith("event: ")]
    assert (names[0], names[-2:]) == ("message_start", ["message_delta", "message_stop"])
    assert "6 × 7 = 42" in _words(answer.text)


async def test_the_sdk_asks_as_a_coding_agent_does(sdk: anthropic.AsyncAnthropic, gateway: Gateway) -> None:
    stream = await sdk.beta.messages.create(**coding_agent(streamed=True), betas=["context-management-2025-06-27"])
    events = [event async for event in stream]
    start, last = events[0], events[-2]
    assert (start.message.model, start.message.usage.input_tokens > 20_000) == ("claude-opus-4-6", True)
    usage = last.usage
    kept = usage.cache_creation_input_tokens
    assert kept > 1024
    owed = Credits(usage.input_tokens * 500 + kept * 625 + usage.output_tokens * 2500)
    assert Credits.of(1000) - gateway.balance == owed


def _words(text: str) -> str:
    data = [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")]
    return "".join(event.get("delta", {}).get("text", "") for event in data)
