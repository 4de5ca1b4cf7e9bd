"""`/v1/responses`: what only this form promises."""

from __future__ import annotations

import httpx
import pytest

from hypereal_lab.gateway.dialects import (
    Usage,
)
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.responses import (
    EVERYTHING,
    INPUT,
    MODEL,
    OUTPUT,
    RESPONSES,
    WEATHER,
    answered,
    ask,
    told,
)
from tests.gateway.writers import Scripted


@pytest.mark.parametrize("path", [RESPONSES, f"/api{RESPONSES}"])
async def test_the_answer_is_openais_with_what_it_cost(gateway: Gateway, path: str) -> None:
    answer = read(await ask(gateway, path, metadata={"trip": "1"}, temperature=0.5))
    assert answer["id"].startswith("resp_")
    assert (answer["object"], answer["created_at"], answer["model"]) == ("response", 1_790_000_000, MODEL)
    assert (answer["status"], answer["error"], answer["incomplete_details"]) == ("completed", None, None)
    (message,) = answer["output"]
    assert message == {
        "id": f"msg_{answer['id'].removeprefix('resp_')}_0",
        "type": "message",
        "status": "completed",
        "role": "assistant",
        "content": [{"type": "output_text", "text": "A kite is red.", "annotations": [], "logprobs": []}],
    }
    assert answer["usage"] == {
        "input_tokens": 8,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": 5,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 13,
    }
    assert Credits.of(answer["creditsUsed"]) == Credits(8 * INPUT + 5 * OUTPUT)


async def test_the_request_is_repeated_in_the_answer_with_its_defaults(gateway: Gateway) -> None:
    plain = await answered(gateway)
    assert (plain["tools"], plain["tool_choice"], plain["parallel_tool_calls"]) == ([], "auto", True)
    assert (plain["text"], plain["metadata"], plain["store"]) == ({"format": {"type": "text"}}, {}, True)
    assert (plain["temperature"], plain["top_p"], plain["instructions"]) == (1, 1, None)
    asked = {
        "tools": [WEATHER],
        "tool_choice": {"type": "function", "name": "weather"},
        "parallel_tool_calls": False,
        "text": {"format": {"type": "json_object"}, "verbosity": "low"},
        "metadata": {"trip": "1"},
        "store": False,
        "temperature": 0.5,
        "top_p": 0.25,
        "instructions": "Be brief.",
    }
    repeated = await answered(gateway, **asked)
    assert {name: repeated[name] for name in asked} == asked


async def test_usage_counted_by_the_provider_is_billed_and_told_in_full(gateway: Gateway, writer: Scripted) -> None:
    writer.usage = Usage(10, 20, cached=4, thought=6)
    answer = await answered(gateway)
    assert answer["usage"]["input_tokens_details"]["cached_tokens"] == 4
    assert answer["usage"]["output_tokens_details"] == {"reasoning_tokens": 6}
    assert answer["creditsUsed"] == Credits(6 * INPUT + 4 * INPUT // 10 + 20 * OUTPUT).decimal


async def test_thoughts_words_and_calls_are_items_in_their_order(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = EVERYTHING
    writer.reason = "tools"
    answer = await answered(gateway, tools=[WEATHER])
    thoughts, words, *calls = answer["output"]
    assert (thoughts["type"], thoughts["encrypted_content"]) == ("reasoning", "seal")
    assert thoughts["summary"] == [{"type": "summary_text", "text": "The wind matters."}]
    assert words["content"][0]["text"] == "I look it up."
    assert [(call["type"], call["call_id"], call["name"], call["arguments"]) for call in calls] == [
        ("function_call", "call_1", "weather", '{"city":"Oslo"}'),
        ("function_call", "call_2", "weather", "{}"),
    ]
    assert answer["status"] == "completed"
    assert len({item["id"] for item in answer["output"]}) == 4


async def test_an_answer_without_anything_is_a_message_without_words(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = []
    (message,) = (await answered(gateway))["output"]
    assert message["content"][0]["text"] == ""
    assert (await told(gateway))[-1]["response"]["output"][0]["content"] == message["content"]


async def test_an_answer_that_the_limit_cut_says_so(gateway: Gateway, writer: Scripted) -> None:
    writer.reason = "length"
    answer = await answered(gateway)
    assert (answer["status"], answer["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})
    assert answer["output"][0]["status"] == "incomplete"
    last = (await told(gateway))[-1]
    assert (last["type"], last["response"]["status"]) == ("response.incomplete", "incomplete")
    assert last["response"]["usage"] == answer["usage"]


async def test_the_models_of_the_route_are_listed_without_a_key(gateway: Gateway) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gateway.app), base_url="http://gateway") as nobody:
        for path in (RESPONSES, f"/api{RESPONSES}"):
            answer = await nobody.get(path)
            assert answer.status_code == 200
            listed = {model["id"]: model["pricing"] for model in read(answer)["data"]}
            assert (listed[MODEL]["input_credits_per_mtok"], listed[MODEL]["output_credits_per_mtok"]) == (500, 3000)
            assert "claude-sonnet-4-6" not in listed
