"""Words spoken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from hypereal_lab.catalog import Card, audio_work
from hypereal_lab.catalog.check_audio import FASTEST, SLOWEST
from hypereal_lab.engines.speech import LANGUAGES, VOICES
from hypereal_lab.errors import InputError
from hypereal_lab.lab import Call
from hypereal_lab.lab.audio import DEFAULT_MODEL
from hypereal_lab.widgets.kinds.kind import Kind
from hypereal_lab.widgets.kinds.order import Order
from hypereal_lab.wire.audio import SPEECH_FORMATS

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["OFFERED_FEELINGS", "SpeechKind"]

OFFERED_FEELINGS = (
    "happy", "excited", "sad", "angry", "surprised", "calm", "confident", "serious", "curious", "whispering",
)  # fmt: skip
"""Shown to be picked; others are typed in parentheses before the words."""


class SpeechKind(Kind):
    """`lab.audio.speak`; `feeling` is put in parentheses before the words."""

    name = "speech"
    fields: ClassVar[tuple[str, ...]] = ("voice", "language", "speed", "format", "feeling", "seed")
    model = DEFAULT_MODEL
    card_kinds = ("audio",)

    def takes(self, card: Card) -> bool:
        return audio_work(card) == "speech"

    def facts(self, lab: Session) -> dict[str, Any]:
        return {
            **super().facts(lab),
            # other servers have other names and list them when one is wrong
            "voices": list(VOICES) if lab.sandbox is not False else [],
            "languages": list(LANGUAGES),
            "feelings": list(OFFERED_FEELINGS),
            "formats": list(SPEECH_FORMATS),
            "speeds": [SLOWEST, FASTEST],
        }

    def limits(self, card: Card) -> dict[str, Any]:
        named = card.limits.output_formats
        return {"max_references": 0, **({"formats": list(named)} if named else {})}

    def call(self, lab: Session, order: Order) -> Call:
        if order.slots:
            raise InputError("Speech is made of words alone; take the pictures out.", field="references")
        said, rest = self.said(order.words, order.fields)
        return lab.audio.speak(said, model=order.model, **order.spending, **rest)

    def said(self, words: str, fields: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The words with the feeling before them, and the other fields."""
        rest = dict(fields)
        feeling = rest.pop("feeling", None)
        return (f"({feeling}) {words}" if feeling and words.strip() else words), rest
