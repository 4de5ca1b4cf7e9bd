"""What is said in a recording, written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypereal_lab.catalog import Card, Estimate, audio_work
from hypereal_lab.engines.speech import LANGUAGES
from hypereal_lab.errors import InputError
from hypereal_lab.lab import Call
from hypereal_lab.lab.audio import TRANSCRIPT_MODEL
from hypereal_lab.widgets.kinds.kind import Kind
from hypereal_lab.widgets.kinds.order import Order

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["TranscriptKind"]


class TranscriptKind(Kind):
    """`lab.audio.transcribe`; the one slot is the recording."""

    name = "transcript"
    fields = ("language",)
    model = TRANSCRIPT_MODEL
    card_kinds = ("audio",)
    slots = ("audio", "video")

    def takes(self, card: Card) -> bool:
        return audio_work(card) == "transcript"

    def is_wordless(self, card: Card) -> bool:
        return True

    def facts(self, lab: Session) -> dict[str, Any]:
        return {**super().facts(lab), "languages": list(LANGUAGES)}

    def limits(self, card: Card) -> dict[str, Any]:
        return {"min_references": 1, "max_references": 1}

    def priced(self, card: Card, found: Estimate) -> str:
        return f"{found.show()} a {found.unit}" if found.unit else found.show()

    def call(self, lab: Session, order: Order) -> Call:
        if len(order.slots) != 1:
            raise InputError(f"Give the one recording to write down; {len(order.slots)} are there.", field="references")
        return lab.audio.transcribe(order.slots[0], model=order.model, **order.spending, **order.fields)
