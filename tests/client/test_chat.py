"""`client.chat` against scripted servers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from hypereal_lab.client import AsyncHypereal, Hypereal
from hypereal_lab.wire.money import Credits

ANSWER = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-5.5",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 8, "completion_tokens": 2, "total_tokens": 10, "prompt_tokens_details": {}},
    "creditsUsed": 0.01,
    "system_fingerprint": "fp",
}


class Server:
    def __init__(self, answer: Any = ANSWER) -> None:
        self.seen: list[httpx.Request] = []
        self.answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return httpx.Response(200, json=self.answer)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(one.content) for one in self.seen]


def client(handler: Callable[[httpx.Request], httpx.Response]) -> AsyncHypereal:
    return AsyncHypereal("ck_1", "http://server", environ={}, transport=httpx.MockTransport(handler))


async def test_a_text_is_one_message_of_the_user() -> None:
    server = Server()
    async with client(server) as hypereal:
        answer = await hypereal.chat.complete("Hi", model="gpt-5.5")
    assert server.seen[0].url.path == "/api/v1/chat/completions"
    assert server.bodies == [{"model": "gpt-5.5", "messages": [{"role": "user", "content": "Hi"}]}]
    assert server.seen[0].headers["idempotency-key"]
    assert (answer.text, answer.credits_used) == ("Hello.", Decimal("0.01"))
    assert answer.usage is not None and answer.usage.total_tokens == 10
    assert answer.extra == {"system_fingerprint": "fp"}


async def test_what_was_said_goes_with_system_first_and_every_other_field() -> None:
    server = Server()
    said = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes?"}]
    form = {"type": "json_object"}
    async with client(server) as hypereal:
        await hypereal.chat.complete(
            said,
            model="m",
            system="Be brief.",
            max_tokens=5,
            temperature=0,
            seed=0,
            response_format=form,
            top_p=0.5,
            x=[1],
        )
    assert server.bodies[0] == {
        "model": "m",
        "messages": [{"role": "system", "content": "Be brief."}, *said],
        "max_tokens": 5,
        "temperature": 0,
        "seed": 0,
        "response_format": form,
        "top_p": 0.5,
        "x": [1],
    }


@pytest.mark.parametrize("choices", [[], [{"message": {"role": "assistant", "content": None}}], [{"message": {}}]])
async def test_an_answer_without_words_is_an_empty_text(choices: list[Any]) -> None:
    async with client(Server({"choices": choices})) as hypereal:
        assert (await hypereal.chat.complete("Hi", model="m")).text == ""


async def test_the_price_is_known_before() -> None:
    server = Server()
    async with client(server) as hypereal:
        call = hypereal.chat.complete("Hello", model="gpt-5.5", max_tokens=10)
        assert call.estimate().low == Credits(8 * 500)
        assert call.estimate().high == Credits(8 * 500 + 10 * 3000)
        usual = hypereal.chat.complete("Hello", model="gpt-5.5")
        assert usual.estimate().high == Credits(8 * 500 + 1024 * 3000)
        picture = [{"type": "text", "text": "Hello"}, {"type": "image_url", "image_url": {"url": "https://a.example"}}]
        seen = hypereal.chat.complete([{"role": "user", "content": picture}], model="gpt-5.5", max_tokens=10)
        assert seen.estimate().low == Credits((8 + 85) * 500)
        assert not hypereal.chat.complete("Hello", model="nobody").estimate().known
        assert not hypereal.chat.complete("Hello", model="gpt-5.3").estimate().known
    assert server.seen == []


async def test_a_stream_is_refused_with_advice() -> None:
    async with client(Server()) as hypereal:
        with pytest.raises(TypeError, match="chat.stream"):
            hypereal.chat.complete("Hi", model="m", stream=True)


async def test_a_failed_call_is_asked_again_under_its_key() -> None:
    keys: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        return httpx.Response(500 if len(keys) == 1 else 200, json=ANSWER)

    async with client(handler) as hypereal:
        call = hypereal.chat.complete("Hi", model="m", idempotency_key="mine")
        with pytest.raises(Exception, match="500"):
            await call
        assert (await call).text == "Hello."
    assert keys == ["mine", "mine"]


async def test_the_sync_client_gives_the_same() -> None:
    def work() -> str:
        transport = httpx.MockTransport(Server())
        with Hypereal("ck_1", "http://server", environ={}, transport=transport) as hypereal:
            return hypereal.chat.complete("Hi", model="gpt-5.5").text

    assert await asyncio.to_thread(work) == "Hello."
