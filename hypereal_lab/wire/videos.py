"""Video calls: one path, two shapes of body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

__all__ = ["FIRST_FRAME_FIELDS", "LAST_FRAME_FIELDS", "NestedVideosBody", "VideosBody", "merged", "unknown_keys"]

FIRST_FRAME_FIELDS = ("image", "image_url", "start_image", "image_urls")
"""Names of the picture that a film begins with; of `image_urls` the first counts."""
LAST_FRAME_FIELDS = ("last_image", "last_image_url", "end_image")


class VideosBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is posted to `/videos/generate` by the newest pages: everything flat.

    Keys that are not named here differ from model to model; they are taken and kept.
    """

    model: str | None = None
    prompt: str | None = None
    duration: int | None = None
    """Seconds."""
    aspect_ratio: str | None = None
    """`16:9`, `9:16`, ..."""
    resolution: str | None = None
    """`720p`, in small or capital letters."""
    seed: int | None = None
    mode: str | None = None
    """`auto` or `fast`."""
    image: str | None = None
    """The first frame, as a link or a data URL."""
    image_url: str | None = None
    start_image: str | None = None
    image_urls: list[str] | None = None
    """Reference images."""
    last_image: str | None = None
    """The last frame."""
    last_image_url: str | None = None
    end_image: str | None = None
    sound: bool | None = None
    """Whether it is to be heard too."""
    generate_audio: bool | None = None
    """The same under the name of other sheets."""
    output_format: str | None = None
    """`mp4` or `webm`."""
    webhook_url: str | None = None

    @property
    def with_sound(self) -> bool:
        """Whether either name asks for it."""
        return bool(self.sound or self.generate_audio)

    @property
    def references(self) -> list[tuple[str, str]]:
        """Fields and links of the pictures that are neither first nor last frame."""
        first = self.first_frame
        found = [(f"image_urls[{at}]", link) for at, link in enumerate(self.image_urls or ())]
        return found[1:] if first is not None and first[0] == "image_urls[0]" else found

    @property
    def first_frame(self) -> tuple[str, str] | None:
        """The field and its link."""
        for name in FIRST_FRAME_FIELDS[:-1]:
            if link := getattr(self, name):
                return name, link
        return ("image_urls[0]", self.image_urls[0]) if self.image_urls else None

    @property
    def last_frame(self) -> tuple[str, str] | None:
        """The field and its link."""
        return next(((name, link) for name in LAST_FRAME_FIELDS if (link := getattr(self, name))), None)


class NestedVideosBody(VideosBody, frozen=True, kw_only=True, omit_defaults=True):
    """The older shape: all but the model under `input`, whose values win over flat ones (our reading of the pages)."""

    input: VideosBody | None = None


def merged(body: NestedVideosBody) -> VideosBody:
    """One flat body of both shapes. A frame under `input` wins whatever the flat one is called."""
    inner = _given(body.input or VideosBody())
    outer = _given(body)
    for names in (FIRST_FRAME_FIELDS, LAST_FRAME_FIELDS):
        if any(name in inner for name in names):
            outer = {name: value for name, value in outer.items() if name not in names}
    return VideosBody(**{**outer, **inner})


def unknown_keys(whole: Mapping[str, Any]) -> dict[str, Any]:
    """What else was posted, of both shapes, for whoever makes the film."""
    nested = whole.get("input")
    both = {**whole, **(nested if isinstance(nested, dict) else {})}
    return {name: value for name, value in both.items() if name not in NestedVideosBody.__struct_fields__}


def _given(body: VideosBody) -> dict[str, Any]:
    return {name: value for name in VideosBody.__struct_fields__ if (value := getattr(body, name)) is not None}
