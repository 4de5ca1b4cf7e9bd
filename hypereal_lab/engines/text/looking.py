"""What can be measured of a picture: its size, its colours by name, and how bright it is. What it shows is not seen."""

from __future__ import annotations

import colorsys
from collections import Counter
from typing import NamedTuple

__all__ = ["Look", "look"]

_LONGEST = 64
"""Pixels of the longer edge on which colours are counted."""
_SOME = 8
"""Percent of the picture from which a colour is named."""
_MOST = 4
_HUES = (
    (15, "red"), (40, "orange"), (68, "yellow"), (165, "green"), (195, "cyan"), (258, "blue"), (290, "purple"),
    (345, "pink"), (360, "red"),
)  # fmt: skip
"""Up to which degree of the colour wheel each name goes."""


class Look(NamedTuple):
    """Facts of one picture."""

    format: str
    width: int
    height: int
    size: int
    """Bytes of its file."""
    frames: int
    alpha: bool
    colours: tuple[tuple[str, int], ...]
    """The main ones and their percent, the most of it first."""
    brightness: int
    """Percent."""

    @property
    def shape(self) -> str:
        """Its format as people say it."""
        if abs(self.width - self.height) * 50 <= max(self.width, self.height):
            return "square"
        return "landscape" if self.width > self.height else "portrait"

    @property
    def light(self) -> str:
        """Whether it is a dark one."""
        return "dark" if self.brightness < 35 else "light" if self.brightness > 65 else "of medium brightness"

    @property
    def words(self) -> str:
        """All of it in two sentences."""
        more = [f"{self.frames} frames"] if self.frames > 1 else []
        more += ["with transparency"] if self.alpha else []
        kind = ", ".join([f"{self.shape}, {_bytes(self.size)}", *more])
        colours = " and ".join(", ".join(f"{name} ({share} %)" for name, share in self.colours).rsplit(", ", 1))
        return (
            f"{self.format.upper()} of {self.width} × {self.height} pixels ({kind}). "
            f"Main colours: {colours}; on the whole it is {self.light}."
        )

    @property
    def values(self) -> dict[str, str]:
        """The same by name, for fields that ask for them."""
        names = [name for name, _ in self.colours]
        return {
            "width": str(self.width),
            "height": str(self.height),
            "format": self.format,
            "brightness": str(self.brightness),
            **dict.fromkeys(("orientation", "shape"), self.shape),
            **dict.fromkeys(("colour", "color"), names[0]),
            **dict.fromkeys(("colours", "colors"), ", ".join(names)),
            **dict.fromkeys(("light", "lighting"), self.light),
            **dict.fromkeys(("description", "caption", "summary"), self.words),
        }


def look(data: bytes) -> Look | str:
    """The facts of a PNG, JPEG, WebP or GIF; for everything else, and for what is too large, a sentence."""
    from hypereal_lab.media import MediaError  # Pillow is loaded with the first picture

    try:
        return _look(data)
    except MediaError as error:
        return error.reason


def _look(data: bytes) -> Look:
    from hypereal_lab.media import probe_image
    from hypereal_lab.media.thumbnails import small_picture

    facts = probe_image(data)
    raw = small_picture(data, _LONGEST).convert("RGBA").tobytes()
    pixels = [tuple(raw[place : place + 4]) for place in range(0, len(raw), 4) if raw[place + 3] > 127]
    shades = Counter(_name(*pixel[:3]) for pixel in pixels)
    bright = sum(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue, _ in pixels)
    return Look(
        format=facts.format,
        width=facts.width,
        height=facts.height,
        size=len(data),
        frames=facts.frames,
        alpha=facts.has_alpha,
        colours=_main(shades),
        brightness=round(bright / 2.55 / len(pixels)) if pixels else 0,
    )


def _main(shades: Counter[str]) -> tuple[tuple[str, int], ...]:
    whole = shades.total()
    if not whole:
        return (("none, as all of it is transparent", 100),)
    shares = [(name, round(100 * number / whole)) for name, number in shades.most_common(_MOST)]
    return tuple([one for one in shares if one[1] >= _SOME] or shares[:1])


def _name(red: int, green: int, blue: int) -> str:
    hue, light, _ = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    strength = (max(red, green, blue) - min(red, green, blue)) / 255
    if light < 0.1 or (light < 0.2 and strength < 0.1):
        return "black"
    if strength < 0.1:
        return "white" if light > 0.9 else "grey"
    name = next(name for end, name in _HUES if hue * 360 <= end)
    if name in ("orange", "yellow") and light > 0.78 and strength < 0.4:
        return "beige"
    if name in ("red", "orange") and light < 0.42 and strength < 0.65:
        return "brown"
    if name == "pink" and light < 0.4:
        return "purple"
    return "pink" if name == "red" and light > 0.72 else name


def _bytes(size: int) -> str:
    return f"{size} bytes" if size < 1_000 else f"{size / 1_000:.0f} KB" if size < 1e6 else f"{size / 1e6:.1f} MB"
