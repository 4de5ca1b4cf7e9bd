"""What a prompt can make: one file for each kind, with its fields, its models and the call it becomes."""

from __future__ import annotations

from hypereal_lab.catalog import Card
from hypereal_lab.errors import InputError
from hypereal_lab.widgets.kinds.chat import ChatKind
from hypereal_lab.widgets.kinds.clone import CloneKind
from hypereal_lab.widgets.kinds.edit import EditKind
from hypereal_lab.widgets.kinds.image import ImageKind
from hypereal_lab.widgets.kinds.kind import Kind
from hypereal_lab.widgets.kinds.model3d import Model3dKind
from hypereal_lab.widgets.kinds.order import Order
from hypereal_lab.widgets.kinds.speech import SpeechKind
from hypereal_lab.widgets.kinds.transcript import TranscriptKind
from hypereal_lab.widgets.kinds.video import VideoKind

__all__ = ["KINDS", "Kind", "Order", "kind_of"]

KINDS: tuple[Kind, ...] = (
    ImageKind(),
    EditKind(),
    VideoKind(),
    SpeechKind(),
    CloneKind(),
    TranscriptKind(),
    Model3dKind(),
    ChatKind(),
)
"""In the order in which they are offered."""


def kind_of(name: object = None, card: Card | None = None) -> Kind:
    """By its name; without one, the first that a model serves, which is a picture without a model.

    Raises `InputError` for a name that there is not, and for a model that no prompt can use.
    """
    for kind in KINDS:
        if kind.name == name or (name is None and (card is None or kind.serves(card))):
            return kind
    names = ", ".join(kind.name for kind in KINDS)
    if card is not None and name is None:
        raise InputError(f"A prompt makes nothing with {card.id}; it makes {names}.", field="model")
    raise InputError(f"There is no kind {str(name)[:40]!r}; choose one of {names}.", field="kind")
