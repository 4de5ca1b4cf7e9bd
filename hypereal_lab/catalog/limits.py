"""What a model takes: sizes, shapes, references."""

from __future__ import annotations

from math import gcd

import msgspec

__all__ = ["TIERS", "LimitError", "Limits", "tier_of"]

TIERS = {"0.5K": 512, "1K": 1024, "2K": 2048, "4K": 4096}
"""Resolution words and the longest side they allow, in pixels."""

SMALLEST, LARGEST = 64, 4096
"""Sides in pixels that a model without documented sizes is asked for at most; what the local engine can draw."""

DEFAULT_SIZE = "1024x1024"


class LimitError(ValueError):
    """A value that the model does not take."""

    def __init__(self, field: str, value: str, message: str, allowed: tuple[str, ...]) -> None:
        super().__init__(message)
        self.field = field
        self.value = value
        self.allowed = allowed


class Limits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Options of one model. `None` means not documented, an empty tuple means that the model has no such option."""

    sizes: tuple[str, ...] | None = None
    """`WxH` in pixels."""
    default_size: str | None = None
    aspect_ratios: tuple[str, ...] | None = None
    default_aspect_ratio: str | None = None
    resolutions: tuple[str, ...] | None = None
    """Words of `TIERS`, written as the pages write them."""
    default_resolution: str | None = None
    durations: tuple[int, ...] | None = None
    """Seconds."""
    output_formats: tuple[str, ...] | None = None
    min_references: int = 0
    max_references: int | None = None
    reference_field: str | None = None
    reference_forms: tuple[str, ...] | None = None
    """`https` for public links, `data-url` for bytes in the request."""
    prompt_max_chars: int | None = None

    def pixels(
        self, *, size: str | None = None, aspect_ratio: str | None = None, resolution: str | None = None
    ) -> tuple[int, int]:
        """Exact width and height. Raises `LimitError` with the field and the values that are allowed.

        An aspect ratio at a tier is the largest size with even sides and exactly that ratio whose longer side is not
        above the tier.
        """
        if size is not None:
            return self._of_size(size)
        if self.aspect_ratios and (aspect_ratio or resolution or not self.sizes):
            ratio = self._chosen("aspect_ratio", aspect_ratio, self.aspect_ratios, self.default_aspect_ratio)
            tier = self._chosen("resolution", resolution, self.resolutions, self.default_resolution or "1K")
            return shape(ratio, tier)
        for field, value in (("aspect_ratio", aspect_ratio), ("resolution", resolution)):
            if value is not None:
                self._chosen(field, value, getattr(self, field + "s"), None)
        if aspect_ratio or resolution:
            return shape(aspect_ratio or "1:1", resolution or "1K")
        return parse_size(self.default_size or DEFAULT_SIZE)

    def all_sizes(self) -> tuple[str, ...]:
        """Every size there is, for models that name them or whose shapes and tiers are named."""
        if self.sizes:
            return self.sizes
        tiers = self.resolutions or ("1K",)
        return tuple("{}x{}".format(*shape(ratio, tier)) for tier in tiers for ratio in self.aspect_ratios or ())

    def _of_size(self, size: str) -> tuple[int, int]:
        width, height = parse_size(size)
        allowed = self.all_sizes()
        if allowed and f"{width}x{height}" not in allowed:
            raise LimitError("size", size, f"size {size} is not one this model makes.", allowed)
        if not allowed and self.sizes == ():
            raise LimitError("size", size, "this model takes no size.", ())
        if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
            words = f"size {size}: each side must be from {SMALLEST} to {LARGEST} pixels."
            raise LimitError("size", size, words, ())
        return width, height

    def _chosen(self, field: str, value: str | None, allowed: tuple[str, ...] | None, default: str | None) -> str:
        if value is None:
            return default or (allowed[0] if allowed else "1:1")
        known = allowed if allowed is not None else tuple(TIERS) if field == "resolution" else None
        if known is None:
            return value
        found = next((one for one in known if one.casefold() == value.casefold()), None)
        if found is None:
            words = (
                f"{field} {value} is not one this model takes." if known else f"this model takes no {field}; use size."
            )
            raise LimitError(field, value, words, known)
        return found


def parse_size(size: str) -> tuple[int, int]:
    """`1536x1024`, also with a star or capital X between. Raises `LimitError`."""
    sides = size.replace("*", "x").replace("X", "x").split("x")
    if len(sides) != 2 or not all(side.isascii() and side.isdigit() and len(side) <= 5 for side in sides):
        raise LimitError("size", size, f"size {size!r} is not written as WIDTHxHEIGHT.", ())
    return int(sides[0]), int(sides[1])


def shape(ratio: str, tier: str) -> tuple[int, int]:
    """The largest even-sided size of exactly this ratio within the tier. Raises `LimitError`."""
    longest = next((pixels for word, pixels in TIERS.items() if word.casefold() == tier.casefold()), None)
    if longest is None:
        raise LimitError("resolution", tier, f"resolution {tier} is not known.", tuple(TIERS))
    sides = ratio.split(":")
    if len(sides) != 2 or not all(side.isascii() and side.isdigit() and 0 < int(side) <= 100 for side in sides):
        raise LimitError("aspect_ratio", ratio, f"aspect_ratio {ratio!r} is not written as WIDTH:HEIGHT.", ())
    a, b = int(sides[0]), int(sides[1])
    a, b = a // gcd(a, b), b // gcd(a, b)
    step = 1 if a % 2 == 0 and b % 2 == 0 else 2
    times = longest // max(a, b) // step * step
    return a * times, b * times


def tier_of(width: int, height: int) -> str:
    """The tier whose longest side holds this size; gpt-image-2's three small sizes are 1K (our reading)."""
    longest = max(width, height)
    if longest <= 1536:
        return "1K" if longest > 512 else "0.5K"
    return "2K" if longest <= 2048 else "4K"
