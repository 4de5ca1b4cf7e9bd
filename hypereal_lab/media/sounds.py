"""WAV, MP3, FLAC and Ogg without a decoder: how long, how fast, how many channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypereal_lab.media.containers import big, little
from hypereal_lab.media.errors import MediaError, broken_file
from hypereal_lab.media.mpeg_audio import audio_frames, id3_length
from hypereal_lab.media.riff import wav_chunks

__all__ = ["MOST_SECONDS", "Sound", "check_length", "probe_sound"]

MOST_SECONDS = 4 * 3600
"""Longer than anything a model makes, short enough to be looked through."""
_MOST_PAGES = 1_000_000
_OPUS_RATE = 48_000
"""Opus counts time in this rate, whatever the original had."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Facts of one sound."""

    seconds: float
    sample_rate: int
    channels: int


def probe_sound(data: bytes, media_type: str) -> Sound:
    """Facts from the structure; the length of WAV, MP3 and Ogg is that of the data really there.

    Raises `MediaError`: `broken`, or `too_long` above `MOST_SECONDS`.
    """
    sound = _READERS[media_type](data)
    if sound is None or sound.sample_rate < 1 or sound.channels < 1:
        raise broken_file(f"{media_type.partition('/')[2].upper()} file")
    check_length(sound.seconds)
    return sound


def check_length(seconds: float | None) -> None:
    """Raise `MediaError` for what would take too long to look through."""
    if seconds is not None and not 0 <= seconds <= MOST_SECONDS:
        raise MediaError(
            f"The file lasts {seconds:.0f} seconds and at most {MOST_SECONDS} are taken; send a part of it.",
            why="too_long",
        )


def _wav(data: bytes) -> Sound | None:
    head = b""
    for found in wav_chunks(data):
        if found.name == b"fmt ":
            head = data[found.content : found.end]
        elif found.name == b"data" and len(head) >= 16:
            bytes_a_second = little(head[8:12])
            seconds = (found.end - found.content) / bytes_a_second if bytes_a_second else 0.0
            return Sound(seconds, little(head[4:8]), little(head[2:4]))
    return None


def _mp3(data: bytes) -> Sound | None:
    first, samples = None, 0
    for frame in audio_frames(data):
        first = first or frame
        samples += frame.samples
    return Sound(samples / first.sample_rate, first.sample_rate, first.channels) if first else None


def _flac(data: bytes) -> Sound | None:
    start = id3_length(data)
    data = data[start : start + 42]
    if len(data) < 42 or data[4] & 0x7F or big(data[5:8]) != 34:
        return None
    packed = big(data[18:26])  # 20 bits rate, 3 channels, 5 depth, 36 samples
    rate = packed >> 44
    return Sound((packed & (1 << 36) - 1) / rate, rate, (packed >> 41 & 7) + 1) if rate else None


def _ogg(data: bytes) -> Sound | None:
    """The first stream by its opening page, as long as its last page says.

    Only pages that are whole count, so a file that was cut is as long as what is left of it.
    """
    opening = data[28 : 28 + 64] if len(data) > 28 else b""
    rate, skipped, channels = _ogg_opening(opening)
    if not rate:
        return None
    return Sound(max(0, _last_position(data, data[14:18]) - skipped) / rate, rate, channels)


def _ogg_opening(opening: bytes) -> tuple[int, int, int]:
    """Rate, samples to leave out at the start, and channels."""
    if opening.startswith(b"OpusHead"):
        return _OPUS_RATE, little(opening[10:12]), int.from_bytes(opening[9:10])
    if opening.startswith(b"\x01vorbis"):
        return little(opening[12:16]), 0, int.from_bytes(opening[11:12])
    if opening.startswith(b"\x7fFLAC") and len(opening) > 40:
        packed = big(opening[27:31])
        return packed >> 12, 0, (packed >> 9 & 7) + 1
    return 0, 0, 0


def _last_position(data: bytes, serial: bytes) -> int:
    at, last = 0, 0
    for _ in range(_MOST_PAGES):
        if not data.startswith(b"OggS", at):
            break
        table = data[at + 27 : at + 27 + int.from_bytes(data[at + 26 : at + 27])]
        end = at + 27 + len(table) + sum(table)
        if end > len(data):
            break
        position = little(data[at + 6 : at + 14])
        if data[at + 14 : at + 18] == serial and position != (1 << 64) - 1:
            last = position
        at = end
    return last


_READERS: dict[str, Callable[[bytes], Sound | None]] = {
    "audio/flac": _flac,
    "audio/mpeg": _mp3,
    "audio/ogg": _ogg,
    "audio/wav": _wav,
}
