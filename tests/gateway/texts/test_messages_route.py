"""`POST /v1/messages`: what only this form promises."""

from __future__ import annotations

from typing import Any

import pytest

from hypereal_lab.gateway.dialects import (
    Arguments,
    Calling,
    Usage,
)
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.messages import (
    HELLO,
    INPUT,
    MODEL,
    OUTPUT,
    PATH,
    TOOL,
    WORKED,
    ask,
    blocks,
    told,
)
from tests.gateway.texts.way import WORK
from tests.gateway.writers import Scripted


@pytest.mark.parametrize("path", [PATH, f"/api{PATH}", f"{PATH}?beta=true"])
async def test_the_answer_is_anthropics_with_what_it_cost(gateway: Gateway, path: str) -> None:
    answer = await ask(gateway, path, headers={"anthropic-version": "2023-06-01", "anthropic-beta": "a-1,b-2"})
    body = read(answer)
    assert body.pop("id").startswith("msg_")
    assert body.pop("creditsUsed") == Credits(8 * INPUT + 5 * OUTPUT).decimal
    usage = {"input_tokens": 8, "output_tokens": 5, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
    assert body == {
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": [{"type": "text", "text": "A kite is red."}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": usage,
    }


async def test_what_came_from_a_cache_is_told_apart(gateway: Gateway, writer: Scripted) -> None:
    writer.usage = Usage(8, 5, cached=6)
    usage = read(await ask(gateway))["usage"]
    assert (usage["input_tokens"], usage["cache_read_input_tokens"], usage["output_tokens"]) == (2, 6, 5)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_thoughts_words_and_calls_are_blocks(gateway: Gateway, writer: Scripted, streamed: bool) -> None:
    writer.pieces, writer.reason = WORK, "tools"
    if streamed:
        assert blocks(await told(gateway)) == WORKED
    else:
        body = read(await ask(gateway))
        assert (body["content"], body["stop_reason"]) == (WORKED, "tool_use")


@pytest.mark.parametrize(("reason", "word"), [("stop", "end_turn"), ("length", "max_tokens"), ("tools", "tool_use")])
async def test_the_reason_to_stop_is_in_anthropics_words(
    gateway: Gateway, writer: Scripted, reason: str, word: str
) -> None:
    writer.reason = reason
    assert read(await ask(gateway))["stop_reason"] == word
    *_, last, _stop = await told(gateway)
    assert last["delta"] == {"stop_reason": word, "stop_sequence": None}


async def test_a_call_that_the_limit_cut_has_no_input(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces, writer.reason = [Calling("toolu_1", "get_weather"), Arguments('{"city": "Os')], "length"
    body = read(await ask(gateway))
    assert (body["content"][0]["input"], body["stop_reason"]) == ({}, "max_tokens")


async def test_a_model_that_says_nothing_has_no_blocks(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = []
    assert read(await ask(gateway))["content"] == []
    assert [event["type"] for event in await told(gateway)] == ["message_start", "message_delta", "message_stop"]


@pytest.mark.parametrize(
    ("asked_for", "answers"),
    [
        ("claude-opus-4-8", "claude-opus-4-6"),
        ("claude-opus-4-6", "claude-opus-4-6"),
        ("claude-sonnet-5", MODEL),
        ("Claude-Sonnet-4-6", MODEL),
        ("claude-3-5-sonnet-20241022", MODEL),
        ("anthropic/claude-sonnet-4.5", MODEL),
        ("claude-haiku-4-5-20251001", "claude-haiku-4-5"),
    ],
)
async def test_an_id_that_no_page_names_is_the_newest_of_its_family(
    gateway: Gateway, asked_for: str, answers: str
) -> None:
    assert read(await ask(gateway, model=asked_for))["model"] == answers


@pytest.mark.parametrize("model", ["claude-99", "sonnet", "gpt-99", "gpt-5.5", "gpt-image-2"])
async def test_another_model_is_refused_with_those_that_answer_here(gateway: Gateway, model: str) -> None:
    answer = read(await ask(gateway, model=model))
    for listed in (answer["available_models"], answer["error"]["available_models"]):
        assert listed == ["claude-haiku-4-5", "claude-opus-4-6", MODEL]


async def test_a_model_of_another_maker_is_sent_to_its_own_route(gateway: Gateway) -> None:
    error = read(await ask(gateway, model="gpt-5.5"))["error"]
    assert "/v1/chat/completions" in error["message"] and error["code"] == "wrong_route"


@pytest.mark.parametrize("header", ["x-api-key", "authorization"])
async def test_a_key_comes_in_either_header(gateway: Gateway, header: str) -> None:
    gateway.http.headers.pop("authorization")
    key = {"x-api-key": gateway.key.key, "authorization": f"Bearer {gateway.key.key}"}[header]
    assert (await ask(gateway, headers={header: key})).status_code == 200
    for path in (PATH, f"{PATH}/count_tokens"):
        answer = await ask(gateway, path, headers={header: "ck_nobody"})
        assert (answer.status_code, read(answer)["error"]["type"]) == (401, "authentication_error")


async def test_a_stream_begins_with_what_was_read_and_ends_with_what_it_cost(gateway: Gateway) -> None:
    start, *_, last, stop = await told(gateway)
    message = start["message"]
    assert message["id"].startswith("msg_") and "creditsUsed" not in message
    assert (message["model"], message["role"], message["content"]) == (MODEL, "assistant", [])
    assert (message["stop_reason"], message["usage"]["input_tokens"], message["usage"]["output_tokens"]) == (None, 8, 0)
    assert (last["usage"]["input_tokens"], last["usage"]["output_tokens"]) == (8, 5)
    assert last["creditsUsed"] == 0.0099
    assert stop == {"type": "message_stop"}
    assert gateway.balance == Credits.of(1000) - Credits(8 * INPUT + 5 * OUTPUT)


async def test_a_request_is_counted_as_it_would_be_billed_for_nothing(gateway: Gateway) -> None:
    body = {"system": "Be brief.", "tools": [TOOL], "messages": HELLO}
    for path in (f"{PATH}/count_tokens?beta=true", f"/api{PATH}/count_tokens"):
        counted = await ask(gateway, path, max_tokens=None, **body)
        assert counted.status_code == 200, counted.text
    assert gateway.balance == Credits.of(1000) and gateway.calls() == []
    billed = read(await ask(gateway, **body))["usage"]
    assert read(counted) == {"input_tokens": billed["input_tokens"]}


@pytest.mark.parametrize(
    ("body", "param"),
    [({"model": "gpt-5.5"}, "model"), ({"messages": []}, "messages"), ({"system": 5}, "system")],
)
async def test_what_cannot_be_asked_cannot_be_counted(gateway: Gateway, body: dict[str, Any], param: str) -> None:
    answer = await ask(gateway, f"{PATH}/count_tokens", **body)
    assert (answer.status_code, read(answer)["error"]["param"]) == (400, param)


@pytest.mark.parametrize("path", ["/", "/api", "/api/"])
async def test_programs_that_look_whether_somebody_is_there_need_no_key(gateway: Gateway, path: str) -> None:
    gateway.http.headers.pop("authorization")
    assert (await gateway.http.head(path)).status_code == 200
