"""Which model makes the picture."""

from __future__ import annotations

from collections.abc import Sequence

from hypereal_lab.catalog import Card, Catalog, Quantity, UnknownIntent, check_image
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing.choice import Choice
from hypereal_lab.gateway.routing.rules import SHOWN
from hypereal_lab.wire.images import ImagesBody
from hypereal_lab.wire.routes import IMAGES_GENERATE

__all__ = ["IMAGE_KINDS", "choose_image_model"]

IMAGE_KINDS = ("image", "image_edit")
OLDER_DEFAULT = "gpt-image-2"
"""Of `/images/generate`, by its newest page."""
_PICTURES = Choice(
    kinds=IMAGE_KINDS,
    available=lambda catalog: [model for kind in IMAGE_KINDS for model in catalog.ids(kind)],
    misplaced="{id} makes no pictures; it belongs to {routes}.",
)


def choose_image_model(catalog: Catalog, body: ImagesBody, forms: Sequence[str], *, older: bool) -> Card:
    """The named model; on the older route else the cheapest for the intent, else its default. Raises `Refused`.

    `forms` are those of the reference images, as `check_image` names them.
    """
    if body.model is not None:
        return _PICTURES.named(catalog, body.model)
    if not older:
        hint = f" An intent is taken by POST {IMAGES_GENERATE}." if body.intent is not None else ""
        raise _PICTURES.required(catalog, hint)
    if body.intent is not None:
        return _for_intent(catalog, body, forms, body.intent)
    return _PICTURES.named(catalog, OLDER_DEFAULT)


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
        words = f"There is no intent {intent[:SHOWN]!r}; it may be one of {', '.join(error.available)}."
        available = list(error.available)
        raise bad_request(words, param="intent", code="unknown_intent", available_intents=available) from None
    if found is None:
        words = f"No model of the intent {intent} takes this request; change the size or references, or name a model."
        raise bad_request(words, param="intent", code="no_model")
    return found
