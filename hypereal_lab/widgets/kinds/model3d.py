"""3D models from words, from one picture or from several views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypereal_lab.catalog import Card, made_from
from hypereal_lab.catalog.check_model3d import ART_STYLES, LEAST_POLYGONS, MOST_POLYGONS, VIEWS
from hypereal_lab.errors import InputError
from hypereal_lab.lab import Call
from hypereal_lab.lab.models3d import FROM_WORDS
from hypereal_lab.widgets.kinds.kind import Kind
from hypereal_lab.widgets.kinds.order import Order

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Model3dKind"]

_SLOTS = {"text": (0, 0), "image": (1, 1), "views": (2, len(VIEWS))}
"""Least and most pictures, by what a model goes by."""


class Model3dKind(Kind):
    """`lab.models3d.generate`; the slots are its picture, or its views in the order front, right, back, left."""

    name = "model3d"
    fields = ("art_style", "target_polycount", "enable_pbr", "seed")
    model = FROM_WORDS
    card_kinds = ("3d",)

    def is_wordless(self, card: Card) -> bool:
        return made_from(card) != "text"

    def facts(self, lab: Session) -> dict[str, Any]:
        return {
            **super().facts(lab),
            "art_styles": list(ART_STYLES),
            "polygons": [LEAST_POLYGONS, MOST_POLYGONS],
            "views": list(VIEWS),
        }

    def limits(self, card: Card) -> dict[str, Any]:
        least, most = _SLOTS[made_from(card)]
        return {"made_from": made_from(card), "min_references": least, "max_references": most}

    def call(self, lab: Session, order: Order) -> Call:
        card = lab.models.card(order.model)
        by = made_from(card)
        if len(order.slots) > _SLOTS[by][1]:
            takes = {"text": "goes by words and takes no picture", "image": "takes one picture", "views": "takes four"}
            raise InputError(f"{card.id} {takes[by]}, {len(order.slots)} were given.", field="references")
        if len(order.slots) < _SLOTS[by][0]:
            needs = "one picture" if by == "image" else f"its views: {', '.join(VIEWS)}, two at the least"
            raise InputError(f"{card.id} needs {needs}.", field="references")
        ways: dict[str, dict[str, Any]] = {
            "text": {"prompt": order.words},
            "image": {"image": order.slots[0] if order.slots else None},
            "views": {"images": list(order.slots)},
        }
        given = ways[by]
        return lab.models3d.generate(model=order.model, **given, **order.spending, **order.fields)
