"""What is read and passed on, too, is sent once; parts that nobody here reads go untouched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.dialects.chat import ChatDialect
from hypereal_lab.gateway.dialects.conversation import Conversation
from hypereal_lab.gateway.dialects.gemini import GeminiRequest
from hypereal_lab.gateway.dialects.messages import MessagesDialect
from hypereal_lab.gateway.dialects.responses import ResponsesDialect
from hypereal_lab.gateway.providers.base import Asked, TextOrder
from hypereal_lab.gateway.upstream.chat.wire import ChatWire
from hypereal_lab.gateway.upstream.gemini.wire import GeminiWire
from hypereal_lab.gateway.upstream.messages.wire import MessagesWire
from hypereal_lab.gateway.upstream.responses.wire import ResponsesWire
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.gemini import GeminiBody
from tests.gateway.conftest import read
from tests.gateway.upstream.conftest import MODEL, before, chat_config
from tests.gateway.upstream.servers import upstream, well

VISIT = cast("Visit", None)
HELLO = [{"role": "user", "content": "Hello"}]
OPTIONS = {"hypereal": {"cache": False}, "intent": "code"}
CHAT = {"model": "m", "messages": HELLO, "reasoning_effort": "low", **OPTIONS}
RESPONSES = {"model": "m", "input": "Hello", "reasoning": {"effort": "low", "summary": "auto"}, **OPTIONS}
MESSAGES = {
    "model": "m",
    "max_tokens": 9000,
    "messages": HELLO,
    "thinking": {"type": "enabled", "budget_tokens": 2000},
    "output_config": {"effort": "low"},
    **OPTIONS,
}
GEMINI = {
    "contents": "Hello",
    "generation_config": {"thinking_config": {"thinking_budget": 2000, "thinking_level": "LOW"}},
    **OPTIONS,
}
AUDIO = {"type": "input_audio", "input_audio": {"data": "UklG", "format": "wav"}}


def gemini(raw: bytes) -> Conversation:
    return GeminiRequest(msgspec.json.decode(raw, type=GeminiBody), raw, "m").conversation()


def order(dialect: str, conversation: Conversation, raw: bytes) -> TextOrder:
    return TextOrder(Card(id="m", kind="chat", generation="G4"), conversation, Asked(dialect, raw, stream=True))


def names(body: bytes) -> list[str]:
    """Every field of every object, as often as it stands there."""
    found: list[str] = []

    def keep(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.extend(name for name, _ in pairs)
        return dict(pairs)

    json.loads(body, object_pairs_hook=keep)
    return found


@pytest.mark.parametrize(
    ("wire", "asked", "conversation", "model", "once"),
    [
        (ChatWire(), CHAT, lambda raw: ChatDialect().read(raw, VISIT).conversation(), "far", "reasoning_effort"),
        (ResponsesWire(), RESPONSES, lambda raw: ResponsesDialect().read(raw, VISIT).conversation(), "far", "effort"),
        (
            MessagesWire(),
            MESSAGES,
            lambda raw: MessagesDialect().read(raw, VISIT).conversation(),
            "claude-sonnet-4-6",
            "budget_tokens",
        ),
        (GeminiWire(), GEMINI, gemini, "gemini-2.5-flash", "thinkingConfig"),
    ],
    ids=["chat", "responses", "messages", "gemini"],
)
def test_a_field_that_is_read_and_passed_on_is_sent_once(
    wire: Any, asked: dict[str, Any], conversation: Any, model: str, once: str
) -> None:
    raw = encode(asked)
    heard = conversation(raw)
    assert heard.effort == "low"
    sent = names(wire.converted(order(wire.dialect, heard, raw), model).body)
    assert sent.count(once) == 1
    assert not {"hypereal", "intent", "generation_config"} & set(sent)


async def test_a_sound_goes_to_a_provider_of_the_dialect_as_it_came(tmp_path: Path) -> None:
    body = {"model": MODEL, "messages": [{"role": "user", "content": [AUDIO]}], "hypereal": {"cache": "auto"}}
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        answer = await gateway.http.post("/v1/chat/completions", json=body)
        assert answer.status_code == 200, answer.text
        assert far.received[0].json == {"model": "far", "messages": body["messages"]}


async def test_a_sound_is_refused_where_it_would_have_to_be_converted(tmp_path: Path) -> None:
    body = {"model": MODEL, "input": [{"role": "user", "content": [AUDIO]}], "store": False}
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        answer = await gateway.http.post("/v1/responses", json=body)
        assert (answer.status_code, read(answer)["error"]["param"]) == (400, "input[0].content[0].type")
        assert far.received == []


async def test_an_intent_names_the_chosen_model_to_its_provider(tmp_path: Path) -> None:
    body = {"intent": "chat-fast", "messages": HELLO}
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        wish = {"intent": "chat-fast", "input_tokens": 8, "output_tokens": 1024}
        chosen = read(await gateway.http.post("/v1/route/explain", json=wish))["model"]
        answer = await gateway.http.post("/v1/chat/completions", json=body)
        assert (answer.status_code, chosen) == (200, MODEL)
        assert far.received[0].json == {"model": "far", "messages": HELLO}
