"""How clients speak Anthropic's messages, and what they may get wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from tests.gateway.texts.way import Way, Wrong

MODEL = "claude-sonnet-4-6"
INPUT, OUTPUT = 300, 1500
"""Millionths of a credit for a token of this model."""
HELLO = [{"role": "user", "content": "Hello"}]
PATH = "/v1/messages"
TOOL = {"name": "get_weather", "description": "The weather of a city.", "input_schema": {"type": "object"}}
WORKED = [
    {"type": "thinking", "thinking": "They want the weather.", "signature": "c2VhbA=="},
    {"type": "text", "text": "I look it up."},
    {"type": "tool_use", "id": "call_1", "name": "get_weather", "input": {"city": "Oslo"}},
    {"type": "tool_use", "id": "call_2", "name": "get_time", "input": {}},
]
"""The work as blocks."""


def user(*blocks: Any) -> list[Any]:
    return [{"role": "user", "content": list(blocks)}]


def assistant(*blocks: Any) -> list[Any]:
    return [*HELLO, {"role": "assistant", "content": list(blocks)}]


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


SOURCE = "messages[0].content[0].source"
WRONG: Wrong = {
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


class MessagesWay(Way):
    name = "messages"
    path = PATH
    model = MODEL
    rates = (INPUT, OUTPUT)
    hello: Mapping[str, Any] = {"max_tokens": 100, "messages": HELLO}
    limits = (({}, 100), ({"max_tokens": 5}, 5), ({"max_tokens": 10**12}, 131_072))
    others = ({"max_tokens": 7},)
    says: Mapping[int, Mapping[str, Any]] = {
        400: {"type": "invalid_request_error"},
        401: {"type": "authentication_error"},
        402: {"type": "billing_error", "code": "insufficient_credits"},
        409: {"type": "invalid_request_error"},
        429: {"type": "rate_limit_error"},
        502: {"type": "api_error", "code": "provider_failed"},
    }
    wrong = WRONG
    worked = WORKED

    def refused(self, answer: httpx.Response, status: int) -> dict[str, Any]:
        whole = answer.json()
        assert (whole["type"], whole["request_id"]) == ("error", answer.headers["request-id"])
        return super().refused(answer, status)

    def events(self, text: str) -> list[Any]:
        told = []
        for event in text.removesuffix("\n\n").split("\n\n"):
            name, data = event.split("\n")
            told.append(json.loads(data.removeprefix("data: ")))
            assert name == f"event: {told[-1]['type']}"
        return told

    def usage(self, answer: Any) -> tuple[int, int]:
        return answer["usage"]["input_tokens"], answer["usage"]["output_tokens"]

    def content(self, answer: Any) -> Any:
        return answer["content"]

    def rebuilt(self, told: list[Any]) -> Any:
        return blocks(told)

    def bill(self, told: list[Any]) -> Any:
        return told[0]["message"]["usage"], told[-2:]

    def failure(self, text: str) -> dict[str, Any]:
        first, *between, last = told = self.events(text)
        assert first["type"] == "message_start" and "message_stop" not in [event["type"] for event in told]
        assert [event["delta"]["text"] for event in between if "delta" in event] == ["A kite"]
        assert last["type"] == "error" and last["error"]["type"] == "api_error"
        return last["error"]


WAY = MessagesWay()
ask, told, asked, refusal = WAY.ask, WAY.told, WAY.asked, WAY.refusal
