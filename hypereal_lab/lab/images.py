"""Pictures in a lab: `lab.images`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from hypereal_lab.catalog import Card, Quantity, check_image
from hypereal_lab.errors import InputError
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.maker import Maker, given, refuse_first, seed_of, text_of
from hypereal_lab.lab.reference import Reference, ReferenceLike, read_reference
from hypereal_lab.lab.spending import Spending
from hypereal_lab.media import MediaError, check_mask_size, probe_mask

__all__ = ["DEFAULT_MODEL", "KINDS", "Images", "each"]

DEFAULT_MODEL = "gemini-3-1-flash-t2i"
"""Takes words and up to four references as files; its price was observed."""

KINDS = ("image", "image_edit")


class Images(Maker):
    """Makes pictures from words and reference images."""

    kind = "image"
    card_kinds = KINDS
    makes = "pictures"

    def generate(
        self,
        prompt: str,
        *,
        model: str | None = None,
        references: Sequence[ReferenceLike] | ReferenceLike = (),
        size: str | None = None,
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        n: int = 1,
        seed: int | None = None,
        output_format: str | None = None,
        **spending: Unpack[Spending],
    ) -> Call:
        """One to ten pictures; the result is the first, its `.all` has every one.

        `references` are paths, links, bytes, Pillow images or assets, in the order of the prompt. `size` is `WxH` in
        pixels; models of the Gemini family take `aspect_ratio` (`16:9`) and `resolution` (`2K`) instead. `take`,
        `fresh`, `max_cost`, `confirm` and `allow_unknown_price` are explained in `lab.spending`.
        Raises `InputError` at once, with nothing sent, for what the model does not take.
        """
        found = [read_reference(one, self._session.shelf) for one in each(references)]
        inputs = given(
            prompt=text_of(prompt, "prompt"),
            size=size,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            n=_count(n),
            seed=seed_of(seed),
            output_format=output_format,
        )
        return self._drawn(self._card(model or DEFAULT_MODEL), inputs, found, spending)

    def edit(
        self,
        prompt: str,
        *,
        image: Sequence[ReferenceLike] | ReferenceLike,
        mask: ReferenceLike | None = None,
        model: str | None = None,
        size: str | None = None,
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        n: int = 1,
        seed: int | None = None,
        output_format: str | None = None,
        **spending: Unpack[Spending],
    ) -> Call:
        """A picture changed as the prompt says: `image`, or the first of several, with the others to go by.

        `mask` is a picture of the first one's size with an alpha channel: what is transparent in it is made anew, the
        rest is kept. All are paths, links, bytes, Pillow images or assets. Without `size` and `aspect_ratio` the result
        has the shape nearest to the picture's that the model has. The other arguments are those of `generate`. Raises
        `InputError` at once, with nothing sent, for what the model does not take and for a mask that does not fit.
        """
        shelf = self._session.shelf
        found = [read_reference(one, shelf, field="image") for one in each(image)]
        if not found:
            raise InputError("A picture to be edited is needed; give image.", field="image")
        inputs = given(
            prompt=text_of(prompt, "prompt"),
            size=size,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            n=_count(n),
            seed=seed_of(seed),
            output_format=output_format,
        )
        card = self._card(model or DEFAULT_MODEL)
        inputs = {**_shape_of(found[0], card, inputs), **inputs}
        masks = [] if mask is None else [_fitting(read_reference(mask, shelf, "mask"), found[0])]
        return self._drawn(card, inputs, found, spending, masks, kind="edit")

    def _drawn(
        self,
        card: Card,
        inputs: dict[str, Any],
        pictures: Sequence[Reference],
        spending: Mapping[str, Any],
        masks: Sequence[Reference] = (),
        kind: str | None = None,
    ) -> Call:
        _check(card, inputs, len(pictures))
        quantity = Quantity(
            n=inputs["n"], size=inputs.get("size"), resolution=inputs.get("resolution"), references=len(pictures)
        )
        return self._call(card, _filled(card, inputs), quantity, spending, [*pictures, *masks], kind)


def each(references: Sequence[ReferenceLike] | ReferenceLike) -> Sequence[ReferenceLike]:
    """One reference or several, as several."""
    return references if isinstance(references, list | tuple) else (references,)


def _shape_of(picture: Reference, card: Card, inputs: Mapping[str, Any]) -> dict[str, str]:
    """The ratio or the size of the model that is nearest to a picture's, where nothing else was asked for."""
    seen, limits = picture.asset, card.limits
    if seen is None or not seen.width or not seen.height or "size" in inputs or "aspect_ratio" in inputs:
        return {}
    wanted = seen.width / seen.height
    if limits.aspect_ratios and ("resolution" in inputs or not limits.sizes):
        return {"aspect_ratio": min(limits.aspect_ratios, key=lambda one: _apart(_sides(one), wanted))}
    if limits.sizes and limits.default_size and "resolution" not in inputs:
        usual = math.prod(_sides(limits.default_size))
        return {
            "size": min(
                limits.sizes, key=lambda one: (_apart(_sides(one), wanted), abs(math.prod(_sides(one)) - usual))
            )
        }
    return {}


def _sides(text: str) -> tuple[int, int]:
    """Width and height of `16:9` or `1024x1024`."""
    width, _, height = text.replace(":", "x").partition("x")
    return int(width), int(height)


def _apart(sides: tuple[int, int], wanted: float) -> float:
    """How far a shape is from a ratio, the same for twice as wide and half as wide."""
    return round(abs(math.log(sides[0] / sides[1] / wanted)), 6)


def _fitting(mask: Reference, picture: Reference) -> Reference:
    """The mask where it asks for something and has the picture's size; behind links the server looks."""
    if mask.asset is None or mask.asset.dry:
        return mask
    try:
        facts = probe_mask(mask.asset.original)
    except MediaError as error:
        raise InputError(f"mask: {error.reason}", field="mask") from error
    seen = picture.asset
    if seen is None or seen.dry:
        return mask
    if words := check_mask_size((facts.width, facts.height), (seen.width, seen.height)):
        raise InputError(f"mask: {words}", field="mask")
    return mask


def _count(n: object) -> int:
    if type(n) is not int or not 1 <= n <= 10:
        raise InputError("n is a whole number from 1 to 10.", field="n")
    return n


def _filled(card: Card, inputs: dict[str, Any]) -> dict[str, Any]:
    """With the defaults that the model's card documents, so that saying them or not is the same recipe."""
    limits = card.limits
    if "size" in inputs:
        return {**inputs, "size": inputs["size"].replace("*", "x").replace("X", "x")}
    shaped = "aspect_ratio" in inputs or "resolution" in inputs
    defaults: dict[str, str | None] = {}
    if limits.aspect_ratios and (shaped or not limits.sizes):
        defaults = {"aspect_ratio": limits.default_aspect_ratio, "resolution": limits.default_resolution}
    elif not shaped:
        defaults = {"size": limits.default_size}
    return {**given(**defaults), **inputs}


def _check(card: Card, inputs: dict[str, Any], references: int) -> None:
    refuse_first(
        check_image(
            card,
            prompt=inputs["prompt"],
            size=inputs.get("size"),
            aspect_ratio=inputs.get("aspect_ratio"),
            resolution=inputs.get("resolution"),
            n=inputs["n"],
            reference_count=references,
            output_format=inputs.get("output_format"),
        )
    )
