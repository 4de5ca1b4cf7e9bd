"""The OpenAI SDK's responses, pointed at the gateway, talking to its own text engine; and a request as Codex has it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import openai
import pydantic
import pytest
from openai.types.responses import Response, ResponseFunctionToolCall

from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import Gateway

MODEL = "gpt-5.5"
SUM = "What is 6 * 7?"
WEATHER: Any = {
    "type": "function",
    "name": "get_weather",
    "description": "Tells the weather in a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
    "strict": True,
}


class Weather(pydantic.BaseModel):
    days: int


@pytest.fixture
async def sdk(gateway: Gateway, base_url: str) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(api_key=gateway.key.key, base_url=f"{base_url}/api/v1", max_retries=0) as made:
        yield made


def valid(response: Response) -> Response:
    """The SDK takes nearly anything; this is the check that every field is of the type that it promises."""
    Response.model_validate_json(response.model_dump_json(by_alias=True))
    return response


async def checked(stream: openai.AsyncStream[Any]) -> list[Any]:
    """All events, once what holds for each of them is proven."""
    events = [event async for event in stream]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    for event in events:
        type(event).model_validate_json(event.model_dump_json(by_alias=True))
    added = {event.item.id: event for event in events if event.type == "response.output_item.added"}
    done = {event.item.id: event for event in events if event.type == "response.output_item.done"}
    assert list(added) == list(done) == [item.id for item in events[-1].response.output]
    told = dict.fromkeys(added, "")
    for event in events:
        if hasattr(event, "item_id"):
            assert event.output_index == added[event.item_id].output_index == done[event.item_id].output_index
            if event.type.endswith(".delta"):
                told[event.item_id] += event.delta
            elif event.type.endswith(("_text.done", "arguments.done")):
                assert told[event.item_id] == getattr(event, "text", getattr(event, "arguments", None))
    assert [told[item.id] for item in events[-1].response.output] == [
        words(item) for item in events[-1].response.output
    ]
    assert [event.item for event in done.values()] == events[-1].response.output
    return events


def words(item: Any) -> str:
    if item.type == "message":
        return "".join(part.text for part in item.content)
    return item.arguments if item.type == "function_call" else "".join(part.text for part in item.summary)


async def test_it_has_an_answer_with_its_usage(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    made = valid(await sdk.responses.create(model=MODEL, input=SUM, max_output_tokens=50, temperature=0))
    assert (made.output_text, made.status, made.error) == ("6 × 7 = 42", "completed", None)
    assert made.usage is not None and made.usage.total_tokens == made.usage.input_tokens + made.usage.output_tokens
    charged = Credits(made.usage.input_tokens * 500 + made.usage.output_tokens * 3000)
    assert Credits.of(1000) - gateway.balance == charged
    assert Credits.of(str(made.creditsUsed)) == charged  # type: ignore[attr-defined]


async def test_every_event_of_a_stream_keeps_what_the_sdk_promises(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    events = await checked(
        await sdk.responses.create(model=MODEL, input=SUM, reasoning={"summary": "auto"}, stream=True)
    )
    last = events[-1]
    assert last.type == "response.completed"
    assert [item.type for item in last.response.output] == ["reasoning", "message"]
    assert valid(last.response).output_text == "6 × 7 = 42"
    usage = last.response.usage
    assert Credits.of(1000) - gateway.balance == Credits(usage.input_tokens * 500 + usage.output_tokens * 3000)


async def test_the_sdks_own_collector_of_a_stream_ends_with_the_whole_response(sdk: openai.AsyncOpenAI) -> None:
    async with sdk.responses.stream(model=MODEL, input=SUM) as stream:
        told = "".join([event.delta async for event in stream if event.type == "response.output_text.delta"])
        final = await stream.get_final_response()
    assert told == final.output_text == "6 × 7 = 42"
    kept = await sdk.responses.retrieve(final.id)
    assert kept.output_text == told and kept.usage == final.usage


async def test_the_limit_cuts_the_answer_and_says_so(sdk: openai.AsyncOpenAI) -> None:
    made = valid(await sdk.responses.create(model=MODEL, input="count to 50", max_output_tokens=7))
    assert made.status == "incomplete"
    assert made.incomplete_details is not None and made.incomplete_details.reason == "max_output_tokens"
    assert made.usage is not None and made.usage.output_tokens == 7
    events = await checked(
        await sdk.responses.create(model=MODEL, input="count to 50", max_output_tokens=7, stream=True)
    )
    assert events[-1].type == "response.incomplete"


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_a_tool_is_called_and_its_result_is_read(sdk: openai.AsyncOpenAI, streamed: bool) -> None:
    asked: list[Any] = [{"role": "user", "content": "What is the weather in Oslo?"}]
    choice: Any = {"type": "function", "name": "get_weather"}
    wish = {"model": MODEL, "input": asked, "tools": [WEATHER], "tool_choice": choice}
    if streamed:
        made = (await checked(await sdk.responses.create(**wish, stream=True)))[-1].response
    else:
        made = valid(await sdk.responses.create(**wish))
    (call,) = made.output
    assert isinstance(call, ResponseFunctionToolCall)
    assert (call.name, set(json.loads(call.arguments))) == ("get_weather", {"city"})
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "Rain, 7 degrees"}
    ended = await sdk.responses.create(model=MODEL, input=[*asked, *made.output, result], tools=[WEATHER])
    assert "Rain, 7 degrees" in ended.output_text
    short = await sdk.responses.create(model=MODEL, previous_response_id=made.id, input=[result], tools=[WEATHER])
    assert short.output_text == ended.output_text
    assert short.usage == ended.usage


async def test_a_schema_is_kept(sdk: openai.AsyncOpenAI) -> None:
    ask = "The weather in Oslo for 5 days"
    parsed = await sdk.responses.parse(model=MODEL, input=ask, text_format=Weather)
    assert parsed.output_parsed == Weather(days=5)
    form: Any = {"format": {"type": "json_schema", "name": "weather", "schema": Weather.model_json_schema()}}
    made = valid(await sdk.responses.create(model=MODEL, input=ask, text=form))
    assert json.loads(made.output_text) == {"days": 5}


async def test_a_response_is_continued_by_its_id(sdk: openai.AsyncOpenAI) -> None:
    first = await sdk.responses.create(model=MODEL, input=SUM)
    by_id = await sdk.responses.create(model=MODEL, input="And 3 + 4?", previous_response_id=first.id)
    said: list[Any] = [{"role": "user", "content": SUM}, *first.output, {"role": "user", "content": "And 3 + 4?"}]
    by_hand = await sdk.responses.create(model=MODEL, input=said)
    assert (by_id.previous_response_id, by_hand.previous_response_id) == (first.id, None)
    assert (by_id.output_text, by_id.usage) == (by_hand.output_text, by_hand.usage)


async def test_its_errors_are_the_sdks_own(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await sdk.responses.create(model="gpt-99", input=SUM)
    assert caught.value.param == "model" and MODEL in caught.value.body["available_models"]  # type: ignore[index]
    with pytest.raises(openai.BadRequestError) as elsewhere:
        await sdk.responses.create(model="claude-sonnet-4-6", input=SUM)
    assert "/v1/messages" in elsewhere.value.message
    with pytest.raises(openai.NotFoundError):
        await sdk.responses.retrieve("resp_nobody")
    poor = sdk.with_options(api_key=(await gateway.new_key(199)).key)
    for stream in (False, True):
        with pytest.raises(openai.APIStatusError) as refused:
            await poor.responses.create(model=MODEL, input=SUM, stream=stream)
        assert refused.value.status_code == 402
        assert (refused.value.body["required"], refused.value.body["available"]) == (200, 199)  # type: ignore[index]


SHELL: dict[str, Any] = {
    "type": "function",
    "name": "exec_command",
    "description": "Runs a command in a shell.",
    "strict": False,
    "parameters": {"type": "object", "properties": {"cmd": {"type": "string"}}, "required": ["cmd"]},
}
CODEX: dict[str, Any] = {
    "model": "gpt-5-codex",
    "stream": True,
    "tools": [
        SHELL,
        {"type": "namespace", "name": "agents", "description": "Helpers.", "tools": [{**SHELL, "name": "spawn"}]},
        {"type": "web_search", "external_web_access": False},
    ],
    "tool_choice": "auto",
    "parallel_tool_calls": True,
    "reasoning": {"summary": "auto"},
    "store": False,
    "include": ["reasoning.encrypted_content"],
    "prompt_cache_key": "0199-thread",
    "client_metadata": {"x-codex-installation-id": "0199"},
}
HISTORY: list[Any] = [
    {
        "type": "message",
        "id": "msg_1",
        "role": "developer",
        "content": [{"type": "input_text", "text": "You are Codex, an agent that works in a shell. " * 100}],
    },
    {"type": "message", "id": "msg_2", "role": "user", "content": [{"type": "input_text", "text": "hi"}]},
]


async def codex(gateway: Gateway, base_url: str, **body: Any) -> Any:
    """The response as Codex puts it together: whole items, then the end with id and usage."""
    key = {"authorization": f"Bearer {gateway.key.key}", "accept": "text/event-stream"}
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{base_url}/api/v1/responses", json={**CODEX, **body}, headers=key)
    assert answer.status_code == 200, answer.text
    lines = [line.removeprefix("data: ") for line in answer.text.split("\n") if line.startswith("data: ")]
    events = [json.loads(line) for line in lines if line != "[DONE]"]
    items = [event["item"] for event in events if event["type"] == "response.output_item.done"]
    last = events[-1]
    assert last["type"] == "response.completed" and last["response"]["id"]
    assert {"input_tokens", "output_tokens", "total_tokens"} <= set(last["response"]["usage"])
    assert last["response"]["output"] == items
    return items


async def test_codex_works_through_a_turn_with_a_call(gateway: Gateway, base_url: str) -> None:
    items = await codex(gateway, base_url, input=HISTORY)
    assert [item["type"] for item in items] == ["reasoning", "message"]
    assert items[0]["encrypted_content"] and items[1]["content"][0]["text"]
    forced = {"type": "function", "name": "exec_command"}
    called = await codex(gateway, base_url, input=HISTORY, tool_choice=forced)
    assert [item["type"] for item in called] == ["reasoning", "function_call"]
    assert set(json.loads(called[1]["arguments"])) == {"cmd"}
    result = {"type": "function_call_output", "call_id": called[1]["call_id"], "output": "README.md"}
    ended = await codex(gateway, base_url, input=[*HISTORY, *called, result])
    assert "README.md" in ended[-1]["content"][0]["text"]


async def test_a_function_of_a_namespace_is_called_by_both_names(gateway: Gateway, base_url: str) -> None:
    forced = {"type": "function", "name": "spawn", "namespace": "agents"}
    (_, call) = await codex(gateway, base_url, input=HISTORY, tool_choice=forced)
    assert (call["type"], call["name"], call["namespace"]) == ("function_call", "spawn", "agents")
