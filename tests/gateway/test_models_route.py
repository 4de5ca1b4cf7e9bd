"""`GET /v1/models`: what SDKs list, with kind, price and limits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.gateway.conftest import FLASH, GPT, Gateway, read


@pytest.mark.parametrize("path", ["/v1/models", "/api/v1/models"])
async def test_all_models_are_listed_in_the_order_of_their_ids(gateway: Gateway, path: str) -> None:
    told = read(await gateway.http.get(path))
    ids = [entry["id"] for entry in told["data"]]
    assert told["object"] == "list"
    assert len(ids) == len(gateway.parts.catalog) and len(set(ids)) == len(ids)
    assert ids == sorted(ids, key=str.casefold)
    assert all(entry["object"] == "model" and isinstance(entry["created"], int) for entry in told["data"])


async def test_an_entry_tells_price_with_basis_and_limits(gateway: Gateway) -> None:
    entry = read(await gateway.http.get(f"/v1/models/{FLASH}"))
    assert entry["kind"] == "image"
    pricing = entry["pricing"]
    assert (pricing["unit"], pricing["basis"]) == ("image", "observed")
    assert pricing["credits"]["expected"] == 4
    assert pricing["tiers"] == {"0.5K": 4, "1K": 4, "2K": 6, "4K": 9}
    assert entry["limits"]["aspect_ratios"] == ["1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "21:9"]


async def test_chat_models_tell_prices_of_a_million_tokens(gateway: Gateway) -> None:
    priced = next(card for card in gateway.parts.catalog.cards("chat") if card.price and card.price.unit == "mtok")
    pricing = read(await gateway.http.get(f"/v1/models/{priced.id}"))["pricing"]
    assert Decimal(pricing["input_credits_per_mtok"]) == priced.price.input


async def test_the_announced_price_is_the_one_that_is_charged(gateway: Gateway) -> None:
    for model in (FLASH, GPT):
        entry = read(await gateway.http.get(f"/v1/models/{model}"))
        assert read(await gateway.make(model=model))["creditsUsed"] == entry["pricing"]["credits"]["expected"]


async def test_a_model_is_found_without_regard_to_case(gateway: Gateway) -> None:
    assert read(await gateway.http.get("/v1/models/GPT-IMAGE-2"))["id"] == GPT


async def test_an_unknown_model_is_a_404_with_what_is_near(gateway: Gateway) -> None:
    answer = await gateway.http.get("/v1/models/gpt-image-9")
    assert answer.status_code == 404
    assert GPT in read(answer)["error"]["message"]


async def test_every_entry_is_json_that_has_no_strange_numbers(gateway: Gateway) -> None:
    body = (await gateway.http.get("/v1/models")).text
    assert "NaN" not in body and "Infinity" not in body


@pytest.mark.parametrize(
    ("asked", "beginning"),
    [("gemini-2.5-flash", "gemini-2.5-flash"), ("claude-sonnet-4-5-20250929", "claude-sonnet-")],
)
async def test_an_id_that_no_page_names_is_the_model_that_would_answer(
    gateway: Gateway, asked: str, beginning: str
) -> None:
    assert read(await gateway.http.get(f"/v1/models/{asked}"))["id"].startswith(beginning)
