"""Pictures: `client.images`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import msgspec

from hypereal_lab.catalog import Card, Estimate, Quantity, estimate, load
from hypereal_lab.client.call import Call
from hypereal_lab.client.http import Http
from hypereal_lab.wire.images import REFERENCE_FIELDS, EditsBody, ImagesAnswer, ImagesBody
from hypereal_lab.wire.routes import IMAGES_EDIT, IMAGES_GENERATE, IMAGES_GENERATIONS

__all__ = ["AsyncImages", "image_quantity"]


class AsyncImages:
    """Makes pictures from words and reference images."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def generate(
        self,
        prompt: str,
        *,
        model: str | None = None,
        intent: str | None = None,
        references: Sequence[str] = (),
        n: int | None = None,
        size: str | None = None,
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        seed: int | None = None,
        output_format: str | None = None,
        response_format: str | None = None,
        idempotency_key: str | None = None,
    ) -> Call[ImagesAnswer]:
        """One to ten pictures. Raises on await what `hypereal_lab.errors` lists under `APIError`.

        `references` are links or data URLs, in the order of the prompt; which form and how many depends on the model.
        With `intent` in place of `model` the server takes the cheapest model that can do it (API pages, smart
        routing), which only the older route knows.
        """
        body = ImagesBody(
            prompt=prompt,
            model=model,
            intent=intent,
            n=n,
            size=size,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            seed=seed,
            output_format=output_format,
            response_format=response_format,
        )
        path = IMAGES_GENERATE if intent and not model else IMAGES_GENERATIONS
        return self._call(path, body, references, f"image by {model or intent or 'the default model'}", idempotency_key)

    def edit(
        self,
        prompt: str,
        *,
        image: Sequence[str] | str,
        mask: str | None = None,
        model: str | None = None,
        n: int | None = None,
        size: str | None = None,
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        seed: int | None = None,
        output_format: str | None = None,
        response_format: str | None = None,
        idempotency_key: str | None = None,
    ) -> Call[ImagesAnswer]:
        """The first `image` changed as the prompt says, with the others to go by. Raises on await as `generate` does.

        Pictures are links or data URLs. `mask` is one too, of the first picture's size: what is transparent in it is
        made anew and the rest is kept.
        """
        body = EditsBody(
            prompt=prompt,
            mask=mask,
            model=model,
            n=n,
            size=size,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            seed=seed,
            output_format=output_format,
            response_format=response_format,
        )
        pictures = [image] if isinstance(image, str) else image
        return self._call(IMAGES_EDIT, body, pictures, f"edit by {model or 'the default model'}", idempotency_key)

    def _call(
        self, path: str, body: ImagesBody, references: Sequence[str], title: str, idempotency_key: str | None
    ) -> Call[ImagesAnswer]:
        if references:
            body = msgspec.structs.replace(body, **{reference_field(body.model): list(references)})
        key = idempotency_key or uuid.uuid4().hex
        return Call(
            lambda: self._http.post(path, body, ImagesAnswer, idempotency_key=key),
            title=title,
            estimate=lambda: _estimate(body),
        )


def image_quantity(body: ImagesBody) -> Quantity:
    """What the price of an image call depends on."""
    return Quantity(
        n=1 if body.n is None else body.n,
        size=body.size,
        resolution=body.resolution,
        references=len(body.references),
    )


def reference_field(model: str | None) -> str:
    """The name under which this model takes reference images."""
    card = _card(model)
    return (card.limits.reference_field if card else None) or REFERENCE_FIELDS[0]


def _estimate(body: ImagesBody) -> Estimate:
    card = _card(body.model)
    if card is None:
        return Estimate.unknown(f"no price is known for {body.model or body.intent or 'no model'}")
    return estimate(card, image_quantity(body))


def _card(model: str | None) -> Card | None:
    try:
        return load().card(model) if model else None
    except LookupError:
        return None
