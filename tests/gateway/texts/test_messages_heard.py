"""`POST /v1/messages`: what of a request reaches the provider, in no dialect's words."""

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
from tests.gateway.texts.messages import (
    TOOL,
    ask,
    asked,
    user,
)
from tests.gateway.texts.way import passed_on
from tests.gateway.writers import Scripted


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
    assert passed_on(said) == more
