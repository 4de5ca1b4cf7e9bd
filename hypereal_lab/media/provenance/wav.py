"""WAV: a chunk of our own in front of the sound, which some writers leave open to the end."""

from __future__ import annotations

from hypereal_lab.media.errors import broken_file
from hypereal_lab.media.provenance.notes import KEYWORD, Container, bad_note, without
from hypereal_lab.media.riff import Chunk, chunk, resized, wav_chunks

__all__ = ["WAV"]

_NAME = b"hrec"


class _Wav:
    def notes(self, data: bytes) -> list[bytes]:
        return [_read(data[found.content : found.end]) for found in _ours(data)]

    def add(self, data: bytes, payload: bytes) -> bytes:
        at = next((found.start for found in wav_chunks(data) if found.name == b"data"), None)
        if at is None:
            raise broken_file("WAV file")
        note = chunk(_NAME, KEYWORD + b"\0" + payload)
        return resized(data[:at] + note + data[at:], len(note))

    def remove(self, data: bytes) -> bytes:
        spans = [(found.start, min(found.next, len(data))) for found in _ours(data)]
        if not spans:
            return data
        made = without(data, spans)
        return resized(made, len(made) - len(data))


WAV: Container = _Wav()


def _ours(data: bytes) -> list[Chunk]:
    return [found for found in wav_chunks(data) if found.name == _NAME]


def _read(content: bytes) -> bytes:
    if not content.startswith(KEYWORD + b"\0"):
        raise bad_note("has a damaged")
    return content[len(KEYWORD) + 1 :]
