"""The OpenAI SDK, pointed at the gateway."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator

import httpx
import openai
import pytest

from tests.gateway.conftest import FLASH, GPT, Gateway
from tests.gateway.providers import png


@pytest.fixture
async def sdk(gateway: Gateway, base_url: str) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(api_key=gateway.key.key, base_url=f"{base_url}/api/v1", max_retries=0) as made:
        yield made


async def test_it_makes_a_picture_with_link_and_bytes(sdk: openai.AsyncOpenAI) -> None:
    made = await sdk.images.generate(model=GPT, prompt="a kite", size="1536x1024", n=2)
    assert made.data is not None and len(made.data) == 2
    first = made.data[0]
    assert base64.b64decode(first.b64_json or "") == png(colour=(0, 0, 0))
    async with httpx.AsyncClient() as http:
        assert (await http.get(first.url or "")).content == png(colour=(0, 0, 0))


@pytest.mark.parametrize("wish", ["url", "b64_json"])
async def test_it_chooses_between_link_and_bytes(sdk: openai.AsyncOpenAI, wish: str) -> None:
    made = await sdk.images.generate(model=GPT, prompt="a kite", response_format=wish)
    assert made.data is not None
    assert (made.data[0].url is None, made.data[0].b64_json is None) == (wish != "url", wish != "b64_json")


async def test_it_sends_fields_of_ours_as_extra_body(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    await sdk.images.generate(model=FLASH, prompt="a kite", extra_body={"aspect_ratio": "16:9", "resolution": "2K"})
    assert gateway.provider.orders[0].width == 2048


async def test_it_lists_the_models(sdk: openai.AsyncOpenAI) -> None:
    ids = [model.id async for model in sdk.models.list()]
    assert {GPT, FLASH} <= set(ids)
    assert (await sdk.models.retrieve(GPT)).id == GPT


async def test_a_refused_value_is_its_bad_request_error_with_the_field(sdk: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await sdk.images.generate(model=GPT, prompt="a kite", size="512x512")
    assert caught.value.param == "size"
    assert caught.value.code == "invalid_value"
    assert caught.value.type == "invalid_request"
    assert "1536x1024" in caught.value.body["allowed"]
    assert caught.value.request_id.startswith("req_")


async def test_an_unknown_model_lists_those_there_are_in_its_body(sdk: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await sdk.images.generate(model="dall-e-9", prompt="a kite")
    assert GPT in caught.value.body["available_models"]


async def test_a_bad_key_is_its_authentication_error(sdk: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.AuthenticationError):
        await sdk.with_options(api_key="ck_nobody").images.generate(model=GPT, prompt="a kite")


async def test_too_little_credit_is_a_status_error_with_both_numbers(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    poor = await gateway.new_key(1)
    with pytest.raises(openai.APIStatusError) as caught:
        await sdk.with_options(api_key=poor.key).images.generate(model=GPT, prompt="a kite")
    assert caught.value.status_code == 402
    assert (caught.value.body["required"], caught.value.body["available"]) == (4, 1)


async def test_too_many_requests_are_its_rate_limit_error(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    eager = sdk.with_options(api_key=(await gateway.new_key(rate_limit=1)).key)
    await eager.models.list()
    with pytest.raises(openai.RateLimitError) as caught:
        await eager.models.list()
    assert int(caught.value.response.headers["retry-after"]) == 3600


async def test_a_failing_provider_is_its_server_error(sdk: openai.AsyncOpenAI, gateway: Gateway) -> None:
    gateway.provider.fail()
    with pytest.raises(openai.InternalServerError, match="Nothing was charged"):
        await sdk.images.generate(model=GPT, prompt="a kite")


def test_its_sync_client_works_from_a_plain_thread(tmp_path) -> None:
    """What most people write: `OpenAI(base_url=..., api_key=...)`, no await."""
    import asyncio
    import threading

    from tests.gateway.conftest import FakeClock, listening, running

    done = threading.Event()
    told: dict[str, str] = {}
    ready = threading.Event()

    async def serve() -> None:
        async with running(tmp_path, FakeClock()) as gateway, listening(gateway) as url:
            told.update(url=url, key=gateway.key.key)
            ready.set()
            while not done.is_set():
                await asyncio.sleep(0.01)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(20)
        with openai.OpenAI(api_key=told["key"], base_url=f"{told['url']}/v1") as sdk:
            made = sdk.images.generate(model=GPT, prompt="a kite")
        assert made.data and made.data[0].url
    finally:
        done.set()
        thread.join()
