"""The OpenAI SDK looks at what was sent for a stored response, and has a response deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest
from openai.types.responses import ResponseItem
from pydantic import TypeAdapter

from tests.gateway.conftest import Gateway, read

MODEL = "gpt-5.5"
ROUTE = "/v1/responses"
CALL = {"type": "function_call", "call_id": "call_1", "name": "get_weather", "arguments": "{}"}
GIVEN = {"type": "function_call_output", "call_id": "call_1", "output": "rain"}
INPUT: Any = [
    {"role": "user", "content": "How is the weather?"},
    {"type": "reasoning", "summary": [], "encrypted_content": "seal"},
    CALL,
    GIVEN,
    {"role": "assistant", "content": "It rains."},
    {"role": "user", "content": [{"type": "input_text", "text": "And now?"}]},
]
item = TypeAdapter(ResponseItem)


@pytest.fixture
async def sdk(gateway: Gateway, base_url: str) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(api_key=gateway.key.key, base_url=f"{base_url}/api/v1", max_retries=0) as made:
        yield made


def rows(gateway: Gateway) -> list[str]:
    return [name for (name,) in gateway.parts.store.reader.execute("SELECT id FROM responses ORDER BY rowid")]


async def create(sdk: openai.AsyncOpenAI, words: Any = "Hello", **more: Any) -> Any:
    return await sdk.responses.create(model=MODEL, input=words, **more)


async def test_every_item_of_the_input_is_listed_as_the_sdk_has_it(sdk: openai.AsyncOpenAI) -> None:
    made = await create(sdk, INPUT, instructions="Be kind.")
    page = await sdk.responses.input_items.list(made.id, order="asc")
    for one in page.data:
        item.validate_json(one.model_dump_json(by_alias=True, exclude_unset=True))
    assert [one.type for one in page.data] == [
        "message",
        "reasoning",
        "function_call",
        "function_call_output",
        "message",
        "message",
    ]
    told: list[Any] = list(page.data)
    assert [told[place].content[0].text for place in (0, 4, 5)] == ["How is the weather?", "It rains.", "And now?"]
    assert (told[2].name, told[3].output) == ("get_weather", "rain")
    assert len({one.id for one in told}) == len(told)


async def test_the_latest_comes_first_and_pages_follow_each_other(sdk: openai.AsyncOpenAI) -> None:
    made = await create(sdk, INPUT)
    page = await sdk.responses.input_items.list(made.id, limit=4)
    assert [len(page.data), page.has_more] == [4, True]
    seen = [one.id async for one in sdk.responses.input_items.list(made.id, limit=4)]
    forward = [one.id async for one in sdk.responses.input_items.list(made.id, order="asc")]
    assert seen == forward[::-1]
    assert len(forward) == len(INPUT)


async def test_a_text_is_one_message_and_what_was_continued_is_not_listed(sdk: openai.AsyncOpenAI) -> None:
    first = await create(sdk)
    second = await create(sdk, "Thanks", previous_response_id=first.id)
    told: Any = (await sdk.responses.input_items.list(second.id)).data
    assert [(one.role, one.content[0].text) for one in told] == [("user", "Thanks")]


@pytest.mark.parametrize(
    ("query", "param"), [("order=up", "order"), ("limit=0", "limit"), ("limit=101", "limit"), ("after=x", "after")]
)
async def test_what_is_wrong_with_a_page_is_named(
    sdk: openai.AsyncOpenAI, gateway: Gateway, query: str, param: str
) -> None:
    made = await create(sdk)
    answer = await gateway.http.get(f"{ROUTE}/{made.id}/input_items?{query}")
    assert (answer.status_code, read(answer)["error"]["param"]) == (400, param)


async def test_a_deleted_response_is_gone(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    made = await create(sdk)
    balance = gateway.balance
    await sdk.responses.delete(made.id)
    assert rows(gateway) == []
    for asks in (sdk.responses.retrieve, sdk.responses.input_items.list, sdk.responses.delete):
        with pytest.raises(openai.NotFoundError):
            await asks(made.id)
    with pytest.raises(openai.BadRequestError):
        await create(sdk, previous_response_id=made.id)
    assert gateway.balance == balance


async def test_the_answer_says_what_was_deleted(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    made = await create(sdk)
    answer = await gateway.http.delete(f"{ROUTE}/{made.id}")
    assert (answer.status_code, read(answer)) == (200, {"id": made.id, "object": "response", "deleted": True})


async def test_nobody_sees_or_deletes_the_responses_of_others(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    made = await create(sdk)
    other = {"authorization": f"Bearer {(await gateway.new_key(1000)).key}"}
    assert (await gateway.http.get(f"{ROUTE}/{made.id}/input_items", headers=other)).status_code == 404
    assert (await gateway.http.delete(f"{ROUTE}/{made.id}", headers=other)).status_code == 404
    assert (await sdk.responses.retrieve(made.id)).id == made.id


async def test_what_a_younger_one_continues_goes_with_that(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    first = await create(sdk, "My kite is red.")
    second = await create(sdk, "And yours?", previous_response_id=first.id)
    await sdk.responses.delete(first.id)
    with pytest.raises(openai.NotFoundError):
        await sdk.responses.retrieve(first.id)
    third = await create(sdk, "Well?", previous_response_id=second.id, store=False)
    assert third.usage is not None and second.usage is not None
    assert third.usage.input_tokens > second.usage.input_tokens
    await sdk.responses.delete(second.id)
    assert rows(gateway) == []
