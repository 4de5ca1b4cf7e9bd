"""The one error of this room."""

from __future__ import annotations

from typing import Literal, TypeAlias

from hypereal_lab.errors import HyperealError

__all__ = ["Format", "MediaError", "Why", "broken", "broken_file"]

Format: TypeAlias = Literal["png", "jpeg", "webp", "gif"]
Why: TypeAlias = Literal[
    "bad_provenance",
    "broken",
    "data_url",
    "external",
    "missing_extra",
    "not_audio",
    "not_an_image",
    "too_large",
    "too_long",
    "too_many_frames",
    "too_many_pixels",
    "unknown",
    "unsupported",
]


class MediaError(HyperealError, ValueError):
    """The bytes are not what they should be; the text is a sentence with the next step."""

    def __init__(self, reason: str, *, why: Why) -> None:
        super().__init__(reason)
        self.reason = reason
        """The sentence, for an answer of the gateway."""
        self.why: Why = why
        """The same in one word, for programs."""


def broken(kind: Format) -> MediaError:
    """The error for a picture that starts right and does not go on right."""
    return broken_file(f"{kind.upper()} picture")


def broken_file(what: str) -> MediaError:
    """The same for a file of any kind; `what` is its name in a sentence, such as `MP3 file`."""
    return MediaError(f"The {what} is broken or cut off; send the whole file again.", why="broken")
