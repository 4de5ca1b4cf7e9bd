"""Every model is there, with limits, and with a price that says where it comes from."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal

import msgspec
import pytest

from hypereal_lab.catalog import Card, Quantity, UnknownIntent, UnknownModelId, estimate, load
from hypereal_lab.catalog.price import BASES
from hypereal_lab.wire.money import Credits

CATALOG = load()
CARDS = CATALOG.cards()


def test_all_models_of_the_api_pages_are_there() -> None:
    assert Counter(card.kind for card in CARDS) == {
        "chat": 25, "messages": 5, "responses": 9, "gemini": 20, "image": 24,
        "image_edit": 2, "video": 45, "audio": 5, "3d": 6, "gpu": 2,
    }  # fmt: skip
    assert len({card.id.casefold() for card in CARDS}) == 143


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_a_price_names_unit_version_day_basis_and_source(card: Card) -> None:
    for price in card.prices:
        assert price.unit in {"image", "second", "clip", "request", "minute", "mtok"}
        assert price.basis in BASES
        assert price.version
        assert len(price.source) > 10
        assert datetime.date.fromisoformat(price.effective)
        amounts = [*price.tiers.values(), *([price.amount] if price.amount else [])]
        assert amounts or price.input is not None
        for amount in amounts:
            low, expected, high = amount.spread()
            assert low is not None and expected is not None and high is not None
            assert Credits(0) < low <= expected <= high


def test_money_in_the_data_files_is_text_and_never_a_float() -> None:
    from importlib.resources import files

    def floats(value: object) -> bool:
        if isinstance(value, dict):
            return any(floats(one) for one in value.values())
        if isinstance(value, list):
            return any(floats(one) for one in value)
        return isinstance(value, float)

    for path in (files("hypereal_lab.catalog") / "data").iterdir():
        assert not floats(msgspec.json.decode(path.read_bytes())), path.name


@pytest.mark.parametrize(
    ("model", "quantity", "expected", "basis"),
    [
        ("gpt-image-2", Quantity(size="1024x1024"), "4", "documented"),
        ("gpt-image-2", Quantity(size="2048x2048"), "14.5", "assumed"),
        ("gemini-3-1-flash-t2i", Quantity(), "4", "observed"),
        ("gemini-3-1-flash-t2i", Quantity(resolution="2k"), "6", "observed"),
        ("gemini-3-1-flash-t2i", Quantity(resolution="4K", n=3), "27", "observed"),
        ("gemini-3.1-flash-image-preview", Quantity(), "6.72", "list"),
        ("gemini-3.1-flash-image-preview", Quantity(references=2), "6.832", "list"),
        ("flux-kontext-pro", Quantity(), "4", "list"),
        ("flux-2-pro", Quantity(), "14.5", "assumed"),
        ("nano-banana-pro-edit", Quantity(resolution="4k", references=1), "22", "observed"),
        ("audio-clone", Quantity(), "107", "documented"),
        ("seedance-2-0-t2v", Quantity(seconds=5), "100", "observed"),
        ("kling-3-0-pro-i2v", Quantity(seconds=10), "112", "observed"),
        ("gpt-5.5", Quantity(input_tokens=1_000_000, output_tokens=1_000_000), "3500", "list"),
        ("gpt-5-nano", Quantity(), "", ""),
    ],
)
def test_known_prices(model: str, quantity: Quantity, expected: str, basis: str) -> None:
    if model == "gpt-5-nano":
        with pytest.raises(UnknownModelId):
            CATALOG.card(model)
        return
    found = estimate(CATALOG.card(model), quantity)
    assert found.expected == Credits.of(expected)
    assert found.basis == basis


@pytest.mark.parametrize("model", ["audio-tts", "lyria-3-pro", "gpt-5.3", "gemini-3.1-pro", "qwen3-max"])
def test_a_price_that_nobody_tells_is_unknown_and_not_zero(model: str) -> None:
    found = estimate(CATALOG.card(model), Quantity())
    assert found.expected is None
    assert not found.known
    assert found.show() == "price unknown"


def test_a_clip_of_a_length_without_a_price_is_unknown() -> None:
    assert not estimate(CATALOG.card("kling-3-0-pro-i2v"), Quantity(seconds=15)).known


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_many_cost_so_many_times_one(card: Card) -> None:
    asked = {"seconds": 5, "references": 1, "input_tokens": 1000, "output_tokens": 10}
    one, many = (estimate(card, Quantity(n=n, **asked)) for n in (1, 7))
    if one.expected is None:
        assert many.expected is None
        return
    assert one.low is not None and one.high is not None
    assert one.low <= one.expected <= one.high
    if one.unit != "mtok":
        assert many.expected == one.expected * 7


def test_ids_and_aliases_are_found_in_any_case() -> None:
    assert CATALOG.card("GPT-Image-2").id == "gpt-image-2"
    assert CATALOG.card("minimax-m2.5").id == "MiniMax-M2.5"
    assert CATALOG.card("claude-3-5-sonnet-20241022").id == "claude-sonnet-4-6"


def test_an_unknown_id_names_its_neighbours() -> None:
    with pytest.raises(UnknownModelId) as unknown:
        CATALOG.card("gpt-imag-2")
    assert unknown.value.near[0] == "gpt-image-2"


def test_an_intent_takes_the_cheapest_and_breaks_ties_by_id() -> None:
    def anything(_: Card) -> bool:
        return True

    assert CATALOG.for_intent("text-to-image-fast", anything, Quantity()) == CATALOG.card("gpt-4o-image")
    tied = CATALOG.for_intent(
        "text-to-image-fast", lambda card: card.id in ("nano_banana_2", "gpt-image-2"), Quantity()
    )
    assert tied == CATALOG.card("gpt-image-2")
    assert CATALOG.for_intent("text-to-image-fast", lambda _: False, Quantity()) is None
    unpriced = CATALOG.for_intent(
        "chat-fast", lambda card: card.id in ("gpt-5.3", "gpt-5.5"), Quantity(output_tokens=1)
    )
    assert unpriced == CATALOG.card("gpt-5.5")


def test_an_unknown_intent_lists_those_there_are() -> None:
    with pytest.raises(UnknownIntent) as unknown:
        CATALOG.for_intent("make-it-nice", lambda _: True, Quantity())
    assert "text-to-image-fast" in unknown.value.available


def test_an_estimate_reads_like_a_price() -> None:
    assert estimate(CATALOG.card("gpt-image-2"), Quantity()).show() == "3-8 credits"
    assert estimate(CATALOG.card("audio-asr"), Quantity(seconds=59.0)).show() == "1 credit"
    assert Decimal("0.056") == CATALOG.card("gemini-3.1-flash-image-preview").price.reference  # type: ignore[union-attr]
