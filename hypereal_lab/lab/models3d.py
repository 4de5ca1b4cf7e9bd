"""3D models in a lab: `lab.models3d`."""

from __future__ import annotations

from typing import Any, Unpack

from hypereal_lab.catalog import Card, Quantity, check_model3d, made_from
from hypereal_lab.errors import InputError
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.maker import Maker, given, refuse_first, seed_of, text_of
from hypereal_lab.lab.reference import ReferenceLike, read_reference
from hypereal_lab.lab.spending import Spending

__all__ = ["FROM_IMAGE", "FROM_WORDS", "Models3d"]

FROM_IMAGE = "hunyuan3d-v2-base"
"""The cheapest that goes by one picture and whose price is documented."""
FROM_WORDS = "meshy6-text-to-3d"


class Models3d(Maker):
    """Makes GLB models from words or from one picture."""

    kind = "model3d"
    card_kinds = ("3d",)
    makes = "3D models"

    def generate(
        self,
        prompt: str | None = None,
        *,
        model: str | None = None,
        image: ReferenceLike | None = None,
        art_style: str | None = None,
        topology: str | None = None,
        target_polycount: int | None = None,
        enable_pbr: bool | None = None,
        seed: int | None = None,
        **spending: Unpack[Spending],
    ) -> Call:
        """One GLB: of the prompt, or of `image`, which is a path, link, bytes, Pillow image or asset.

        Without a model the kind of what is given chooses it. `art_style` (`realistic`, `sculpture`),
        `target_polycount` in triangles and `enable_pbr` belong to models that go by words. `take`, `fresh`, `max_cost`,
        `confirm` and `allow_unknown_price` are explained in `lab.spending`. Raises `InputError` at once, with nothing
        sent, for what the model does not take.
        """
        card = self._card(model or (FROM_WORDS if image is None else FROM_IMAGE))
        _check_known(card)
        inputs = given(
            prompt=None if prompt is None else text_of(prompt, "prompt"),
            art_style=None if art_style is None else text_of(art_style, "art_style"),
            topology=None if topology is None else text_of(topology, "topology"),
            target_polycount=_whole(target_polycount),
            enable_pbr=_yes_or_no(enable_pbr),
        )
        refuse_first(check_model3d(card, **{"prompt": None, **inputs}, has_image=image is not None))
        found = [] if image is None else [read_reference(image, self._session.shelf, "image")]
        return self._call(card, {**inputs, **given(seed=seed_of(seed))}, Quantity(), spending, found)


def _check_known(card: Card) -> None:
    if made_from(card) == "views":
        raise InputError(
            f"{card.id} looks from several sides, which this version cannot send; {FROM_IMAGE} goes by one picture.",
            field="model",
        )


def _whole(count: Any) -> int | None:
    if count is not None and type(count) is not int:
        raise InputError("target_polycount is a whole number of triangles.", field="target_polycount")
    return count


def _yes_or_no(value: Any) -> bool | None:
    if value is not None and type(value) is not bool:
        raise InputError("enable_pbr is True or False.", field="enable_pbr")
    return value
