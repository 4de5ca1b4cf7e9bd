"""RIFF: WAV and WebP are a row of chunks in one frame that knows the length of all.

Writers that stream a WAV cannot know lengths beforehand and leave 0 or 0xFFFFFFFF, which stands for "to the end".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypereal_lab.media.containers import little
from hypereal_lab.media.errors import MediaError, broken_file

__all__ = ["Chunk", "chunk", "resized", "wav_chunks"]

_MOST_CHUNKS = 100_000
_UNKNOWN = (0, 0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk by its places in the file."""

    name: bytes
    start: int
    """Where its name is; the content follows 8 bytes later."""
    end: int
    """End of the content, without the byte that makes an odd one even."""

    @property
    def content(self) -> int:
        return self.start + 8

    @property
    def next(self) -> int:
        return self.end + (self.end - self.start) % 2


def wav_chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks of a WAV; sound that is cut off, or was streamed, reaches to the end of the file.

    Raises `MediaError` where another chunk is longer than the file.
    """
    at, heard = 12, False
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            return
        name, size = data[at : at + 4], little(data[at + 4 : at + 8])
        end = at + 8 + size
        if name == b"data" and (end > len(data) or (size == 0 and little(data[4:8]) in _UNKNOWN)):
            end = len(data)
        if end > len(data) and heard:  # rubbish behind the sound
            return
        if end > len(data):
            break
        heard = heard or name == b"data"
        found = Chunk(name, at, end)
        yield found
        at = found.next
    raise broken_file("WAV file")


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk with its length in front, filled to an even one."""
    return name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)


def resized(data: bytes, more: int) -> bytes:
    """The file with the length in its frame changed by `more`, unless it never knew its length."""
    size = little(data[4:8])
    if size in _UNKNOWN:
        return data
    if not 0 <= size + more < 0xFFFFFFFF:
        raise MediaError("The file says a wrong length of itself; save it again with an editor.", why="broken")
    return data[:4] + (size + more).to_bytes(4, "little") + data[8:]
