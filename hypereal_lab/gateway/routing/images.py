"""Which model makes the picture."""

from __future__ import annotations

from collections.abc import Sequence

from hypereal_lab.catalog import Card, Catalog, Quantity, UnknownIntent, UnknownModelId, check_image
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.wire.images import ImagesBody
from hypereal_lab.wire.routes import IMAGES_GENERATE

__all__ = ["IMAGE_KINDS", "choose_image_model"]

IMAGE_KINDS = ("image", "image_edit")
OLDER_DEFAULT = "gpt-image-2"
"""Of `/images/generate`, by its newest page."""
_SHOWN = 100
"""Characters of a caller's own word that are worth repeating."""


def choose_image_model(catalog: Catalog, body: ImagesBody, forms: Sequence[str], *, older: bool) -> Card:
    """The named model; on the older route else the cheapest for the intent, else its default. Raises `Refused`.

    `forms` are those of the reference images, as `check_image` names them.
    """
    if body.model is not None:
        return _named(catalog, body.model)
    if not older:
        hint = f" An intent is taken by POST {IMAGES_GENERATE}." if body.intent is not None else ""
        words = f"Model is required.{hint}"
        raise bad_request(words, param="model", code="model_required", available_models=_image_ids(catalog))
    if body.intent is not None:
        return _for_intent(catalog, body, forms, body.intent)
    return catalog.card(OLDER_DEFAULT)


def _image_ids(catalog: Catalog) -> list[str]:
    return [model for kind in IMAGE_KINDS for model in catalog.ids(kind)]


def _named(catalog: Catalog, model: str) -> Card:
    try:
        card = catalog.card(model)
    except UnknownModelId as error:
        near = f" Did you mean {error.near[0]}?" if error.near else ""
        raise _not_here(catalog, f"There is no model {model[:_SHOWN]!r}.{near}") from None
    if card.kind not in IMAGE_KINDS:
        routes = " or ".join(card.endpoints) or "another route"
        raise _not_here(catalog, f"{card.id} makes no pictures; it belongs to {routes}.")
    return card


def _not_here(catalog: Catalog, message: str) -> Refused:
    return bad_request(message, param="model", code="model_not_found", available_models=_image_ids(catalog))


def _for_intent(catalog: Catalog, body: ImagesBody, forms: Sequence[str], intent: str) -> Card:
    def accepts(card: Card) -> bool:
        return card.kind in IMAGE_KINDS and not check_image(
            card,
            prompt=body.prompt,
            size=body.size,
            aspect_ratio=body.aspect_ratio,
            resolution=body.resolution,
            reference_count=len(forms),
            reference_forms=forms,
            output_format=body.output_format,
        )

    quantity = Quantity(size=body.size, resolution=body.resolution, references=len(forms))
    try:
        found = catalog.for_intent(intent, accepts, quantity)
    except UnknownIntent as error:
        words = f"There is no intent {intent[:_SHOWN]!r}; it may be one of {', '.join(error.available)}."
        available = list(error.available)
        raise bad_request(words, param="intent", code="unknown_intent", available_intents=available) from None
    if found is None:
        words = f"No model of the intent {intent} takes this request; change the size or references, or name a model."
        raise bad_request(words, param="intent", code="no_model")
    return found
