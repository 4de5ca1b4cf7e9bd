"""A picture changed as the words say, all of it or where a mask is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypereal_lab.catalog import Card
from hypereal_lab.lab import Call
from hypereal_lab.widgets.kinds.image import ImageKind
from hypereal_lab.widgets.kinds.order import Order

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["EditKind"]


class EditKind(ImageKind):
    """`lab.images.edit`: the first slot is changed, the others are gone by; `mask` is a digest of the shelf."""

    name = "edit"
    fields = (*ImageKind.fields, "mask")

    def takes(self, card: Card) -> bool:
        return card.limits.max_references != 0

    def call(self, lab: Session, order: Order) -> Call:
        rest = dict(order.fields)
        mask = rest.pop("mask", None)
        painted = lab.shelf.asset(mask) if mask else None
        pictures = list(order.slots)
        return lab.images.edit(order.words, image=pictures, mask=painted, model=order.model, **order.spending, **rest)
