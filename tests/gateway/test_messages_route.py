"""`POST /v1/messages`: what is refused, what is answered, and what it costs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab.engines.text.tokens import IMAGE, count
from hypereal_lab.gateway.dialects import (
    Arguments,
    Calling,
    Choice,
    Delta,
    Form,
    Image,
    Text,
    Thinking,
    Thought,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock, Gateway, listening, read, running
from tests.gateway.writers import Scripted

MODEL = "claude-sonnet-4-6"
INPUT, OUTPUT = 300, 1500
"""Millionths of a credit for a token of this model."""
HELLO = [{"role": "user", "content": "Hello"}]
PATH = "/v1/messages"
TOOL = {"name": "get_weather", "description": "The weather of a city.", "input_schema": {"type": "object"}}
WORK = [
    Thought("They want "),
    Thought("the weather.", "c2VhbA=="),
    Delta("I look"),
    Delta(" it up."),
    Calling("toolu_1", "get_weather"),
    Arguments('{"city":'),
    Arguments(' "Oslo"}'),
    Calling("toolu_2", "get_time"),
]
"""A thought, words and two calls, one of them without arguments."""
WORKED = [
    {"type": "thinking", "thinking": "They want the weather.", "signature": "c2VhbA=="},
    {"type": "text", "text": "I look it up."},
    {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Oslo"}},
    {"type": "tool_use", "id": "toolu_2", "name": "get_time", "input": {}},
]
"""The same as blocks."""


@pytest.fixture
def writer() -> Scripted:
    return Scripted()


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock, writer: Scripted) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "data", clock, text=writer) as made:
        yield made


async def ask(gateway: Gateway, path: str = PATH, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    """POST a body; model, messages and limit have defaults, and a field of None is left out."""
    whole = {"model": MODEL, "max_tokens": 100, "messages": HELLO, **body}
    sent = {name: value for name, value in whole.items() if value is not None}
    return await gateway.http.post(path, json=sent, headers=headers)


async def asked(gateway: Gateway, writer: Scripted, **body: Any) -> Any:
    """The conversation that reached the provider."""
    answer = await ask(gateway, **body)
    assert answer.status_code == 200, answer.text
    return writer.orders[-1].conversation


def user(*blocks: Any) -> list[Any]:
    return [{"role": "user", "content": list(blocks)}]


def assistant(*blocks: Any) -> list[Any]:
    return [*HELLO, {"role": "assistant", "content": list(blocks)}]


def events(answer: httpx.Response) -> list[Any]:
    """The data of every event, whose name is its type."""
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = []
    for event in answer.text.removesuffix("\n\n").split("\n\n"):
        name, data = event.split("\n")
        told.append(json.loads(data.removeprefix("data: ")))
        assert name == f"event: {told[-1]['type']}"
    return told


def blocks(told: list[Any]) -> list[Any]:
    """What a reader puts together of a stream; every block is begun once, in order, and ended before the next."""
    made: list[Any] = []
    written, is_open = "", False
    for event in told:
        match event["type"]:
            case "content_block_start":
                assert (event["index"], is_open) == (len(made), False)
                made.append(dict(event["content_block"]))
                written, is_open = "", True
            case "content_block_delta":
                assert (event["index"], is_open) == (len(made) - 1, True)
                delta = event["delta"]
                if delta["type"] == "input_json_delta":
                    written += delta["partial_json"]
                    continue
                field = delta["type"].removesuffix("_delta")
                made[-1][field] += delta[field]
            case "content_block_stop":
                assert (event["index"], is_open) == (len(made) - 1, True)
                made[-1] |= {"input": json.loads(written)} if written else {}
                is_open = False
    assert not is_open
    return made


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


async def test_the_charge_is_the_usage_times_the_rates_to_the_millionth(gateway: Gateway) -> None:
    await ask(gateway)
    charged = Credits(8 * INPUT + 5 * OUTPUT)
    assert Credits.of(1000) - gateway.balance == charged
    assert gateway.calls() == [(200, 13, charged.micros, None)]


async def test_what_came_from_a_cache_is_told_apart(gateway: Gateway, writer: Scripted) -> None:
    writer.usage = Usage(8, 5, cached=6)
    usage = read(await ask(gateway))["usage"]
    assert (usage["input_tokens"], usage["cache_read_input_tokens"], usage["output_tokens"]) == (2, 6, 5)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_thoughts_words_and_calls_are_blocks(gateway: Gateway, writer: Scripted, streamed: bool) -> None:
    writer.pieces, writer.reason = WORK, "tools"
    answer = await ask(gateway, stream=streamed)
    if streamed:
        assert blocks(events(answer)) == WORKED
    else:
        body = read(answer)
        assert (body["content"], body["stop_reason"]) == (WORKED, "tool_use")


@pytest.mark.parametrize(("reason", "word"), [("stop", "end_turn"), ("length", "max_tokens"), ("tools", "tool_use")])
async def test_the_reason_to_stop_is_in_anthropics_words(
    gateway: Gateway, writer: Scripted, reason: str, word: str
) -> None:
    writer.reason = reason
    assert read(await ask(gateway))["stop_reason"] == word
    *_, last, _stop = events(await ask(gateway, stream=True))
    assert last["delta"] == {"stop_reason": word, "stop_sequence": None}


async def test_a_call_that_the_limit_cut_has_no_input(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces, writer.reason = [Calling("toolu_1", "get_weather"), Arguments('{"city": "Os')], "length"
    body = read(await ask(gateway))
    assert (body["content"][0]["input"], body["stop_reason"]) == ({}, "max_tokens")


async def test_a_model_that_says_nothing_has_no_blocks(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = []
    assert read(await ask(gateway))["content"] == []
    told = events(await ask(gateway, stream=True))
    assert [event["type"] for event in told] == ["message_start", "message_delta", "message_stop"]


@pytest.mark.parametrize(("limit", "most"), [(5, 5), (10**12, 131_072)])
async def test_the_hold_covers_all_that_may_be_written(
    gateway: Gateway, writer: Scripted, limit: int, most: int
) -> None:
    writer.waits_at = 0
    calling = asyncio.create_task(ask(gateway, max_tokens=limit))
    await writer.waiting.wait()
    assert gateway.parts.ledger.balance(gateway.key.account).held == Credits(8 * INPUT + most * OUTPUT)
    writer.may_go_on.set()
    assert (await calling).status_code == 200
    assert gateway.parts.ledger.balance(gateway.key.account).held == ZERO


async def test_system_and_what_both_sides_said_reach_the_provider(gateway: Gateway, writer: Scripted) -> None:
    seal = {"type": "ephemeral"}
    picture = {"type": "base64", "media_type": "image/png", "data": "iVBO"}
    messages = [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?", "cache_control": seal},
                {"type": "image", "source": picture},
                {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
            ],
        },
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "Hm.", "signature": "abc"},
                {"type": "redacted_thinking", "data": "xyz"},
                {"type": "text", "text": "I look."},
                {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Oslo"}},
            ],
        },
        {"role": "system", "content": "Hurry."},
        {"role": "user", "content": "And?"},
    ]
    system = [{"type": "text", "text": "Be brief.", "cache_control": seal}, {"type": "text", "text": "Be kind."}]
    said = (await asked(gateway, writer, system=system, messages=messages)).messages
    assert [message.role for message in said] == ["system", "user", "assistant", "system", "user"]
    assert said[0].parts == (Text("Be brief."), Text("Be kind."))
    assert said[1].parts == (
        Text("What is this?"),
        Image("data:image/png;base64,iVBO"),
        Image("https://example.com/a.png"),
    )
    assert said[2].parts == (
        Thinking("Hm.", "abc"),
        Thinking("", "xyz", closed=True),
        Text("I look."),
        ToolCall("toolu_1", "get_weather", '{"city":"Oslo"}'),
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [("12 degrees", "12 degrees"), ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "a\nb"), ([], "")],
    ids=["a text", "blocks", "nothing"],
)
async def test_what_a_tool_gave_comes_before_what_the_user_says(
    gateway: Gateway, writer: Scripted, content: Any, text: str
) -> None:
    given = [
        {"type": "tool_result", "tool_use_id": "toolu_1", "content": content},
        {"type": "tool_result", "tool_use_id": "toolu_2", "is_error": True},
        {"type": "text", "text": "Go on."},
    ]
    said = (await asked(gateway, writer, messages=user(*given))).messages
    assert [message.role for message in said] == ["tool", "tool", "user"]
    assert said[0].parts == (ToolResult("toolu_1", text),)
    assert said[1].parts == (ToolResult("toolu_2", "", failed=True),)
    assert said[2].parts == (Text("Go on."),)


async def test_a_picture_that_a_tool_gave_is_seen_and_billed(gateway: Gateway, writer: Scripted) -> None:
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBO"}}
    given = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "Done"}, picture]}
    body = read(await ask(gateway, messages=user(given)))
    (message,) = writer.orders[-1].conversation.messages
    assert message.parts == (ToolResult("toolu_1", "Done"), Image("data:image/png;base64,iVBO"))
    assert body["usage"]["input_tokens"] == 3 + 4 + count("Done") + IMAGE


async def test_tools_are_offered_but_those_of_anthropics_servers(gateway: Gateway, writer: Scripted) -> None:
    search = {"type": "web_search_20250305", "name": "web_search", "max_uses": 5}
    typed = {"type": "custom", "name": "get_time", "input_schema": {"type": "object"}, "cache_control": {}}
    said = await asked(gateway, writer, tools=[TOOL, search, typed])
    assert said.tools == (
        Tool("get_weather", "The weather of a city.", {"type": "object"}),
        Tool("get_time", "", {"type": "object"}),
    )
    assert (said.choice, said.parallel) == (Choice("auto"), True)


@pytest.mark.parametrize(
    ("choice", "means"),
    [
        ({"type": "auto"}, Choice("auto")),
        ({"type": "none"}, Choice("none")),
        ({"type": "any"}, Choice("required")),
        ({"type": "tool", "name": "get_weather"}, Choice("required", "get_weather")),
    ],
)
async def test_a_choice_of_tools_is_kept(gateway: Gateway, writer: Scripted, choice: Any, means: Choice) -> None:
    said = await asked(gateway, writer, tools=[TOOL], tool_choice={**choice, "disable_parallel_tool_use": True})
    assert (said.choice, said.parallel) == (means, False)


@pytest.mark.parametrize(
    ("thinking", "thinks"),
    [
        (None, False),
        ({"type": "disabled"}, False),
        ({"type": "adaptive"}, True),
        ({"type": "enabled", "budget_tokens": 1024}, True),
    ],
)
async def test_thinking_is_shown_to_those_who_ask_for_it(
    gateway: Gateway, writer: Scripted, thinking: Any, thinks: bool
) -> None:
    assert (await asked(gateway, writer, thinking=thinking)).thinks is thinks


@pytest.mark.parametrize("older", [False, True])
async def test_a_form_of_the_answer_is_kept(gateway: Gateway, writer: Scripted, older: bool) -> None:
    form = {"type": "json_schema", "schema": {"type": "object"}}
    said = await asked(gateway, writer, **({"output_format": form} if older else {"output_config": {"format": form}}))
    assert said.form == Form({"type": "object"})


async def test_the_other_fields_reach_the_provider(gateway: Gateway, writer: Scripted) -> None:
    more = {"top_k": 5, "metadata": {"user_id": "u"}, "context_management": {"edits": []}, "hypereal": {"cache": False}}
    said = await asked(gateway, writer, temperature=0.5, top_p=0.9, stop_sequences=["END"], **more)
    assert (said.temperature, said.top_p, said.stop, said.limit) == (0.5, 0.9, ("END",), 100)
    assert said.more == more


SOURCE = "messages[0].content[0].source"
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no model": ({"model": None}, "model"),
    "an unknown model": ({"model": "claude-99"}, "model"),
    "a model of another maker": ({"model": "gpt-5.5"}, "model"),
    "a model that writes nothing": ({"model": "gpt-image-2"}, "model"),
    "a model without a price": ({"model": "claude-sonnet-4-7"}, "model"),
    "no limit": ({"max_tokens": None}, "max_tokens"),
    "no tokens": ({"max_tokens": 0}, "max_tokens"),
    "a limit as text": ({"max_tokens": "x"}, "max_tokens"),
    "no messages": ({"messages": None}, "messages"),
    "empty messages": ({"messages": []}, "messages"),
    "a message as text": ({"messages": ["hello"]}, "messages[0]"),
    "a wrong role": ({"messages": [*HELLO, {"role": "tool", "content": "x"}]}, "messages[1].role"),
    "no content": ({"messages": [*HELLO, {"role": "user"}]}, "messages[1].content"),
    "content as number": ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content"),
    "no blocks": ({"messages": user()}, "messages[0].content"),
    "a block as text": ({"messages": user("hello")}, "messages[0].content[0].type"),
    "an unknown block": ({"messages": [*HELLO, *HELLO, *user({"type": "video"})]}, "messages[2].content[0].type"),
    "a call by the user": ({"messages": user({"type": "tool_use"})}, "messages[0].content[0].type"),
    "a result by the model": ({"messages": assistant({"type": "tool_result"})}, "messages[1].content[0].type"),
    "a text that is none": ({"messages": user({"type": "text", "text": 1})}, "messages[0].content[0].text"),
    "an image from nowhere": ({"messages": user({"type": "image"})}, f"{SOURCE}.type"),
    "an image from a file": (
        {"messages": user({"type": "image", "source": {"type": "url", "url": "file:///etc/passwd"}})},
        f"{SOURCE}.url",
    ),
    "an image that is none": (
        {"messages": user({"type": "image", "source": {"type": "base64", "media_type": "text/html", "data": "x"}})},
        f"{SOURCE}.media_type",
    ),
    "an image without data": (
        {"messages": user({"type": "image", "source": {"type": "base64", "media_type": "image/png"}})},
        f"{SOURCE}.data",
    ),
    "a call without input": (
        {"messages": assistant({"type": "tool_use", "id": "a", "name": "b"})},
        "messages[1].content[0].input",
    ),
    "a call without a name": (
        {"messages": assistant({"type": "tool_use", "id": "a", "input": {}})},
        "messages[1].content[0].name",
    ),
    "a result of no call": ({"messages": user({"type": "tool_result"})}, "messages[0].content[0].tool_use_id"),
    "a result of unknown blocks": (
        {"messages": user({"type": "tool_result", "tool_use_id": "a", "content": [{"type": "thinking"}]})},
        "messages[0].content[0].content[0].type",
    ),
    "a thought without text": ({"messages": assistant({"type": "thinking"})}, "messages[1].content[0].thinking"),
    "a picture as system": ({"system": [{"type": "image"}]}, "system[0].type"),
    "a number as system": ({"system": 5}, "system"),
    "heat": ({"temperature": 1.1}, "temperature"),
    "top_p": ({"top_p": -1}, "top_p"),
    "a stop that is empty": ({"stop_sequences": [""]}, "stop_sequences"),
    "a tool as text": ({"tools": ["x"]}, "tools[0]"),
    "a tool without a name": ({"tools": [{"input_schema": {}}]}, "tools[0].name"),
    "a tool without a schema": ({"tools": [{"name": "x"}]}, "tools[0].input_schema"),
    "an unknown choice": ({"tool_choice": {"type": "maybe"}}, "tool_choice.type"),
    "a forced tool of none": ({"tool_choice": {"type": "any"}}, "tool_choice"),
    "a choice without a name": ({"tools": [TOOL], "tool_choice": {"type": "tool"}}, "tool_choice.name"),
    "a choice of no tool": ({"tools": [TOOL], "tool_choice": {"type": "tool", "name": "x"}}, "tool_choice.name"),
    "unknown thinking": ({"thinking": {"type": "deep"}}, "thinking.type"),
    "a budget as text": ({"thinking": {"type": "enabled", "budget_tokens": "x"}}, "thinking.budget_tokens"),
    "an unknown form": ({"output_config": {"format": {"type": "xml"}}}, "output_config.format.type"),
    "a form without a schema": ({"output_format": {"type": "json_schema"}}, "output_format.schema"),
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
    whole = read(answer)
    assert (whole["type"], whole["request_id"]) == ("error", answer.headers["request-id"])
    assert (whole["error"]["type"], whole["error"]["param"]) == ("invalid_request_error", param)
    assert gateway.books() == before
    assert writer.orders == []


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


@pytest.mark.parametrize("streamed", [None, True], ids=["whole", "streamed"])
async def test_a_balance_below_200_is_refused_with_both_numbers(
    gateway: Gateway, writer: Scripted, streamed: bool | None
) -> None:
    poor = {"authorization": f"Bearer {(await gateway.new_key('199.999999')).key}"}
    answer = await ask(gateway, headers=poor, stream=streamed)
    assert answer.status_code == 402
    whole = read(answer)
    assert (whole["error"]["type"], whole["error"]["code"]) == ("billing_error", "insufficient_credits")
    for facts in (whole, whole["error"]):
        assert (str(facts["required"]), str(facts["available"])) == ("200", "199.999999")
    assert writer.orders == []


@pytest.mark.parametrize("header", ["x-api-key", "authorization"])
async def test_a_key_comes_in_either_header(gateway: Gateway, header: str) -> None:
    gateway.http.headers.pop("authorization")
    key = {"x-api-key": gateway.key.key, "authorization": f"Bearer {gateway.key.key}"}[header]
    assert (await ask(gateway, headers={header: key})).status_code == 200
    for path in (PATH, f"{PATH}/count_tokens"):
        answer = await ask(gateway, path, headers={header: "ck_nobody"})
        assert (answer.status_code, read(answer)["error"]["type"]) == (401, "authentication_error")


async def test_the_hours_requests_are_limited_in_anthropics_words(gateway: Gateway) -> None:
    key = {"authorization": f"Bearer {(await gateway.new_key(500, rate_limit=1)).key}"}
    assert (await ask(gateway, headers=key)).status_code == 200
    answer = await ask(gateway, headers=key)
    assert (answer.status_code, read(answer)["error"]["type"]) == (429, "rate_limit_error")
    assert int(answer.headers["retry-after"]) > 0


async def test_the_same_key_and_body_are_answered_alike_and_paid_once(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces, writer.reason = WORK, "tools"
    key = {"idempotency-key": "one"}
    first, again = await ask(gateway, headers=key), await ask(gateway, headers=key)
    assert read(first)["content"] == read(again)["content"] == WORKED
    assert first.json()["usage"] == again.json()["usage"]
    assert again.headers["idempotency-replayed"] == "true"
    assert len(writer.orders) == len(gateway.calls()) == 1
    other = await ask(gateway, headers=key, max_tokens=7)
    assert (other.status_code, read(other)["error"]["type"]) == (409, "invalid_request_error")


async def test_a_stream_is_repeated_too(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces, writer.reason = WORK, "tools"
    key = {"idempotency-key": "one"}
    first, again = [events(await ask(gateway, headers=key, stream=True)) for _ in range(2)]
    assert blocks(first) == blocks(again) == WORKED
    assert first[-2:] == again[-2:]
    assert first[0]["message"]["usage"] == again[0]["message"]["usage"]
    assert len(writer.orders) == len(gateway.calls()) == 1


async def test_a_stream_begins_with_what_was_read_and_ends_with_what_it_cost(gateway: Gateway) -> None:
    start, *_, last, stop = events(await ask(gateway, stream=True))
    message = start["message"]
    assert message["id"].startswith("msg_") and "creditsUsed" not in message
    assert (message["model"], message["role"], message["content"]) == (MODEL, "assistant", [])
    assert (message["stop_reason"], message["usage"]["input_tokens"], message["usage"]["output_tokens"]) == (None, 8, 0)
    assert (last["usage"]["input_tokens"], last["usage"]["output_tokens"]) == (8, 5)
    assert last["creditsUsed"] == 0.0099
    assert stop == {"type": "message_stop"}
    assert gateway.balance == Credits.of(1000) - Credits(8 * INPUT + 5 * OUTPUT)


@pytest.mark.parametrize("streamed", [None, True], ids=["whole", "streamed"])
async def test_a_provider_that_fails_at_once_has_its_own_status(
    gateway: Gateway, writer: Scripted, streamed: bool | None
) -> None:
    writer.fails_at = 0
    answer = await ask(gateway, stream=streamed)
    error = read(answer)["error"]
    assert (answer.status_code, error["type"], error["code"]) == (502, "api_error", "provider_failed")
    assert gateway.balance == Credits.of(1000)


async def test_a_stream_that_fails_in_the_middle_says_so_and_is_not_charged(gateway: Gateway, writer: Scripted) -> None:
    writer.fails_at = writer.waits_at = 1
    async with listening(gateway) as url, httpx.AsyncClient() as http:
        sent = {"model": MODEL, "max_tokens": 9, "messages": HELLO, "stream": True}
        async with http.stream("POST", url + PATH, json=sent, headers={"x-api-key": gateway.key.key}) as answer:
            await writer.waiting.wait()
            writer.may_go_on.set()
            await answer.aread()
    told = events(answer)
    assert told[0]["type"] == "message_start" and "message_stop" not in [event["type"] for event in told]
    assert told[-1]["type"] == "error"
    assert told[-1]["error"]["type"] == "api_error" and "has a cold" in told[-1]["error"]["message"]
    assert gateway.balance == Credits.of(1000)


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
