"""What was heard: text, segments and words with their times, and the same as captions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from hypereal_lab.wire.codec import Answer

__all__ = ["TranscriptAnswer", "TranscriptSegment", "TranscriptWord", "captions", "srt", "vtt"]

_LONGEST_LINE = 7.0
"""Seconds that one caption stands."""
_MOST_LETTERS = 84
"""Of one caption: two lines of 42, as broadcasters have it."""


class TranscriptWord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One word."""

    word: str
    start: float
    """Seconds from the start of the recording."""
    end: float
    probability: float | None = None
    """How sure it is, 0 to 1."""


class TranscriptSegment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was said without a pause."""

    text: str
    start: float
    """Seconds."""
    end: float
    id: int | None = None


class TranscriptAnswer(Answer, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A transcript, in whatever shape it came; the older shape adds `success` and `status`."""

    text: str | None = None
    segments: list[TranscriptSegment] = []
    words: list[TranscriptWord] = []
    duration: float | None = None
    """Seconds of the recording."""
    language: str | None = None
    success: bool | None = None
    """Older shape only."""
    status: str | None = None
    output_url: str | None = None
    """Older shape; where a server keeps the text instead of sending it."""
    job_id: str | None = None
    poll_url: str | None = None
    credits_used: Decimal | None = None
    model: str | None = None
    message: str | None = None
    """What else a caller should know."""


def srt(segments: Sequence[TranscriptSegment], words: Sequence[TranscriptWord] = ()) -> str:
    """SubRip captions; with words, long segments are cut where a line would be too long."""
    lines = [
        f"{number}\n{_time(one.start, ',')} --> {_time(one.end, ',')}\n{one.text}\n"
        for number, one in enumerate(captions(segments, words), start=1)
    ]
    return "\n".join(lines)


def vtt(segments: Sequence[TranscriptSegment], words: Sequence[TranscriptWord] = ()) -> str:
    """WebVTT captions, cut as `srt` cuts them."""
    lines = [
        f"{_time(one.start, '.')} --> {_time(one.end, '.')}\n{_escaped(one.text)}\n"
        for one in captions(segments, words)
    ]
    return "\n".join(["WEBVTT\n", *lines])


def captions(segments: Sequence[TranscriptSegment], words: Sequence[TranscriptWord] = ()) -> list[TranscriptSegment]:
    """Segments that can be read on a screen: at most two lines and seven seconds each, where word times are known."""
    found: list[TranscriptSegment] = []
    for segment in segments:
        said = [word for word in words if segment.start <= word.start < segment.end]
        found += _cut(said) if said and " ".join(word.word for word in said) == segment.text else [segment]
    return found


def _cut(words: Sequence[TranscriptWord]) -> list[TranscriptSegment]:
    lines: list[list[TranscriptWord]] = [[]]
    for word in words:
        line = lines[-1]
        letters = sum(len(one.word) + 1 for one in line) + len(word.word)
        if line and (letters > _MOST_LETTERS or word.end - line[0].start > _LONGEST_LINE):
            lines.append([])
        lines[-1].append(word)
    return [
        TranscriptSegment(text=" ".join(one.word for one in line), start=line[0].start, end=line[-1].end)
        for line in lines
    ]


def _time(seconds: float, comma: str) -> str:
    whole = max(0, round(seconds * 1000))
    minutes, rest = divmod(whole, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}{comma}{rest % 1000:03d}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
