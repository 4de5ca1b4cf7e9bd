"""Which tools the text engine calls, and with what."""

from __future__ import annotations

import json

import jsonschema
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


TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def tool(name: str, description: str = "", required: list[str] | None = None, **rules: object) -> Tool:
    schema = {"type": "object", "properties": rules, "required": list(rules) if required is None else required}
    return Tool(name, description, {**schema, "additionalProperties": False})


SETS: list[tuple[str, tuple[Tool, ...], str, dict[str, object]]] = [
    (
        "What's the weather like in Boston, in fahrenheit?",
        (tool("get_current_weather", "", ["location"], location=TEXT, unit={"enum": ["celsius", "fahrenheit"]}),),
        "get_current_weather",
        {"location": "Boston", "unit": "fahrenheit"},
    ),
    (
        "Search the web for kites",
        (tool("calculator", expression=TEXT), tool("web_search", query=TEXT)),
        "web_search",
        {"query": "kites"},
    ),
    (
        "Use the calculator for 3*4",
        (tool("web_search", query=TEXT), tool("calculator", expression=TEXT)),
        "calculator",
        {"expression": "3*4"},
    ),
    (
        'Send an email to bob@example.com with subject "Hi" and body "See you at 5"',
        (tool("send_email", to={"type": "string", "format": "email"}, subject=TEXT, body=TEXT),),
        "send_email",
        {"to": "bob@example.com", "subject": "Hi", "body": "See you at 5"},
    ),
    (
        "Book a flight from Oslo to Rome on 2026-05-04 for 2 passengers",
        (
            tool(
                "book_flight",
                "",
                ["from", "to", "date"],
                **{"from": TEXT, "to": TEXT, "date": {"type": "string", "format": "date"}, "passengers": WHOLE},
            ),
        ),
        "book_flight",
        {"from": "Oslo", "to": "Rome", "date": "2026-05-04", "passengers": 2},
    ),
    ("Read the file src/main.py", (tool("Bash", command=TEXT), tool("Read", file_path=TEXT)), "Read", {"file_path": "src/main.py"}),
    ('Write "hello" to notes.txt', (tool("Write", file_path=TEXT, content=TEXT),), "Write", {"file_path": "notes.txt", "content": "hello"}),
    (
        'create issue titled "Broken link" in repo acme/site',
        (tool("mcp__forge__create_issue", repo=TEXT, title=TEXT),),
        "mcp__forge__create_issue",
        {"repo": "acme/site", "title": "Broken link"},
    ),
    (
        "Set an alarm for 07:30 on tue",
        (
            tool(
                "set_alarm",
                time={"type": "string", "pattern": r"^\d{2}:\d{2}$"},
                days={"type": "array", "items": {"enum": ["mon", "tue"]}, "minItems": 1},
            ),
        ),
        "set_alarm",
        {"time": "07:30", "days": ["tue"]},
    ),
    ("get time in zone CET", (tool("getWeather", city=TEXT), tool("getTime", zone=TEXT)), "getTime", {"zone": "CET"}),
    ("add the numbers 3 and 4", (tool("add_numbers", a={"type": "number"}, b={"type": "number"}),), "add_numbers", {"a": 3, "b": 4}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "tools", "name", "arguments"), SETS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_arguments_come_from_the_words(
    words: str, tools: tuple[Tool, ...], name: str, arguments: dict[str, object]
) -> None:
    (call,) = write(Ask((Turn("user", words),), tools=tools)).calls
    assert (call.name, json.loads(call.arguments)) == (name, arguments)


@pytest.mark.parametrize(
    ("words", "tools", "name", "arguments"), SETS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_forced_tool_has_arguments_that_keep_its_schema(
    words: str, tools: tuple[Tool, ...], name: str, arguments: object
) -> None:
    for one in tools:
        for said in (words, "", "Tell me a joke"):
            ask = Ask((Turn("user", said),), tools=tools, tool_mode="required", tool_name=one.name)
            (call,) = write(ask).calls
            assert call.name == one.name
            jsonschema.validate(json.loads(call.arguments), one.schema)


def test_where_some_tool_has_to_be_called_the_nearest_is() -> None:
    tools = tool("calculator", "Evaluates a sum", expression=TEXT), tool("web_search", "Looks on the web", query=TEXT)
    (call,) = write(Ask((Turn("user", "please search for the price of tea"),), tools=tools, tool_mode="required")).calls
    assert (call.name, json.loads(call.arguments)) == ("web_search", {"query": "the price of tea"})
