"""The OpenAI SDK, pointed at the gateway, talking to its own text engine."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import openai
import pytest

from hypereal_lab.client import AsyncHypereal
from hypereal_lab.errors import InsufficientCredits, UnknownModel
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import Gateway

MODEL = "gpt-5.5"
SUM = [{"role": "user", "content": "What is 6 * 7?"}]


@pytest.fixture
async def sdk(gateway: Gateway, base_url: str) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(api_key=gateway.key.key, base_url=f"{base_url}/api/v1", max_retries=0) as made:
        yield made


async def test_it_has_an_answer_with_its_usage(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    made = await sdk.chat.completions.create(model=MODEL, messages=SUM, max_tokens=50, temperature=0)  # type: ignore[arg-type]
    assert made.choices[0].message.content == "6 × 7 = 42"
    assert (made.choices[0].message.role, made.choices[0].finish_reason) == ("assistant", "stop")
    assert made.usage is not None and made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens
    charged = Credits(made.usage.prompt_tokens * 500 + made.usage.completion_tokens * 3000)
    assert Credits.of(1000) - gateway.balance == charged
    assert Credits.of(str(made.creditsUsed)) == charged  # type: ignore[attr-defined]


async def test_the_plain_loop_over_a_stream_of_the_pages_works(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    stream = await sdk.chat.completions.create(model=MODEL, messages=SUM, stream=True)  # type: ignore[arg-type]
    chunks = [chunk async for chunk in stream]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "6 × 7 = 42"
    assert chunks[-1].choices[0].finish_reason == "stop"
    usage = chunks[-1].usage
    assert usage is not None
    assert Credits.of(1000) - gateway.balance == Credits(usage.prompt_tokens * 500 + usage.completion_tokens * 3000)


async def test_a_stream_and_a_whole_answer_are_the_same(sdk: openai.AsyncOpenAI) -> None:
    ask = {"model": MODEL, "messages": [{"role": "user", "content": "list 7 animals"}], "seed": 5}
    whole = await sdk.chat.completions.create(**ask)  # type: ignore[call-overload]
    stream = await sdk.chat.completions.create(**ask, stream=True, stream_options={"include_usage": True})  # type: ignore[call-overload]
    chunks = [chunk async for chunk in stream]
    told = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    assert told == whole.choices[0].message.content
    assert chunks[-1].choices == [] and chunks[-1].usage == whole.usage


async def test_the_limit_cuts_the_answer_and_its_price(sdk: openai.AsyncOpenAI) -> None:
    ask = [{"role": "user", "content": "count to 50"}]
    made = await sdk.chat.completions.create(model=MODEL, messages=ask, max_completion_tokens=7)  # type: ignore[arg-type]
    assert made.choices[0].finish_reason == "length"
    assert made.usage is not None and made.usage.completion_tokens == 7


async def test_a_schema_is_kept(sdk: openai.AsyncOpenAI) -> None:
    schema = {"type": "object", "properties": {"days": {"type": "integer"}}, "required": ["days"]}
    made = await sdk.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "The weather in Oslo for 5 days"}],
        response_format={"type": "json_schema", "json_schema": {"name": "weather", "schema": schema, "strict": True}},
    )
    assert json.loads(made.choices[0].message.content or "") == {"days": 5}


async def test_a_long_conversation_is_answered_by_a_worker(sdk: openai.AsyncOpenAI) -> None:
    text = "Kites fly because wind pushes on them. My aunt had a hat. Wind is air that moves a kite. " * 2000
    made = await sdk.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": text}])
    assert "wind" in (made.choices[0].message.content or "").lower()
    assert made.usage is not None and made.usage.prompt_tokens > 30_000


async def test_its_errors_are_the_sdks_own(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await sdk.chat.completions.create(model="gpt-99", messages=SUM)  # type: ignore[arg-type]
    assert caught.value.param == "model" and MODEL in caught.value.body["available_models"]  # type: ignore[index]
    poor = sdk.with_options(api_key=(await gateway.new_key(199)).key)
    for stream in (False, True):
        with pytest.raises(openai.APIStatusError) as refused:
            await poor.chat.completions.create(model=MODEL, messages=SUM, stream=stream)  # type: ignore[arg-type]
        assert refused.value.status_code == 402
        assert (refused.value.body["required"], refused.value.body["available"]) == (200, 199)  # type: ignore[index]


async def test_our_own_client_speaks_it_too(gateway: Gateway, base_url: str) -> None:
    async with AsyncHypereal(gateway.key.key, base_url) as hypereal:
        call = hypereal.chat.complete("What is 6 * 7?", model=MODEL, system="Be brief.", max_tokens=20)
        price = call.estimate()
        answer = await call
        assert answer.text == "6 × 7 = 42"
        assert answer.credits_used is not None and price.low is not None and price.high is not None
        assert price.low <= Credits.of(answer.credits_used) <= price.high
        assert Credits.of(1000) - gateway.balance == Credits.of(answer.credits_used)
        with pytest.raises(UnknownModel):
            await hypereal.chat.complete("hi", model="gpt-99")
    async with AsyncHypereal((await gateway.new_key(199)).key, base_url) as poor:
        with pytest.raises(InsufficientCredits):
            await poor.chat.complete("hi", model=MODEL)


TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
            "required": ["city", "days"],
            "additionalProperties": False,
        },
    },
}
"""Offered as agents do."""


@pytest.mark.parametrize(
    "choice", ["required", {"type": "function", "function": {"name": "get_weather"}}], ids=["any", "named"]
)
async def test_a_forced_tool_is_called_with_arguments_of_its_schema(sdk: openai.AsyncOpenAI, choice: object) -> None:
    ask = [{"role": "user", "content": "Oslo for 3 days, please"}]
    made = await sdk.chat.completions.create(model=MODEL, messages=ask, tools=[TOOL], tool_choice=choice)  # type: ignore[call-overload]
    (call,) = made.choices[0].message.tool_calls
    assert (made.choices[0].finish_reason, call.function.name) == ("tool_calls", "get_weather")
    arguments = json.loads(call.function.arguments)
    assert set(arguments) == {"city", "days"} and arguments["days"] == 3 and isinstance(arguments["city"], str)


async def test_a_tool_goes_round(sdk: openai.AsyncOpenAI) -> None:
    said: list[object] = [{"role": "user", "content": "Get the weather in Oslo for 3 days"}]
    asked = await sdk.chat.completions.create(model=MODEL, messages=said, tools=[TOOL])  # type: ignore[call-overload]
    message = asked.choices[0].message
    said += [message, {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "12 degrees and rain"}]
    made = await sdk.chat.completions.create(model=MODEL, messages=said, tools=[TOOL])  # type: ignore[call-overload]
    assert made.choices[0].finish_reason == "stop"
    assert "12 degrees and rain" in made.choices[0].message.content


async def test_tools_that_nobody_asked_for_stay_unused(sdk: openai.AsyncOpenAI) -> None:
    made = await sdk.chat.completions.create(model=MODEL, messages=SUM, tools=[TOOL])  # type: ignore[call-overload]
    assert made.choices[0].message.content == "6 × 7 = 42" and made.choices[0].message.tool_calls is None


async def test_the_sdks_own_stream_puts_a_call_together(sdk: openai.AsyncOpenAI) -> None:
    ask = [{"role": "user", "content": "Use get_weather for Oslo, 3 days"}]
    async with sdk.chat.completions.stream(model=MODEL, messages=ask, tools=[TOOL]) as stream:  # type: ignore[arg-type]
        final = await stream.get_final_completion()
    (call,) = final.choices[0].message.tool_calls or ()
    assert json.loads(call.function.arguments)["days"] == 3
