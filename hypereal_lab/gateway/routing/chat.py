"""Which model writes."""

from __future__ import annotations

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing.choice import Choice
from hypereal_lab.wire.routes import MESSAGES

__all__ = ["CHAT_KINDS", "chat_cards", "choose_chat_model"]

CHAT_KINDS = ("chat", "gemini", "responses")
"""Everything that writes and is not from Anthropic (API pages, chat completions)."""


def choose_chat_model(catalog: Catalog, model: str | None) -> Card:
    """The named model. Raises `Refused`: 400, with `available_models` where the id is not one of them."""
    card = _WRITERS.card(catalog, model)
    if card.kind == "messages":
        words = f"{card.id} uses the Anthropic format; send it to POST {MESSAGES}, or choose another model here."
        raise bad_request(words, param="model", code="wrong_route", available_models=_ids(catalog))
    return card


def chat_cards(catalog: Catalog) -> list[Card]:
    """All models of this route, by id."""
    cards = [card for kind in CHAT_KINDS for card in catalog.cards(kind)]
    return sorted(cards, key=lambda card: card.id.casefold())


def _ids(catalog: Catalog) -> list[str]:
    return [card.id for card in chat_cards(catalog)]


_WRITERS = Choice(
    kinds=(*CHAT_KINDS, "messages"),
    available=_ids,
    misplaced="{id} writes no text; it belongs to {routes}.",
    missing="Model is required",
)
