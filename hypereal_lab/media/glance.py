"""Everything that a shelf wants to know of a file, from one decoding where that is enough."""

from __future__ import annotations

from dataclasses import dataclass

from hypereal_lab.media.facts import MediaFacts, kind_of, probe
from hypereal_lab.media.headers import Header, read_header
from hypereal_lab.media.pictures import MOST_PIXELS, check_limits, read_picture
from hypereal_lab.media.posters import poster
from hypereal_lab.media.provenance.content import content_digest, content_of_picture
from hypereal_lab.media.provenance.looks import look_of_picture, perceptual_hash
from hypereal_lab.media.thumbnails import made_small, packed
from hypereal_lab.media.types import sniff

__all__ = ["Glance", "glance"]


@dataclass(frozen=True, slots=True)
class Glance:
    """One file at a glance."""

    facts: MediaFacts
    poster: bytes | None
    """As `poster` makes it."""
    content: str
    """As `content_digest` makes it."""
    look: str | None
    """As `perceptual_hash` makes it, for pictures."""


def glance(data: bytes, *, longest: int = 320, budget: int = 12_000) -> Glance:
    """What `probe`, `poster`, `content_digest` and `perceptual_hash` say together.

    Raises `MediaError` for everything unknown, broken or too large.
    """
    media_type = sniff(data)
    if kind_of(media_type) == "image" and (header := read_header(data)).frames == 1:
        return _still(data, header, media_type, longest, budget)
    facts = probe(data)
    look = perceptual_hash(data) if facts.kind == "image" else None
    return Glance(facts, poster(data, longest=longest, budget=budget), content_digest(data), look)


def _still(data: bytes, header: Header, media_type: str, longest: int, budget: int) -> Glance:
    check_limits(header, max_pixels=MOST_PIXELS, max_frames=1)
    with read_picture(data, header) as picture:
        content = content_of_picture(picture)
        alpha = picture.has_transparency_data
        small = made_small(picture, header, longest)
    facts = MediaFacts("image", media_type, header.width, header.height, frames=1, has_alpha=alpha)
    return Glance(facts, packed(small, budget), content, look_of_picture(small))
