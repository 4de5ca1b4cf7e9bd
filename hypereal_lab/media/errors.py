"""The one error of this room."""

from __future__ import annotations

from typing import Literal, TypeAlias

from hypereal_lab.errors import HyperealError

__all__ = ["Format", "MediaError", "Why", "broken"]

Format: TypeAlias = Literal["png", "jpeg", "webp", "gif"]
Why: TypeAlias = Literal["not_an_image", "broken", "too_many_pixels", "too_many_frames", "too_large", "data_url"]


class MediaError(HyperealError, ValueError):
    """The bytes are not what they should be; the text is a sentence with the next step."""

    def __init__(self, reason: str, *, why: Why) -> None:
        super().__init__(reason)
        self.reason = reason
        """The sentence, for an answer of the gateway."""
        self.why: Why = why
        """The same in one word, for programs."""


def broken(kind: Format) -> MediaError:
    """The error for a file that starts right and does not go on right."""
    return MediaError(f"The {kind.upper()} picture is broken or cut off; send the whole file again.", why="broken")
