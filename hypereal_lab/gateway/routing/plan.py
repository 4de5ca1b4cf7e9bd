"""What will be made and what it costs, decided before anything is fetched, held or sent."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from hypereal_lab.catalog import Card, Catalog, Violation, check_image
from hypereal_lab.gateway.meter import Tariff, image_tariff
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.gateway.routing.images import choose_image_model
from hypereal_lab.gateway.routing.references import Reference
from hypereal_lab.gateway.routing.rules import broken_rule, no_price, one_of
from hypereal_lab.wire.images import REFERENCE_FIELDS, ImagesBody

__all__ = ["ImagesPlan", "Planner"]

MODES = ("auto", "fast")
RESPONSE_FORMATS = ("url", "b64_json")
_MOST_AT_ONCE = 10
_SIDES = 64, 4096
"""Pixels of a picture's sides that can be made."""
_SHORT = 1000
"""Characters of a prompt that no model finds too long unless it says so."""


class ImagesPlan(NamedTuple):
    """One image call, complete: what the caller left open is filled in."""

    card: Card
    tariff: Tariff
    width: int
    """Pixels."""
    height: int
    n: int
    """Pictures."""


class _Wish(NamedTuple):
    """What the rules of a model, the size and the price depend on; the prompt apart."""

    model: str
    size: str | None
    aspect_ratio: str | None
    resolution: str | None
    output_format: str | None
    forms: tuple[str, ...]
    """Of the reference images."""


class _Shape(NamedTuple):
    tariff: Tariff
    width: int
    height: int


class _Broken(Exception):
    def __init__(self, violation: Violation) -> None:
        self.violation = violation


class Planner:
    """Rules and prices of one catalogue. The same few wishes come again and again, so what they give is remembered."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._remembered = lru_cache(maxsize=4096)(self._shape)

    def images(self, body: ImagesBody, references: Sequence[Reference], *, older: bool) -> ImagesPlan:
        """The plan of an image call. Raises `Refused`: 400 that names the field and what it may be."""
        one_of("mode", body.mode, MODES)
        one_of("response_format", body.response_format, RESPONSE_FORMATS)
        forms = tuple([reference.form for reference in references])
        card = choose_image_model(self._catalog, body, forms, older=older)
        _check_prompt(card, body.prompt, len(forms))
        wish = _Wish(card.id, body.size, body.aspect_ratio, body.resolution, body.output_format, forms)
        try:
            shape = self._remembered(wish)
        except _Broken as error:
            raise _violated(error.violation, card, references) from None
        return ImagesPlan(card, shape.tariff, shape.width, shape.height, _clamp(body.n))

    def _shape(self, wish: _Wish) -> _Shape:
        card = self._catalog.card(wish.model)
        broken = check_image(
            card,
            prompt="checked already",
            size=wish.size,
            aspect_ratio=wish.aspect_ratio,
            resolution=wish.resolution,
            reference_count=len(wish.forms),
            reference_forms=wish.forms,
            output_format=wish.output_format,
        )
        if broken:
            raise _Broken(broken[0])
        width, height = card.limits.pixels(size=wish.size, aspect_ratio=wish.aspect_ratio, resolution=wish.resolution)
        _check_sides(wish, width, height)
        tariff = image_tariff(card, size=wish.size, resolution=wish.resolution, references=len(wish.forms))
        if tariff is None:
            raise no_price(f"this call of {card.id}")
        return _Shape(tariff, width, height)


def _clamp(n: int | None) -> int:
    """1 to 10; more or less than that is brought back (gap of the API pages, our choice)."""
    return 1 if n is None else max(1, min(_MOST_AT_ONCE, n))


def _check_prompt(card: Card, prompt: str | None, references: int) -> None:
    """Most prompts need no look at the catalogue's rules."""
    if prompt and len(prompt) <= min(card.limits.prompt_max_chars or _SHORT, _SHORT) and not prompt.isspace():
        return
    for violation in check_image(card, prompt=prompt, reference_count=references):
        if violation.field == "prompt":
            raise _violated(violation, card, ())


def _check_sides(wish: _Wish, width: int, height: int) -> None:
    least, most = _SIDES
    if not (least <= width <= most and least <= height <= most):
        field = "size" if wish.aspect_ratio is None else "aspect_ratio"
        words = f"{field}: {width}x{height} pixels cannot be made; each side must be from {least} to {most}."
        raise bad_request(words, param=field)


def _violated(violation: Violation, card: Card, references: Sequence[Reference]) -> Refused:
    """A rule of the model, with the caller's own name for reference images."""
    if violation.field != "references":
        return broken_rule(violation)
    own = references[0].field if references else card.limits.reference_field or REFERENCE_FIELDS[0]
    return broken_rule(violation, own)
