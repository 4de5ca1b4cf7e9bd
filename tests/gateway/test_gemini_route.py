"""Google's routes: what is refused, what is answered, and what it costs."""

from __future__ import annotations

import asyncio
import json
import logging
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
from hypereal_lab.wire.routes import GEMINI_MODELS
from tests.gateway.conftest import FakeClock, Gateway, listening, read, running
from tests.gateway.writers import Scripted

MODEL = "gemini-2.5-flash-official"
INPUT, OUTPUT = 30, 250
"""Millionths of a credit for a token of this model."""
HELLO = [{"role": "user", "parts": [{"text": "Hello"}]}]
MODELS = "/v1beta/models"
TOOL = {"name": "get_weather", "description": "The weather of a city.", "parameters": {"type": "OBJECT"}}
OTHER = {"name": "get_time"}
WORK = [
    Thought("They want "),
    Thought("the weather.", "c2VhbA=="),
    Delta("I look"),
    Delta(" it up."),
    Calling("call_1", "get_weather"),
    Arguments('{"city":'),
    Arguments(' "Oslo"}'),
    Calling("call_2", "get_time"),
]
"""A thought, words and two calls, one of them without arguments."""
CALLS = [
    {"functionCall": {"id": "call_1", "name": "get_weather", "args": {"city": "Oslo"}}},
    {"functionCall": {"id": "call_2", "name": "get_time", "args": {}}},
]
WORKED = [
    {"text": "They want the weather.", "thought": True, "thoughtSignature": "c2VhbA=="},
    {"text": "I look it up."},
    *CALLS,
]
"""The same as parts."""


@pytest.fixture
def writer() -> Scripted:
    return Scripted()


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock, writer: Scripted) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "data", clock, text=writer) as made:
        yield made


async def ask(
    gateway: Gateway,
    action: str = "generateContent",
    headers: dict[str, str] | None = None,
    model: str = MODEL,
    models: str = MODELS,
    **body: Any,
) -> httpx.Response:
    """POST a body; contents have a default, and a field of None is left out."""
    sent = {name: value for name, value in {"contents": HELLO, **body}.items() if value is not None}
    return await gateway.http.post(f"{models}/{model}:{action}", json=sent, headers=headers)


