"""MP3: tags around a row of frames, each of which says how long it is.

The length that a file claims (Xing) is often wrong after a cut, so the frames themselves are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypereal_lab.media.containers import big

__all__ = ["Frame", "audio_frames", "first_frame", "id3_length"]

_SEARCHED = 65_536
"""Bytes between tag and first frame that are looked through; writers leave a few kilobytes of zeros there."""
_RATES = (44_100, 48_000, 32_000)
_KBITS = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_LAYER_3 = 1
_VERSIONS = {3: (1, 1), 2: (2, 2), 0: (2, 4)}
"""By the two bits: MPEG 1, 2 and 2.5, as the table of bit rates and the divisor of the sample rate."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: a few hundred bytes, 26 ms of sound."""

    start: int
    end: int
    sample_rate: int
    channels: int
    samples: int

    def is_index(self, data: bytes) -> bool:
        """Whether it holds a table about the file (Xing, Info, VBRI) in the place of sound."""
        inside = data[self.start + 4 : min(self.end, self.start + 44)]
        return b"Xing" in inside or b"Info" in inside or b"VBRI" in inside


def id3_length(data: bytes) -> int:
    """Bytes of the ID3v2 tag in front, 0 where there is none."""
    if not data.startswith(b"ID3") or len(data) < 10 or max(data[6:10]) > 127:
        return 0
    size = data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9]
    return 10 + size + (10 if data[5] & 0x10 else 0)


def first_frame(data: bytes) -> Frame | None:
    """The first frame that another one, a closing tag or the end of the file follows."""
    at = id3_length(data)
    if not at and not data.startswith((b"\xff", b"\0")):
        return None
    stop = min(len(data), at + _SEARCHED)
    while (at := data.find(b"\xff", at, stop)) >= 0:
        frame = _frame_at(data, at)
        if frame and (_frame_at(data, frame.end) or _is_tail(data, frame.end)):
            return frame
        at += 1
    return None


def audio_frames(data: bytes) -> Iterator[Frame]:
    """Every whole frame that holds sound, without tags, tables and rubbish between."""
    frame = first_frame(data)
    if frame and frame.is_index(data):
        frame = _frame_at(data, frame.end)
    while frame:
        if frame.end > len(data):
            return
        yield frame
        following = _frame_at(data, frame.end)
        frame = following if following or _is_tail(data, frame.end) else _resync(data, frame.end)


def _resync(data: bytes, at: int) -> Frame | None:
    """The next frame that is followed by one; damage in the middle costs a moment of sound, not the rest."""
    stop = min(len(data), at + _SEARCHED)
    while (at := data.find(b"\xff", at, stop)) >= 0:
        frame = _frame_at(data, at)
        if frame and _frame_at(data, frame.end):
            return frame
        at += 1
    return None


def _frame_at(data: bytes, at: int) -> Frame | None:
    head = big(data[at : at + 4])
    if head >> 21 != 0x7FF or head >> 17 & 3 != _LAYER_3:
        return None
    version = _VERSIONS.get(head >> 19 & 3)
    bits, rate = head >> 12 & 15, head >> 10 & 3
    if version is None or bits in (0, 15) or rate == 3:
        return None
    table, slower = version
    sample_rate = _RATES[rate] // slower
    samples = 1152 if table == 1 else 576
    size = samples // 8 * _KBITS[table][bits] * 1000 // sample_rate + (head >> 9 & 1)
    return Frame(at, at + size, sample_rate, 1 if head >> 6 & 3 == 3 else 2, samples)


def _is_tail(data: bytes, at: int) -> bool:
    """Whether no frame has to follow here: the end, a cut, or a closing tag."""
    return at >= len(data) or data.startswith((b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"\0\0\0\0"), at)
