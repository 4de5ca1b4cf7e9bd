"""The Hypereal Cache of the sandbox: an agent's second request is cheaper, by exactly what the price book says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.catalog import load
from hypereal_lab.gateway.dialects import Conversation, Message, Text, Tool
from hypereal_lab.gateway.providers import TextOrder
from hypereal_lab.gateway.providers.sandbox_cache import LIFETIME, SandboxCache
from tests.gateway.conftest import FakeClock, Gateway, read

MODEL, OTHER = "claude-sonnet-4-6", "claude-opus-4-6"
INPUT, OUTPUT, READ, WRITE = 300, 1500, 30, 375
"""Millionths of a credit for a token."""
SYSTEM = "Keep every promise that you make to the people who fly kites. " * 120
TOOLS = [{"name": "get_weather", "description": "The weather of a city.", "input_schema": {"type": "object"}}]


async def ask(gateway: Gateway, key: str | None = None, path: str = "/v1/messages", **body: Any) -> Any:
    whole = {
        "model": MODEL,
        "max_tokens": 2000,
        "system": SYSTEM,
        "messages": [{"role": "user", "content": "Hello"}],
        **body,
    }
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    answer = await gateway.http.post(path, json=whole, headers=headers)
    assert answer.status_code == 200, answer.text
    return read(answer)


def cached(answer: Any) -> tuple[int, int]:
    """Tokens written to the cache and read from it."""
    usage = answer["usage"]
    return usage["cache_creation_input_tokens"], usage["cache_read_input_tokens"]


def micros(answer: Any) -> int:
    return int(answer["creditsUsed"] * 1_000_000)


async def test_the_first_call_pays_for_keeping_and_the_second_for_a_tenth(gateway: Gateway) -> None:
    first, second = await ask(gateway), await ask(gateway, messages=[{"role": "user", "content": "Are you there?"}])
    kept, _ = cached(first)
    assert kept > 1024
    assert (cached(first), cached(second)) == ((kept, 0), (0, kept))
    for answer, rate in ((first, WRITE), (second, READ)):
        usage = answer["usage"]
        assert micros(answer) == usage["input_tokens"] * INPUT + kept * rate + usage["output_tokens"] * OUTPUT
    assert gateway.books().charged.micros == micros(first) + micros(second)


async def test_all_that_was_read_is_what_is_counted_before(gateway: Gateway) -> None:
    body = {"model": MODEL, "system": SYSTEM, "tools": TOOLS, "messages": [{"role": "user", "content": "Hello"}]}
    counted = read(await gateway.http.post("/v1/messages/count_tokens", json=body))["input_tokens"]
    for _ in range(2):
        answer = await ask(gateway, tools=TOOLS)
        assert answer["usage"]["input_tokens"] + sum(cached(answer)) == counted


async def test_accounts_share_nothing(gateway: Gateway) -> None:
    other = (await gateway.new_key(1000)).key
    kept, _ = cached(await ask(gateway))
    assert cached(await ask(gateway, other)) == (kept, 0)
    assert cached(await ask(gateway, other)) == cached(await ask(gateway)) == (0, kept)


async def test_models_share_nothing(gateway: Gateway) -> None:
    kept, _ = cached(await ask(gateway))
    assert cached(await ask(gateway, model=OTHER)) == (kept, 0)


async def test_it_is_forgotten_after_five_minutes_without_use(gateway: Gateway) -> None:
    kept, _ = cached(await ask(gateway))
    for _ in range(3):
        gateway.clock.forward(LIFETIME - 1)
        assert cached(await ask(gateway)) == (0, kept)
    gateway.clock.forward(LIFETIME)
    assert cached(await ask(gateway)) == (kept, 0)


async def test_a_request_may_do_without_and_changes_nothing_then(gateway: Gateway) -> None:
    off = {"cache": False}
    assert cached(await ask(gateway, hypereal=off)) == (0, 0)
    kept, _ = cached(await ask(gateway))
    assert kept
    plain = await ask(gateway, hypereal=off)
    usage = plain["usage"]
    assert cached(plain) == (0, 0)
    assert micros(plain) == usage["input_tokens"] * INPUT + usage["output_tokens"] * OUTPUT


async def test_short_beginnings_are_not_kept(gateway: Gateway) -> None:
    for _ in range(2):
        assert cached(await ask(gateway, system="Be kind.")) == (0, 0)


async def test_other_words_or_tools_are_another_beginning(gateway: Gateway) -> None:
    kept, _ = cached(await ask(gateway))
    assert cached(await ask(gateway, system=SYSTEM + "Always."))[1] == 0
    written, found = cached(await ask(gateway, tools=TOOLS))
    assert (written > kept, found) == (True, 0)


async def test_a_stream_tells_the_same(gateway: Gateway) -> None:
    kept, _ = cached(await ask(gateway))
    body = {"model": MODEL, "max_tokens": 50, "system": SYSTEM, "stream": True}
    told = await gateway.http.post("/v1/messages", json={**body, "messages": [{"role": "user", "content": "Hello"}]})
    assert f'"cache_read_input_tokens":{kept}' in told.text


async def test_models_of_other_makers_keep_nothing(gateway: Gateway) -> None:
    said = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": "Hello"}]
    for _ in range(2):
        body = {"model": "gpt-5.5", "messages": said}
        usage = read(await gateway.http.post("/v1/chat/completions", json=body))["usage"]
        assert usage["prompt_tokens_details"] == {"cached_tokens": 0}


async def test_the_word_that_ended_an_answer_is_named(gateway: Gateway) -> None:
    count = [{"role": "user", "content": "Count from 1 to 9"}]
    plain = await ask(gateway, messages=count)
    word = plain["content"][0]["text"].split()[1]
    ended = await ask(gateway, messages=count, stop_sequences=["never said", word])
    assert (ended["stop_reason"], ended["stop_sequence"]) == ("stop_sequence", word)
    assert (plain["stop_reason"], plain["stop_sequence"]) == ("end_turn", None)


def order(account: str, model: str, system: str, tool: str) -> TextOrder:
    said = (Message("system", (Text(system),)), Message("user", (Text("Hello"),)))
    conversation = Conversation(messages=said, limit=10, tools=(Tool(tool),))
    return TextOrder(load().card(model), conversation, account=account)


def test_only_so_many_are_known_and_the_longest_unused_go_first() -> None:
    cache = SandboxCache(FakeClock(), most=2)
    first, second, third = (cache.beginning(order("a", MODEL, f"{number} {SYSTEM}", "t")) for number in range(3))
    assert first and second and third
    assert [cache.knows(one) for one in (first, second, first, third)] == [False, False, True, False]
    assert len(cache) == 2
    assert [cache.knows(one) for one in (first, second)] == [True, False]


@pytest.mark.parametrize("field", [0, 1, 2, 3])
@given(texts=st.lists(st.text(max_size=5), min_size=2, max_size=2, unique=True))
def test_whatever_differs_makes_another_beginning(field: int, texts: list[str]) -> None:
    cache = SandboxCache(FakeClock())
    keys = []
    for number, text in enumerate(texts):
        parts = ["account", MODEL, SYSTEM, "tool"]
        parts[field] = (MODEL, OTHER)[number] if field == 1 else parts[field] + text
        found = cache.beginning(order(*parts))
        assert found is not None
        keys.append(found.key)
    assert keys[0] != keys[1]
