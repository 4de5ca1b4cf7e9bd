"""A request in the provider's own dialect goes through as it came, and so does the answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gateway.upstream.conftest import MODEL, before, chat_config
from tests.gateway.upstream.servers import BILL, GOOD, WHOLE, Connection, chunk, upstream, well

ASKED = (
    '{"model": "gpt-5.5" , "messages":[{"role":"user","content":"Caf\\u00e9 \\ud83e\\ude81?"}],\n'
    ' "unheard_of": {"a" :1e5,"b":[ 1.50, null ]}, "stream": %s, "hypereal": {"cache": false}, "logit_bias":{"50256":-100}}'
)


def lines(text: str) -> list[str]:
    return [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]


async def test_only_the_model_and_what_is_meant_for_the_gateway_are_changed(tmp_path: Path) -> None:
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        answer = await gateway.http.post("/v1/chat/completions", content=ASKED % "false")
        assert answer.status_code == 200, answer.text
        sent = far.received[0].body.decode()
        for part in (
            '"unheard_of":{"a" :1e5,"b":[ 1.50, null ]}',
            '"content":"Caf\\u00e9 \\ud83e\\ude81?"',
            '"logit_bias":{"50256":-100}',
            '"model":"far"',
        ):
            assert part in sent
        assert "hypereal" not in sent
        assert far.received[0].path == "/v1/chat/completions"
        assert gateway.key.key not in str(far.received)


async def test_a_whole_answer_keeps_its_bytes_and_says_what_it_cost(tmp_path: Path) -> None:
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        answer = await gateway.http.post("/v1/chat/completions", content=ASKED % "false")
        assert answer.text.startswith(WHOLE[:-1])
        assert json.loads(answer.text)["creditsUsed"] == pytest.approx(float(gateway.books().charged.decimal))
        assert (answer.headers["x-hypereal-provider"], answer.headers["x-hypereal-attempts"]) == ("p0", "1")


async def test_events_keep_their_bytes_and_the_bill_stands_in_the_last(tmp_path: Path) -> None:
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        answer = await gateway.http.post("/v1/chat/completions", content=ASKED % "true")
        events = lines(answer.text)
        assert events[:2] == list(GOOD[:2])
        last = json.loads(events[2])
        assert last["choices"][0]["finish_reason"] == "stop"
        assert last["usage"]["completion_tokens"] == 3
        assert last["creditsUsed"] == pytest.approx(float(gateway.books().charged.decimal))
        assert events[3:] == ["[DONE]"]
        assert answer.headers["x-hypereal-provider"] == "p0"
        assert far.received[0].json["stream_options"] == {"include_usage": True}


async def test_usage_comes_apart_for_who_asks_for_that(tmp_path: Path) -> None:
    body = {"model": MODEL, "messages": [{"role": "user", "content": "Hi"}], "stream": True}
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        whole = {**body, "stream_options": {"include_usage": True}}
        events = lines((await gateway.http.post("/v1/chat/completions", json=whole)).text)
        assert events[:3] == list(GOOD[:3])
        assert events[3].startswith(BILL[:-1])
        assert "creditsUsed" in json.loads(events[3])


async def test_the_bill_is_the_providers_count_to_the_millionth(tmp_path: Path) -> None:
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        await gateway.http.post("/v1/chat/completions", content=ASKED % "true")
        assert gateway.books().charged.micros == 11 * 500 + 3 * 3000
        assert gateway.calls()[-1][:2] == (200, 14)
        assert gateway.parts.store.reader.execute("SELECT provider FROM calls").fetchall() == [("p0",)]


@pytest.mark.parametrize("stream", ["true", "false"])
async def test_an_idempotency_key_gives_the_same_bytes_again_for_nothing(tmp_path: Path, stream: str) -> None:
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        first, again = [
            await gateway.http.post("/v1/chat/completions", content=ASKED % stream, headers={"idempotency-key": "k"})
            for _ in range(2)
        ]
        assert first.content == again.content
        assert len(far.received) == 1
        assert gateway.books().charged.micros == 11 * 500 + 3 * 3000


async def test_what_begins_an_answer_is_held_back_until_it_says_something(tmp_path: Path) -> None:
    async def dies_after_the_role(to: Connection) -> None:
        role = json.dumps({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]})
        await to.events(role, role)

    async with (
        upstream(dies_after_the_role) as bad,
        upstream(well) as good,
        before(tmp_path, chat_config(bad.url, good.url)) as gateway,
    ):
        answer = await gateway.http.post("/v1/chat/completions", content=ASKED % "true")
        assert lines(answer.text)[:2] == list(GOOD[:2])
        assert (answer.headers["x-hypereal-provider"], answer.headers["x-hypereal-attempts"]) == ("p1", "2")


async def test_a_dialect_that_the_provider_does_not_speak_is_translated(tmp_path: Path) -> None:
    body = {"model": "claude-sonnet-4-6", "max_tokens": 50, "messages": [{"role": "user", "content": "Hi"}]}
    rows = {"claude-sonnet-4-6": {"targets": [{"provider": "p0", "model": "far"}]}}
    async with upstream(well) as far, before(tmp_path, chat_config(far.url, **rows)) as gateway:
        answer = await gateway.http.post("/v1/messages", json=body)
        told = json.loads(answer.text)
        assert told["content"] == [{"type": "text", "text": "A kite is red."}]
        assert told["usage"]["output_tokens"] == 3
        assert far.received[0].json["messages"] == [{"role": "user", "content": "Hi"}]
        assert far.received[0].json["stream"] is True


async def test_an_upstream_that_does_not_count_is_counted_for_and_that_is_said(tmp_path: Path) -> None:
    async def counts_nothing(to: Connection) -> None:
        await to.events(*GOOD[:3], "[DONE]")

    async with upstream(counts_nothing) as far, before(tmp_path, chat_config(far.url)) as gateway:
        answer = await gateway.http.post("/v1/chat/completions", content=ASKED % "true")
        usage = json.loads(lines(answer.text)[-2])["usage"]
        assert usage["completion_tokens"] > 0
        assert usage["estimated"] is True
        assert gateway.books().charged.micros > 0


async def test_an_explicit_zero_stays_zero(tmp_path: Path) -> None:
    nothing = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}

    async def free(to: Connection) -> None:
        await to.events(chunk("Free"), chunk(reason="stop", usage=nothing), "[DONE]")

    async with upstream(free) as far, before(tmp_path, chat_config(far.url)) as gateway:
        answer = await gateway.http.post("/v1/chat/completions", content=ASKED % "true")
        assert json.loads(lines(answer.text)[-2])["creditsUsed"] == 0
        assert gateway.calls()[-1] == (200, 0, 0, None)
