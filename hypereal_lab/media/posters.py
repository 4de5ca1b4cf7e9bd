"""A small picture of anything: what a file looks like in a row of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypereal_lab.media.facts import Kind, kind_of, probe
from hypereal_lab.media.thumbnails import packed, thumbnail
from hypereal_lab.media.types import sniff

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["poster"]


def poster(data: bytes, *, longest: int = 320, budget: int = 12_000) -> bytes | None:
    """A WebP of at most `budget` bytes and `longest` pixels per edge; None for a text or an empty scene.

    A picture is made smaller, a video shows a moment from its first tenth, a sound its waveform, a model itself in
    light. Raises `MediaError` for a file that cannot be read, `ValueError` when the budget is too small for any.
    """
    media_type = sniff(data)
    kind = kind_of(media_type)
    if kind == "image":
        return thumbnail(data, longest=longest, budget=budget)
    if media_type.endswith(("/mp4", "/quicktime", "/webm")):  # the first bytes do not say whether there is a picture
        kind = probe(data).kind
    picture = _picture(data, kind, media_type, longest)
    return packed(picture, budget) if picture else None


def _picture(data: bytes, kind: Kind, media_type: str, longest: int) -> Image | None:
    if kind == "video":
        from hypereal_lab.media.clips import still

        picture = still(data, media_type)
        picture.thumbnail((longest, longest), reducing_gap=2.0)
        return picture
    if kind == "audio":
        from hypereal_lab.media.waveform import draw_waveform

        return draw_waveform(data, longest=longest)
    if kind == "model3d":
        from hypereal_lab.media.glb_picture import draw_model

        return draw_model(data, longest=longest)
    return None
