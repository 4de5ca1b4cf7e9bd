"""All models, read once from the packaged data files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import msgspec

from hypereal_lab.catalog.card import Card
from hypereal_lab.catalog.estimate import Quantity
from hypereal_lab.catalog.intents import INTENTS, cheapest

__all__ = ["TEXT_KINDS", "Catalog", "UnknownIntent", "UnknownModelId", "load"]

DATA = ("3d", "audio", "chat", "gemini", "gpu", "image", "image_edit", "messages", "responses", "video")
"""One file for each kind."""
TEXT_KINDS = ("chat", "gemini", "messages", "responses")
"""Those that write."""


class UnknownModelId(KeyError):
    """No model of that id."""

    def __init__(self, model: str, near: tuple[str, ...]) -> None:
        super().__init__(model)
        self.model = model
        self.near = near
        """Ids that look alike, the likeliest first."""

    def __str__(self) -> str:
        return f"there is no model {self.model!r}" + (f"; near: {', '.join(self.near)}" if self.near else "")


class UnknownIntent(KeyError):
    """No intent of that name."""

    def __init__(self, intent: str) -> None:
        super().__init__(intent)
        self.intent = intent
        self.available = tuple(INTENTS)


class Catalog:
    """Models by id or alias, without regard to case."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self._cards = tuple(sorted(cards, key=lambda card: (card.kind, card.id.casefold())))
        self._by_name = {name.casefold(): card for card in self._cards for name in (*card.aliases, card.id)}

    def card(self, model: str) -> Card:
        """One model. Raises `UnknownModelId` with ids that look alike."""
        found = self._by_name.get(model.casefold())
        if found is None:
            near = get_close_matches(model.casefold(), self._by_name, n=3, cutoff=0.6)
            raise UnknownModelId(model, tuple(self._by_name[name].id for name in near))
        return found

    def cards(self, kind: str | None = None) -> tuple[Card, ...]:
        """All models, or those of one kind, by id."""
        return self._cards if kind is None else tuple(card for card in self._cards if card.kind == kind)

    def ids(self, kind: str | None = None) -> tuple[str, ...]:
        """Their ids."""
        return tuple(card.id for card in self.cards(kind))

    def for_intent(self, intent: str, accepts: Callable[[Card], bool], quantity: Quantity) -> Card | None:
        """The cheapest model of the intent that accepts the call, None where none does. Raises `UnknownIntent`."""
        if intent not in INTENTS:
            raise UnknownIntent(intent)
        return cheapest((card for card in self._cards if card.kind in INTENTS[intent]), accepts, quantity)

    def __len__(self) -> int:
        return len(self._cards)

    def __repr__(self) -> str:
        return f"<Catalog of {len(self)} models, {sum(card.price is not None for card in self._cards)} with a price>"


@cache
def load() -> Catalog:
    """The catalogue that ships with this version."""
    folder = files("hypereal_lab.catalog") / "data"
    return Catalog(card for kind in DATA for card in _decoder.decode((folder / f"{kind}.json").read_bytes()))


_decoder = msgspec.json.Decoder(tuple[Card, ...])
