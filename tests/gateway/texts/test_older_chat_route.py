"""`POST /v1/chat` and `/v1/spicy-chat`: the older generation, with its own defaults."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import Gateway, read
from tests.gateway.writers import Scripted

HELLO = {"messages": [{"role": "user", "content": "Hello"}]}


PATHS = ["/v1/chat", "/api/v1/chat", "/v1/spicy-chat", "/api/v1/spicy-chat"]


INPUT, OUTPUT = 20, 90


@pytest.mark.parametrize("path", PATHS)
async def test_it_streams_and_tells_what_it_cost(gateway: Gateway, path: str) -> None:
    answer = await gateway.http.post(path, json=HELLO)
    assert answer.headers["content-type"].startswith("text/event-stream")
    *told, done = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line.startswith("data: ")]
    chunks: list[dict[str, Any]] = [json.loads(one) for one in told]
    assert done == "[DONE]"
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks) == "A kite is red."
    assert Credits.of(str(chunks[-1]["creditsUsed"])) == Credits(8 * INPUT + 5 * OUTPUT)


@pytest.mark.parametrize("path", PATHS)
async def test_it_answers_whole_where_that_is_asked_for(gateway: Gateway, path: str) -> None:
    answer = read(await gateway.http.post(path, json={**HELLO, "stream": False}))
    assert answer["choices"][0]["message"]["content"] == "A kite is red."
    assert answer["model"] == "spicy-chat"
    assert gateway.balance == Credits.of(1000) - Credits(8 * INPUT + 5 * OUTPUT)


async def test_its_defaults_are_those_of_the_pages(gateway: Gateway, writer: Scripted) -> None:
    await gateway.http.post("/v1/chat", json=HELLO)
    await gateway.http.post("/v1/chat", json={**HELLO, "max_tokens": 7, "temperature": 0, "model": "gpt-5.5"})
    usual, named = writer.orders
    assert (usual.conversation.temperature, usual.conversation.limit, usual.card.id) == (0.8, 4096, "spicy-chat")
    assert (named.conversation.temperature, named.conversation.limit, named.card.id) == (0, 7, "gpt-5.5")


async def test_what_is_wrong_is_named_with_its_own_status(gateway: Gateway) -> None:
    answer = await gateway.http.post("/v1/chat", json={"messages": []})
    assert answer.status_code == 400
    assert read(answer)["error"]["param"] == "messages"
    assert gateway.balance == Credits.of(1000)
