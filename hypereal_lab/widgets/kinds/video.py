"""Clips from words and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypereal_lab.catalog import Card, Estimate, Quantity, video_seconds
from hypereal_lab.catalog.check_video import ASPECT_RATIOS, FORMATS, RESOLUTIONS
from hypereal_lab.errors import InputError
from hypereal_lab.lab import Call
from hypereal_lab.lab.reference import ReferenceLike
from hypereal_lab.lab.videos import DEFAULT_MODEL
from hypereal_lab.widgets.kinds.kind import Kind
from hypereal_lab.widgets.kinds.order import Order

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["FRAMES", "VideoKind"]

FRAMES = ("first", "first_last", "seen")
"""What the slots are: first frame, then pictures seen on the way; first and last frame before those; all seen."""


class VideoKind(Kind):
    """`lab.videos.generate`; `frames` says what the slots are, one of `FRAMES`."""

    name = "video"
    fields = ("duration", "aspect_ratio", "resolution", "sound", "output_format", "seed", "frames")
    model = DEFAULT_MODEL
    card_kinds = ("video",)

    def facts(self, lab: Session) -> dict[str, Any]:
        return {
            **super().facts(lab),
            "aspect_ratios": list(ASPECT_RATIOS),
            "resolutions": list(RESOLUTIONS),
            "output_formats": list(FORMATS),
        }

    def limits(self, card: Card) -> dict[str, Any]:
        limits = card.limits
        named = {
            "durations": limits.durations,
            "aspect_ratios": limits.aspect_ratios,
            "resolutions": limits.resolutions,
        }
        return {"seconds": video_seconds(card), **{name: list(values) for name, values in named.items() if values}}

    def quantity(self, card: Card) -> Quantity:
        return Quantity(seconds=video_seconds(card))

    def priced(self, card: Card, found: Estimate) -> str:
        return f"{found.show()} for {video_seconds(card)} s"

    def call(self, lab: Session, order: Order) -> Call:
        rest = dict(order.fields)
        placed = _placed(rest.pop("frames", FRAMES[0]), list(order.slots))
        words = order.words if order.words.strip() else None
        return lab.videos.generate(words, model=order.model, **placed, **order.spending, **rest)


def _placed(frames: str, pictures: list[ReferenceLike]) -> dict[str, Any]:
    """The slots as the arguments of the lab's method."""
    if frames not in FRAMES:
        raise InputError(f"frames is one of {', '.join(FRAMES)}.", field="frames")
    if frames == "seen" or not pictures:
        return {"references": pictures}
    if frames == "first":
        return {"image": pictures[0], "references": pictures[1:]}
    if len(pictures) < 2:
        raise InputError("The last frame is missing; give a second picture, or take the first alone.", field="frames")
    return {"image": pictures[0], "last_image": pictures[1], "references": pictures[2:]}
