"""PNG: an international text chunk, in front of the pixels."""

from __future__ import annotations

import zlib

from hypereal_lab.media.containers import big, png_chunks
from hypereal_lab.media.errors import broken
from hypereal_lab.media.provenance.notes import KEYWORD, MOST_PAYLOAD, Container, bad_note, without

__all__ = ["PNG"]

_TEXTS = (b"iTXt", b"tEXt", b"zTXt")
_PLAIN = b"\0\0\0\0\0"
"""After the keyword: not compressed, no language, no translated keyword."""


class _Png:
    def notes(self, data: bytes) -> list[bytes]:
        return [_read(data, start, end) for start, end in _ours(data)]

    def add(self, data: bytes, payload: bytes) -> bytes:
        content = b"iTXt" + KEYWORD + _PLAIN + payload
        note = (len(content) - 4).to_bytes(4, "big") + content + zlib.crc32(content).to_bytes(4, "big")
        at = next((start - 8 for name, start, _ in png_chunks(data) if name in (b"IDAT", b"IEND")), None)
        if at is None:
            raise broken("png")
        return data[:at] + note + data[at:]

    def remove(self, data: bytes) -> bytes:
        return without(data, [(start - 8, end + 4) for start, end in _ours(data)])


PNG: Container = _Png()


def _ours(data: bytes) -> list[tuple[int, int]]:
    """Start and end of the content of each text chunk under our keyword."""
    return [
        (start, end)
        for name, start, end in png_chunks(data)
        if name in _TEXTS and data.startswith(KEYWORD + b"\0", start, end)
    ]


def _read(data: bytes, start: int, end: int) -> bytes:
    if zlib.crc32(data[start - 4 : end]) != big(data[end : end + 4]):
        raise bad_note("has a damaged")
    if data[start - 4 : start] != b"iTXt":
        raise bad_note("has a rewritten")
    at = start + len(KEYWORD) + 1
    flags, rest = data[at : min(at + 2, end)], data[at + 2 : end].split(b"\0", 2)
    if len(flags) != 2 or len(rest) != 3 or flags not in (b"\0\0", b"\1\0"):
        raise bad_note("has a damaged")
    return _inflated(rest[2]) if flags[0] else rest[2]


def _inflated(packed: bytes) -> bytes:
    """What an editor may have compressed; nothing larger than a payload may be is ever made of it."""
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(packed, MOST_PAYLOAD + 1)
    except zlib.error:
        raise bad_note("has a damaged") from None
    if len(text) > MOST_PAYLOAD or not reader.eof:
        raise bad_note("has a damaged")
    return text
