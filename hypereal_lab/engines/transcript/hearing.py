"""From a recording to its transcript: cut at pauses, each piece is listened to and its words put on one clock."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hypereal_lab.engines.transcript.order import LONGEST, Hearing
from hypereal_lab.engines.transcript.pieces import Piece, cut
from hypereal_lab.errors import HyperealError
from hypereal_lab.media import MediaError
from hypereal_lab.media.samples import read_samples
from hypereal_lab.wire.transcripts import TranscriptAnswer, TranscriptSegment, TranscriptWord

__all__ = ["ListenerMissing", "RecordingUnfit", "has_listener", "hear"]

RATE = 16_000
"""Samples a second that the acoustic model was trained on."""
_FRAMES = 100
"""Of the decoder, a second."""
_NOT_A_WORD = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")
_PRONUNCIATION = re.compile(r"\(\d+\)$")


class ListenerMissing(HyperealError):
    """The engine is not installed."""


class RecordingUnfit(HyperealError):
    """It cannot be listened to."""


def has_listener() -> bool:
    """Whether the optional engine is installed; nothing is loaded."""
    return importlib.util.find_spec("pocketsphinx") is not None


def hear(order: Hearing) -> TranscriptAnswer:
    """Lower-case words without punctuation, as the model knows them. Raises `ListenerMissing` and `RecordingUnfit`."""
    if not has_listener():
        raise ListenerMissing(
            "Transcripts need an engine that is not installed: pip install hypereal-lab[speech], then start the "
            "gateway again."
        )
    try:
        samples = read_samples(order.audio, RATE, most_seconds=LONGEST)
    except MediaError as error:  # which does not travel from one process to another
        raise RecordingUnfit(error.reason) from None
    heard = [words for piece in cut(samples, RATE) if (words := list(_words(piece)))]
    segments = [
        TranscriptSegment(id=number, text=_text(words), start=words[0].start, end=words[-1].end)
        for number, words in enumerate(heard)
    ]
    return TranscriptAnswer(
        text=" ".join(one.text for one in segments),
        segments=segments,
        words=[word for words in heard for word in words],
        duration=round(len(samples) / RATE, 3),
        language="en",
    )


def _text(words: list[TranscriptWord]) -> str:
    return " ".join(one.word for one in words)


def _words(piece: Piece) -> Iterator[TranscriptWord]:
    decoder = _decoder()
    decoder.reinit_feat()  # forget the last piece: how its speaker sounded must not colour this one
    decoder.start_utt()
    decoder.process_raw(_bytes(piece.samples), full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return
    for one in decoder.seg():
        word = _PRONUNCIATION.sub("", one.word)
        if _NOT_A_WORD.fullmatch(word):
            continue
        start, end = piece.clock(one.start_frame / _FRAMES), piece.clock((one.end_frame + 1) / _FRAMES)
        yield TranscriptWord(
            word=word, start=start, end=max(end, start), probability=round(min(1.0, float(one.prob)), 4)
        )


def _bytes(samples: NDArray[np.float64]) -> bytes:
    return np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


@lru_cache(maxsize=1)
def _decoder() -> Any:
    """One for each process: it takes half a second to make and 60 MB to keep."""
    import pocketsphinx

    return pocketsphinx.Decoder(samprate=float(RATE), loglevel="FATAL")
