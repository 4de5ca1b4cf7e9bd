"""How clients speak chat completions, old and new, and what they may get wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.gateway.texts.way import Way, Wrong

MODEL = "gpt-5.5"
INPUT, OUTPUT = 500, 3000
"""Millionths of a credit for a token of this model."""
HELLO = [{"role": "user", "content": "Hello"}]
CHAT = "/v1/chat/completions"
WEATHER = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"properties": {"city": {"type": "string"}}}},
}


def content(*parts: Any) -> list[Any]:
    return [{"role": "user", "content": list(parts)}]


WRONG: Wrong = {
    "no model": ({"model": None}, "model"),
    "an unknown model": ({"model": "gpt-99"}, "model"),
    "a model that writes nothing": ({"model": "gpt-image-2"}, "model"),
    "a model of another route": ({"model": "claude-sonnet-4-6"}, "model"),
    "a model without a price": ({"model": "gpt-5.3"}, "model"),
    "a model that is no text": ({"model": 5}, "model"),
    "no messages": ({"messages": None}, "messages"),
    "empty messages": ({"messages": []}, "messages"),
    "messages as text": ({"messages": "hello"}, "messages"),
    "a message as text": ({"messages": ["hello"]}, "messages[0]"),
    "no role": ({"messages": [{"content": "hello"}]}, "messages[0].role"),
    "a wrong role": ({"messages": [*HELLO, {"role": "robot", "content": "x"}]}, "messages[1].role"),
    "no content": ({"messages": [*HELLO, {"role": "user"}]}, "messages[1].content"),
    "content as number": ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content"),
    "an empty list of parts": ({"messages": content()}, "messages[0].content"),
    "an unknown part": ({"messages": content({"type": "input_audio"})}, "messages[0].content[0].type"),
    "a part as text": ({"messages": content("hello")}, "messages[0].content[0].type"),
    "a text that is none": ({"messages": content({"type": "text", "text": 1})}, "messages[0].content[0].text"),
    "an image without a link": ({"messages": content({"type": "image_url"})}, "messages[0].content[0].image_url.url"),
    "an image from a file": (
        {"messages": content({"type": "image_url", "image_url": {"url": "file:///etc/passwd"}})},
        "messages[0].content[0].image_url.url",
    ),
    "heat": ({"temperature": 2.1}, "temperature"),
    "cold": ({"temperature": -0.1}, "temperature"),
    "top_p": ({"top_p": 1.5}, "top_p"),
    "no tokens": ({"max_tokens": 0}, "max_tokens"),
    "no tokens by the newer name": ({"max_completion_tokens": -1}, "max_completion_tokens"),
    "two answers": ({"n": 2}, "n"),
    "a stop that is empty": ({"stop": ""}, "stop"),
    "too many stops": ({"stop": ["a", "b", "c", "d", "e"]}, "stop"),
    "a forced tool of none": ({"tool_choice": "required"}, "tool_choice"),
    "a forced tool that is not there": (
        {"tools": [WEATHER], "tool_choice": {"type": "function", "function": {"name": "sing"}}},
        "tool_choice.function.name",
    ),
    "a choice that nobody knows": ({"tools": [WEATHER], "tool_choice": "maybe"}, "tool_choice"),
    "a tool without a name": ({"tools": [{"type": "function", "function": {}}]}, "tools[0].function.name"),
    "a tool as text": ({"tools": ["get_weather"]}, "tools[0]"),
    "a tool's schema as text": (
        {"tools": [{"type": "function", "function": {"name": "a", "parameters": "{}"}}]},
        "tools[0].function.parameters",
    ),
    "a tool's answer to nothing": ({"messages": [{"role": "tool", "content": "12"}]}, "messages[0].tool_call_id"),
    "calls as text": ({"messages": [{"role": "assistant", "tool_calls": "x"}]}, "messages[0].tool_calls"),
    "a call without a function": (
        {"messages": [{"role": "assistant", "tool_calls": [{"id": "a"}]}]},
        "messages[0].tool_calls[0]",
    ),
    "an unknown form": ({"response_format": {"type": "xml"}}, "response_format.type"),
    "a form without a schema": (
        {"response_format": {"type": "json_schema"}},
        "response_format.json_schema.schema",
    ),
    "a seed as text": ({"seed": "x"}, "seed"),
    "a stream as text": ({"stream": "yes"}, "stream"),
}


class ChatWay(Way):
    name = "chat"
    path = CHAT
    model = MODEL
    rates = (INPUT, OUTPUT)
    hello: Mapping[str, Any] = {"messages": HELLO}
    limits = (
        ({}, 1024),
        ({"max_tokens": 5}, 5),
        ({"max_completion_tokens": 7, "max_tokens": 5}, 7),
        ({"max_tokens": 10**12}, 131_072),
    )
    others = ({"seed": 1},)
    says: Mapping[int, Mapping[str, Any]] = {
        400: {"type": "invalid_request"},
        402: {"type": "insufficient_credits", "code": "insufficient_credits"},
        502: {"code": "provider_failed"},
    }
    wrong = WRONG
    worked = ("I look it up.", [("call_1", "get_weather", '{"city": "Oslo"}'), ("call_2", "get_time", "")])

    def events(self, text: str) -> list[Any]:
        told = [line.removeprefix("data: ") for line in text.split("\n\n") if line.startswith("data: ")]
        return [one if one == "[DONE]" else json.loads(one) for one in told]

    def usage(self, answer: Any) -> tuple[int, int]:
        usage = answer["usage"]
        assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
        return usage["prompt_tokens"], usage["completion_tokens"]

    def content(self, answer: Any) -> Any:
        (choice,) = answer["choices"]
        calls = [(one["id"], one["function"]) for one in choice["message"].get("tool_calls", ())]
        return choice["message"]["content"], [(name, told["name"], told["arguments"]) for name, told in calls]

    def rebuilt(self, told: list[Any]) -> Any:
        calls: list[tuple[str, str, str]] = []
        for call in (one for chunk in told[:-1] for one in chunk["choices"][0]["delta"].get("tool_calls", ())):
            if "id" in call:
                calls.append((call["id"], call["function"]["name"], ""))
            assert call["index"] == len(calls) - 1
            name, tool, written = calls[-1]
            calls[-1] = (name, tool, written + call["function"]["arguments"])
        return said(told), calls

    def bill(self, told: list[Any]) -> Any:
        *_, last, done = told
        assert done == "[DONE]"
        return last["usage"], last["creditsUsed"]

    def failure(self, text: str) -> dict[str, Any]:
        *before, last = told = self.events(text)
        assert said(before) == "A kite" and "[DONE]" not in told
        return last["error"]


class OlderChatWay(ChatWay):
    """Streams unless told not to, and names a model where the caller names none."""

    name = "older chat"
    path = "/v1/chat"
    model = "spicy-chat"
    rates = (20, 90)
    limits = (({}, 4096), ({"max_tokens": 5}, 5))
    wrong = {"empty messages": WRONG["empty messages"], "heat": WRONG["heat"]}

    def request(self, *, streamed: bool = False, **body: Any) -> tuple[str, dict[str, Any]]:
        return super().request(**{"model": None, "stream": None if streamed else False, **body})


def said(told: list[Any]) -> str:
    return "".join(
        choice["delta"].get("content", "") for chunk in told if chunk != "[DONE]" for choice in chunk["choices"]
    )


WAY = ChatWay()
ask, told, asked, refusal = WAY.ask, WAY.told, WAY.asked, WAY.refusal
