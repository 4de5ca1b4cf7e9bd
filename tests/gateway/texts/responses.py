"""How clients ask for responses, what every stream of them has to keep, and what they may get wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypereal_lab.gateway.dialects import Arguments, Calling, Delta, Message, Thought
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.way import Way, Wrong
from tests.gateway.writers import Scripted

MODEL = "gpt-5.5"
INPUT, OUTPUT = 500, 3000
"""Millionths of a credit for a token of this model."""
RESPONSES = "/v1/responses"
MONTH = 30 * 24 * 3600
WEATHER = {
    "type": "function",
    "name": "weather",
    "description": "Tells the weather.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}
EVERYTHING = [
    Thought("The wind"),
    Thought(" matters.", "seal"),
    Delta("I look"),
    Delta(" it up."),
    Calling("call_1", "weather"),
    Arguments('{"city":'),
    Arguments('"Oslo"}'),
    Calling("call_2", "weather"),
    Arguments("{}"),
]


async def answered(gateway: Gateway, **body: Any) -> Any:
    answer = await ask(gateway, **body)
    assert answer.status_code == 200, answer.text
    return read(answer)


def numbered(blocks: list[str]) -> list[Any]:
    told = []
    for number, block in enumerate(block for block in blocks if not block.startswith(":")):
        name, data = block.split("\n")
        event = json.loads(data.removeprefix("data: "))
        assert name == f"event: {event['type']}"
        assert event["sequence_number"] == number
        told.append(event)
    return told


def said(writer: Scripted) -> tuple[Message, ...]:
    return writer.orders[-1].conversation.messages


def kept(gateway: Gateway) -> list[str]:
    return [name for (name,) in gateway.parts.store.reader.execute("SELECT id FROM responses ORDER BY created, rowid")]


def user(*parts: Any) -> list[Any]:
    return [{"role": "user", "content": list(parts)}]


WRONG: Wrong = {
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
    "a choice of another kind": ({"tools": [WEATHER], "tool_choice": {"type": "web_search"}}, "tool_choice.type"),
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


class ResponsesWay(Way):
    name = "responses"
    path = RESPONSES
    model = MODEL
    rates = (INPUT, OUTPUT)
    hello: Mapping[str, Any] = {"input": "Hello"}
    limits = (({}, 8192), ({"max_output_tokens": 5}, 5), ({"max_output_tokens": 10**12}, 131_072))
    others = ({"temperature": 1},)
    says: Mapping[int, Mapping[str, Any]] = {
        400: {"type": "invalid_request"},
        402: {"type": "insufficient_credits", "code": "insufficient_credits"},
        502: {"code": "provider_failed"},
    }
    wrong = WRONG
    worked = ["They want the weather.", "I look it up.", ("get_weather", '{"city": "Oslo"}'), ("get_time", "")]

    def events(self, text: str) -> list[Any]:
        *blocks, last = text.strip().split("\n\n")
        assert last == "data: [DONE]"
        return numbered(blocks)

    def usage(self, answer: Any) -> tuple[int, int]:
        usage = answer["usage"]
        assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
        return usage["input_tokens"], usage["output_tokens"]

    def content(self, answer: Any) -> Any:
        return [_plain(item) for item in answer["output"]]

    def rebuilt(self, told: list[Any]) -> Any:
        return [_plain(event["item"]) for event in told if event["type"] == "response.output_item.done"]

    def bill(self, told: list[Any]) -> Any:
        return told[-1]["response"]

    def failure(self, text: str) -> dict[str, Any]:
        *before, last = numbered(text.strip().split("\n\n"))
        assert (last["type"], last["response"]["status"]) == ("response.failed", "failed")
        assert [event["delta"] for event in before if "delta" in event] == ["A kite"]
        assert last["response"]["output"] == []  # only what was finished
        assert last["response"]["error"]["code"] == "server_error"
        return last["response"]["error"]


def _plain(item: Any) -> Any:
    match item["type"]:
        case "message":
            return item["content"][0]["text"]
        case "reasoning":
            return item["summary"][0]["text"]
        case _:
            return item["name"], item["arguments"]


WAY = ResponsesWay()
ask, told, asked, refusal = WAY.ask, WAY.told, WAY.asked, WAY.refusal
