"""Google's routes: what of a request reaches the provider, in no dialect's words."""

from __future__ import annotations

from typing import Any

import pytest

from hypereal_lab.engines.text.tokens import IMAGE, count
from hypereal_lab.gateway.dialects import (
    Choice,
    Form,
    Image,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolResult,
)
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.gemini import TOOL, ask, asked, user
from tests.gateway.texts.way import passed_on
from tests.gateway.writers import Scripted

OTHER = {"name": "get_time"}


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
    assert passed_on(said) == {**more, field: config}


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
