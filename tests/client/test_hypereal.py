"""The client against scripted servers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hypereal_lab import errors
from hypereal_lab.client import AsyncHypereal, Hypereal, Timeouts
from hypereal_lab.client.http import Http
from hypereal_lab.client.settings import resolve
from hypereal_lab.wire.images import ImagesAnswer, ImagesBody

KEY = "ck_canary_0123456789"
PICTURE = {"created": 1, "data": [{"url": "/files/a/b.png"}], "creditsUsed": 4}

Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler, **settings: object) -> AsyncHypereal:
    return AsyncHypereal(KEY, "http://server", environ={}, transport=httpx.MockTransport(handler), **settings)  # type: ignore[arg-type]


async def test_a_call_is_priced_before_and_sent_once_it_is_awaited() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=PICTURE)

    async with client(handler) as hypereal:
        call = hypereal.images.generate("a cat", model="gemini-3-1-flash-t2i", n=2)
        assert call.state == "never sent"
        assert call.estimate().expected is not None
        assert not seen
        answer = await call
        assert await call is answer
    assert len(seen) == 1
    assert answer.credits_used == Decimal(4)
    assert json.loads(seen[0].content) == {"model": "gemini-3-1-flash-t2i", "prompt": "a cat", "n": 2}
    assert seen[0].headers["idempotency-key"]
    assert seen[0].headers["authorization"] == f"Bearer {KEY}"


async def test_intent_goes_to_the_route_that_knows_it() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/api/v1/images/generate"
        return httpx.Response(200, json=PICTURE)

    async with client(handler) as hypereal:
        await hypereal.images.generate("a cat", intent="text-to-image-fast")


async def test_references_go_under_the_name_the_model_knows() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert json.loads(request.content)["reference_images"] == ["https://x/1.png"]
        return httpx.Response(200, json=PICTURE)

    async with client(handler) as hypereal:
        await hypereal.images.generate("a cat", model="gpt-image-2", references=["https://x/1.png"])


async def test_a_problem_is_raised_with_its_facts_and_the_request_id() -> None:
    body = {"error": {"type": "insufficient_credits", "message": "Needs 8."}, "required": 8, "available": 3}

    async with client(lambda _: httpx.Response(402, json=body, headers={"x-request-id": "req_9"})) as hypereal:
        with pytest.raises(errors.InsufficientCredits) as refused:
            await hypereal.images.generate("a cat", model="gpt-image-2")
    assert refused.value.facts["required"] == 8
    assert refused.value.request_id == "req_9"
    assert KEY not in str(refused.value) + repr(refused.value)


async def test_a_failed_call_is_repeated_with_the_same_key() -> None:
    keys: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        return httpx.Response(502, json={"error": "no"}) if len(keys) == 1 else httpx.Response(200, json=PICTURE)

    async with client(handler) as hypereal:
        call = hypereal.images.generate("a cat", model="gpt-image-2")
        with pytest.raises(errors.UpstreamError):
            await call
        assert call.state == "failed"
        await call
    assert keys == [keys[0], keys[0]]


async def test_an_html_page_with_status_200_is_unreadable() -> None:
    page = httpx.Response(200, html="<html>hello</html>")
    async with client(lambda _: page) as hypereal:
        with pytest.raises(errors.UnreadableAnswer, match="base URL"):
            await hypereal.credits()


async def test_a_link_is_opened_without_the_key() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert "authorization" not in request.headers
        assert str(request.url) == "http://elsewhere/a.png"
        return httpx.Response(200, content=b"bytes")

    async with client(handler) as hypereal:
        assert await hypereal.download("http://elsewhere/a.png") == b"bytes"


@pytest.mark.parametrize(("honours", "sent"), [(False, 1), (True, 2)])
async def test_a_connection_that_breaks_after_the_request_is_repeated_only_where_that_is_free(
    honours: bool, sent: int
) -> None:
    seen = 0

    async def handler(request: web.Request) -> web.StreamResponse:
        nonlocal seen
        seen += 1
        await request.read()
        if seen == 1:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        return web.json_response(PICTURE)

    app = web.Application()
    app.router.add_post("/api/v1/images/generations", handler)
    async with TestServer(app) as server:
        http = Http(resolve(KEY, str(server.make_url("/")), environ={}, honours_idempotency=honours), sleep=_no_sleep)
        try:
            if honours:
                await http.post("/v1/images/generations", ImagesBody(prompt="p"), ImagesAnswer, idempotency_key="k")
            else:
                with pytest.raises(errors.ConnectionFailed):
                    await http.post("/v1/images/generations", ImagesBody(prompt="p"), ImagesAnswer, idempotency_key="k")
        finally:
            await http.close()
    assert seen == sent


async def test_a_server_that_is_not_there_is_tried_again_and_then_named() -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    http = Http(resolve(KEY, "http://127.0.0.1:9", environ={}), sleep=sleep)
    with pytest.raises(errors.ConnectionFailed, match=r"127\.0\.0\.1:9") as failed:
        await http.post("/v1/images/generations", ImagesBody(prompt="p"), ImagesAnswer, idempotency_key="k")
    await http.close()
    assert failed.value.unsent
    assert len(pauses) == 3


async def test_a_server_that_says_nothing_times_out() -> None:
    release = asyncio.Event()

    async def handler(_: web.Request) -> web.Response:
        await release.wait()
        return web.Response()

    app = web.Application()
    app.router.add_get("/api/credits", handler)
    async with TestServer(app) as server:
        limits = Timeouts(read=0.05)
        http = Http(resolve(KEY, str(server.make_url("/")), environ={}, timeouts=limits), sleep=_no_sleep)
        with pytest.raises(errors.TimedOut):
            await http._once(http._client.build_request("GET", http._settings.url("/api/credits")))
        release.set()
        await http.close()


def test_the_sync_face_does_the_same() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=PICTURE))
    with Hypereal(KEY, "http://server", environ={}, transport=transport) as hypereal:
        answer = hypereal.images.generate("a cat", model="gpt-image-2")
        assert answer.data[0].url == "/files/a/b.png"
        assert KEY not in repr(hypereal)


def test_the_sync_face_has_every_name_of_the_async_one() -> None:
    named = {name for name in vars(AsyncHypereal) if not name.startswith("_")}
    assert named <= {name for name in vars(Hypereal) if not name.startswith("_")}


async def _no_sleep(_: float) -> None:
    await asyncio.sleep(0)


async def test_a_server_that_says_it_remembers_keys_is_asked_again_after_a_lost_answer() -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.method == "POST" and len(asked) == 2:
            raise httpx.ReadError("gone")
        return httpx.Response(200, json={**PICTURE, "balance": 1}, headers={"x-hypereal-idempotency": "86400"})

    async with client(handler) as hypereal:
        hypereal._http._sleep = _no_sleep
        assert not hypereal.remembers_keys
        await hypereal.credits()
        assert hypereal.remembers_keys
        await hypereal.images.generate("a cat", model="gemini-3-1-flash-t2i")
    assert len({request.headers["idempotency-key"] for request in asked if request.method == "POST"}) == 1
    assert len(asked) == 3