async def stream(gateway: Gateway, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    return await ask(gateway, "streamGenerateContent?alt=sse", headers, **body)


async def asked(gateway: Gateway, writer: Scripted, **body: Any) -> Any:
    """The conversation that reached the provider."""
    answer = await ask(gateway, **body)
    assert answer.status_code == 200, answer.text
    return writer.orders[-1].conversation


def user(*parts: Any) -> list[Any]:
    return [{"role": "user", "parts": list(parts)}]


def chunks(answer: httpx.Response) -> list[Any]:
    """The data of every event."""
    assert answer.headers["content-type"].startswith("text/event-stream"), answer.text
    told = answer.text.removesuffix("\n\n").split("\n\n")
    return [json.loads(one.removeprefix("data: ")) for one in told if not one.startswith(":")]


def parts(told: list[Any]) -> list[Any]:
    """What a reader puts together of a stream: texts of one kind in a row are one."""
    made: list[Any] = []
    for part in [part for chunk in told for part in chunk["candidates"][0]["content"]["parts"]]:
        if part.get("text") == "":
            continue
        if made and "text" in part and "text" in made[-1] and part.get("thought") == made[-1].get("thought"):
            made[-1] |= {**part, "text": made[-1]["text"] + part["text"]}
        else:
            made.append(dict(part))
    return made


async def test_the_answer_is_googles_with_what_it_cost(gateway: Gateway) -> None:
    body = read(await ask(gateway))
    assert body.pop("creditsUsed") == Credits(8 * INPUT + 5 * OUTPUT).decimal
    assert body.pop("responseId")
    content = {"role": "model", "parts": [{"text": "A kite is red."}]}
    assert body == {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {
            "promptTokenCount": 8,
            "candidatesTokenCount": 5,
            "thoughtsTokenCount": 0,
            "cachedContentTokenCount": 0,
            "totalTokenCount": 13,
        },
        "modelVersion": MODEL,
    }


@pytest.mark.parametrize("models", GEMINI_MODELS)
async def test_every_base_and_version_answers(gateway: Gateway, models: str) -> None:
    assert read(await ask(gateway, models=models))["modelVersion"] == MODEL
    assert parts(chunks(await stream(gateway, models=models))) == [{"text": "A kite is red."}]
    assert read(await ask(gateway, "countTokens", models=models)) == {"totalTokens": 8}
    (named,) = [one for one in read(await google(gateway, models))["models"] if one["baseModelId"] == MODEL]
    assert read(await google(gateway, f"{models}/{MODEL}")) == named


async def google(gateway: Gateway, path: str) -> httpx.Response:
    """GET as Google's libraries do."""
    return await gateway.http.get(path, headers={"x-goog-api-key": gateway.key.key})


async def test_the_charge_is_the_usage_times_the_rates_to_the_millionth(gateway: Gateway) -> None:
    await ask(gateway)
    charged = Credits(8 * INPUT + 5 * OUTPUT)
    assert Credits.of(1000) - gateway.balance == charged
    assert gateway.calls() == [(200, 13, charged.micros, None)]


async def test_thoughts_and_what_came_from_a_cache_are_counted_apart(gateway: Gateway, writer: Scripted) -> None:
    writer.usage = Usage(8, 5, cached=6, thought=2)
    usage = read(await ask(gateway))["usageMetadata"]
    assert (usage["promptTokenCount"], usage["cachedContentTokenCount"]) == (8, 6)
    assert (usage["candidatesTokenCount"], usage["thoughtsTokenCount"], usage["totalTokenCount"]) == (3, 2, 13)


async def test_thoughts_words_and_calls_are_parts(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces, writer.reason = WORK, "tools"
    (candidate,) = read(await ask(gateway))["candidates"]
    assert (candidate["content"]["parts"], candidate["finishReason"]) == (WORKED, "STOP")
    assert parts(chunks(await stream(gateway))) == WORKED


async def test_a_call_in_a_stream_is_sent_whole(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces, writer.reason = [*WORK, Delta("Done.")], "tools"
    told = [chunk["candidates"][0]["content"]["parts"] for chunk in chunks(await stream(gateway))]
    assert told[4:] == [[CALLS[0]], [CALLS[1], {"text": "Done."}], [{"text": ""}]]


async def test_the_chunks_of_a_stream_share_their_id_and_the_last_tells_all(gateway: Gateway) -> None:
    told = chunks(await stream(gateway))
    assert len({chunk["responseId"] for chunk in told}) == 1 and {chunk["modelVersion"] for chunk in told} == {MODEL}
    *before, last = told
    assert [one["candidates"][0]["content"]["parts"][0]["text"] for one in before] == ["A kite", " is", " red."]
    assert not any({"usageMetadata", "creditsUsed"} & set(one) for one in before)
    assert not any("finishReason" in one["candidates"][0] for one in before)
    assert (last["candidates"][0]["finishReason"], last["usageMetadata"]["totalTokenCount"]) == ("STOP", 13)
    assert last["creditsUsed"] == 0.00149
    assert gateway.balance == Credits.of(1000) - Credits(8 * INPUT + 5 * OUTPUT)


async def test_a_stream_without_events_is_one_list(gateway: Gateway) -> None:
    answer = await ask(gateway, "streamGenerateContent")
    assert answer.headers["content-type"] == "application/json"
    assert parts(answer.json()) == [{"text": "A kite is red."}]
    assert answer.json()[-1]["candidates"][0]["finishReason"] == "STOP"


@pytest.mark.parametrize(("reason", "word"), [("stop", "STOP"), ("length", "MAX_TOKENS"), ("tools", "STOP")])
async def test_the_reason_to_stop_is_in_googles_words(
    gateway: Gateway, writer: Scripted, reason: str, word: str
) -> None:
    writer.reason = reason
    assert read(await ask(gateway))["candidates"][0]["finishReason"] == word
    assert chunks(await stream(gateway))[-1]["candidates"][0]["finishReason"] == word


@pytest.mark.parametrize(("reason", "word"), [("length", "MAX_TOKENS"), ("tools", "MALFORMED_FUNCTION_CALL")])
async def test_a_call_that_was_cut_is_not_made(gateway: Gateway, writer: Scripted, reason: str, word: str) -> None:
    writer.pieces, writer.reason = [Calling("call_1", "get_weather"), Arguments('{"city": "Os')], reason
    for told in ([read(await ask(gateway))], chunks(await stream(gateway))):
        assert parts(told) == []
        assert told[-1]["candidates"][0]["finishReason"] == word


async def test_a_model_that_says_nothing_says_an_empty_text(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = []
    for told in ([read(await ask(gateway))], chunks(await stream(gateway))):
        assert [one["candidates"][0]["content"]["parts"] for one in told] == [[{"text": ""}]]


@pytest.mark.parametrize(("limit", "most"), [(5, 5), (10**12, 131_072), (None, 8192)])
async def test_the_hold_covers_all_that_may_be_written(
    gateway: Gateway, writer: Scripted, limit: int | None, most: int
) -> None:
    writer.waits_at = 0
    calling = asyncio.create_task(ask(gateway, generationConfig={"maxOutputTokens": limit}))
    await writer.waiting.wait()
    assert gateway.parts.ledger.balance(gateway.key.account).held == Credits(8 * INPUT + most * OUTPUT)
    writer.may_go_on.set()
    assert (await calling).status_code == 200
    assert gateway.parts.ledger.balance(gateway.key.account).held == ZERO


async def test_what_both_sides_said_reaches_the_provider(gateway: Gateway, writer: Scripted) -> None:
    contents = [
        {
            "parts": [
                {"text": "What is this?"},
                {"inlineData": {"mimeType": "image/png", "data": "-_BO"}},
                {"file_data": {"mime_type": "image/png", "file_uri": "https://example.com/a.png"}},
            ]
        },
        {
            "role": "model",
            "parts": [
                {"text": "Hm.", "thought": True, "thoughtSignature": "a-_c"},
                {"text": "I look."},
                {"functionCall": {"name": "get_weather", "args": {"city": "Oslo"}}, "thoughtSignature": "xyz"},
            ],
        },
        {"role": "model", "parts": []},
        {"role": "user", "parts": {"text": "And?"}},
    ]
    said = (
        await asked(gateway, writer, systemInstruction={"parts": [{"text": "Be brief."}]}, contents=contents)
    ).messages
    assert [message.role for message in said] == ["system", "user", "assistant", "assistant", "user"]
    assert said[0].parts == (Text("Be brief."),)
    assert said[1].parts == (
        Text("What is this?"),
        Image("data:image/png;base64,+/BO"),
        Image("https://example.com/a.png"),
    )
    assert said[2].parts == (
        Thinking("Hm.", "a+/c"),
        Text("I look."),
        Thinking("", "xyz", closed=True),
        ToolCall("call_1", "get_weather", '{"city":"Oslo"}'),
    )
    assert (said[3].parts, said[4].parts) == ((), (Text("And?"),))


@pytest.mark.parametrize(
    "system",
    [
        "Be brief.",
        {"text": "Be brief."},
        {"parts": {"text": "Be brief."}},
        {"role": "user", "parts": [{"text": "Be brief."}]},
    ],
    ids=["a text", "its text", "one part", "parts"],
)
@pytest.mark.parametrize("field", ["systemInstruction", "system_instruction"])
async def test_an_instruction_comes_in_any_form(gateway: Gateway, writer: Scripted, field: str, system: Any) -> None:
    first = (await asked(gateway, writer, **{field: system})).messages[0]
    assert (first.role, first.parts) == ("system", (Text("Be brief."),))


@pytest.mark.parametrize("role", ["user", "function"])
async def test_what_functions_gave_finds_its_call(gateway: Gateway, writer: Scripted, role: str) -> None:
    calls = [
        {"functionCall": {"name": "get_weather", "args": {"city": "Oslo"}}},
        {"functionCall": {"name": "get_weather"}},
        {"functionCall": {"name": "get_time", "id": "mine"}},
    ]
    given = [
        {"functionResponse": {"name": "get_weather", "response": {"result": "12 degrees"}}},
        {"functionResponse": {"name": "get_weather", "response": {"error": "no such city"}}},
        {"function_response": {"name": "get_time", "id": "mine", "response": {"hour": 5}}},
        {"functionResponse": {"name": "nobody_called", "response": {}}},
        {"text": "Go on."},
    ]
    said = (
        await asked(gateway, writer, contents=[{"role": "model", "parts": calls}, {"role": role, "parts": given}])
    ).messages
    assert [one.parts[0] for one in said[1:]] == [
        ToolResult("call_1", "12 degrees"),
        ToolResult("call_2", "no such city", failed=True),
        ToolResult("mine", '{"hour":5}'),
        ToolResult("nobody_called", "{}"),
        Text("Go on."),
    ]
    assert [one.role for one in said] == ["assistant", "tool", "tool", "tool", "tool", "user"]


async def test_a_picture_that_a_function_gave_is_seen_and_billed(gateway: Gateway, writer: Scripted) -> None:
    picture = {"inlineData": {"mimeType": "image/png", "data": "iVBO"}}
    given = {"functionResponse": {"name": "draw", "response": {"output": "Done"}, "parts": [picture]}}
    body = read(await ask(gateway, contents=user(given)))
    (message,) = writer.orders[-1].conversation.messages
    assert message.parts == (ToolResult("draw", "Done"), Image("data:image/png;base64,iVBO"))
    assert body["usageMetadata"]["promptTokenCount"] == 3 + 4 + count("Done") + IMAGE


async def test_functions_are_offered_but_not_the_tools_of_googles_servers(gateway: Gateway, writer: Scripted) -> None:
    schema = {
        "type": "OBJECT",
        "properties": {
            "type": {"type": "STRING", "enum": ["STRING"], "nullable": True},
            "days": {"type": "ARRAY", "items": {"type": "INTEGER"}, "minItems": "1"},
        },
        "required": ["type"],
    }
    plain = {
        "type": "object",
        "properties": {
            "type": {"type": ["string", "null"], "enum": ["STRING", None]},
            "days": {"type": "array", "items": {"type": "integer"}, "minItems": 1},
        },
        "required": ["type"],
    }
    tools = [
        {"functionDeclarations": [{**TOOL, "parameters": schema}]},
        {"googleSearch": {}},
        {"function_declarations": [{"name": "get_time", "parameters_json_schema": {"type": "object"}}]},
    ]
    said = await asked(gateway, writer, tools=tools)
    assert said.tools == (
        Tool("get_weather", "The weather of a city.", plain),
        Tool("get_time", "", {"type": "object"}),
    )
    assert (said.choice, said.parallel) == (Choice("auto"), True)


async def test_a_schema_of_any_depth_breaks_nothing(gateway: Gateway, writer: Scripted) -> None:
    deep: dict[str, Any] = {"type": "STRING"}
    for _ in range(300):
        deep = {"type": "ARRAY", "items": deep}
    tool = {"functionDeclarations": [{"name": "deep", "parameters": deep}]}
    said = await asked(gateway, writer, tools=[tool], generationConfig={"responseSchema": deep})
    assert said.tools[0].schema["items"]["items"]["type"] == "array"


@pytest.mark.parametrize(
    ("calling", "means", "offered"),
    [
        ({}, Choice("auto"), ["get_weather", "get_time"]),
        ({"mode": "AUTO"}, Choice("auto"), ["get_weather", "get_time"]),
        ({"mode": "none"}, Choice("none"), ["get_weather", "get_time"]),
        ({"mode": "ANY"}, Choice("required"), ["get_weather", "get_time"]),
        ({"mode": "VALIDATED"}, Choice("auto"), ["get_weather", "get_time"]),
        ({"mode": "VALIDATED", "allowedFunctionNames": ["get_time"]}, Choice("auto"), ["get_time"]),
        ({"mode": "ANY", "allowed_function_names": ["get_time"]}, Choice("required", "get_time"), ["get_time"]),
        (
            {"mode": "ANY", "allowedFunctionNames": ["get_time", "get_weather"]},
            Choice("required"),
            ["get_weather", "get_time"],
        ),
    ],
)
@pytest.mark.parametrize("snake", [False, True], ids=["camel", "snake"])
async def test_whether_functions_are_to_be_called_is_kept(
    gateway: Gateway, writer: Scripted, calling: Any, means: Choice, offered: list[str], snake: bool
) -> None:
    config = (
        {"tool_config": {"function_calling_config": calling}}
        if snake
        else {"toolConfig": {"functionCallingConfig": calling}}
    )
    said = await asked(gateway, writer, tools=[{"functionDeclarations": [TOOL, OTHER]}], **config)
    assert (said.choice, [tool.name for tool in said.tools]) == (means, offered)


CAMEL = {
    "temperature": 1.5,
    "topP": 0.9,
    "topK": 40,
    "maxOutputTokens": 7,
    "stopSequences": ["END"],
    "seed": 5,
    "candidateCount": 1,
    "responseMimeType": "application/json",
    "responseSchema": {"type": "OBJECT"},
    "responseModalities": ["TEXT"],
    "thinkingConfig": {"includeThoughts": True, "thinkingLevel": "HIGH"},
}
SNAKE = {
    "temperature": 1.5,
    "top_p": 0.9,
    "top_k": 40.0,
    "max_output_tokens": 7.0,
    "stop_sequences": ["END"],
    "seed": 5,
    "candidate_count": 1,
    "response_mime_type": "application/json",
    "response_json_schema": {"type": "object"},
    "response_modalities": ["TEXT"],
    "thinking_config": {"include_thoughts": True},
}


@pytest.mark.parametrize(
    ("field", "config"), [("generationConfig", CAMEL), ("generation_config", SNAKE)], ids=["camel", "snake"]
)
async def test_how_to_write_is_kept_in_either_spelling(
    gateway: Gateway, writer: Scripted, field: str, config: Any
) -> None:
    more = {"safetySettings": [{"category": "x"}], "cachedContent": "y"}
    said = await asked(gateway, writer, **{field: config}, **more)
    assert (said.temperature, said.top_p, said.limit, said.stop, said.seed) == (1.5, 0.9, 7, ("END",), 5)
    assert (said.form, said.thinks) == (Form({"type": "object"}), True)
    assert said.more == {**more, field: config}


@pytest.mark.parametrize(
    ("config", "form"),
    [
        ({}, None),
        ({"responseMimeType": "text/plain"}, None),
        ({"responseMimeType": "application/json"}, Form()),
        ({"responseJsonSchema": {"type": "STRING"}}, Form({"type": "string"})),
    ],
)
async def test_json_is_written_where_it_is_asked_for(
    gateway: Gateway, writer: Scripted, config: Any, form: Form | None
) -> None:
    said = await asked(gateway, writer, generationConfig=config)
    assert (said.form, said.thinks, said.temperature) == (form, False, 1.0)


def config(**fields: Any) -> dict[str, Any]:
    return {"generationConfig": fields}


def function(**fields: Any) -> dict[str, Any]:
    return {"tools": [{"functionDeclarations": [TOOL, fields]}]}


def calling(**fields: Any) -> dict[str, Any]:
    return {"tools": [{"functionDeclarations": [TOOL]}], "toolConfig": {"functionCallingConfig": fields}}


PART, FUNCTION, CALLING = "contents[0].parts[0]", "tools[0].functionDeclarations[1]", "toolConfig.functionCallingConfig"
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no contents": ({"contents": None}, "contents"),
    "empty contents": ({"contents": []}, "contents"),
    "contents of another type": ({"contents": 5}, "contents"),
    "a content as text": ({"contents": ["hello"]}, "contents[0]"),
    "a wrong role": ({"contents": [*HELLO, {"role": "system", "parts": [{"text": "x"}]}]}, "contents[1].role"),
    "no parts": ({"contents": [{"role": "user"}]}, "contents[0].parts"),
    "parts as text": ({"contents": [{"role": "user", "parts": "hello"}]}, "contents[0].parts"),
    "a part as text": ({"contents": user({"text": "x"}, "hello")}, "contents[0].parts[1]"),
    "an empty part": ({"contents": user({"text": "x"}, {})}, "contents[0].parts[1]"),
    "a part of another kind": ({"contents": user({"executableCode": {"code": "1"}})}, PART),
    "a text of another type": ({"contents": user({"text": 5})}, f"{PART}.text"),
    "a signature of another type": (
        {"contents": user({"text": "x", "thoughtSignature": 5})},
        f"{PART}.thoughtSignature",
    ),
    "data as text": ({"contents": user({"inlineData": "iVBO"})}, f"{PART}.inlineData"),
    "data without a type": ({"contents": user({"inlineData": {"data": "iVBO"}})}, f"{PART}.inlineData.mimeType"),
    "data that is no picture": (
        {"contents": user({"inline_data": {"mime_type": "audio/wav", "data": "iVBO"}})},
        f"{PART}.inline_data.mime_type",
    ),
    "data that is missing": ({"contents": user({"inlineData": {"mimeType": "image/png"}})}, f"{PART}.inlineData.data"),
    "a file that is no link": ({"contents": user({"fileData": {"fileUri": "gs://a/b"}})}, f"{PART}.fileData.fileUri"),
    "a call without a name": ({"contents": user({"functionCall": {"args": {}}})}, f"{PART}.functionCall.name"),
    "a call with a text": (
        {"contents": user({"functionCall": {"name": "x", "args": "{}"}})},
        f"{PART}.functionCall.args",
    ),
    "a response of nobody": (
        {"contents": user({"functionResponse": {"response": {}}})},
        f"{PART}.functionResponse.name",
    ),
    "a response as text": (
        {"contents": user({"functionResponse": {"name": "x", "response": "y"}})},
        f"{PART}.functionResponse.response",
    ),
    "an instruction of another type": ({"systemInstruction": 5}, "systemInstruction"),
    "an instruction with a picture": (
        {"systemInstruction": {"parts": [{"inlineData": {}}]}},
        "systemInstruction.parts[0].text",
    ),
    "a tool as text": ({"tools": ["get_weather"]}, "tools[0]"),
    "functions as text": ({"tools": [{"functionDeclarations": "x"}]}, "tools[0].functionDeclarations"),
    "a function without a name": (function(description="x"), f"{FUNCTION}.name"),
    "a schema as text": (function(name="x", parameters="y"), f"{FUNCTION}.parameters"),
    "an unknown mode": (calling(mode="MAYBE"), f"{CALLING}.mode"),
    "a must without functions": ({"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}, f"{CALLING}.mode"),
    "a function that is not offered": (
        calling(mode="ANY", allowedFunctionNames=["get_weather", "x"]),
        f"{CALLING}.allowedFunctionNames[1]",
    ),
    "allowed functions as text": (calling(mode="ANY", allowedFunctionNames="x"), f"{CALLING}.allowedFunctionNames"),
    "too hot": (config(temperature=2.1), "generationConfig.temperature"),
    "a temperature as text": (config(temperature="x"), "generationConfig.temperature"),
    "too wide": (config(top_p=1.1), "generationConfig.top_p"),
    "no tokens": (config(maxOutputTokens=0), "generationConfig.maxOutputTokens"),
    "half a token": (config(maxOutputTokens=1.5), "generationConfig.maxOutputTokens"),
    "a seed as text": (config(seed="x"), "generationConfig.seed"),
    "two answers": (config(candidateCount=2), "generationConfig.candidateCount"),
    "an empty stop": (config(stopSequences=[""]), "generationConfig.stopSequences"),
    "too many stops": (config(stopSequences=["x"] * 17), "generationConfig.stopSequences"),
    "a picture as answer": (config(responseModalities=["TEXT", "IMAGE"]), "generationConfig.responseModalities"),
    "an unknown form": (config(responseMimeType="text/xml"), "generationConfig.responseMimeType"),
    "words that keep a schema": (
        config(responseMimeType="text/plain", responseSchema={}),
        "generationConfig.responseMimeType",
    ),
    "a schema that is none": (config(responseSchema="x"), "generationConfig.responseSchema"),
    "thinking as text": (config(thinkingConfig="x"), "generationConfig.thinkingConfig"),
    "no config": ({"generationConfig": 5}, "generationConfig"),
}


@pytest.mark.parametrize("action", ["generateContent", "streamGenerateContent?alt=sse", "streamGenerateContent"])
@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_wrong_is_named_before_anything_is_held(
    gateway: Gateway, writer: Scripted, wrong: str, action: str
) -> None:
    body, param = WRONG[wrong]
    before = gateway.books()
    answer = await ask(gateway, action, **body)
    assert answer.status_code == 400, answer.text
    error = read(answer)["error"]
    assert (error["code"], error["status"], error["param"]) == (400, "INVALID_ARGUMENT", param)
    assert param in error["message"]
    assert read(answer)["request_id"] == answer.headers["x-request-id"]
    assert gateway.books() == before
    assert writer.orders == []


@pytest.mark.parametrize(
    ("asked_for", "answers"),
    [
        (MODEL, MODEL),
        ("models/GEMINI-2.5-flash-official", MODEL),
        ("gemini-2.5-flash", MODEL),
        ("gemini-2.5-flash-preview-09-2025", MODEL),
        ("gemini-2.5-pro", "gemini-2.5-pro-official"),
        ("google/gemini-2.5-flash-lite", "gemini-2.5-flash-lite-official"),
        ("gemini-3.8-flash", "gemini-3-flash-official"),
        ("gemini-flash-latest", "gemini-3-flash-official"),
        ("gemini-3.5-flash-lite", "gemini-3.1-flash-lite-preview-official"),
        ("gemini-3.1-pro-preview-customtools", "gemini-3.1-pro-preview-official"),
        ("gemini-1.5-pro-002", "gemini-3.1-pro-preview-official"),
    ],
)
async def test_an_id_that_no_page_names_is_of_its_version_or_the_newest_of_its_family(
    gateway: Gateway, asked_for: str, answers: str
) -> None:
    assert read(await ask(gateway, model=asked_for))["modelVersion"] == answers


@pytest.mark.parametrize(
    ("model", "code"),
    [
        ("gemini-99-ultra", "model_not_found"),
        (f"gemini-{'9' * 5000}-flash", "model_not_found"),
        ("gemini-2.5-flash-image-preview", "model_not_found"),
        ("gpt-5.5", "wrong_route"),
        ("claude-sonnet-4-6", "wrong_route"),
    ],
)
async def test_another_model_is_refused_with_those_that_answer_here(gateway: Gateway, model: str, code: str) -> None:
    answer = await ask(gateway, model=model)
    whole = read(answer)
    assert (answer.status_code, whole["error"]["code"], whole["error"]["reason"]) == (400, 400, code)
    for listed in (whole["available_models"], whole["error"]["available_models"]):
        assert MODEL in listed and "gpt-5.5" not in listed


async def test_a_model_without_a_price_is_not_replaced_by_another(gateway: Gateway) -> None:
    error = read(await ask(gateway, model="gemini-3.1-thinking"))["error"]
    assert (error["code"], error["reason"], error["param"]) == (400, "price_unknown", "model")


async def test_an_action_that_nobody_knows_is_named(gateway: Gateway) -> None:
    answer = await ask(gateway, "embedContent")
    error = read(answer)["error"]
    assert (answer.status_code, error["status"]) == (404, "NOT_FOUND")
    assert "embedContent" in error["message"] and "countTokens" in error["allowed"]


@pytest.mark.parametrize("action", ["generateContent", "streamGenerateContent?alt=sse"])
async def test_a_balance_below_200_is_refused_with_both_numbers(
    gateway: Gateway, writer: Scripted, action: str
) -> None:
    poor = {"authorization": f"Bearer {(await gateway.new_key('199.999999')).key}"}
    answer = await ask(gateway, action, poor)
    whole = read(answer)
    assert (answer.status_code, whole["error"]["status"]) == (402, "FAILED_PRECONDITION")
    assert whole["error"]["type"] == "insufficient_credits"
    for facts in (whole, whole["error"]):
        assert (str(facts["required"]), str(facts["available"])) == ("200", "199.999999")
    assert writer.orders == []


@pytest.mark.parametrize("how", ["x-goog-api-key", "x-api-key", "authorization", "?key="])
async def test_a_key_comes_in_any_way(gateway: Gateway, how: str) -> None:
    gateway.http.headers.pop("authorization")
    for key, status in ((gateway.key.key, 200), ("ck_nobody", 401)):
        for action in ("generateContent", "streamGenerateContent?alt=sse", "countTokens"):
            mark = "&" if "?" in action else "?"
            asked_for = f"{action}{mark}key={key}" if how == "?key=" else action
            value = f"Bearer {key}" if how == "authorization" else key
            answer = await ask(gateway, asked_for, {} if how == "?key=" else {how: value})
            assert answer.status_code == status, answer.text
            assert status == 200 or read(answer)["error"]["status"] == "UNAUTHENTICATED"


async def test_a_key_in_the_address_is_never_in_the_log(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    gateway.http.headers.pop("authorization")
    caplog.set_level(logging.INFO, logger="hypereal_lab")
    key = gateway.key.key
    await ask(gateway, f"generateContent?key={key}")
    await stream(gateway, model=f"{MODEL}", headers={"x-goog-api-key": key})
    await ask(gateway, f"streamGenerateContent?alt=sse&key={key}", contents=[])
    await gateway.http.get(f"/v1beta/models?key={key}")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("hypereal_lab")]
    assert len(ours) == 4
    assert not any(key in line for line in ours)
    assert key not in "".join(str(row) for row in gateway.parts.store.reader.execute("SELECT * FROM calls"))


async def test_the_hours_requests_are_limited_in_googles_words(gateway: Gateway) -> None:
    key = {"authorization": f"Bearer {(await gateway.new_key(500, rate_limit=1)).key}"}
    assert (await ask(gateway, headers=key)).status_code == 200
    answer = await ask(gateway, headers=key)
    assert (answer.status_code, read(answer)["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert int(answer.headers["retry-after"]) > 0


async def test_the_same_key_and_body_are_answered_alike_and_paid_once(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces, writer.reason = WORK, "tools"
    key = {"idempotency-key": "one"}
    first, again = await ask(gateway, headers=key), await ask(gateway, headers=key)
    assert first.content == again.content
    assert again.headers["idempotency-replayed"] == "true"
    assert len(writer.orders) == len(gateway.calls()) == 1
    for other in ({"generationConfig": {"seed": 7}}, {"model": "gemini-2.5-pro"}):
        answer = await ask(gateway, headers=key, **other)
        assert (answer.status_code, read(answer)["error"]["status"]) == (409, "ABORTED")


async def test_a_stream_is_repeated_too(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces, writer.reason = WORK, "tools"
    key = {"idempotency-key": "one"}
    first, again = [chunks(await stream(gateway, key)) for _ in range(2)]
    assert parts(first) == parts(again) == WORKED
    assert first[-1] == again[-1]
    assert len(writer.orders) == len(gateway.calls()) == 1


@pytest.mark.parametrize("action", ["generateContent", "streamGenerateContent?alt=sse"])
async def test_a_provider_that_fails_at_once_has_its_own_status(
    gateway: Gateway, writer: Scripted, action: str
) -> None:
    writer.fails_at = 0
    answer = await ask(gateway, action)
    error = read(answer)["error"]
    assert (answer.status_code, error["code"], error["status"]) == (502, 502, "UNAVAILABLE")
    assert error["reason"] == "provider_failed"
    assert gateway.balance == Credits.of(1000)


async def test_a_stream_that_fails_in_the_middle_says_so_and_is_not_charged(gateway: Gateway, writer: Scripted) -> None:
    writer.fails_at = writer.waits_at = 1
    async with listening(gateway) as url, httpx.AsyncClient() as http:
        path = f"{url}{MODELS}/{MODEL}:streamGenerateContent?alt=sse"
        async with http.stream(
            "POST", path, json={"contents": HELLO}, headers={"x-goog-api-key": gateway.key.key}
        ) as answer:
            await writer.waiting.wait()
            writer.may_go_on.set()
            await answer.aread()
    first, last = chunks(answer)
    assert parts([first]) == [{"text": "A kite"}] and "finishReason" not in first["candidates"][0]
    assert (last["error"]["code"], last["error"]["status"]) == (502, "UNAVAILABLE")
    assert "has a cold" in last["error"]["message"]
    assert answer.text.split("data: ")[2].startswith('{"error":')
    assert gateway.balance == Credits.of(1000)


@pytest.mark.parametrize("inner", [False, True], ids=["bare", "as a whole request"])
async def test_a_request_is_counted_as_it_would_be_billed_for_nothing(gateway: Gateway, inner: bool) -> None:
    body = {"systemInstruction": "Be brief.", "tools": [{"functionDeclarations": [TOOL]}], "contents": HELLO}
    sent = {"contents": None, "generateContentRequest": {"model": f"models/{MODEL}", **body}} if inner else body
    counted = await ask(gateway, "countTokens", **sent)
    assert counted.status_code == 200, counted.text
    assert gateway.balance == Credits.of(1000) and gateway.calls() == []
    billed = read(await ask(gateway, **body))["usageMetadata"]
    assert read(counted) == {"totalTokens": billed["promptTokenCount"]}


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"model": "gpt-5.5"}, "model"),
        ({"contents": []}, "contents"),
        ({"generateContentRequest": {"tools": 5}}, "generateContentRequest"),
    ],
)
async def test_what_cannot_be_asked_cannot_be_counted(gateway: Gateway, body: dict[str, Any], param: str) -> None:
    answer = await ask(gateway, "countTokens", **body)
    assert (answer.status_code, read(answer)["error"]["param"]) == (400, param)


@pytest.mark.parametrize("path", ["/v1/gemini", "/api/v1/gemini"])
async def test_the_route_of_the_page_answers_in_the_form_of_the_request(
    gateway: Gateway, writer: Scripted, path: str
) -> None:
    mine = {"model": MODEL, "contents": HELLO, "generationConfig": {"maxOutputTokens": 9}, "systemInstruction": "Hi."}
    body = read(await gateway.http.post(path, json=mine))
    assert body["candidates"][0]["content"]["parts"] == [{"text": "A kite is red."}] and body["modelVersion"] == MODEL
    assert parts(chunks(await gateway.http.post(path, json={**mine, "stream": True}))) == [{"text": "A kite is red."}]
    theirs = {"model": "gemini-2.5-flash", "messages": [{"role": "user", "content": "Hello"}]}
    body = read(await gateway.http.post(path, json=theirs))
    assert (body["choices"][0]["message"]["content"], body["model"]) == ("A kite is red.", MODEL)
    last, done = (await gateway.http.post(path, json={**theirs, "stream": True})).text.split("data: ")[-2:]
    assert (json.loads(last)["choices"][0]["finish_reason"], done) == ("stop", "[DONE]\n\n")
    assert len(writer.orders) == 4


async def test_the_route_of_the_page_refuses_in_the_form_of_the_request(gateway: Gateway) -> None:
    for body in ({"model": "gpt-5.5", "contents": HELLO}, {"contents": HELLO}, {"model": MODEL}):
        error = read(await gateway.http.post("/v1/gemini", json=body))["error"]
        assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    theirs = {"model": "gpt-5.5", "messages": [{"role": "user", "content": "Hello"}]}
    error = read(await gateway.http.post("/v1/gemini", json=theirs))["error"]
    assert (error["type"], error["code"]) == ("invalid_request", "wrong_route")
    assert MODEL in error["available_models"]
    assert (await gateway.http.post("/v1/gemini", content=b"{")).status_code == 400


@pytest.mark.parametrize("path", ["/v1/models", "/api/v1/models", "/v1beta/models"])
async def test_models_are_listed_in_the_form_of_who_asks(gateway: Gateway, path: str) -> None:
    assert "data" in read(await gateway.http.get(path))
    assert read(await gateway.http.get(f"{path}/{MODEL}"))["id"] == MODEL
    gateway.http.headers.pop("authorization")
    for answer in (await google(gateway, path), await gateway.http.get(f"{path}?key={gateway.key.key}")):
        models = read(answer)["models"]
        assert all(one["name"] == f"models/{one['baseModelId']}" and one["displayName"] for one in models)
        assert "generateContent" in models[0]["supportedGenerationMethods"]
        assert MODEL in [one["baseModelId"] for one in models]
    assert read(await google(gateway, f"{path}/gemini-3.8-flash"))["baseModelId"] == "gemini-3-flash-official"
    missing = await google(gateway, f"{path}/gpt-5.5")
    assert (missing.status_code, read(missing)["error"]["status"]) == (404, "NOT_FOUND")
    stranger = await gateway.http.get(path, headers={"x-goog-api-key": "ck_nobody"})
    assert (stranger.status_code, read(stranger)["error"]["status"]) == (401, "UNAUTHENTICATED")
