"""Pictures from words and references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hypereal_lab.catalog import Card, Estimate
from hypereal_lab.lab import Call
from hypereal_lab.lab.images import DEFAULT_MODEL
from hypereal_lab.lab.images import KINDS as CARD_KINDS
from hypereal_lab.widgets.kinds.kind import Kind
from hypereal_lab.widgets.kinds.order import Order

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["ImageKind"]


class ImageKind(Kind):
    """`lab.images.generate`."""

    name = "image"
    fields: ClassVar[tuple[str, ...]] = ("size", "aspect_ratio", "resolution", "n", "seed", "output_format")
    model = DEFAULT_MODEL
    card_kinds = CARD_KINDS

    def limits(self, card: Card) -> dict[str, Any]:
        limits = card.limits
        return {
            "sizes": list(limits.sizes or ()) or None,
            "size": limits.default_size,
            "aspect_ratios": list(limits.aspect_ratios or ()) or None,
            "aspect_ratio": limits.default_aspect_ratio,
            "resolutions": list(limits.resolutions or ()) or None,
            "resolution": limits.default_resolution,
            "output_formats": list(limits.output_formats or ()) or None,
        }

    def priced(self, card: Card, found: Estimate) -> str:
        return f"{found.show()} an image"

    def call(self, lab: Session, order: Order) -> Call:
        return lab.images.generate(
            order.words, model=order.model, references=order.slots, **order.spending, **order.fields
        )
