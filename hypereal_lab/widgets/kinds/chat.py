"""Words answered: one message, one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypereal_lab.catalog import Card, Estimate, Quantity
from hypereal_lab.lab import Call
from hypereal_lab.lab.chat import DEFAULT_MODEL
from hypereal_lab.widgets.kinds.kind import Kind
from hypereal_lab.widgets.kinds.order import Order

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["ChatKind"]

_READ, _WRITTEN = 1_000, 1_000
"""Tokens that the price in the model list is for."""


class ChatKind(Kind):
    """`lab.chat` with one message; the slots are pictures that it shows. `lab.talk()` is for more than one."""

    name = "chat"
    fields = ("system", "max_tokens", "temperature", "seed")
    model = DEFAULT_MODEL
    card_kinds = ("chat", "gemini")
    has_choices = False

    def quantity(self, card: Card) -> Quantity:
        return Quantity(input_tokens=_READ, output_tokens=_WRITTEN)

    def priced(self, card: Card, found: Estimate) -> str:
        return f"up to {found.high} credits / 1,000 tokens"

    def call(self, lab: Session, order: Order) -> Call:
        return lab.chat(order.words, model=order.model, references=order.slots, **order.spending, **order.fields)
