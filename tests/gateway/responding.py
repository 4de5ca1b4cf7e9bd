"""Asking for responses, and what every stream of them has to keep."""

from __future__ import annotations

import json
from typing import Any

import httpx

from hypereal_lab.gateway.dialects import Arguments, Calling, Delta, Message, Thought
from tests.gateway.conftest import Gateway, read
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


async def ask(
    gateway: Gateway, path: str = RESPONSES, headers: dict[str, str] | None = None, **body: Any
) -> httpx.Response:
    whole = {"model": MODEL, "input": "Hello", **body}
    sent = {name: value for name, value in whole.items() if value is not None}
    return await gateway.http.post(path, json=sent, headers=headers)


async def answered(gateway: Gateway, **body: Any) -> Any:
    answer = await ask(gateway, **body)
    assert answer.status_code == 200, answer.text
    return read(answer)


async def refusal(gateway: Gateway, status: int = 400, **body: Any) -> dict[str, Any]:
    """The `error` of an answer that has to be a refusal, with nothing held, charged or written; it is logged."""
    before = gateway.books()
    answer = await ask(gateway, **body)
    assert answer.status_code == status, answer.text
    assert gateway.books() == before
    assert gateway.calls()[-1][:3] == (status, 0, 0)
    return read(answer)["error"]


def events(answer: httpx.Response | str) -> list[Any]:
    """The events of a stream, each checked for what all have to keep."""
    text = answer if isinstance(answer, str) else answer.text
    *blocks, last = text.strip().split("\n\n")
    assert last == "data: [DONE]"
    return numbered(blocks)


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
