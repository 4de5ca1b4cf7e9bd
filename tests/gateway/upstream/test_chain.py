"""Which target is asked, in which order, and what becomes of those that fail."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.gateway.conftest import FakeClock, Gateway
from tests.gateway.upstream.conftest import MODEL, before, chat_config
from tests.gateway.upstream.servers import Connection, closed_port, upstream, well

BODY = {"model": MODEL, "messages": [{"role": "user", "content": "Hi"}]}


async def fails(to: Connection) -> None:
    await to.answer("{}", 500)


async def ask(gateway: Gateway, **more: object) -> httpx.Response:
    return await gateway.http.post("/v1/chat/completions", json={**BODY, **more})


def provider(answer: httpx.Response) -> str:
    return answer.headers["x-hypereal-provider"]


def weighted(config, *weights: int):
    """The same config with these weights."""
    row = config.models[MODEL]
    targets = tuple(
        type(one)(provider=one.provider, model=one.model, weight=weight)
        for one, weight in zip(row.targets, weights, strict=True)
    )
    models = {**config.models, MODEL: type(row)(targets=targets)}
    return type(config)(providers=config.providers, models=models)


async def test_targets_without_weights_are_asked_as_they_are_listed(tmp_path: Path) -> None:
    async with upstream(well) as one, upstream(well) as two, before(tmp_path, chat_config(one.url, two.url)) as gateway:
        assert {provider(await ask(gateway)) for _ in range(5)} == {"p0"}
        assert len(two.received) == 0


async def test_weights_share_the_calls(tmp_path: Path) -> None:
    async with upstream(well) as one, upstream(well) as two:
        config = weighted(chat_config(one.url, two.url), 1, 3)
        marks = itertools.cycle([0.1, 0.0, 0.3, 0.0, 0.6, 0.0, 0.9, 0.0])  # each call draws for both places
        async with before(tmp_path, config, chance=lambda: next(marks)) as gateway:
            answers = [provider(await ask(gateway)) for _ in range(40)]
            assert Counter(answers) == {"p0": 10, "p1": 30}


async def test_attempts_are_told_without_names_or_addresses(tmp_path: Path) -> None:
    async with upstream(fails) as one, before(tmp_path, chat_config(one.url, closed_port())) as gateway:
        answer = await ask(gateway)
        error = answer.json()["error"]
        assert answer.status_code == 502
        assert error["attempts"][:2] == [
            {"provider": "openai_compatible", "why": "broken"},
            {"provider": "openai_compatible", "why": "unreachable"},
        ]
        assert "127.0.0.1" not in answer.text
        assert "p0" not in answer.text


async def test_a_target_that_keeps_failing_is_left_alone_and_then_tried_once(tmp_path: Path, clock: FakeClock) -> None:
    async with (
        upstream(fails) as bad,
        upstream(well) as good,
        before(tmp_path, chat_config(bad.url, good.url), clock) as gateway,
    ):
        for _ in range(8):
            assert provider(await ask(gateway)) == "p1"
        assert len(bad.received) == 5, "then its breaker opened"
        clock.forward(11)
        await asyncio.gather(*(ask(gateway) for _ in range(6)))
        assert len(bad.received) == 6
        bad.script = well
        clock.forward(11)
        assert provider(await ask(gateway)) == "p0"
        assert provider(await ask(gateway)) == "p0"


async def test_a_request_that_is_to_blame_never_opens_a_breaker(tmp_path: Path) -> None:
    async def refuses(to: Connection) -> None:
        await to.answer('{"error": {"message": "temperature: too warm"}}', 400)

    async with upstream(refuses) as far, before(tmp_path, chat_config(far.url)) as gateway:
        for _ in range(12):
            answer = await ask(gateway)
            assert answer.status_code == 400
            assert "too warm" in answer.json()["error"]["message"]
        assert len(far.received) == 12


async def test_retries_end_with_the_deadline(tmp_path: Path, clock: FakeClock) -> None:
    async def is_busy(to: Connection) -> None:
        clock.forward(400)
        await to.answer("{}", 503, retry_after="10")

    async with upstream(is_busy) as far, before(tmp_path, chat_config(far.url), clock) as gateway:
        assert (await ask(gateway)).status_code == 502
        assert len(far.received) == 2
        clock.forward(100)
        far.received.clear()

        async def is_busier(to: Connection) -> None:
            clock.forward(595)
            await to.answer("{}", 503, retry_after="10")

        far.script = is_busier
        assert (await ask(gateway)).status_code == 502
        assert len(far.received) == 1


async def test_the_sandbox_may_be_the_last_target(tmp_path: Path) -> None:
    async with upstream(fails) as bad:
        config = chat_config(bad.url)
        row = config.models[MODEL]
        target = type(row.targets[0])
        config = type(config)(
            providers=config.providers, models={MODEL: type(row)(targets=(*row.targets, target(provider="sandbox")))}
        )
        async with before(tmp_path, config) as gateway:
            answer = await ask(gateway, messages=[{"role": "user", "content": "What is 6 * 7?"}])
            assert answer.json()["choices"][0]["message"]["content"] == "6 × 7 = 42"
            assert provider(answer) == "sandbox"


@pytest.mark.parametrize("stream", [False, True])
async def test_a_model_without_a_target_is_unknown_and_the_others_are_named(tmp_path: Path, stream: bool) -> None:
    async with upstream(well) as far, before(tmp_path, chat_config(far.url)) as gateway:
        answer = await ask(gateway, model="gemini-2.5-pro", stream=stream)
        assert answer.status_code == 400
        assert answer.json()["error"]["available_models"] == [MODEL]
        assert len(far.received) == 0
