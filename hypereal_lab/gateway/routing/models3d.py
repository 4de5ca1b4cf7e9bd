"""Which model makes the 3D model, and what it costs."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.catalog import Card, Catalog, check_model3d
from hypereal_lab.catalog.check_model3d import VIEWS
from hypereal_lab.gateway.meter import Tariff, flat_tariff
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
    for violation in check_model3d(
        card,
        prompt=asked.prompt,
        has_image=asked.image is not None,
        views=tuple(asked.sides),
        art_style=asked.art_style,
        topology=asked.topology,
        target_polycount=asked.target_polycount,
        enable_pbr=asked.enable_pbr,
    ):
        raise broken_rule(violation, _field(violation.field, asked))
    tariff = flat_tariff(card, sandbox=sandbox)
    if tariff is None:
        raise no_price(card.id)
    return Model3dPlan(card, tariff)


def _field(field: str, asked: Model3dInput) -> str:
    """A side by the name of its field, that of the caller where it was given."""
    given = asked.sides.get(field)
    return given[0] if given else f"{field}_image_url" if field in VIEWS else field


_SHAPES = Choice(
    kinds=("3d",),
    available=lambda catalog: catalog.ids("3d"),
    misplaced="{id} makes no 3D models; it belongs to {routes}.",
)
