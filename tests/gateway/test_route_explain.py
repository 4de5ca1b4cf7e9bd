"""`POST /v1/route/explain`: what would be chosen, what else was looked at, and why not that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hypereal_lab.catalog import Card, Catalog, load
from hypereal_lab.catalog.intents import INTENTS
from hypereal_lab.gateway.routing import Candidates
from hypereal_lab.wire.route import RouteBody, RouteTarget
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.writers import Scripted

PATH = "/v1/route/explain"
IMAGES, TEXT = "text-to-image-fast", "chat-fast"
TOKENS = {"input_tokens": 1000, "output_tokens": 500}


class Places(Scripted):
    """A writer with targets of every kind of health, by model; others are well and nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, list[RouteTarget]] = {}

    def targets(self, card: Card) -> tuple[RouteTarget, ...]:
        return tuple(self.known.get(card.id, [RouteTarget(provider="one")]))


@pytest.fixture
def places() -> Places:
    return Places()


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock, places: Places) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "data", clock, text=places) as made:
        yield made


async def explained(gateway: Gateway, **wish: Any) -> Any:
    answer = await gateway.http.post(PATH, json=wish)
    assert answer.status_code == 200, answer.text
    return read(answer)


async def refused(gateway: Gateway, **wish: Any) -> Any:
    answer = await gateway.http.post(PATH, json=wish)
    assert answer.status_code == 400, answer.text
    return read(answer)["error"]


def found(told: Any, model: str) -> Any:
    return next(one for one in told["candidates"] if one["model"] == model)


@pytest.mark.parametrize("path", [PATH, f"/api{PATH}"])
@pytest.mark.parametrize(("intent", "more"), [(IMAGES, {"prompt": "a kite"}), (TEXT, TOKENS)], ids=["images", "text"])
async def test_the_first_that_qualifies_is_chosen_by_price_and_id(
    gateway: Gateway, path: str, intent: str, more: dict[str, Any]
) -> None:
    told = read(await gateway.http.post(path, json={"intent": intent, **more}))
    fit = [one for one in told["candidates"] if not one["disqualified"]]
    assert told["model"] == fit[0]["model"]
    assert {one["kind"] for one in told["candidates"]} == set(INTENTS[intent])
    ranks = [(one["price"] is None, one["price"]["expected"] if one["price"] else 0, one["model"]) for one in fit]
    assert ranks == sorted(ranks)
    assert told["candidates"] == fit + [one for one in told["candidates"] if one["disqualified"]]


async def test_models_without_a_price_come_behind_those_with_one(gateway: Gateway) -> None:
    fit = [one for one in (await explained(gateway, intent=TEXT, **TOKENS))["candidates"] if not one["disqualified"]]
    priced = [one["price"] is not None for one in fit]
    assert priced == sorted(priced, reverse=True)
    assert set(priced) == {True, False}


def test_equal_prices_go_by_id() -> None:
    card = next(one for one in load().cards("chat") if one.price and one.price.input)
    twins = [msgspec.structs.replace(card, id=name, aliases=()) for name in ("zebra", "ant", "mole")]
    ranked = Candidates(Catalog(twins), lambda _: [RouteTarget(provider="one")]).ranked(("chat",), RouteBody(**TOKENS))
    assert [one.model for one in ranked] == ["ant", "mole", "zebra"]


async def test_a_size_that_is_not_taken_speaks_against_a_model(gateway: Gateway) -> None:
    told = await explained(gateway, intent=IMAGES, size="17x9")
    assert all(any(why.startswith("size") for why in one["disqualified"]) for one in told["candidates"])
    assert (told["model"], told["reason"]) == (None, "No model of this intent qualifies.")


async def test_references_speak_against_a_model_that_takes_none(gateway: Gateway) -> None:
    told = await explained(gateway, intent=IMAGES, references=3)
    none = {card.id for card in gateway.parts.catalog.cards("image") if card.limits.max_references == 0}
    assert none
    for model in none:
        assert any("reference" in why for why in found(told, model)["disqualified"])
    assert told["model"] not in none


async def test_a_region_leaves_only_models_that_somebody_answers_for_there(gateway: Gateway, places: Places) -> None:
    first = (await explained(gateway, intent=TEXT, **TOKENS))["candidates"]
    home = first[1]["model"]
    places.known[home] = [RouteTarget(provider="two", region="eu")]
    told = await explained(gateway, intent=TEXT, region="eu", **TOKENS)
    assert told["model"] == home
    assert found(told, first[0]["model"])["disqualified"] == ["region: none of its providers is in eu."]


