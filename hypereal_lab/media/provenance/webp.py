"""WebP: a chunk of our own at the end, for which a simple file becomes an extended one.

The chunk notes what was done to the file, so that all of it can be undone.
"""

from __future__ import annotations

from hypereal_lab.media.containers import little, webp_chunks
from hypereal_lab.media.errors import broken
from hypereal_lab.media.headers import read_header
from hypereal_lab.media.provenance.notes import KEYWORD, Container, bad_note, without
from hypereal_lab.media.riff import chunk, resized

__all__ = ["WEBP"]

_NAME = b"HREC"
_EXTENDED, _FILLED = 1, 2
"""What was done besides: a VP8X chunk put in front, a missing filling byte put behind."""
_ALPHA = 0x10
_VP8X_LENGTH = 18


class _Webp:
    def notes(self, data: bytes) -> list[bytes]:
        return [_read(data[start:end]) for name, start, end in webp_chunks(data) if name == _NAME]

    def add(self, data: bytes, payload: bytes) -> bytes:
        done, front = 0, b""
        parts = list(webp_chunks(data))
        if not parts:
            raise broken("webp")
        if parts[0][0] != b"VP8X":
            front, done = _extension(data), _EXTENDED
        end, stop = parts[-1][2], 8 + little(data[4:8])
        filling = b"\0" if end % 2 and end == stop else b""
        done |= _FILLED if filling else 0
        at = end if filling else end + end % 2
        note = filling + chunk(_NAME, bytes((done,)) + KEYWORD + b"\0" + payload)
        made = data[:12] + front + data[12:at] + note + data[at:]
        return resized(made, len(front) + len(note))

    def remove(self, data: bytes) -> bytes:
        spans = [(start, end) for name, start, end in webp_chunks(data) if name == _NAME]
        if len(spans) == 1:
            return _removed(data, *spans[0])
        stop = 8 + little(data[4:8])
        made = without(data, [(start - 8, min(end + end % 2, stop)) for start, end in spans])
        return resized(made, len(made) - len(data)) if spans else data


WEBP: Container = _Webp()


def _extension(data: bytes) -> bytes:
    """The VP8X chunk that says of a simple file what it says itself."""
    header = read_header(data)
    lossless_alpha = data[12:16] == b"VP8L" and little(data[21:25]) >> 28 & 1
    flags = _ALPHA if lossless_alpha else 0
    size = (header.width - 1).to_bytes(3, "little") + (header.height - 1).to_bytes(3, "little")
    return chunk(b"VP8X", bytes((flags, 0, 0, 0)) + size)


def _removed(data: bytes, start: int, end: int) -> bytes:
    """The file without the note there, and without what was done for it as far as that is still in place."""
    done = data[start] if end > start else 0
    cut = start - 8 - (1 if done & _FILLED else 0)
    stop = min(end + end % 2, 8 + little(data[4:8]))
    made = data[:cut] + data[stop:]
    made = resized(made, cut - stop)
    names = [name for name, _, _ in webp_chunks(made)]
    if done & _EXTENDED and len(names) == 2 and names[0] == b"VP8X":
        made = resized(made[:12] + made[12 + _VP8X_LENGTH :], -_VP8X_LENGTH)
    return made


def _read(content: bytes) -> bytes:
    if not content[1:].startswith(KEYWORD + b"\0"):
        raise bad_note("has a damaged")
    return content[len(KEYWORD) + 2 :]
