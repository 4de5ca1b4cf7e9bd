"""Which tools the text engine calls, and with what."""

from __future__ import annotations

import json

import pytest

from hypereal_lab.engines.text import Ask, Tool, Turn, write

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = (Tool("read_file"), Tool("get_weather", "The weather of a city.", SCHEMA), Tool("Bash"))


def asked(words: str, **more: object) -> Ask:
    return Ask((Turn("user", words),), tools=TOOLS, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words", ["use get_weather for Oslo", "Get me the weather in Oslo", "GET_WEATHER!", "What weather do I get?"]
)
def test_a_tool_that_the_words_name_is_called(words: str) -> None:
    written = write(asked(words))
    assert written.reason == "tools" and written.text == ""
    assert [call.name for call in written.calls] == ["get_weather"]
    assert isinstance(json.loads(written.calls[0].arguments)["city"], str)


@pytest.mark.parametrize("words", ["hello", "what is 6 * 7?", "the weather is nice", "write a file name"])
def test_other_words_call_nothing(words: str) -> None:
    written = write(asked(words))
    assert written.calls == () and written.text


def test_what_must_be_called_is() -> None:
    assert write(asked("hello", tool_mode="required")).calls[0].name == "read_file"
    assert write(asked("hello", tool_mode="required", tool_name="Bash")).calls[0].name == "Bash"
    assert write(asked("the weather I get", tool_mode="required")).calls[0].name == "get_weather"


def test_what_must_not_be_called_is_not() -> None:
    assert write(asked("get the weather", tool_mode="none")).calls == ()


def test_after_the_tools_answer_it_is_told() -> None:
    turns = (Turn("user", "get the weather"), Turn("assistant", ""), Turn("tool", "12 degrees"), Turn("tool", "rain"))
    written = write(Ask(turns, tools=TOOLS))
    assert written.calls == () and "12 degrees" in written.text and "rain" in written.text


def test_the_same_ask_calls_alike_and_another_turn_has_another_id() -> None:
    first, again = write(asked("get the weather")), write(asked("get the weather"))
    assert first == again
    later = Ask((Turn("user", "hi"), Turn("assistant", "hi"), Turn("user", "get the weather")), tools=TOOLS)
    assert write(later).calls[0].id != first.calls[0].id


def test_a_schema_of_any_shape_gives_an_object() -> None:
    for schema in ({}, {"type": "string"}, {"properties": {"a": {"$ref": "#/nowhere"}}}, {"anyOf": [{"type": "null"}]}):
        (call,) = write(Ask((Turn("user", "go"),), tools=(Tool("a", "", schema),), tool_mode="required")).calls
        assert isinstance(json.loads(call.arguments), dict)


@pytest.mark.parametrize("quote", ["'{}'", '"{}"', "`{}`", "“{}”"])
def test_what_is_quoted_is_an_argument_and_the_tools_name_is_not(quote: str) -> None:
    shell = Tool("Bash", "", {"properties": {"command": {"type": "string"}}, "required": ["command"]})
    words = f"Use the tool Bash with the command {quote.format('echo hello')}"
    (call,) = write(Ask((Turn("user", words),), tools=(shell,))).calls
    assert json.loads(call.arguments) == {"command": "echo hello"}


def test_what_need_not_be_given_is_left_out() -> None:
    schema = {"properties": {"command": {"type": "string"}, "timeout": {"type": "number"}}, "required": ["command"]}
    (call,) = write(Ask((Turn("user", "Bash: `ls`"),), tools=(Tool("Bash", "", schema),))).calls
    assert json.loads(call.arguments) == {"command": "ls"}
