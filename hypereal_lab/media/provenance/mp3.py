"""MP3: a private frame in the ID3v2 tag, which is made when there is none and keeps its other frames otherwise.

UTF-8 never has the byte 0xFF, so the escaping that some tags use for it (unsynchronisation) has nothing to do in a
payload; in old tags only the length of the frame could need it, and is made such that it does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypereal_lab.media.containers import big
from hypereal_lab.media.errors import MediaError, broken_file
from hypereal_lab.media.mpeg_audio import id3_length
from hypereal_lab.media.provenance.notes import KEYWORD, Container, without

__all__ = ["MP3"]

_NAMES = {2: b"XHR", 3: b"PRIV", 4: b"PRIV"}
"""Version 2.2 has no private frames; names with X in front are free there."""
_OWNER = KEYWORD + b"\0"
_ESCAPED, _EXTENDED, _FOOTED = 0x80, 0x40, 0x10
_MOST_FRAMES = 20_000
_WE_FOUND_A_TAG = b"\0"
"""Behind the payload, in a tag that was there and empty: one made by us goes away with its only frame."""


@dataclass(frozen=True, slots=True)
class _Tag:
    version: int
    flags: int
    end: int

    @property
    def is_plain(self) -> bool:
        """Whether frames start right after its header and nothing follows them."""
        return self.version in _NAMES and not self.flags & (_EXTENDED | _FOOTED)

    @property
    def head(self) -> int:
        """Bytes in front of the content of a frame: name, length and, in newer versions, flags."""
        return 6 if self.version == 2 else 10


_NEW = _Tag(version=4, flags=0, end=10)


class _Mp3:
    def notes(self, data: bytes) -> list[bytes]:
        return [data[start:end].rstrip(b"\0") for start, end in _ours(data)]

    def add(self, data: bytes, payload: bytes) -> bytes:
        tag = _tag(data)
        if tag is None:
            return _lengthened(b"ID3\4\0\0\0\0\0\0" + data, _frame(_NEW, payload))
        if not tag.is_plain:
            raise MediaError("The ID3 tag of this MP3 has an unusual form; save it again first.", why="unsupported")
        return _lengthened(data, _frame(tag, payload + (_WE_FOUND_A_TAG if tag.end == _NEW.end else b"")))

    def remove(self, data: bytes) -> bytes:
        tag, spans = _tag(data), _ours(data)
        if not tag or not spans:
            return data
        made_by_us = not data[spans[-1][0] : spans[-1][1]].endswith(_WE_FOUND_A_TAG)
        frames = [(start - len(_OWNER) - tag.head, end) for start, end in spans]
        size = tag.end - 10 - sum(end - start for start, end in frames)
        rest = without(data, frames)
        return rest[10:] if size == 0 and made_by_us else rest[:6] + _seven_bits(size) + rest[10:]


MP3: Container = _Mp3()


def _tag(data: bytes) -> _Tag | None:
    end = id3_length(data)
    if end > len(data):
        raise broken_file("MP3 file")
    return _Tag(data[3], data[5], end) if end else None


def _ours(data: bytes) -> list[tuple[int, int]]:
    """Start and end of the payload in each frame of ours."""
    tag, at = _tag(data), 10
    found: list[tuple[int, int]] = []
    if tag is None or not tag.is_plain:
        return []
    for _ in range(_MOST_FRAMES):
        size = _size(tag, data[at : at + tag.head])
        start, end = at + tag.head, at + tag.head + size
        if not data[at : at + 1].strip(b"\0") or start > tag.end or end > tag.end:
            return found
        if data.startswith(_NAMES[tag.version], at) and data.startswith(_OWNER, start, end):
            found.append((start + len(_OWNER), end))
        at = end
    raise broken_file("MP3 file")


def _size(tag: _Tag, head: bytes) -> int:
    if tag.version == 2:
        return big(head[3:6])
    if tag.version == 3:
        return big(head[4:8])
    return sum((byte & 0x7F) << shift for byte, shift in zip(head[4:8], (21, 14, 7, 0), strict=False))


def _frame(tag: _Tag, payload: bytes) -> bytes:
    content = _OWNER + payload
    while tag.version < 4 and tag.flags & _ESCAPED and b"\xff" in len(content).to_bytes(4, "big"):
        content += b"\0"
    size = len(content)
    if tag.version == 2:
        return _NAMES[2] + size.to_bytes(3, "big") + content
    return (
        _NAMES[tag.version] + (_seven_bits(size) if tag.version == 4 else size.to_bytes(4, "big")) + b"\0\0" + content
    )


def _lengthened(data: bytes, frame: bytes) -> bytes:
    """The file with a frame more at the start of its tag, and the length in the tag with it."""
    size = id3_length(data) - 10 + len(frame)
    if size >= 1 << 28:
        raise MediaError("The ID3 tag of this MP3 is full; make the picture in it smaller.", why="too_large")
    return data[:6] + _seven_bits(size) + frame + data[10:]


def _seven_bits(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