async def test_an_open_breaker_speaks_against_a_model_until_one_target_is_well(
    gateway: Gateway, places: Places
) -> None:
    usual = await explained(gateway, intent=TEXT, **TOKENS)
    first, second = (one["model"] for one in usual["candidates"][:2])
    places.known[first] = [RouteTarget(provider="one", health="open")]
    told = await explained(gateway, intent=TEXT, **TOKENS)
    assert told["model"] == second
    assert found(told, first)["disqualified"] == ["health: all of its providers fail at the moment."]
    places.known[first].append(RouteTarget(provider="two", health="half_open"))
    assert (await explained(gateway, intent=TEXT, **TOKENS))["model"] == first


async def test_a_highest_price_rules_out_the_dearer_and_the_unknown(gateway: Gateway) -> None:
    usual = [one for one in (await explained(gateway, intent=TEXT, **TOKENS))["candidates"] if not one["disqualified"]]
    least = usual[0]["price"]["expected"]
    told = await explained(gateway, intent=TEXT, max_credits=float(least), **TOKENS)
    fit = [one for one in told["candidates"] if not one["disqualified"]]
    assert fit and all(one["price"]["expected"] == least for one in fit)
    unpriced = next(one["model"] for one in usual if one["price"] is None)
    assert found(told, unpriced)["disqualified"] == ["max_credits: its price is not known."]
    assert (await explained(gateway, intent=TEXT, max_credits=0, **TOKENS))["model"] is None


async def test_a_named_model_is_obeyed_and_stands_first(gateway: Gateway) -> None:
    cheapest = (await explained(gateway, intent=TEXT, **TOKENS))["model"]
    other = next(card.id for card in gateway.parts.catalog.cards("chat") if card.id != cheapest)
    told = await explained(gateway, model=other, intent=TEXT, **TOKENS)
    assert told["model"] == told["candidates"][0]["model"] == other
    assert told["reason"] == f"{other} was named, and a named model is obeyed."


async def test_an_unknown_model_lists_those_that_are(gateway: Gateway) -> None:
    error = await refused(gateway, model="gpt-99")
    assert (error["param"], "gpt-5.5" in error["available_models"]) == ("model", True)


async def test_an_unknown_intent_lists_those_that_are(gateway: Gateway) -> None:
    error = await refused(gateway, intent="chat-slow")
    assert (error["param"], error["available_intents"]) == ("intent", list(INTENTS))


@pytest.mark.parametrize(
    ("wish", "param"),
    [
        ({}, "intent"),
        ({"intent": TEXT, "max_tokens": 5}, "max_tokens"),
        ({"intent": TEXT, "input_tokens": -1}, "input_tokens"),
        ({"intent": TEXT, "output_tokens": 10**12}, "output_tokens"),
        ({"intent": TEXT, "references": "two"}, "references"),
        ({"intent": TEXT, "max_credits": -1}, "max_credits"),
    ],
)
async def test_what_is_wrong_is_named(gateway: Gateway, wish: dict[str, Any], param: str) -> None:
    assert (await refused(gateway, **wish))["param"] == param


async def test_it_costs_and_makes_nothing(gateway: Gateway, places: Places) -> None:
    before = gateway.books()
    told = await explained(gateway, intent=TEXT, **TOKENS)
    assert isinstance(told["candidates"][0]["price"]["expected"], Decimal | int)
    assert (gateway.books(), gateway.calls(), places.orders) == (before, [], [])


async def test_it_needs_a_key(gateway: Gateway) -> None:
    answer = await gateway.http.post(PATH, json={"intent": TEXT}, headers={"authorization": "Bearer ck_nobody"})
    assert answer.status_code == 401


async def test_equal_decisions_have_one_hash_and_another_health_has_another(gateway: Gateway, places: Places) -> None:
    first, again = [await explained(gateway, intent=TEXT, **TOKENS) for _ in range(2)]
    assert first == again
    assert (await explained(gateway, intent="code", **TOKENS))["decision"] != first["decision"]
    places.known[first["candidates"][-1]["model"]] = [RouteTarget(provider="one", health="half_open")]
    changed = await explained(gateway, intent=TEXT, **TOKENS)
    assert changed["model"] == first["model"]
    assert changed["decision"] != first["decision"]
