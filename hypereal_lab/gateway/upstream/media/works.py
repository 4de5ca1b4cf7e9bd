"""Which work each kind of provider does, and which each model needs."""

from __future__ import annotations

from hypereal_lab.catalog import Card, audio_work

__all__ = ["MEDIA_KINDS", "able", "work_of"]

MEDIA_KINDS = ("image", "image_edit", "video", "audio", "3d")
"""Of models."""
_OPENAI = frozenset({"image", "speech", "transcript"})
_WORKS = {
    "openai": _OPENAI,
    "openai_compatible": _OPENAI,
    "hypereal": frozenset({"image", "video", "speech", "clone", "transcript", "mesh"}),
}
_BY_KIND = {"image": "image", "image_edit": "image", "video": "video", "3d": "mesh"}


def able(kind: str, work: str) -> bool:
    """Whether providers of this kind do it."""
    return work in _WORKS.get(kind, ())


def work_of(card: Card) -> str:
    """What a model of media does: `image`, `video`, `mesh`, `speech`, `clone`, `transcript` or `music`."""
    return _BY_KIND.get(card.kind) or audio_work(card)
