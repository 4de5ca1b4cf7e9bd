"""Whether one model can take over the work of another, before sizes and lengths are looked at."""

from __future__ import annotations

from hypereal_lab.catalog import Card, audio_work, made_from

__all__ = ["cannot", "card_kinds"]

_KINDS = {
    "image": ("image", "image_edit"),
    "edit": ("image", "image_edit"),
    "speech": ("audio",),
    "clone": ("audio",),
    "transcript": ("audio",),
    "model3d": ("3d",),
}
_OTHER_FILMS = {
    "edit": "changes films that there are",
    "avatar": "makes a face speak",
    "transitions": "leads from one picture to another",
}
"""What models do whose name has one of these words."""


def card_kinds(kind: str) -> tuple[str, ...]:
    """Kinds of card that do calls of a kind; where it has no other name, its own."""
    return _KINDS.get(kind, (kind,))


def cannot(card: Card, kind: str, own: Card | None, references: int | None) -> str | None:
    """Why the model cannot do such calls, None where it can. `own` is the model that did them, where it is known.

    `references` are the pictures that were sent along, None where nobody counted them.
    """
    if card.kind not in card_kinds(kind):
        return f"{card.id} makes {card.kind}, not {kind}"
    if card.kind == "audio":
        wanted = kind if own is None or own.kind != "audio" else audio_work(own)
        return None if audio_work(card) == wanted else f"{card.id} is for {audio_work(card)}, not for {wanted}"
    if card.kind == "3d":
        return _form(card, own)
    return _film(card, own, references) if card.kind == "video" else None


def _form(card: Card, own: Card | None) -> str | None:
    if own is None or own.kind != "3d" or made_from(own) == made_from(card):
        return None
    return f"{card.id} goes by {made_from(card)}, not by {made_from(own)}"


def _film(card: Card, own: Card | None, references: int | None) -> str | None:
    """The names of models for film say what they begin with, and nothing else does."""
    pictured = bool(references) or (own is not None and "i2v" in own.id)
    other = next((does for word, does in _OTHER_FILMS.items() if word in card.id), None)
    if other is not None:
        return f"{card.id} {other}"
    if "t2v" in card.id and pictured:
        return f"{card.id} goes by words and takes no picture"
    if "i2v" in card.id and references == 0 and not pictured:
        return f"{card.id} needs a picture to begin with"
    return None
