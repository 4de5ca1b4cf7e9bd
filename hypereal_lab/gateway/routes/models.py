"""`GET /v1/models`: ids, kinds, prices and limits; in Google's form for those who ask as Google's libraries do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from hypereal_lab.catalog import Card, Quantity, UnknownModelId, estimate
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.gemini import Gemini
from hypereal_lab.gateway.routing import claude_named, gemini_named
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.models import ModelEntry, ModelsAnswer
from hypereal_lab.wire.routes import GEMINI

__all__ = ["Models", "model_entry"]


class Models:
    """The list is written once: it changes only with the version."""

    def __init__(self, parts: Parts, gemini: Gemini) -> None:
        self._parts = parts
        self._gemini = gemini
        cards = sorted(parts.catalog.cards(), key=lambda card: card.id.casefold())
        self._list = encode(ModelsAnswer(data=[model_entry(card) for card in cards]))

    async def all(self, visit: Visit) -> Reply:
        """All models."""
        if _for_google(visit):
            return await self._gemini.models(visit)
        self._parts.gate.admit(visit)
        return Reply(self._list)

    async def one(self, visit: Visit) -> Reply:
        """One model by id or alias, or the newest of the family that the id names, as it would answer."""
        if _for_google(visit):
            return await self._gemini.model(visit)
        self._parts.gate.admit(visit)
        return Reply(encode(model_entry(self._named(visit.place("model")))))

    def _named(self, model: str) -> Card:
        catalog = self._parts.catalog
        try:
            return catalog.card(model)
        except UnknownModelId as error:
            card = claude_named(catalog, model) or gemini_named(catalog, model)
            if card is not None:
                return card
            ids = list(catalog.ids())
            raise refused(
                404, "not_found", f"{error}.", code="model_not_found", param="model", available_models=ids
            ) from None


def _for_google(visit: Visit) -> bool:
    """By the path, or by the ways in which only Google's libraries bring a key."""
    if b"x-goog-api-key" in visit.headers or visit.scope["path"].removeprefix("/api").startswith(GEMINI):
        return True
    return visit.key_text is not None and not any(name in visit.headers for name in (b"authorization", b"x-api-key"))


def model_entry(card: Card) -> ModelEntry:
    """A model as lists name it."""
    limits = msgspec.to_builtins(card.limits)
    return ModelEntry(id=card.id, kind=card.kind, pricing=_pricing(card), limits=limits or None)


def _pricing(card: Card) -> dict[str, Any] | None:
    price = card.price
    if price is None:
        return None
    told: dict[str, Any] = {"unit": price.unit, "basis": price.basis, "version": price.version}
    if price.unit == "mtok":
        return {**told, "input_credits_per_mtok": price.input, "output_credits_per_mtok": price.output}
    found = estimate(card, Quantity(seconds=1 if price.unit == "second" else None))
    amounts: dict[str, Decimal | None] = {
        name: None if amount is None else amount.decimal
        for name, amount in (("low", found.low), ("expected", found.expected), ("high", found.high))
    }
    tiers = {name: amount.expected for name, amount in price.tiers.items()}
    return {**told, "credits": amounts, **({"tiers": tiers} if tiers else {})}
