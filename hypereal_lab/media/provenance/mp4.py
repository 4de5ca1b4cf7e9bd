"""MP4, M4A and MOV: a box of our own behind everything, so that no offset inside changes."""

from __future__ import annotations

import uuid

from hypereal_lab.media.boxes import Box, boxes
from hypereal_lab.media.errors import broken_file
from hypereal_lab.media.provenance.notes import KEYWORD, Container, bad_note, without

__all__ = ["MP4"]

_USER_TYPE = uuid.uuid5(uuid.NAMESPACE_URL, KEYWORD.decode()).bytes
_CLOSED = 1
"""The box before had no length, which means to the end of the file, and was given one."""


class _Mp4:
    def notes(self, data: bytes) -> list[bytes]:
        return [_read(data[box.content + 16 : box.end]) for box in _ours(data)]

    def add(self, data: bytes, payload: bytes) -> bytes:
        row = list(boxes(data))
        if not row or row[-1].end < len(data):
            raise broken_file("MP4 file")
        last = row[-1]
        done = _CLOSED if last.open else 0
        if last.open:
            data = _with_length(data, last, last.end - last.start)
        content = b"uuid" + _USER_TYPE + bytes((done,)) + KEYWORD + b"\0" + payload
        note = (len(content) + 4).to_bytes(4, "big") + content
        at = last.start if last.name == b"mfra" else last.end  # the index of fragments is looked for at the end
        return data[:at] + note + data[at:]

    def remove(self, data: bytes) -> bytes:
        found = _ours(data)
        if len(found) == 1 and found[0].end == len(data) and data[found[0].content + 16] & _CLOSED:
            data = _with_length(data, next(box for box in boxes(data) if box.end == found[0].start), 0)
        return without(data, [(box.start, box.end) for box in found])


MP4: Container = _Mp4()


def _ours(data: bytes) -> list[Box]:
    return [
        box
        for box in boxes(data)
        if box.name == b"uuid" and box.end - box.content > 16 and data.startswith(_USER_TYPE, box.content)
    ]


def _with_length(data: bytes, box: Box, length: int) -> bytes:
    if box.content - box.start != 8:
        return data
    return data[: box.start] + length.to_bytes(4, "big") + data[box.start + 4 :]


def _read(content: bytes) -> bytes:
    if not content[1:].startswith(KEYWORD + b"\0"):
        raise bad_note("has a damaged")
    return content[len(KEYWORD) + 2 :]
