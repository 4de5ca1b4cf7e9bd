"""What all containers share: the name of our note, its limits, and how a place in a file is filled and emptied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from hypereal_lab.media.errors import MediaError

__all__ = ["KEYWORD", "MOST_PAYLOAD", "Container", "bad_note", "checked", "only", "without"]

KEYWORD = b"hypereal:recipe"
"""The name of the note in every container; what carries it is ours."""
MOST_PAYLOAD = 256_000
"""Bytes of a recipe, far above any that a person wrote."""


class Container(Protocol):
    """One family of files. `data` is known to start like one; all three raise `MediaError` for broken structure."""

    def notes(self, data: bytes) -> list[bytes]:
        """Every note of ours, unread; damaged ones raise `bad_provenance`."""

    def add(self, data: bytes, payload: bytes) -> bytes:
        """The file, which has no note, with one."""

    def remove(self, data: bytes) -> bytes:
        """The file without any note of ours, damaged ones included."""


def checked(payload: bytes) -> bytes:
    """The payload if it may travel: UTF-8 text without NUL, which JSON never has. Raises `MediaError`."""
    if not payload or len(payload) > MOST_PAYLOAD:
        raise MediaError(
            f"A recipe of {len(payload):,} bytes cannot be written into a file; keep it between 1 and "
            f"{MOST_PAYLOAD:,}, or beside the file.",
            why="too_large",
        )
    if not _is_plain(payload):
        raise MediaError("A recipe is UTF-8 text without NUL characters; write it as JSON.", why="bad_provenance")
    return payload


def only(notes: Sequence[bytes]) -> bytes | None:
    """The one note, or None; several, and what we would never have written, raise `bad_provenance`."""
    if not notes:
        return None
    if len(notes) > 1:
        raise bad_note("has more than one")
    if not 0 < len(notes[0]) <= MOST_PAYLOAD or not _is_plain(notes[0]):
        raise bad_note("has a damaged")
    return notes[0]


def bad_note(problem: str) -> MediaError:
    """The error for a recipe that cannot be believed; `problem` is a verb with its article."""
    return MediaError(
        f"This file {problem} recipe inside; take the original file, or remove the recipe with strip().",
        why="bad_provenance",
    )


def without(data: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    """The data without these parts, which come in order."""
    kept, at = [], 0
    for start, end in spans:
        kept.append(data[at:start])
        at = end
    return b"".join([*kept, data[at:]])


def _is_plain(payload: bytes) -> bool:
    try:
        return "\0" not in payload.decode()
    except UnicodeDecodeError:
        return False
