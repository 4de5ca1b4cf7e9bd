"""Which model makes the 3D model, and what it costs."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.catalog import Card, Catalog, UnknownModelId, check_model3d, made_from
from hypereal_lab.gateway.meter import Tariff, flat_tariff
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.wire.models3d import Model3dInput

__all__ = ["Model3dPlan", "plan_model3d"]

_SHOWN = 100
"""Characters of a caller's own word that are worth repeating."""


class Model3dPlan(NamedTuple):
    """One 3D call."""

    card: Card
    tariff: Tariff
    """The price of the whole model."""


def plan_model3d(catalog: Catalog, model: str | None, asked: Model3dInput, *, sandbox: bool) -> Model3dPlan:
    """The plan of a 3D call. Raises `Refused`: 400 that names the field and what it may be."""
    available = [card.id for card in catalog.cards("3d") if made_from(card) != "views"]
    card = _card(catalog, model, available)
    if made_from(card) == "views" or asked.views:
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
        words = f"{violation.field}: {violation.message}"
        raise bad_request(words, param=violation.field, allowed=list(violation.allowed))
    tariff = flat_tariff(card, sandbox=sandbox)
    if tariff is None:
        words = f"No price is known for {card.id}, so nothing can be charged; choose another model."
        raise bad_request(words, param="model", code="price_unknown")
    return Model3dPlan(card, tariff)


def _card(catalog: Catalog, model: str | None, available: list[str]) -> Card:
    if not model:
        words = "Model is required."
        raise bad_request(words, param="model", code="model_required", available_models=available)
    try:
        card = catalog.card(model)
    except UnknownModelId as error:
        near = f" Did you mean {error.near[0]}?" if error.near else ""
        raise _not_here(f"There is no model {model[:_SHOWN]!r}.{near}", available) from None
    if card.kind != "3d":
        routes = " or ".join(card.endpoints) or "another route"
        raise _not_here(f"{card.id} makes no 3D models; it belongs to {routes}.", available)
    return card


def _not_here(message: str, available: list[str]) -> Refused:
    return bad_request(message, param="model", code="model_not_found", available_models=available)
