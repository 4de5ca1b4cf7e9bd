"""Pictures in a lab: `lab.images`."""

from __future__ import annotations

import time
import unicodedata
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hypereal_lab.catalog import Card, Quantity, UnknownModelId, check_image, estimate
from hypereal_lab.client.settings import DEFAULT_BASE_URL
from hypereal_lab.errors import InputError
from hypereal_lab.lab.call import Call, Plan
from hypereal_lab.lab.reference import ReferenceLike, read_reference
from hypereal_lab.lab.spine import Order, Spine
from hypereal_lab.wire.images import REFERENCE_FIELDS
from hypereal_lab.wire.routes import IMAGES_GENERATIONS

if TYPE_CHECKING:
    from hypereal_lab.lab.session import Session

__all__ = ["DEFAULT_MODEL", "Images"]

DEFAULT_MODEL = "gemini-3-1-flash-t2i"
"""Takes words and up to four references as files; its price was observed."""

KINDS = ("image", "image_edit")


class Images:
    """Makes pictures from words and reference images."""

    def __init__(self, session: Session, spine: Spine) -> None:
        self._session = session
        self._spine = spine

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
        allow_unknown_price: bool = False,
    ) -> Call:
        """One to ten pictures; the result is the first, its `.all` has every one.

        `references` are paths, links, bytes, Pillow images or assets, in the order of the prompt. `size` is `WxH` in
        pixels; models of the Gemini family take `aspect_ratio` (`16:9`) and `resolution` (`2K`) instead.
        Raises `InputError` at once, with nothing sent, for what the model does not take.
        """
        card = self._card(model or DEFAULT_MODEL)
        found = tuple(read_reference(one, self._session.shelf) for one in _each(references))
        inputs = _given(
            prompt=unicodedata.normalize("NFC", _text(prompt)),
            size=size,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            n=_count(n),
            seed=_seed(seed),
            output_format=output_format,
        )
        _check(card, inputs, len(found))
        for reference in found:
            reference.check(card, now=time.time())
        quantity = Quantity(n=inputs["n"], size=size, resolution=resolution, references=len(found))
        plan = Plan(
            id=uuid.uuid4().hex,
            recipe={
                "kind": "image",
                "model": card.id,
                "inputs": inputs,
                "references": [reference.recipe() for reference in found],
            },
            price=estimate(card, quantity),
            url=(self._session.root or DEFAULT_BASE_URL.removesuffix("/api/v1")) + "/api" + IMAGES_GENERATIONS,
            reference_field=card.limits.reference_field or REFERENCE_FIELDS[0],
        )
        order = Order(references=found, allow_unknown_price=allow_unknown_price)
        return Call(plan, self._session.loop, lambda plan: self._spine.send(plan, order))

    def _card(self, model: str) -> Card:
        try:
            card = self._session.models.card(model)
        except UnknownModelId as error:
            hint = f" Did you mean {', '.join(error.near)}?" if error.near else " `lab.models.ids('image')` lists them."
            raise InputError(f"There is no model {model!r}.{hint}", field="model") from None
        if card.kind not in KINDS:
            raise InputError(f"{card.id} makes no pictures, it is a {card.kind} model.", field="model")
        return card


def _each(references: Sequence[ReferenceLike] | ReferenceLike) -> Sequence[ReferenceLike]:
    return references if isinstance(references, list | tuple) else (references,)


def _text(prompt: object) -> str:
    if not isinstance(prompt, str):
        raise InputError(f"The prompt must be text, not {type(prompt).__name__}.", field="prompt")
    return prompt


def _count(n: object) -> int:
    if type(n) is not int or not 1 <= n <= 10:
        raise InputError("n is a whole number from 1 to 10.", field="n")
    return n


def _seed(seed: object) -> int | None:
    if seed is not None and (type(seed) is not int or not 0 <= seed < 2**63):
        raise InputError("seed is a whole number from 0 to 2**63 - 1.", field="seed")
    return seed


def _given(**inputs: Any) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if value is not None}


def _check(card: Card, inputs: dict[str, Any], references: int) -> None:
    violations = check_image(
        card,
        prompt=inputs["prompt"],
        size=inputs.get("size"),
        aspect_ratio=inputs.get("aspect_ratio"),
        resolution=inputs.get("resolution"),
        n=inputs["n"],
        reference_count=references,
        reference_forms=(),
        output_format=inputs.get("output_format"),
    )
    if violations:
        raise InputError(violations[0].message, field=violations[0].field)
