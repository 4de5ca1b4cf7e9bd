"""3D models in a lab: `lab.models3d`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from hypereal_lab.catalog import Quantity, check_model3d
from hypereal_lab.catalog.check_model3d import VIEWS
from hypereal_lab.errors import InputError
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.maker import Maker, given, refuse_first, seed_of, text_of
from hypereal_lab.lab.reference import ReferenceLike, read_reference
from hypereal_lab.lab.spending import Spending

__all__ = ["FROM_IMAGE", "FROM_VIEWS", "FROM_WORDS", "Models3d"]

FROM_IMAGE = "hunyuan3d-v2-base"
"""The cheapest that goes by one picture and whose price is documented."""
FROM_WORDS = "meshy6-text-to-3d"
FROM_VIEWS = "tripo3d-multiview-to-3d"


class Models3d(Maker):
    """Makes GLB models from words, from one picture or from several views."""

    kind = "model3d"
    card_kinds = ("3d",)
    makes = "3D models"

    def generate(
        self,
        prompt: str | None = None,
        *,
        model: str | None = None,
        image: ReferenceLike | None = None,
        images: Sequence[ReferenceLike | None] | None = None,
        art_style: str | None = None,
        topology: str | None = None,
        target_polycount: int | None = None,
        enable_pbr: bool | None = None,
        seed: int | None = None,
        **spending: Unpack[Spending],
    ) -> Call:
        """One GLB: of the prompt, of `image`, or of `images`: front, right, back and left in this order.

        A picture is a path, link, bytes, Pillow image or asset. Of the four views the back, and the left or the right,
        may be None or left out; right is what is seen from the right of whoever looks at the front. Without a model
        the kind of what is given chooses it. `target_polycount` in triangles is for words and views; `art_style`
        (`realistic`, `sculpture`) and `enable_pbr` are for words. `take`, `fresh`, `max_cost`, `confirm` and
        `allow_unknown_price` are explained in `lab.spending`. Raises `InputError` at once, with nothing sent, for what
        the model does not take.
        """
        views = _views(images)
        usual = FROM_VIEWS if views else FROM_WORDS if image is None else FROM_IMAGE
        card = self._card(model or usual)
        inputs = given(
            prompt=None if prompt is None else text_of(prompt, "prompt"),
            art_style=None if art_style is None else text_of(art_style, "art_style"),
            topology=None if topology is None else text_of(topology, "topology"),
            target_polycount=_whole(target_polycount),
            enable_pbr=_yes_or_no(enable_pbr),
        )
        refuse_first(check_model3d(card, **{"prompt": None, **inputs}, has_image=image is not None, views=tuple(views)))
        given_pictures = views if image is None else {"image": image, **views}
        found = [read_reference(one, self._session.shelf, role) for role, one in given_pictures.items()]
        return self._call(card, {**inputs, **given(seed=seed_of(seed))}, Quantity(), spending, found)


def _views(images: Sequence[ReferenceLike | None] | None) -> dict[str, ReferenceLike]:
    """By side."""
    if images is None:
        return {}
    if not isinstance(images, list | tuple) or not 2 <= len(images) <= len(VIEWS):
        raise InputError(f"images are two to four pictures in the order {', '.join(VIEWS)}.", field="images")
    return {side: one for side, one in zip(VIEWS, images, strict=False) if one is not None}


def _whole(count: Any) -> int | None:
    if count is not None and type(count) is not int:
        raise InputError("target_polycount is a whole number of triangles.", field="target_polycount")
    return count


def _yes_or_no(value: Any) -> bool | None:
    if value is not None and type(value) is not bool:
        raise InputError("enable_pbr is True or False.", field="enable_pbr")
    return value
