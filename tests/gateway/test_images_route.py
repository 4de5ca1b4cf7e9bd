"""`POST /images/generations` and `/images/generate`: every rule, each refusal, and what is charged."""

from __future__ import annotations

import asyncio
import base64
from decimal import Decimal
from typing import Any

import pytest

from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import FLASH, GPT, Gateway, read
from tests.gateway.providers import png

NEWEST = ("/v1/images/generations", "/api/v1/images/generations")
OLDER = ("/v1/images/generate", "/api/v1/images/generate")
LINK = "https://pictures.example/a.png"
DATA = "data:image/png;base64," + base64.b64encode(png()).decode()


@pytest.mark.parametrize("path", NEWEST)
async def test_the_newest_route_answers_like_openai_with_link_bytes_and_charge(gateway: Gateway, path: str) -> None:
    answer = await gateway.make(path, n=2)
    assert answer.status_code == 200, answer.text
    body = read(answer)
    assert body["created"] == int(gateway.clock.now)
    assert body["expires_at"] == int(gateway.clock.now) + 7 * 24 * 3600
    assert body["creditsUsed"] == Decimal(8)
    assert body["model"] == FLASH
    assert len(body["data"]) == 2
    for item in body["data"]:
        linked = await gateway.http.get(item["url"])
        assert linked.content == base64.b64decode(item["b64_json"])
    assert gateway.balance == Credits.of(992)
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("path", OLDER)
async def test_the_older_route_answers_with_links_model_and_result_id(gateway: Gateway, path: str) -> None:
    body = read(await gateway.make(path))
    assert body["resultId"].startswith("res_")
    assert body["data"] == [{"url": body["data"][0]["url"], "model": FLASH}]
    assert body["creditsUsed"] == 4


async def test_the_older_route_has_a_default_model_and_the_newest_has_none(gateway: Gateway) -> None:
    answer = read(await gateway.make(OLDER[0], model=None))
    assert answer["model"] == GPT
    error = await gateway.refusal(model=None)
    assert (error["code"], error["param"]) == ("model_required", "model")
    assert FLASH in error["available_models"]


@pytest.mark.parametrize("size", ["1024x1024", "1536x1024", "1024x1536", "2048x2048", "4096x4096"])
async def test_gpt_image_2_takes_its_five_sizes(gateway: Gateway, size: str) -> None:
    assert (await gateway.make(model=GPT, size=size)).status_code == 200
    order = gateway.provider.orders[0]
    assert f"{order.width}x{order.height}" == size


@pytest.mark.parametrize("size", ["2048x1152", "512x512", "4096x2048"])
async def test_gpt_image_2_refuses_other_sizes(gateway: Gateway, size: str) -> None:
    error = await gateway.refusal(model=GPT, size=size)
    assert error["param"] == "size"
    assert error["allowed"] == ["1024x1024", "1536x1024", "1024x1536", "2048x2048", "4096x4096"]
    assert "1536x1024" in error["message"]


async def test_gpt_image_2_at_2k_and_4k_has_prices_of_its_own(gateway: Gateway) -> None:
    small = read(await gateway.make(model=GPT, size="1536x1024"))
    large = read(await gateway.make(model=GPT, size="4096x4096"))
    assert (small["creditsUsed"], large["creditsUsed"]) == (Decimal(4), Decimal("14.5"))


@pytest.mark.parametrize("field", ["aspect_ratio", "resolution"])
async def test_gpt_image_2_has_neither_ratio_nor_resolution(gateway: Gateway, field: str) -> None:
    value = {"aspect_ratio": "16:9", "resolution": "2K"}[field]
    assert (await gateway.refusal(model=GPT, **{field: value}))["param"] == field


@pytest.mark.parametrize("field", ["reference_images", "image_urls", "images", "image"])
async def test_gpt_image_2_refuses_a_data_url_under_the_name_the_caller_used(gateway: Gateway, field: str) -> None:
    error = await gateway.refusal(model=GPT, **{field: DATA if field == "image" else [DATA]})
    assert error["param"] == field
    assert error["allowed"] == ["https"]
    assert error["message"].startswith(field)


