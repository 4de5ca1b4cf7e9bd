"""Files written into a link: `data:image/png;base64,...`."""

from __future__ import annotations

import binascii
import re

from hypereal_lab.media.errors import MediaError

__all__ = ["parse_data_url"]

_LONGEST_HEAD = 256
"""Characters up to the comma; real heads have about 30."""
_HEAD = re.compile(r"data:([a-z0-9.+-]+/[a-z0-9.+-]+)?((?:;[a-z0-9.+-]+=[^;,]*)*);base64", re.IGNORECASE)
_FORM = "write it as data:image/png;base64, followed by the file in base64"


def parse_data_url(text: str, *, max_bytes: int) -> tuple[str, bytes]:
    """Media type (lower case, without parameters) and bytes of a base64 data URL.

    The size is known from the length of the text, and a file of more than `max_bytes` is refused before anything is
    copied or decoded. Raises `MediaError`.
    """
    comma = text.find(",", 0, _LONGEST_HEAD)
    head = _HEAD.fullmatch(text, 0, comma) if comma > 0 else None
    if head is None:
        raise MediaError(f"The data URL has no head that can be read; {_FORM}.", why="data_url")
    size = _size(text, comma + 1)
    if size > max_bytes:
        raise MediaError(
            f"The data URL holds {_megabytes(size)} and at most {_megabytes(max_bytes)} are taken; make it smaller.",
            why="too_large",
        )
    return (head[1] or "text/plain").lower(), _decode(text[comma + 1 :])


def _size(text: str, start: int) -> int:
    """Bytes that the base64 text from `start` on stands for, without looking at more than its end."""
    letters = len(text) - start
    padding = text.endswith("=") + text.endswith("==") if letters else 0
    if letters == 0 or letters % 4:
        raise MediaError(f"The base64 text of the data URL is empty or cut off; {_FORM}.", why="data_url")
    return letters // 4 * 3 - padding


def _decode(letters: str) -> bytes:
    try:
        return binascii.a2b_base64(letters, strict_mode=True)
    except ValueError:  # also binascii.Error, and text outside ASCII
        problem = "The data URL has characters that are not base64 (A-Z a-z 0-9 + / =)"
        raise MediaError(f"{problem}; {_FORM}, without spaces and line breaks.", why="data_url") from None


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size} bytes"
