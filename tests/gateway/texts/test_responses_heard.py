"""`POST /v1/responses`: what of a request reaches the provider, in no dialect's words."""

from __future__ import annotations

from typing import Any

import pytest

from hypereal_lab.gateway.dialects import (
    Arguments,
    Calling,
    Choice,
    Form,
    Image,
    Message,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolResult,
)
from tests.gateway.conftest import Gateway
from tests.gateway.texts.responses import (
    WEATHER,
    answered,
    said,
)
from tests.gateway.texts.way import passed_on
from tests.gateway.writers import Scripted


async def test_items_of_all_kinds_reach_the_provider_as_one_conversation(gateway: Gateway, writer: Scripted) -> None:
    picture = {"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "low"}
    items = [
        {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "You fly kites."}]},
        {"role": "user", "content": [{"type": "input_text", "text": "What is this?"}, picture]},
        {
            "type": "reasoning",
            "id": "rs_1",
            "summary": [{"type": "summary_text", "text": "A picture."}],
            "encrypted_content": "seal",
        },
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look."}]},
        {"type": "function_call", "call_id": "one", "name": "weather", "arguments": "{}"},
        {"type": "function_call", "call_id": "two", "name": "weather", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "one", "output": "Rain."},
        {
            "type": "function_call_output",
            "call_id": "two",
            "output": [{"type": "input_text", "text": "Sun."}, {"type": "input_image", "image_url": "https://a.b/c"}],
        },
        {"type": "web_search_call", "id": "ws_1", "status": "completed"},
        {"role": "system", "content": "Be brief."},
    ]
    await answered(gateway, instructions="Be kind.", input=items)
    assert said(writer) == (
        Message("system", (Text("Be kind."),)),
        Message("system", (Text("You fly kites."),)),
        Message("user", (Text("What is this?"), Image("data:image/png;base64,AAAA"))),
        Message(
            "assistant",
            (
                Thinking("A picture.", "seal"),
                Text("I look."),
                ToolCall("one", "weather", "{}"),
                ToolCall("two", "weather", "{}"),
            ),
        ),
        Message("tool", (ToolResult("one", "Rain."),)),
        Message("tool", (ToolResult("two", "Sun."), Image("https://a.b/c"))),
        Message("system", (Text("Be brief."),)),
    )


async def test_wishes_reach_the_provider(gateway: Gateway, writer: Scripted) -> None:
    schema = {"type": "object", "properties": {}}
    await answered(
        gateway,
        tools=[WEATHER, {"type": "web_search"}, {"type": "custom", "name": "patch"}],
        tool_choice="required",
        parallel_tool_calls=False,
        text={"format": {"type": "json_schema", "name": "answer", "schema": schema}},
        temperature=0,
        top_p=0.5,
        reasoning={"effort": "low", "summary": "auto"},
        include=["reasoning.encrypted_content"],
        prompt_cache_key="mine",
        client_metadata={"a": "b"},
        service_tier="flex",
    )
    heard = writer.orders[-1].conversation
    assert heard.tools == (Tool("weather", "Tells the weather.", WEATHER["parameters"]),)  # type: ignore[arg-type]
    assert (heard.choice, heard.parallel, heard.form) == (Choice("required"), False, Form(schema))
    assert (heard.temperature, heard.top_p, heard.thinks) == (0, 0.5, True)
    assert passed_on(heard) == {"reasoning": {"effort": "low", "summary": "auto"}, "service_tier": "flex"}


@pytest.mark.parametrize(
    ("choice", "heard"),
    [
        (None, Choice()),
        ("auto", Choice()),
        ("none", Choice("none")),
        ("required", Choice("required")),
        ({"type": "function", "name": "weather"}, Choice("required", "weather")),
    ],
)
async def test_a_choice_of_tools_is_kept(gateway: Gateway, writer: Scripted, choice: Any, heard: Choice) -> None:
    await answered(gateway, tools=[WEATHER], tool_choice=choice)
    assert writer.orders[-1].conversation.choice == heard


async def test_functions_of_namespaces_stand_among_the_others_and_keep_their_names(
    gateway: Gateway, writer: Scripted
) -> None:
    space = {"type": "namespace", "name": "sky", "tools": [WEATHER, {**WEATHER, "name": "stars"}]}
    tools = [space, WEATHER]
    writer.pieces = [Calling("a", "sky__weather"), Arguments("{}"), Calling("b", "stars"), Calling("c", "weather")]
    answer = await answered(gateway, tools=tools)
    assert [tool.name for tool in writer.orders[-1].conversation.tools] == ["sky__weather", "stars", "weather"]
    named = [(item["name"], item.get("namespace")) for item in answer["output"]]
    assert named == [("weather", "sky"), ("stars", "sky"), ("weather", None)]
    await answered(gateway, tools=tools, input=answer["output"])
    calls = [part for part in said(writer)[-1].parts if isinstance(part, ToolCall)]
    assert [call.name for call in calls] == ["sky__weather", "stars", "weather"]
