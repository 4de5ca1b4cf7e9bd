"""Whether an image call fits a model: the same rules for the lab, which refuses early, and the gateway, which must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypereal_lab.catalog.card import Card
from hypereal_lab.catalog.limits import LimitError

__all__ = ["Violation", "check_image", "too_long"]

LONGEST_PROMPT = 32_000
"""Characters, where the model names no limit of its own."""
MOST_REFERENCES = 4
"""Where the model names no limit of its own (API pages: both documented models take four)."""
FORMATS = ("png", "jpeg", "webp")


@dataclass(frozen=True, slots=True)
class Violation:
    """One field that has to change."""

    field: str
    """`references` stands for whatever name the caller used for reference images."""
    message: str
    allowed: tuple[str, ...] = ()


def check_image(
    card: Card,
    *,
    prompt: str | None,
    size: str | None = None,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    n: int = 1,
    reference_count: int = 0,
    reference_forms: Sequence[str] = (),
    output_format: str | None = None,
) -> list[Violation]:
    """Every rule that the call breaks, none when it fits. `reference_forms` are `https` or `data-url`, one each."""
    found = [
        _prompt(card, prompt),
        _count(n),
        _shape(card, size, aspect_ratio, resolution),
        _references(card, reference_count),
        _forms(card, reference_forms),
        _format(card, output_format),
    ]
    return [violation for violation in found if violation is not None]


def too_long(card: Card, prompt: str) -> Violation | None:
    """Whether the model takes so many words, whatever it makes of them."""
    most = card.limits.prompt_max_chars or LONGEST_PROMPT
    if len(prompt) <= most:
        return None
    return Violation("prompt", f"prompt has {len(prompt)} characters; {card.id} takes at most {most}.")


def _prompt(card: Card, prompt: str | None) -> Violation | None:
    if prompt is None or not prompt.strip():
        return Violation("prompt", "prompt is empty; say what the picture should show.")
    return too_long(card, prompt)


def _count(n: int) -> Violation | None:
    return None if 1 <= n <= 10 else Violation("n", "n must be from 1 to 10.", ("1", "10"))


def _shape(card: Card, size: str | None, aspect_ratio: str | None, resolution: str | None) -> Violation | None:
    if size is not None and (aspect_ratio is not None or resolution is not None):
        other = "aspect_ratio" if aspect_ratio is not None else "resolution"
        return Violation("size", f"size and {other} were both given; give one of them.")
    try:
        card.limits.pixels(size=size, aspect_ratio=aspect_ratio, resolution=resolution)
    except LimitError as error:
        words = f" {card.id} takes: {', '.join(error.allowed)}." if error.allowed else ""
        return Violation(error.field, f"{error}{words}", error.allowed)
    return None


def _references(card: Card, count: int) -> Violation | None:
    least = card.limits.min_references
    most = MOST_REFERENCES if card.limits.max_references is None else card.limits.max_references
    allowed = (str(least), str(most))
    if count < least:
        return Violation("references", f"{card.id} edits pictures and needs at least {least}; give one.", allowed)
    if count > most:
        takes = f"takes at most {most} reference images" if most else "takes no reference images"
        return Violation("references", f"{card.id} {takes}, {count} were given.", allowed)
    return None


def _forms(card: Card, forms: Sequence[str]) -> Violation | None:
    allowed = card.limits.reference_forms
    wrong = next((form for form in forms if allowed is not None and form not in allowed), None)
    if wrong is None:
        return None
    takes = "public HTTPS links only, not base64 data" if wrong == "data-url" else "public HTTPS links only"
    return Violation("references", f"{card.id} takes reference images as {takes}.", tuple(allowed or ()))


def _format(card: Card, output_format: str | None) -> Violation | None:
    allowed = card.limits.output_formats or FORMATS
    if output_format is None or output_format in allowed:
        return None
    return Violation("output_format", f"output_format {output_format} is not one of {', '.join(allowed)}.", allowed)
