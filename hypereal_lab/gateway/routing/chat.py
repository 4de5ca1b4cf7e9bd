"""Which model writes."""

from __future__ import annotations

from hypereal_lab.catalog import Card, Catalog, UnknownModelId
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.wire.routes import MESSAGES

__all__ = ["CHAT_KINDS", "chat_cards", "choose_chat_model"]

CHAT_KINDS = ("chat", "gemini", "responses")
"""Everything that writes and is not from Anthropic (API pages, chat completions)."""
_SHOWN = 100
"""Characters of a caller's own word that are worth repeating."""


def choose_chat_model(catalog: Catalog, model: str | None) -> Card:
    """The named model. Raises `Refused`: 400, with `available_models` where the id is not one of them."""
    if not model:
        raise bad_request("Model is required", param="model", code="model_required", available_models=_ids(catalog))
    try:
        card = catalog.card(model)
    except UnknownModelId as error:
        near = f" Did you mean {error.near[0]}?" if error.near else ""
        raise _not_here(catalog, f"There is no model {model[:_SHOWN]!r}.{near}") from None
    if card.kind == "messages":
        words = f"{card.id} uses the Anthropic format; send it to POST {MESSAGES}, or choose another model here."
        raise bad_request(words, param="model", code="wrong_route", available_models=_ids(catalog))
    if card.kind not in CHAT_KINDS:
        routes = " or ".join(card.endpoints) or "another route"
        raise _not_here(catalog, f"{card.id} writes no text; it belongs to {routes}.")
    return card


def chat_cards(catalog: Catalog) -> list[Card]:
    """All models of this route, by id."""
    cards = [card for kind in CHAT_KINDS for card in catalog.cards(kind)]
    return sorted(cards, key=lambda card: card.id.casefold())


def _ids(catalog: Catalog) -> list[str]:
    return [card.id for card in chat_cards(catalog)]


def _not_here(catalog: Catalog, message: str) -> Refused:
    return bad_request(message, param="model", code="model_not_found", available_models=_ids(catalog))
