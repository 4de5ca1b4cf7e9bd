"""Which model makes the 3D model, and what it costs."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.catalog import Card, Catalog, check_model3d, made_from
from hypereal_lab.gateway.meter import Tariff, flat_tariff
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing.choice import Choice
from hypereal_lab.gateway.routing.rules import broken_rule, no_price
from hypereal_lab.wire.models3d import Model3dInput

__all__ = ["Model3dPlan", "plan_model3d"]


class Model3dPlan(NamedTuple):
    """One 3D call."""

    card: Card
    tariff: Tariff
    """The price of the whole model."""


def plan_model3d(catalog: Catalog, model: str | None, asked: Model3dInput, *, sandbox: bool) -> Model3dPlan:
    """The plan of a 3D call. Raises `Refused`: 400 that names the field and what it may be."""
    card = _SHAPES.card(catalog, model)
    if made_from(card) == "views" or asked.views:
        available = _makeable(catalog)
        field = asked.views[0] if asked.views else "model"
        words = (
            f"This gateway makes nothing from several views yet; {', '.join(available)} go by words or one image. "
            "Nothing was charged."
        )
        raise bad_request(words, param=field, code="not_implemented", allowed=available)
    for violation in check_model3d(
        card,
        prompt=asked.prompt,
        has_image=asked.image is not None,
        art_style=asked.art_style,
        topology=asked.topology,
        target_polycount=asked.target_polycount,
        enable_pbr=asked.enable_pbr,
    ):
        raise broken_rule(violation)
    tariff = flat_tariff(card, sandbox=sandbox)
    if tariff is None:
        raise no_price(card.id)
    return Model3dPlan(card, tariff)


def _makeable(catalog: Catalog) -> list[str]:
    return [card.id for card in catalog.cards("3d") if made_from(card) != "views"]


_SHAPES = Choice(kinds=("3d",), available=_makeable, misplaced="{id} makes no 3D models; it belongs to {routes}.")
