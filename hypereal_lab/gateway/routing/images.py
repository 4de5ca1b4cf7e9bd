"""Which model makes the picture."""

from __future__ import annotations

from hypereal_lab.catalog import Card, Catalog, Quantity, UnknownIntent, UnknownModelId, check_image
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.wire.images import ImagesBody

__all__ = ["IMAGE_KINDS", "choose_image_model"]

IMAGE_KINDS = ("image", "image_edit")
OLDER_DEFAULT = "gpt-image-2"
"""Of `/images/generate`, by its newest page."""


def choose_image_model(catalog: Catalog, body: ImagesBody, *, older: bool) -> Card:
    """The named model, else the cheapest for the intent, else on the older route its default. Raises `Refused`."""
    if body.model is not None:
        return _named(catalog, body.model)
    if body.intent is not None:
        return _for_intent(catalog, body, body.intent)
    if older:
        return catalog.card(OLDER_DEFAULT)
    available = image_ids(catalog)
    raise bad_request("Model is required.", param="model", code="model_required", available_models=available)


def image_ids(catalog: Catalog) -> list[str]:
    """Models that make pictures."""
    return [model for kind in IMAGE_KINDS for model in catalog.ids(kind)]


def _named(catalog: Catalog, model: str) -> Card:
    try:
        card = catalog.card(model)
    except UnknownModelId as error:
        near = f" Did you mean {error.near[0]}?" if error.near else ""
        raise _not_here(catalog, f"There is no model {model[:100]!r}.{near}") from None
    if card.kind not in IMAGE_KINDS:
        routes = " or ".join(card.endpoints) or "another route"
        raise _not_here(catalog, f"{card.id} makes no pictures; it belongs to {routes}.")
    return card


def _not_here(catalog: Catalog, message: str) -> Refused:
    return bad_request(message, param="model", code="model_not_found", available_models=image_ids(catalog))


def _for_intent(catalog: Catalog, body: ImagesBody, intent: str) -> Card:
    def accepts(card: Card) -> bool:
        return card.kind in IMAGE_KINDS and not check_image(
            card,
            prompt=body.prompt,
            size=body.size,
            aspect_ratio=body.aspect_ratio,
            resolution=body.resolution,
            reference_count=len(body.references),
            output_format=body.output_format,
        )

    quantity = Quantity(size=body.size, resolution=body.resolution, references=len(body.references))
    try:
        found = catalog.for_intent(intent, accepts, quantity)
    except UnknownIntent as error:
        words = f"There is no intent {intent[:100]!r}."
        raise bad_request(
            words, param="intent", code="unknown_intent", available_intents=list(error.available)
        ) from None
    if found is None:
        words = f"No model of the intent {intent} takes this request; change the size or references, or name a model."
        raise bad_request(words, param="intent", code="no_model")
    return found
