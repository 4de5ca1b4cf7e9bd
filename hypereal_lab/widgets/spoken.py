"""What is said in a sound, word by word with times: heard by a transcript, or guessed from the words it was made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.wire.transcripts import TranscriptSegment, TranscriptWord

__all__ = ["CAPTIONS", "Spoken", "guessed", "heard"]

CAPTIONS = ("srt", "vtt", "txt")
_FEELING = re.compile(r"\(\s*[a-z][a-z ]{0,30}\)\s*")
_LINE_END = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Lines of words."""

    lines: tuple[tuple[TranscriptWord, ...], ...]
    exact: bool
    """Whether the times were heard, not guessed."""
    transcript: Asset | None = None

    def plain(self) -> list[list[list[str | float]]]:
        """`[word, start, end]` for each word of each line."""
        return [[[one.word, one.start, one.end] for one in line] for line in self.lines]

    def captions(self, form: str) -> str:
        """As a file. Raises `InputError` for an unknown form, or times that are only guessed."""
        if form not in CAPTIONS:
            raise InputError(f"There are no captions as {form[:20]!r}; take {', '.join(CAPTIONS)}.", field="form")
        if form == "txt":
            return "\n".join(" ".join(word.word for word in line) for line in self.lines) + "\n"
        if self.transcript is None:
            raise InputError("The times are only guessed; press Write down first, then export.", field="form")
        return self.transcript.srt() if form == "srt" else self.transcript.vtt()


def heard(transcript: Asset) -> Spoken:
    """A transcript; where a server told no words, each segment is one. Raises `InputError` for another text."""
    words = transcript.words
    lines = [_line(segment, words) for segment in transcript.segments]
    if not lines and words:
        lines = [tuple(words)]
    return Spoken(tuple(filter(None, lines)), True, transcript)


def _line(segment: TranscriptSegment, words: list[TranscriptWord]) -> tuple[TranscriptWord, ...]:
    said = tuple(word for word in words if segment.start <= word.start < segment.end)
    return said or (TranscriptWord(word=segment.text, start=segment.start, end=segment.end),)


def guessed(text: str, seconds: float | None) -> Spoken | None:
    """The words that a speech was made of, each as long as its letters are many; None without words or length."""
    lines = [line.split() for line in _LINE_END.split(_FEELING.sub("", text)) if line.strip()]
    letters = sum(_weight(word) for line in lines for word in line)
    if not letters or not seconds:
        return None
    found, at = list[tuple[TranscriptWord, ...]](), 0.0
    for line in lines:
        spoken = []
        for word in line:
            end = at + _weight(word) * seconds / letters
            spoken.append(TranscriptWord(word=word, start=round(at, 3), end=round(end, 3)))
            at = end
        found.append(tuple(spoken))
    return Spoken(tuple(found), False)


def _weight(word: str) -> int:
    """Letters, the pause after a word, and the longer one after a sentence."""
    return len(word) + 1 + (4 if word[-1] in ".!?" else 2 if word[-1] in ",;:" else 0)