async def test_gpt_image_2_refuses_a_plain_http_link(gateway: Gateway) -> None:
    assert (await gateway.refusal(model=GPT, reference_images=["http://pictures.example/a.png"]))["allowed"] == [
        "https"
    ]


@pytest.mark.parametrize(("model", "field"), [(GPT, "reference_images"), (FLASH, "image_urls")])
async def test_five_references_are_refused(gateway: Gateway, model: str, field: str) -> None:
    error = await gateway.refusal(model=model, **{field: [LINK] * 5})
    assert error["param"] == field
    assert error["allowed"] == ["0", "4"]
    assert "4" in error["message"] and "5" in error["message"]


@pytest.mark.parametrize("ratio", ["1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "21:9"])
@pytest.mark.parametrize("resolution", ["0.5K", "1K", "2K", "4K"])
async def test_nanobanana_2_makes_each_ratio_exactly_at_each_resolution(
    gateway: Gateway, ratio: str, resolution: str
) -> None:
    answer = await gateway.make(aspect_ratio=ratio, resolution=resolution)
    assert answer.status_code == 200, answer.text
    order = gateway.provider.orders[0]
    wide, high = map(int, ratio.split(":"))
    assert order.width * high == order.height * wide
    longest = {"0.5K": 512, "1K": 1024, "2K": 2048, "4K": 4096}[resolution]
    assert longest - 42 <= max(order.width, order.height) <= longest
    assert read(answer)["creditsUsed"] == {"0.5K": 4, "1K": 4, "2K": 6, "4K": 9}[resolution]


async def test_nanobanana_2_refuses_4_to_5_and_names_all_ratios(gateway: Gateway) -> None:
    error = await gateway.refusal(aspect_ratio="4:5")
    assert error["param"] == "aspect_ratio"
    assert error["allowed"] == ["1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "21:9"]
    assert "21:9" in error["message"]


async def test_nanobanana_2_refuses_8k(gateway: Gateway) -> None:
    error = await gateway.refusal(resolution="8K")
    assert (error["param"], error["allowed"]) == ("resolution", ["0.5K", "1K", "2K", "4K"])


async def test_nanobanana_2_takes_a_data_url_and_draws_from_its_bytes(gateway: Gateway) -> None:
    assert (await gateway.make(image_urls=[DATA])).status_code == 200
    assert gateway.provider.orders[0].references == (png(),)


async def test_size_and_ratio_together_are_refused(gateway: Gateway) -> None:
    assert (await gateway.refusal(size="1024x1024", aspect_ratio="1:1"))["param"] == "size"


@pytest.mark.parametrize("size", ["1024*1024", "1024X1024", "1024x1024"])
async def test_size_is_read_with_a_star_as_the_older_sheets_write_it(gateway: Gateway, size: str) -> None:
    assert (await gateway.make(size=size, model=GPT)).status_code == 200
    assert gateway.provider.orders[0].width == 1024


@pytest.mark.parametrize("size", ["big", "1024", "-1x5", "1024x1024x3", "1e3x1e3", "٣x٣", ""])
async def test_size_that_is_no_size_is_refused(gateway: Gateway, size: str) -> None:
    assert (await gateway.refusal(size=size))["param"] == "size"


async def test_an_edit_model_needs_a_picture(gateway: Gateway) -> None:
    error = await gateway.refusal(model="nano-banana-edit")
    assert error["param"] == "images" and "at least 1" in error["message"]


@pytest.mark.parametrize(("asked", "made"), [(-3, 1), (0, 1), (1, 1), (10, 10), (11, 10), (10**30, 10)])
async def test_n_is_clamped_to_one_to_ten(gateway: Gateway, asked: int, made: int) -> None:
    body = read(await gateway.make(n=asked))
    assert len(body["data"]) == made
    assert body["creditsUsed"] == 4 * made


async def test_only_pictures_that_were_returned_are_charged(gateway: Gateway) -> None:
    gateway.provider.gives = 3
    body = read(await gateway.make(n=5))
    assert (len(body["data"]), body["creditsUsed"]) == (3, Decimal(12))
    assert gateway.balance == Credits.of(988)
    assert gateway.calls() == [(200, 3, 12_000_000, None)]


async def test_pictures_beyond_the_order_are_neither_given_nor_charged(gateway: Gateway) -> None:
    gateway.provider.gives = 4
    body = read(await gateway.make(n=2))
    assert (len(body["data"]), body["creditsUsed"]) == (2, Decimal(8))


async def test_no_picture_at_all_costs_nothing(gateway: Gateway) -> None:
    gateway.provider.gives = 0
    answer = await gateway.make()
    assert answer.status_code == 502
    assert gateway.balance == Credits.of(1000)


async def test_links_of_a_provider_are_passed_on(gateway: Gateway) -> None:
    gateway.provider.links = True
    for wish in (None, "url", "b64_json"):
        body = read(await gateway.make(response_format=wish))
        assert body["data"] == [{"url": "https://cdn.example/0.png"}]


async def test_unknown_model_lists_the_models_inside_and_beside_the_error(gateway: Gateway) -> None:
    answer = await gateway.make(model="gpt-image-3")
    assert answer.status_code == 400
    body = read(answer)
    assert body["error"]["code"] == "model_not_found"
    assert body["error"]["param"] == "model"
    assert "gpt-image-2" in body["error"]["message"]
    assert body["available_models"] == body["error"]["available_models"]
    assert {GPT, FLASH} <= set(body["available_models"])
    assert "gpt-5.5" not in body["available_models"]


async def test_a_chat_model_makes_no_pictures_and_its_own_route_is_named(gateway: Gateway) -> None:
    chat = gateway.parts.catalog.cards("chat")[0]
    error = await gateway.refusal(model=chat.id)
    assert "makes no pictures" in error["message"]
    assert error["available_models"]


async def test_model_names_are_read_without_regard_to_case(gateway: Gateway) -> None:
    assert read(await gateway.make(model="GPT-Image-2"))["model"] == GPT


async def test_intent_takes_the_cheapest_able_model_and_says_which(gateway: Gateway) -> None:
    body = read(await gateway.make(OLDER[0], model=None, intent="text-to-image-fast"))
    chosen = body["model"]
    prices = {
        card.id: card.price.at(card.limits.default_resolution or "1K")[0]
        for card in gateway.parts.catalog.cards("image")
        if card.price
    }
    least = min(price.expected for price in prices.values() if price and price.expected is not None)
    assert body["creditsUsed"] == least
    assert prices[chosen].expected == least


async def test_intent_passes_over_models_that_cannot(gateway: Gateway) -> None:
    body = read(await gateway.make(OLDER[0], model=None, intent="text-to-image-fast", resolution="4K"))
    assert gateway.parts.catalog.card(body["model"]).limits.resolutions != ()
    assert max(gateway.provider.orders[0].width, gateway.provider.orders[0].height) == 4096


async def test_a_model_is_obeyed_beside_an_intent(gateway: Gateway) -> None:
    assert read(await gateway.make(OLDER[0], model=GPT, intent="text-to-image-fast"))["model"] == GPT


async def test_unknown_intent_lists_the_intents(gateway: Gateway) -> None:
    error = await gateway.refusal(path=OLDER[0], model=None, intent="text-to-sculpture")
    assert (error["code"], error["param"]) == ("unknown_intent", "intent")
    assert "text-to-image-fast" in error["available_intents"]


async def test_an_intent_of_another_kind_finds_no_model_here(gateway: Gateway) -> None:
    assert (await gateway.refusal(path=OLDER[0], model=None, intent="text-to-speech"))["param"] == "intent"


async def test_an_intent_whose_reference_form_no_cheap_model_takes_goes_to_one_that_does(gateway: Gateway) -> None:
    body = read(await gateway.make(OLDER[0], model=None, intent="text-to-image-fast", image_urls=[DATA]))
    forms = gateway.parts.catalog.card(body["model"]).limits.reference_forms
    assert forms is None or "data-url" in forms


@pytest.mark.parametrize("prompt", ["", "   \n", None])
async def test_an_empty_prompt_is_refused(gateway: Gateway, prompt: str | None) -> None:
    assert (await gateway.refusal(prompt=prompt))["param"] == "prompt"


@pytest.mark.parametrize(("model", "most"), [(GPT, 4000), (FLASH, 32_000)])
async def test_a_prompt_may_be_long_but_not_huge(gateway: Gateway, model: str, most: int) -> None:
    assert (await gateway.make(model=model, prompt="é" * most)).status_code == 200
    error = await gateway.refusal(model=model, prompt="é" * (most + 1))
    assert error["param"] == "prompt" and str(most) in error["message"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nonsense", b'{"prompt": "a"', b"\xff\xfe", b"[" * 100_000, b'{"prompt": "\xff"}', b'{"n":1}{"n":1}'],
)
async def test_a_body_that_is_no_json_is_refused(gateway: Gateway, body: bytes) -> None:
    answer = await gateway.http.post(NEWEST[0], content=body)
    assert answer.status_code == 400, answer.text
    assert read(answer)["error"]["code"] == "invalid_json"


@pytest.mark.parametrize("body", [b"null", b"[]", b'"text"', b"3"])
async def test_json_that_is_no_object_is_refused(gateway: Gateway, body: bytes) -> None:
    answer = await gateway.http.post(NEWEST[0], content=body)
    assert answer.status_code == 400
    assert "object" in read(answer)["error"]["message"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("prompt", 3), ("n", "two"), ("n", 1.5), ("size", ["a"]), ("image_urls", {"a": 1}), ("seed", "x")],
)
async def test_a_value_of_another_type_is_refused_with_its_field(gateway: Gateway, field: str, value: Any) -> None:
    error = await gateway.refusal(**{field: value})
    assert (error["code"], error["param"]) == ("invalid_type", field)


async def test_an_unknown_field_is_named_with_the_nearest_one(gateway: Gateway) -> None:
    error = await gateway.refusal(aspect_ration="1:1")
    assert (error["code"], error["param"]) == ("unknown_field", "aspect_ration")
    assert "Did you mean aspect_ratio?" in error["message"]


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("mode", "slow", ["auto", "fast"]),
        ("response_format", "jpeg", ["url", "b64_json"]),
        ("output_format", "gif", ["png", "jpeg", "webp"]),
    ],
)
async def test_a_word_outside_its_list_is_refused_with_the_list(
    gateway: Gateway, field: str, value: str, allowed: list[str]
) -> None:
    error = await gateway.refusal(**{field: value})
    assert (error["param"], error["allowed"]) == (field, allowed)
    assert all(word in error["message"] for word in allowed)


async def test_output_format_reaches_the_provider(gateway: Gateway) -> None:
    await gateway.make(output_format="webp", seed=-7)
    assert (gateway.provider.orders[0].format, gateway.provider.orders[0].seed) == ("webp", -7)


async def test_response_format_chooses_between_link_and_bytes(gateway: Gateway) -> None:
    assert set(read(await gateway.make(response_format="url"))["data"][0]) == {"url"}
    assert set(read(await gateway.make(response_format="b64_json"))["data"][0]) == {"b64_json"}
    older = await gateway.make(OLDER[0], response_format="b64_json")
    assert set(read(older)["data"][0]) == {"b64_json", "model"}


async def test_fields_of_openai_without_effect_here_are_taken(gateway: Gateway) -> None:
    answer = await gateway.make(
        quality="high", style="vivid", background="auto", user="u", moderation="low", output_compression=80
    )
    assert answer.status_code == 200


async def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read(gateway: Gateway) -> None:
    async def never():
        raise AssertionError("the body was read")
        yield b""

    answer = await gateway.http.post(NEWEST[0], content=never(), headers={"content-length": str(2**30)})
    assert answer.status_code == 413
    assert read(answer)["error"]["type"] == "payload_too_large"


async def test_a_body_that_grows_too_large_is_refused(gateway: Gateway) -> None:
    async def endless():
        while True:
            yield bytes(2**20)

    answer = await gateway.http.post(NEWEST[0], content=endless())
    assert answer.status_code == 413


async def test_a_balance_that_is_too_low_says_what_is_needed_and_there(gateway: Gateway) -> None:
    poor = await gateway.new_key("3.5")
    answer = await gateway.make(n=2, headers={"authorization": f"Bearer {poor.key}"})
    assert answer.status_code == 402
    body = read(answer)
    for place in (body, body["error"]):
        assert (place["required"], place["available"]) == (Decimal(8), Decimal("3.5"))
    assert body["error"]["type"] == "insufficient_credits"
    assert not gateway.provider.orders
    balance = gateway.parts.ledger.balance(poor.account)
    assert (balance.available, balance.held) == (Credits.of("3.5"), Credits.of(0))
    assert gateway.calls() == [(402, 0, 0, "insufficient_credits")]


async def test_a_provider_that_fails_costs_nothing(gateway: Gateway) -> None:
    gateway.provider.fail()
    answer = await gateway.make()
    assert answer.status_code == 502
    error = read(answer)["error"]
    assert (error["type"], error["code"]) == ("upstream_error", "provider_failed")
    assert "a cold" in error["message"] and "othing was charged" in error["message"]
    assert gateway.balance == Credits.of(1000)
    assert gateway.calls() == [(502, 0, 0, "provider_failed")]


async def test_a_provider_that_crashes_costs_nothing_and_tells_no_secret(gateway: Gateway) -> None:
    gateway.provider.crash()
    answer = await gateway.make()
    assert answer.status_code == 500
    assert "ck_" not in answer.text and "fell over" not in answer.text
    assert answer.headers["x-request-id"] in read(answer)["error"]["message"]
    assert gateway.balance == Credits.of(1000)


async def test_a_provider_that_hangs_is_given_up_and_costs_nothing(tmp_path, clock) -> None:
    from tests.gateway.conftest import running

    async with running(tmp_path, clock, time_limit=0.05) as gateway:
        gateway.provider.hangs = True
        answer = await gateway.make()
        assert answer.status_code == 504
        assert read(answer)["error"]["code"] == "timeout"
        assert gateway.balance == Credits.of(1000)
        assert gateway.books().held == Credits.of(0)


async def test_a_model_without_a_price_is_refused(tmp_path, clock) -> None:
    import dataclasses

    import msgspec

    from hypereal_lab.catalog import Catalog
    from tests.gateway.conftest import running

    async with running(tmp_path, clock) as gateway:
        card = msgspec.structs.replace(gateway.parts.catalog.card(FLASH), prices=())
        parts = dataclasses.replace(gateway.parts, catalog=Catalog([card]))
        unpriced = Gateway(parts, gateway.provider, clock, gateway.key)
        error = await unpriced.refusal()
        assert error["param"] == "model" and "no price" in error["message"].lower()
        await unpriced.http.aclose()


async def test_what_is_held_while_it_runs_cannot_be_spent_twice(gateway: Gateway) -> None:
    poor = await gateway.new_key(6)
    gateway.provider.may_end.clear()
    own = {"authorization": f"Bearer {poor.key}"}
    first = asyncio.create_task(gateway.make(headers=own))
    await gateway.provider.began.wait()
    assert gateway.parts.ledger.balance(poor.account).held == Credits.of(4)
    assert (await gateway.make(headers=own)).status_code == 402
    gateway.provider.may_end.set()
    assert (await first).status_code == 200
    assert gateway.parts.ledger.balance(poor.account).available == Credits.of(2)


async def test_a_full_disk_for_results_charges_nothing(gateway: Gateway) -> None:
    folder = gateway.parts.store.data_dir / "files"
    folder.write_bytes(b"in the way")
    answer = await gateway.make()
    assert answer.status_code == 503
    assert read(answer)["error"]["type"] == "upstream_unavailable"
    assert gateway.balance == Credits.of(1000)
    assert gateway.books().held == Credits.of(0)
