"""The options of `%%hypereal`: one table, from which reading, help, completion and the plain Python come."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["KINDS", "OPTIONS", "Option", "options_of", "whole"]

KINDS: Mapping[str, str] = {
    "image": "lab.images.generate",
    "edit": "lab.images.edit",
    "video": "lab.videos.generate",
    "chat": "lab.chat",
    "speech": "lab.audio.speak",
    "model3d": "lab.models3d.generate",
}
"""What a cell can make, and the method that makes it."""

_ALL = tuple(KINDS)


@dataclass(frozen=True, slots=True)
class Option:
    """One option. It is an argument of the kind's method, or `own` and about the cell."""

    name: str
    """The keyword in Python."""
    flags: tuple[str, ...]
    """As it is written, the long form first."""
    about: str
    metavar: str = ""
    """What follows it; empty for a switch."""
    read: Callable[[str], Any] = str
    """Raises `ValueError` for what it cannot be."""
    kinds: tuple[str, ...] = _ALL
    many: bool = False
    """It takes several words and may be said again."""
    names_things: bool = False
    """Its words are variables, paths or links."""
    own: bool = False

    @property
    def usage(self) -> str:
        return ", ".join(self.flags) + (f" {self.metavar}" if self.metavar else "") + (" ..." if self.many else "")


def _name(word: str) -> str:
    if not word.isidentifier() or keyword.iskeyword(word):
        raise ValueError("a name for a variable")
    return word


def whole(word: str) -> int:
    """Raises `ValueError` for what is no whole number."""
    try:
        return int(word)
    except ValueError:
        raise ValueError("a whole number") from None


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise ValueError("a number") from None


_PICTURE, _DRAWN = ("image", "edit"), ("image", "edit", "video")

OPTIONS = (
    Option("output", ("--output", "-o"), "bind the result to this variable", "NAME", _name, own=True),
    Option("model", ("--model", "-m"), "model id; `%hypereal models` lists them", "MODEL"),
    Option("references", ("--reference", "-r"), "pictures to go by", "NAME_OR_PATH", kinds=("image", "video", "chat"),
           many=True, names_things=True),
    Option("image", ("--image",), "what to change, first frame, or what to model", "NAME_OR_PATH",
           kinds=("edit", "video", "model3d"), names_things=True),
    Option("images", ("--images",), "front, right, back and left", "NAME_OR_PATH", kinds=("model3d",), many=True,
           names_things=True),
    Option("mask", ("--mask",), "transparent where the picture is to change", "NAME_OR_PATH", kinds=("edit",),
           names_things=True),
    Option("last_image", ("--last-image",), "last frame", "NAME_OR_PATH", kinds=("video",), names_things=True),
    Option("size", ("--size",), "pixels, such as 1024x1024", "WxH", kinds=_PICTURE),
    Option("aspect_ratio", ("--aspect-ratio",), "such as 16:9", "W:H", kinds=_DRAWN),
    Option("resolution", ("--resolution",), "such as 2K or 720p", "WORD", kinds=_DRAWN),
    Option("n", ("-n",), "how many pictures", "N", whole, kinds=_PICTURE),
    Option("output_format", ("--output-format", "-f"), "png, jpeg or webp; mp4 or webm", "WORD", kinds=_DRAWN),
    Option("duration", ("--duration",), "length in seconds", "SECONDS", whole, kinds=("video",)),
    Option("sound", ("--sound",), "with sound", kinds=("video",)),
    Option("system", ("--system",), "said before the prompt", "TEXT", kinds=("chat",)),
    Option("max_tokens", ("--max-tokens",), "the longest answer", "N", whole, kinds=("chat",)),
    Option("temperature", ("--temperature",), "0 to 2", "NUMBER", _number, kinds=("chat",)),
    Option("voice", ("--voice",), "who speaks", "NAME", kinds=("speech",)),
    Option("format", ("--format",), "mp3, wav, opus or flac", "WORD", kinds=("speech",)),
    Option("language", ("--language",), "such as de", "CODE", kinds=("speech",)),
    Option("speed", ("--speed",), "0.5 to 2", "NUMBER", _number, kinds=("speech",)),
    Option("art_style", ("--art-style",), "realistic or sculpture", "WORD", kinds=("model3d",)),
    Option("topology", ("--topology",), "triangle or quad", "WORD", kinds=("model3d",)),
    Option("enable_pbr", ("--pbr",), "with materials that shine", kinds=("model3d",)),
    Option("target_polycount", ("--polycount",), "at most so many triangles", "N", whole, kinds=("model3d",)),
    Option("seed", ("--seed",), "the same seed draws the same", "N", whole),
    Option("max_cost", ("--max-cost",), "refuse it when it may cost more credits", "CREDITS"),
    Option("confirm", ("--confirm",), "yes to a call dearer than lab.confirm_above(...)"),
    Option("allow_unknown_price", ("--allow-unknown-price",), "send it although no price is known"),
    Option("take", ("--take",), "another number asks for a variation", "N", whole),
    Option("fresh", ("--fresh",), "make it anew although it is on the shelf"),
    Option("dry_run", ("--dry-run",), "show the price and send nothing", own=True),
    Option("detach", ("--detach",), "do not wait; the result is the job", own=True),
    Option("help", ("--help", "-h"), "show the plain Python of this cell and send nothing", own=True),
)  # fmt: skip


def options_of(kind: str) -> tuple[Option, ...]:
    """Those that a kind takes."""
    return tuple(one for one in OPTIONS if kind in one.kinds)
