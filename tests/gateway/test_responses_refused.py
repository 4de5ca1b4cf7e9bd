"""`POST /v1/responses`: what is refused, with the place of what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.responding import MODEL, RESPONSES, WEATHER, ask, refusal
from tests.gateway.writers import Scripted


@pytest.fixture
def writer() -> Scripted:
    return Scripted()


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock, writer: Scripted) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "data", clock, text=writer) as made:
        yield made


def user(*parts: Any) -> list[Any]:
    return [{"role": "user", "content": list(parts)}]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no model": ({"model": None}, "model"),
    "an unknown model": ({"model": "gpt-99"}, "model"),
    "a model that writes nothing": ({"model": "gpt-image-2"}, "model"),
    "a model of another route": ({"model": "claude-sonnet-4-6"}, "model"),
    "a model without a price": ({"model": "gpt-5.3"}, "model"),
    "a model that is no text": ({"model": 5}, "model"),
    "no input": ({"input": None}, "input"),
    "an empty text": ({"input": ""}, "input"),
    "no items": ({"input": []}, "input"),
    "input as number": ({"input": 5}, "input"),
    "an item as text": ({"input": ["hello"]}, "input[0]"),
    "no role": ({"input": [{"content": "hello"}]}, "input[0].role"),
    "a wrong role": ({"input": [*user(), {"role": "robot", "content": "x"}]}, "input[1].role"),
    "no content": ({"input": [{"role": "user"}]}, "input[0].content"),
    "an unknown part": ({"input": user({"type": "input_file"})}, "input[0].content[0].type"),
    "a part as text": ({"input": user("hello")}, "input[0].content[0].type"),
    "a text that is none": ({"input": user({"type": "input_text", "text": 1})}, "input[0].content[0].text"),
    "an image without a link": ({"input": user({"type": "input_image"})}, "input[0].content[0].image_url"),
    "an image from a file": (
        {"input": user({"type": "input_image", "image_url": "file:///etc/passwd"})},
        "input[0].content[0].image_url",
    ),
    "a call without an id": ({"input": [{"type": "function_call", "name": "a", "arguments": ""}]}, "input[0].call_id"),
    "a call without arguments": (
        {"input": [{"type": "function_call", "call_id": "a", "name": "a"}]},
        "input[0].arguments",
    ),
    "an output of nothing": ({"input": [{"type": "function_call_output", "output": "a"}]}, "input[0].call_id"),
    "no output": ({"input": [{"type": "function_call_output", "call_id": "a"}]}, "input[0].output"),
    "a summary that is no list": ({"input": [{"type": "reasoning", "summary": "a"}]}, "input[0].summary"),
    "a reference to nothing": ({"input": [{"type": "item_reference", "id": "msg_ab_0"}]}, "input[0].id"),
    "heat": ({"temperature": 2.1}, "temperature"),
    "cold": ({"temperature": -0.1}, "temperature"),
    "top_p": ({"top_p": 1.5}, "top_p"),
    "no tokens": ({"max_output_tokens": 0}, "max_output_tokens"),
    "a tool as text": ({"tools": ["weather"]}, "tools[0]"),
    "a tool without a name": ({"tools": [{"type": "function"}]}, "tools[0].name"),
    "a nested tool without a name": (
        {"tools": [{"type": "namespace", "name": "a", "tools": [{"type": "function"}]}]},
        "tools[0].tools[0].name",
    ),
    "parameters that are none": (
        {"tools": [{"type": "function", "name": "a", "parameters": "b"}]},
        "tools[0].parameters",
    ),
    "a choice that nobody knows": ({"tool_choice": "maybe"}, "tool_choice"),
    "a choice of another kind": ({"tools": [WEATHER], "tool_choice": {"type": "web_search"}}, "tool_choice"),
    "a choice without tools": ({"tool_choice": "required"}, "tool_choice"),
    "a choice that was not offered": (
        {"tools": [WEATHER], "tool_choice": {"type": "function", "name": "stars"}},
        "tool_choice.name",
    ),
    "an unknown form": ({"text": {"format": {"type": "xml"}}}, "text.format.type"),
    "a form as text": ({"text": {"format": "json"}}, "text.format.type"),
    "a form without a schema": ({"text": {"format": {"type": "json_schema"}}}, "text.format.schema"),
    "a stream as text": ({"stream": "yes"}, "stream"),
    "an unknown response": ({"previous_response_id": "resp_ab"}, "previous_response_id"),
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


async def test_an_unknown_model_lists_those_that_write(gateway: Gateway) -> None:
    answer = read(await ask(gateway, model="gpt-5.55"))
    assert "Did you mean gpt-5.5" in answer["error"]["message"]
    for listed in (answer["available_models"], answer["error"]["available_models"]):
        assert {MODEL, "gpt-5-codex"} <= set(listed)
        assert not {"claude-sonnet-4-6", "gpt-image-2"} & set(listed)


async def test_a_model_of_anthropic_is_sent_to_its_own_route(gateway: Gateway) -> None:
    error = await refusal(gateway, model="claude-sonnet-4-6")
    assert "Anthropic format" in error["message"] and "/v1/messages" in error["message"]


async def test_an_unknown_response_is_named(gateway: Gateway) -> None:
    error = await refusal(gateway, previous_response_id="resp_nobody")
    assert error["code"] == "previous_response_not_found" and "resp_nobody" in error["message"]


async def test_a_balance_below_200_is_refused_with_both_numbers(gateway: Gateway, writer: Scripted) -> None:
    poor = {"authorization": f"Bearer {(await gateway.new_key('199.999999')).key}"}
    for streamed in (None, True):
        error = await refusal(gateway, 402, headers=poor, stream=streamed)
        assert (str(error["required"]), str(error["available"])) == ("200", "199.999999")
    assert writer.orders == []


async def test_no_key_is_refused(gateway: Gateway) -> None:
    nobody = {"authorization": "Bearer ck_nobody"}
    assert (await ask(gateway, headers=nobody)).status_code == 401
    assert (await gateway.http.get(f"{RESPONSES}/resp_ab", headers=nobody)).status_code == 401
