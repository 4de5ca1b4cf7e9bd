"""Which model of Google's writes."""

from __future__ import annotations

import re
from decimal import Decimal

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing.chat import CHAT_KINDS
from hypereal_lab.gateway.routing.choice import Choice
from hypereal_lab.wire.routes import CHAT_COMPLETIONS, MESSAGES

__all__ = ["choose_gemini_model", "gemini_cards", "gemini_named"]

_ENDPOINT = "/gemini"
_PREFIX = re.compile(r"^(?:models|google)/", re.IGNORECASE)
_ID = re.compile(
    r"gemini(?:-(?P<version>\d{1,4}(?:\.\d{1,4})?))?-(?P<family>flash-lite|flash|pro)"
    r"(?:-(?:preview|latest|exp|stable|customtools|official|vip|\d+))*"
)
"""What programs ask for, and how the pages spell it."""


def choose_gemini_model(catalog: Catalog, model: str | None) -> Card:
    """The named model; else, of the family that the id names, the card of the same version or the newest.

    Raises `Refused`: 400, with `available_models`.
    """
    card = gemini_named(catalog, model or "") or _GOOGLE.card(catalog, _PREFIX.sub("", model or ""))
    if _ENDPOINT not in card.endpoints:
        route = MESSAGES if card.kind == "messages" else CHAT_COMPLETIONS
        words = f"{card.id} is not from Google; send it to POST {route}, or choose another model here."
        raise bad_request(words, param="model", code="wrong_route", available_models=_ids(catalog))
    return card


def gemini_cards(catalog: Catalog) -> list[Card]:
    """All models of this route, by id."""
    cards = [card for card in catalog.cards("gemini") if _ENDPOINT in card.endpoints]
    return sorted(cards, key=lambda card: card.id.casefold())


def gemini_named(catalog: Catalog, model: str) -> Card | None:
    """The model of this route that an id means, if any: programs ask for ids that no page names."""
    name = _PREFIX.sub("", model).casefold()
    cards = gemini_cards(catalog)
    for card in cards:
        if name in (card.id.casefold(), *[alias.casefold() for alias in card.aliases]):
            return card
    asked = _ID.fullmatch(name)
    if asked is None:
        return None
    family = [(card, found) for card in cards if card.price and (found := _ID.fullmatch(card.id.casefold()))]
    family = [(card, found) for card, found in family if found["family"] == asked["family"]]
    version = _version(asked)
    if version not in [_version(found) for _, found in family]:
        version = max([_version(found) for _, found in family], default=version)
    return min([card for card, found in family if _version(found) == version], key=_cheapest, default=None)


def _version(found: re.Match[str]) -> tuple[int, ...]:
    return tuple([int(number) for number in (found["version"] or "0").split(".")])


def _cheapest(card: Card) -> tuple[Decimal, bool, int, str]:
    """At one price, the one that the pages name as Google's own."""
    rate = card.price.input if card.price else None
    return (Decimal("Infinity") if rate is None else rate, not card.id.endswith("-official"), len(card.id), card.id)


def _ids(catalog: Catalog) -> list[str]:
    return [card.id for card in gemini_cards(catalog)]


_GOOGLE = Choice(
    kinds=(*CHAT_KINDS, "messages"),
    available=_ids,
    misplaced="{id} writes no text; it belongs to {routes}.",
)
