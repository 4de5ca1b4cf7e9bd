"""JPEG: segments of our own (APP15) after the camera's, several when one is too short."""

from __future__ import annotations

from hypereal_lab.media.containers import jpeg_segments
from hypereal_lab.media.errors import broken
from hypereal_lab.media.provenance.notes import KEYWORD, Container, bad_note, without

__all__ = ["JPEG"]

_MARKER = 0xEF
"""APP15; 1 and 11, the other candidates, belong to EXIF, XMP and content credentials."""
_HEAD = KEYWORD + b"\0"
_PIECE = 65_000
"""Bytes of payload in one segment, whose length has 16 bits."""
_NOTES = {*range(0xE0, 0xF0), 0xFE}


class _Jpeg:
    def notes(self, data: bytes) -> list[bytes]:
        pieces = [data[start + len(_HEAD) : end] for start, end in _ours(data)]
        return [_joined(pieces)] if pieces else []

    def add(self, data: bytes, payload: bytes) -> bytes:
        at = next((start - 4 for marker, start, _ in jpeg_segments(data) if marker not in _NOTES), None)
        if at is None:
            raise broken("jpeg")
        pieces = [payload[i : i + _PIECE] for i in range(0, len(payload), _PIECE)]
        written = [_segment(index, len(pieces), piece) for index, piece in enumerate(pieces)]
        return b"".join([data[:at], *written, data[at:]])

    def remove(self, data: bytes) -> bytes:
        return without(data, [(start - 4, end) for start, end in _ours(data)])


JPEG: Container = _Jpeg()


def _ours(data: bytes) -> list[tuple[int, int]]:
    return [
        (start, end)
        for marker, start, end in jpeg_segments(data)
        if marker == _MARKER and data.startswith(_HEAD, start, end)
    ]


def _segment(index: int, count: int, piece: bytes) -> bytes:
    content = _HEAD + bytes((index, count)) + piece
    return bytes((0xFF, _MARKER)) + (len(content) + 2).to_bytes(2, "big") + content


def _joined(pieces: list[bytes]) -> bytes:
    """The payload of pieces that all know their number and how many there are."""
    for index, piece in enumerate(pieces):
        if piece[:2] != bytes((index & 0xFF, len(pieces) & 0xFF)):
            raise bad_note("has more than one, or a damaged,")
    return b"".join(piece[2:] for piece in pieces)
