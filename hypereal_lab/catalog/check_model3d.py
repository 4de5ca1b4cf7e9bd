"""Whether a 3D call fits a model: words for some, one picture for others, several views for the rest."""

from __future__ import annotations

from collections.abc import Sequence

from hypereal_lab.catalog.card import Card
from hypereal_lab.catalog.check import Violation, too_long

__all__ = ["ART_STYLES", "LEAST_POLYGONS", "MOST_POLYGONS", "TOPOLOGIES", "VIEWS", "check_model3d", "made_from"]

ART_STYLES = ("realistic", "sculpture")
"""The usual one first (gap, our choice)."""
TOPOLOGIES = ("triangle",)
"""A GLB has nothing but triangles."""
LEAST_POLYGONS, MOST_POLYGONS = 100, 300_000
"""Of `target_polycount`, in triangles (gap, our choice)."""


VIEWS = ("front", "right", "back", "left")
"""Sides that the pictures of a multiview model show; seen by whoever looks at the front, right is to the right."""


def made_from(card: Card) -> str:
    """What a model goes by: `text`, `image` or `views`; their names say it and nothing else does."""
    if "multiview" in card.id:
        return "views"
    return "text" if "text-to-3d" in card.id else "image"


def check_model3d(
    card: Card,
    *,
    prompt: str | None,
    has_image: bool = False,
    views: Sequence[str] = (),
    art_style: str | None = None,
    topology: str | None = None,
    target_polycount: int | None = None,
    enable_pbr: bool | None = None,
) -> list[Violation]:
    """Every rule that the call breaks, none when it fits. `views` are the sides that pictures show."""
    options = {"art_style": art_style, "topology": topology, "target_polycount": target_polycount}
    given = [name for name, value in {**options, "enable_pbr": enable_pbr}.items() if value is not None]
    usual, many = {"art_style": art_style, "enable_pbr": enable_pbr}, made_from(card) == "views"
    if many:
        own = [_views(card, views), _surplus(card, prompt, [name for name in given if name in usual])]
    else:
        own = [_prompt(card, prompt) if made_from(card) == "text" else _image(card, prompt, has_image, given)]
    found = [
        *own,
        _no_image(card, has_image),
        None if many else _no_views(card, views),
        _word("art_style", art_style, ART_STYLES),
        _word("topology", topology, TOPOLOGIES),
        _polygons(target_polycount),
    ]
    return [violation for violation in found if violation is not None]


def _prompt(card: Card, prompt: str | None) -> Violation | None:
    if prompt is None or not prompt.strip():
        return Violation("prompt", f"prompt is empty; say what {card.id} should make.")
    return too_long(card, prompt)


def _image(card: Card, prompt: str | None, has_image: bool, given: Sequence[str]) -> Violation | None:
    if not has_image:
        return Violation("image", f"{card.id} is made from one picture; give image, or take a text-to-3d model.")
    return _surplus(card, prompt, given)


def _surplus(card: Card, prompt: str | None, given: Sequence[str]) -> Violation | None:
    surplus = "prompt" if prompt is not None else next(iter(given), None)
    if surplus is None:
        return None
    return Violation(surplus, f"{card.id} goes by its pictures alone and takes no {surplus}; leave it out.")


def _no_image(card: Card, has_image: bool) -> Violation | None:
    if has_image and made_from(card) == "text":
        return Violation("image", f"{card.id} goes by words and takes no image; name an image-to-3d model for it.")
    if has_image and made_from(card) == "views":
        return Violation("image", f"{card.id} looks from several sides; give {', '.join(VIEWS)} in place of image.")
    return None


def _views(card: Card, views: Sequence[str]) -> Violation | None:
    """A front, and a side for the depth; the back is as the front where it is not there."""
    if "front" not in views:
        return Violation("front", f"{card.id} looks from several sides; its front is missing.", VIEWS)
    if "left" in views or "right" in views:
        return None
    return Violation("left", f"{card.id} needs a left or right side beside the front; give one.", VIEWS)


def _no_views(card: Card, views: Sequence[str]) -> Violation | None:
    if not views:
        return None
    takes = "words" if made_from(card) == "text" else "one picture, image"
    return Violation(
        views[0], f"{card.id} goes by {takes} and takes no {views[0]} view; name a multiview model for it."
    )


def _word(field: str, value: str | None, allowed: tuple[str, ...]) -> Violation | None:
    if value is None or value in allowed:
        return None
    return Violation(field, f"{field} {value[:40]!r} is not one of {', '.join(allowed)}.", allowed)


def _polygons(count: int | None) -> Violation | None:
    if count is None or LEAST_POLYGONS <= count <= MOST_POLYGONS:
        return None
    words = f"target_polycount {count} is not from {LEAST_POLYGONS} to {MOST_POLYGONS:,} triangles."
    return Violation("target_polycount", words, (str(LEAST_POLYGONS), str(MOST_POLYGONS)))
