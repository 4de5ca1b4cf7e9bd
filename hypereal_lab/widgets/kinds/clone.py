"""Words spoken in the voice of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypereal_lab.catalog import LEAST_REFERENCE, Card, audio_work
from hypereal_lab.errors import InputError
from hypereal_lab.lab import Call
from hypereal_lab.lab.audio import CLONE_MODEL
from hypereal_lab.widgets.kinds.order import Order
from hypereal_lab.widgets.kinds.speech import SpeechKind

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["CloneKind"]


class CloneKind(SpeechKind):
    """`lab.audio.clone`; the one slot is the recording of the voice."""

    name = "clone"
    fields = ("language", "speed", "format", "feeling", "seed")
    model = CLONE_MODEL
    slots = ("audio", "video")

    def takes(self, card: Card) -> bool:
        return audio_work(card) == "clone"

    def limits(self, card: Card) -> dict[str, Any]:
        return {**super().limits(card), "min_references": 1, "max_references": 1, "least_seconds": LEAST_REFERENCE}

    def call(self, lab: Session, order: Order) -> Call:
        if len(order.slots) != 1:
            raise InputError(
                f"Give one recording of the voice, {LEAST_REFERENCE:g} seconds or more; {len(order.slots)} are there.",
                field="references",
            )
        said, rest = self.said(order.words, order.fields)
        return lab.audio.clone(said, voice=order.slots[0], model=order.model, **order.spending, **rest)
