"""An intent in place of a model: the cheapest that fits, the same as `POST /v1/route/explain` names."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.routing import CHAT_INTENTS, Candidates, choose_by_intent
from hypereal_lab.wire.route import RouteBody, RouteTarget
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.way import Way
from tests.gateway.texts.ways import WAYS
from tests.gateway.writers import Scripted

CHAT, OLDER, MESSAGES, RESPONSES, GEMINI = WAYS
OPENAI = (CHAT, OLDER, RESPONSES)
TAKES = pytest.mark.parametrize("way", OPENAI, ids=str)


async def explained(gateway: Gateway, **wish: Any) -> Any:
    answer = await gateway.http.post("/v1/route/explain", json=wish)
    assert answer.status_code == 200, answer.text
    return read(answer)


@TAKES
@pytest.mark.parametrize("intent", CHAT_INTENTS)
async def test_the_cheapest_answers_as_it_is_explained(
    gateway: Gateway, writer: Scripted, way: Way, intent: str
) -> None:
    answer = read(await way.ask(gateway, model=None, intent=intent))
    order = writer.orders[-1]
    wish = {"input_tokens": order.conversation.count(), "output_tokens": order.conversation.limit}
    chosen = (await explained(gateway, intent=intent, **wish))["model"]
    assert answer["model"] == order.card.id == chosen


@TAKES
async def test_a_stream_names_the_chosen_model_and_so_does_its_repetition(
    gateway: Gateway, writer: Scripted, way: Way
) -> None:
    key = {"idempotency-key": "one"}
    answers = [await way.ask(gateway, headers=key, streamed=True, model=None, intent="code") for _ in range(2)]
    assert len({str(way.rebuilt(way.events(answer.text))) for answer in answers}) == 1
    for answer in answers:
        assert set(re.findall(r'"model":"(.*?)"', answer.text)) == {writer.orders[0].card.id}
    assert len(writer.orders) == 1


@TAKES
async def test_it_is_chosen_alike_every_time(gateway: Gateway, writer: Scripted, way: Way) -> None:
    for _ in range(3):
        await way.asked(gateway, writer, model=None, intent="chat-fast")
    assert len({order.card.id for order in writer.orders}) == 1


@TAKES
async def test_a_model_that_is_named_is_obeyed(gateway: Gateway, writer: Scripted, way: Way) -> None:
    for intent in ("code", "nothing known"):
        await way.asked(gateway, writer, model=way.model, intent=intent)
        assert writer.orders[-1].card.id == way.model


@TAKES
@pytest.mark.parametrize("intent", ["chat-slow", "text-to-image-fast"])
async def test_an_unknown_intent_lists_those_that_are(gateway: Gateway, way: Way, intent: str) -> None:
    error = await way.refusal(gateway, model=None, intent=intent)
    assert (error["param"], error["code"]) == ("intent", "unknown_intent")
    assert error["available_intents"] == list(CHAT_INTENTS) == ["chat-fast", "chat-reasoning", "code"]


@TAKES
async def test_an_intent_that_is_no_text_is_named(gateway: Gateway, way: Way) -> None:
    assert (await way.refusal(gateway, model=None, intent=5))["param"] == "intent"


@TAKES
async def test_what_is_wrong_with_the_words_is_told_before_a_model_is_chosen(gateway: Gateway, way: Way) -> None:
    wrong = {"input": None} if way is RESPONSES else {"messages": None}
    assert (await way.refusal(gateway, model=None, intent="code", **wrong))["param"] in ("input", "messages")


async def test_other_dialects_want_a_model(gateway: Gateway) -> None:
    assert (await MESSAGES.refusal(gateway, model=None, intent="code"))["param"] == "model"
    body = {"messages": [{"role": "user", "content": "Hello"}], "intent": "code"}
    answer = await gateway.http.post("/v1/gemini", json=body)
    assert (answer.status_code, read(answer)["error"]["param"]) == (400, "model")


async def test_a_region_without_a_provider_has_no_model(gateway: Gateway) -> None:
    error = await CHAT.refusal(gateway, model=None, intent="code", hypereal={"region": "moon"})
    assert (error["param"], error["code"]) == ("intent", "no_model")


def test_a_region_leaves_the_cheapest_that_is_there(gateway: Gateway) -> None:
    catalog = gateway.parts.catalog
    dear = max((card for card in catalog.cards("chat") if card.price and card.price.input), key=_rate)

    def targets(card: Card) -> tuple[RouteTarget, ...]:
        return (RouteTarget(provider="one", region="eu" if card is dear else None),)

    wish = RouteBody(input_tokens=10, output_tokens=10, region="eu")
    assert choose_by_intent(Candidates(catalog, targets), CHAT_INTENTS, "code", wish) == dear


def _rate(card: Card) -> Any:
    return card.price and card.price.input
