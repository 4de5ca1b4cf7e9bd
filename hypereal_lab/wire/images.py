"""Image calls: the body of both generations and their answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from hypereal_lab.wire.codec import Answer

__all__ = ["REFERENCE_FIELDS", "EditsBody", "ImageItem", "ImagesAnswer", "ImagesBody"]

REFERENCE_FIELDS = ("image_urls", "reference_images", "images", "image")
"""The names under which the generations of the API carry reference images, newest first."""


class ImagesBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is posted to `/images/generations` and `/images/generate` (API pages, image routes).

    Every field may be absent here; which are needed and which values they take depends on the model and is said by
    the gateway with the field's name.
    """

    model: str | None = None
    prompt: str | None = None
    intent: str | None = None
    """Older route only: a class of models instead of a model; the cheapest able one is used."""
    mode: str | None = None
    """Older route: `auto` or `fast`."""
    n: int | None = None
    size: str | None = None
    """`WxH` in pixels; the older sheets write `W*H`."""
    aspect_ratio: str | None = None
    resolution: str | None = None
    image: str | list[str] | None = None
    images: str | list[str] | None = None
    image_urls: str | list[str] | None = None
    reference_images: str | list[str] | None = None
    seed: int | None = None
    output_format: str | None = None
    """`png`, `jpeg` or `webp`."""
    response_format: str | None = None
    """`url` or `b64_json`; the answer carries both when nothing is asked for."""
    quality: str | None = None
    style: str | None = None
    background: str | None = None
    user: str | None = None
    moderation: str | None = None
    output_compression: int | None = None

    @property
    def references(self) -> tuple[str, ...]:
        """All reference images in the order of the prompt, whatever the field was called."""
        found: list[str] = []
        for name in REFERENCE_FIELDS:
            value = getattr(self, name)
            found += [value] if isinstance(value, str) else value or []
        return tuple(found)

    @property
    def reference_field(self) -> str | None:
        """The name under which the caller sent references, to be named in a refusal."""
        return next((name for name in REFERENCE_FIELDS if getattr(self, name)), None)


class EditsBody(ImagesBody, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is posted to `/images/edits` and `/images/edit`."""

    mask: str | None = None
    """A picture of the first one's size; what is transparent in it is made anew and the rest is kept."""
    input_fidelity: str | None = None
    """`low` or `high`, of OpenAI's route; taken, and changes nothing for an engine without it."""


class ImageItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One picture: a link, base64 text, or both."""

    url: str | None = None
    b64_json: str | None = None
    model: str | None = None
    revised_prompt: str | None = None


class ImagesAnswer(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """The answer of both generations."""

    created: int = 0
    """Unix seconds."""
    data: list[ImageItem] = []
    credits_used: Decimal | None = msgspec.field(default=None, name="creditsUsed")
    """What this call was charged."""
    model: str | None = None
    """The model that made it, where `intent` chose."""
    result_id: str | None = msgspec.field(default=None, name="resultId")
    expires_at: int | None = None
    """Unix seconds at which the links stop working."""
    usage: dict[str, Any] | None = None
