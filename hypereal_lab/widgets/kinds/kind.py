"""What all kinds of a prompt share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from hypereal_lab.catalog import Card, Catalog, Estimate, Quantity, estimate
from hypereal_lab.lab import Call
from hypereal_lab.widgets.facts import links_only
from hypereal_lab.widgets.kinds.order import Order

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Kind"]


class Kind(ABC):
    """One thing that a prompt makes."""

    name: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    """Names of its fields, as the lab's method has them."""
    model: ClassVar[str]
    """The one it begins with."""
    card_kinds: ClassVar[tuple[str, ...]]
    slots: ClassVar[tuple[str, ...]] = ("image",)
    """Kinds of media that its slots hold. What else is in the form's slots waits there for another kind."""
    has_choices: ClassVar[bool] = True
    """Whether `{dawn|dusk}` in its words is a choice."""

    def cards(self, catalog: Catalog) -> list[Card]:
        """The models that can make it, in the catalogue's order."""
        return [card for kind in self.card_kinds for card in catalog.cards(kind) if self.takes(card)]

    def takes(self, card: Card) -> bool:
        """Whether a model of one of the card kinds can make it."""
        return True

    def serves(self, card: Card) -> bool:
        """Whether a model can make it."""
        return card.kind in self.card_kinds and self.takes(card)

    def is_wordless(self, card: Card) -> bool:
        """Whether a model goes by its slots alone."""
        return False

    def facts(self, lab: Session) -> dict[str, Any]:
        """What the page is told besides the models: the values of fields that are no matter of the model."""
        return {"name": self.name, "model": self.model}

    def option(self, card: Card) -> dict[str, Any]:
        """One line of the model list, with what the model takes; what is not known of it is left out."""
        found = estimate(card, self.quantity(card))
        told = {
            "id": card.id,
            "kind": card.kind,
            "modes": [self.name],
            "price": self.priced(card, found) if found.known else found.show(),
            "basis": found.basis if found.known else "",
            "max_references": card.limits.max_references,
            "min_references": card.limits.min_references,
            "links_only": links_only(card),
            "prompt_max": card.limits.prompt_max_chars,
            **self.limits(card),
        }
        return {name: value for name, value in told.items() if value not in (None, "", False)}

    def limits(self, card: Card) -> dict[str, Any]:
        """What else the page is told of a model."""
        return {}

    def quantity(self, card: Card) -> Quantity:
        """What the price in the model list is for."""
        return Quantity()

    def priced(self, card: Card, found: Estimate) -> str:
        """That price in words."""
        return found.show()

    @abstractmethod
    def call(self, lab: Session, order: Order) -> Call:
        """The form as a call, not sent. Raises `InputError` for what the model does not take."""
