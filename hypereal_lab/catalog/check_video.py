"""Whether a video call fits a model, and how long and large its film is where the caller left that open."""

from __future__ import annotations

from fractions import Fraction

from hypereal_lab.catalog.card import Card
from hypereal_lab.catalog.check import Violation, too_long

__all__ = ["check_video", "video_pixels", "video_seconds"]

RESOLUTIONS = {"480p": 480, "720p": 720, "1080p": 1080}
"""Words and the shorter side in pixels."""
ASPECT_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")
"""Of models whose pages name none (gap, our choice)."""
FORMATS = ("mp4", "webm")
"""The usual one first (gap, our choice)."""
MOST_REFERENCES = 8
"""Beside first and last frame, of models whose pages name no number (gap, our choice)."""
_SHORTEST, _LONGEST = 1, 15
"""Seconds of models whose pages name none: the longest that any page names."""
_USUAL_SECONDS, _USUAL_RESOLUTION = 5, "720p"


def check_video(
    card: Card,
    *,
    prompt: str | None,
    has_image: bool = False,
    duration: int | None = None,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    output_format: str | None = None,
    references: int = 0,
) -> list[Violation]:
    """Every rule that the call breaks, none when it fits. `references` are pictures beside first and last frame."""
    found = [
        _prompt(card, prompt, has_image),
        _duration(card, duration),
        _word(card, "aspect_ratio", aspect_ratio, _ratios(card)),
        _word(card, "resolution", resolution, _resolutions(card)),
        _format(output_format),
        _references(card, references),
    ]
    return [violation for violation in found if violation is not None]


def video_seconds(card: Card, duration: int | None = None) -> int:
    """How long the film will be: as asked, else what the model makes when nothing is said, five if it can."""
    allowed = card.limits.durations
    if duration is not None:
        return duration
    if not allowed or _USUAL_SECONDS in allowed:
        return _USUAL_SECONDS
    return min(allowed)


def video_pixels(
    card: Card,
    *,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    like: tuple[int, int] | None = None,
) -> tuple[int, int]:
    """Width and height, both even, for values that `check_video` let pass.

    `like` is the size of a first frame: with no ratio asked for, the film takes the allowed one that is nearest.
    """
    ratio = _known(aspect_ratio, _ratios(card)) or _nearest(_ratios(card), like) or _ratios(card)[0]
    word = _known(resolution, _resolutions(card)) or _usual_resolution(card)
    across, down = (int(side) for side in ratio.split(":"))
    short = RESOLUTIONS[word.casefold()]
    if across >= down:
        return _even(Fraction(short * across, down)), short
    return short, _even(Fraction(short * down, across))


def _prompt(card: Card, prompt: str | None, has_image: bool) -> Violation | None:
    if not has_image and (prompt is None or not prompt.strip()):
        return Violation("prompt", "prompt and image are both missing; say what happens, or give a first frame.")
    return None if prompt is None else too_long(card, prompt)


def _duration(card: Card, duration: int | None) -> Violation | None:
    allowed = card.limits.durations or tuple(range(_SHORTEST, _LONGEST + 1))
    if duration is None or duration in allowed:
        return None
    words = tuple(str(seconds) for seconds in allowed)
    return Violation("duration", f"duration {duration} is not one of {', '.join(words)} seconds.", words)


def _word(card: Card, field: str, value: str | None, allowed: tuple[str, ...]) -> Violation | None:
    if value is None or _known(value, allowed):
        return None
    return Violation(field, f"{field} {value[:40]!r} is not one {card.id} takes: {', '.join(allowed)}.", allowed)


def _format(output_format: str | None) -> Violation | None:
    if output_format is None or output_format in FORMATS:
        return None
    words = f"output_format {output_format[:40]!r} is not one of {', '.join(FORMATS)}."
    return Violation("output_format", words, FORMATS)


def _references(card: Card, count: int) -> Violation | None:
    most = MOST_REFERENCES if card.limits.max_references is None else card.limits.max_references
    if count <= most:
        return None
    words = f"{card.id} takes at most {most} pictures beside first and last frame, {count} were given."
    return Violation("image_urls", words, (str(most),))


def _ratios(card: Card) -> tuple[str, ...]:
    return card.limits.aspect_ratios or ASPECT_RATIOS


def _resolutions(card: Card) -> tuple[str, ...]:
    return card.limits.resolutions or tuple(RESOLUTIONS)


def _usual_resolution(card: Card) -> str:
    return card.limits.default_resolution or _known(_USUAL_RESOLUTION, _resolutions(card)) or _resolutions(card)[0]


def _known(value: str | None, allowed: tuple[str, ...]) -> str | None:
    return next((one for one in allowed if value is not None and one.casefold() == value.casefold()), None)


def _nearest(ratios: tuple[str, ...], like: tuple[int, int] | None) -> str | None:
    if like is None:
        return None
    wished = Fraction(*like)

    def distance(ratio: str) -> Fraction:
        shape = Fraction(*(int(side) for side in ratio.split(":")))
        return max(shape / wished, wished / shape)

    return min(ratios, key=distance)


def _even(pixels: Fraction) -> int:
    return round(pixels / 2) * 2
