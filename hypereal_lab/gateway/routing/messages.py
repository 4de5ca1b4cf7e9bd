"""Which model of Anthropic's writes."""

from __future__ import annotations

import re

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing.chat import CHAT_KINDS
from hypereal_lab.gateway.routing.choice import Choice
from hypereal_lab.wire.routes import CHAT_COMPLETIONS

__all__ = ["choose_messages_model", "claude_named", "messages_cards"]

FAMILIES = ("opus", "sonnet", "haiku")
_ENDPOINT = "/messages"
_WORD = re.compile(r"[a-z]+|\d+")


def choose_messages_model(catalog: Catalog, model: str | None) -> Card:
    """The named model, or the newest of its family: programs ask for ids that no page names.

    Raises `Refused`: 400, with `available_models`.
    """
    card = claude_named(catalog, model or "") or _ANTHROPIC.card(catalog, model)
    if card.kind != "messages":
        words = f"{card.id} is not from Anthropic; send it to POST {CHAT_COMPLETIONS}, or choose another model here."
        raise bad_request(words, param="model", code="wrong_route", available_models=_ids(catalog))
    return card


def messages_cards(catalog: Catalog) -> list[Card]:
    """All models of this route, by id."""
    return [card for card in catalog.cards("messages") if _ENDPOINT in card.endpoints]


def claude_named(catalog: Catalog, model: str) -> Card | None:
    """The newest of the family that an id names which is in no list, if any."""
    named = set(_WORD.findall(model.lower()))
    family = next((one for one in FAMILIES if {"claude", one} <= named), None)
    if family is None or _listed(catalog, model):
        return None
    cards = [card for card in messages_cards(catalog) if family in card.id and card.price is not None]
    return max(cards, key=lambda card: _version(card.id), default=None)


def _listed(catalog: Catalog, model: str) -> bool:
    return any(
        model.casefold() == name.casefold() for card in catalog.cards("messages") for name in (card.id, *card.aliases)
    )


def _version(model: str) -> tuple[int, ...]:
    return tuple([int(number) for number in re.findall(r"\d+", model)])


def _ids(catalog: Catalog) -> list[str]:
    return [card.id for card in messages_cards(catalog)]


_ANTHROPIC = Choice(
    kinds=("messages", *CHAT_KINDS),
    available=_ids,
    misplaced="{id} writes no text; it belongs to {routes}.",
)
