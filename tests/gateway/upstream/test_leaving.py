"""A caller that leaves, reads slowly or runs out of credits in the middle of an answer."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock, Gateway, listening
from tests.gateway.sockets import Ends, send
from tests.gateway.upstream.conftest import MODEL, before, chat_config
from tests.gateway.upstream.servers import Connection, Upstream, chunk, upstream, well

BODY = {"model": MODEL, "messages": [{"role": "user", "content": "Of what colour is the kite?"}], "stream": True}
WORDS = "the kite is red and ever redder " * 40


async def talks_on(to: Connection) -> None:
    """A few words, then nothing more until somebody hangs up."""
    await to.events(chunk("A kite"), chunk(" is"))
    await to.gone()


async def never_begins(to: Connection) -> None:
    await to.head(200, "text/event-stream")
    await asyncio.sleep(60)


async def connect(url: str, gateway: Gateway, **headers: str) -> Ends:
    return await send(url, gateway, "/v1/chat/completions", json.dumps(BODY).encode(), **headers)


async def settled(gateway: Gateway) -> None:
    async with asyncio.timeout(10):
        while gateway.parts.ledger.balance(gateway.key.account).held != ZERO or not gateway.calls():
            await asyncio.sleep(0.005)


async def heard_of_it(far: Upstream) -> float:
    """Seconds until the provider knows that nobody listens any more."""
    started = time.monotonic()
    async with asyncio.timeout(10):
        await far.left.wait()
    return time.monotonic() - started


async def test_the_provider_hears_within_a_second_that_the_caller_left(tmp_path: Path) -> None:
    async with upstream(talks_on) as far, before(tmp_path, chat_config(far.url)) as gateway, listening(gateway) as url:
        reader, writer = await connect(url, gateway)
        await reader.readuntil(b" is")
        writer.transport.abort()
        assert await heard_of_it(far) < 1.5
        await settled(gateway)


async def test_who_leaves_pays_for_what_was_told_and_once(tmp_path: Path) -> None:
    async with upstream(talks_on) as far, before(tmp_path, chat_config(far.url)) as gateway:
        async with listening(gateway) as url:
            reader, writer = await connect(url, gateway)
            await reader.readuntil(b" is")
            writer.transport.abort()
            await settled(gateway)
        (status, units, micros, error), *more = gateway.calls()
        assert (status, error, more) == (499, "client_left", [])
        assert 0 < micros < 20 * 3000
        assert units > 3
        assert gateway.books().charged.micros == micros


async def test_who_leaves_before_the_first_words_pays_nothing(tmp_path: Path) -> None:
    async with upstream(never_begins) as far, before(tmp_path, chat_config(far.url)) as gateway:
        async with listening(gateway) as url:
            _, writer = await connect(url, gateway)
            async with asyncio.timeout(5):
                while not far.received:
                    await asyncio.sleep(0.005)
            writer.transport.abort()
            assert await heard_of_it(far) < 1.5
            await settled(gateway)
        assert gateway.calls() == [(499, 0, 0, "client_left")]


async def test_who_may_come_back_for_the_answer_finds_it_whole(tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def waits(to: Connection) -> None:
        await to.events(chunk("A kite"))
        await go_on.wait()
        for event in (chunk(" is red."), chunk(reason="stop"), "[DONE]"):
            await to.send(f"data: {event}\n\n")

    async with upstream(waits) as far, before(tmp_path, chat_config(far.url)) as gateway:
        async with listening(gateway) as url:
            reader, writer = await connect(url, gateway, idempotency_key="k1")
            await reader.readuntil(b"A kite")
            writer.transport.abort()
            await asyncio.sleep(0.8)  # long enough that a caller without a key would have been missed
            go_on.set()
            await settled(gateway)
            again = await gateway.http.post(
                "/v1/chat/completions", content=json.dumps(BODY), headers={"idempotency-key": "k1"}
            )
        assert " is red." in again.text
        assert again.text.endswith("data: [DONE]\n\n")
        assert [row[0] for row in gateway.calls()] == [200]
        assert len(far.received) == 1


async def test_a_slow_reader_slows_the_provider_and_takes_no_memory(tmp_path: Path) -> None:
    sent = 0
    block = chunk("red kite " * 11_000)

    async def pours(to: Connection) -> None:
        nonlocal sent
        await to.events()
        for _ in range(200):
            await to.send(f"data: {block}\n\n")
            sent += len(block)
        for event in (chunk(reason="stop"), "[DONE]"):
            await to.send(f"data: {event}\n\n")

    async with upstream(pours) as far, before(tmp_path, chat_config(far.url)) as gateway, listening(gateway) as url:
        reader, writer = await connect(url, gateway)
        await reader.readuntil(b"red kite")
        still = -1
        while still != sent:
            still = sent
            await asyncio.sleep(0.3)
        assert sent < 12_000_000, "most of it waits where it is made"
        async with asyncio.timeout(20):
            read = len(await reader.read())
        assert read > 19_000_000
        writer.close()
        await settled(gateway)


async def rich(gateway: Gateway, credits: str) -> None:
    """Leave the account with so much."""
    key = await gateway.new_key(credits)
    gateway.http.headers["authorization"] = f"Bearer {key.key}"
    gateway.key = key


async def long_winded(to: Connection) -> None:
    await to.events()
    for _ in range(30):
        await to.send(f"data: {chunk(WORDS)}\n\n")
    for event in (chunk(reason="stop"), "[DONE]"):
        await to.send(f"data: {event}\n\n")


async def test_a_hold_grows_with_the_answer_and_is_never_the_worst_case(tmp_path: Path) -> None:
    async with upstream(long_winded) as far, before(tmp_path, chat_config(far.url)) as gateway:
        await gateway.http.post("/v1/chat/completions", json={**BODY, "max_tokens": 60_000})
        sql = "SELECT amount, whole FROM holds LEFT JOIN extensions ON part = id ORDER BY holds.rowid"
        holds = gateway.parts.store.reader.execute(sql).fetchall()
        assert holds[0][0] < 520 * 3000 + 100 * 500
        assert len(holds) > 2
        assert all(part is not None for _, part in holds[1:])
        assert sum(amount for amount, _ in holds) < 2 * gateway.books().charged.micros + 512 * 3000


async def test_twenty_agents_that_ask_for_all_they_can_get_are_served_side_by_side(tmp_path: Path) -> None:
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        await rich(gateway, "260")  # one worst case is 64,000 tokens, and costs 192
        asks = [gateway.http.post("/v1/chat/completions", json={**BODY, "max_tokens": 64_000}) for _ in range(20)]
        answers = await asyncio.gather(*asks)
        assert [one.status_code for one in answers] == [200] * 20


async def test_an_answer_ends_where_the_balance_does_and_is_paid_to_the_last_word(tmp_path: Path) -> None:
    async with upstream(long_winded) as far, before(tmp_path, chat_config(far.url)) as gateway:
        await rich(gateway, "200.1")
        blocker = await gateway.parts.ledger.hold(
            gateway.key.account, Credits.of("194"), hold_id="another", price_version="v"
        )
        # admission looks at what is available, so the other call comes in between
        gateway.parts.writing.check_balance = lambda key: None
        answer = await gateway.http.post("/v1/chat/completions", json={**BODY, "max_tokens": 60_000})
        assert "redder" in answer.text
        last = json.loads([line for line in answer.text.splitlines() if line.startswith("data: {")][-1][6:])
        assert last["error"]["code"] == "insufficient_credits"
        assert not answer.text.endswith("data: [DONE]\n\n")
        balance = gateway.parts.ledger.balance(gateway.key.account)
        assert balance.posted - blocker.amount < Credits.of(2)
        assert balance.posted >= blocker.amount
        assert gateway.calls()[-1][0] == 200


async def test_a_key_that_is_disabled_ends_its_answers_at_their_next_slice(tmp_path: Path, clock: FakeClock) -> None:
    go_on = asyncio.Event()

    async def waits(to: Connection) -> None:
        await to.events(chunk("A kite"))
        await go_on.wait()
        for _ in range(30):
            await to.send(f"data: {chunk(WORDS)}\n\n")
        await to.gone()

    async with upstream(waits) as far, before(tmp_path, chat_config(far.url), clock) as gateway:
        asked = asyncio.create_task(gateway.http.post("/v1/chat/completions", json={**BODY, "max_tokens": 60_000}))
        async with asyncio.timeout(5):
            while not far.received:
                await asyncio.sleep(0.005)
        await gateway.parts.keys.disable(gateway.key.id)
        go_on.set()
        answer = await asked
        assert '"invalid_key"' in answer.text
        assert gateway.books().charged.micros > 0
        async with asyncio.timeout(5):
            await far.left.wait()


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/responses"])
async def test_a_translated_answer_that_the_balance_ends_says_that_it_was_cut(tmp_path: Path, path: str) -> None:
    rows = {"claude-sonnet-4-6": {"targets": [{"provider": "p0", "model": "far"}]}}
    model = "claude-sonnet-4-6" if path == "/v1/messages" else MODEL
    said = {"messages": BODY["messages"]} if path == "/v1/messages" else {"input": "Hi"}
    limit = {"max_tokens": 60_000} if path == "/v1/messages" else {"max_output_tokens": 60_000}
    async with upstream(long_winded) as far, before(tmp_path, chat_config(far.url, **rows)) as gateway:
        await rich(gateway, "200")
        await gateway.parts.ledger.hold(gateway.key.account, Credits.of("190"), hold_id="another", price_version="v")
        gateway.parts.writing.check_balance = lambda key: None
        answer = await gateway.http.post(path, json={"model": model, **said, **limit})
        told = json.loads(answer.text)
        assert answer.status_code == 200, answer.text
        cut = told["stop_reason"] if path == "/v1/messages" else told["incomplete_details"]["reason"]
        assert cut in ("max_tokens", "max_output_tokens")
