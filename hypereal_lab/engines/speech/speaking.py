"""From an order to a sound file: the words are said in a process of their own, then shaped and encoded here."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from hypereal_lab.engines.speech.feelings import Manner, read_feelings
from hypereal_lab.engines.speech.order import Utterance
from hypereal_lab.engines.speech.sound import Samples, encode, louder
from hypereal_lab.engines.speech.voices import VOICES, Voice, timbre
from hypereal_lab.errors import HyperealError

__all__ = ["SpeechFailed", "SpeechMissing", "Spoken", "has_speech", "say", "speak"]

_PROGRAM = Path(__file__).with_name("utter.py")
_WHERE = "import espeakng_loader as found; print(found.get_library_path()); print(found.get_data_path())"
_PATIENCE = 120.0
"""Seconds for one utterance; a minute of speech takes a quarter of one."""
_SLOWEST, _FASTEST = 60, 450
"""Words a minute that espeak-ng keeps to."""


class SpeechMissing(HyperealError):
    """The engine is not installed."""


class SpeechFailed(HyperealError):
    """The engine did not say it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sound."""

    data: bytes
    seconds: float


def has_speech() -> bool:
    """Whether the optional engine is installed; nothing is loaded."""
    return importlib.util.find_spec("espeakng_loader") is not None


def speak(order: Utterance) -> Spoken:
    """The sound, encoded. Equal orders give equal bytes. Raises `SpeechMissing` and `SpeechFailed`."""
    rate, samples = say(order)
    return Spoken(encode(samples, rate, order.format), len(samples) / rate)


def say(order: Utterance) -> tuple[int, Samples]:
    """The same as samples a second and samples of one channel."""
    if not has_speech():
        raise SpeechMissing(
            "Speech needs an engine that is not installed: pip install hypereal-lab[speech], then start the gateway "
            "again."
        )
    manner, words = read_feelings(order.text)
    rate, samples = _say(_asked(order, VOICES[order.voice], manner, words))
    if not len(samples):
        raise SpeechFailed("There is nothing in this text that can be spoken; give it words.")
    return rate, louder(samples, manner.gain)


def _asked(order: Utterance, voice: Voice, manner: Manner, words: str) -> bytes:
    """What the program is told: lines of text but for the last part, which is all of the words."""
    drift = _drift(order.seed)
    rate = voice.rate * manner.rate * order.speed * (1 + 0.02 * drift[0])
    numbers = (
        _within(rate, _SLOWEST, _FASTEST),
        100,  # of volume; more is clipped in there, so loudness is made here
        _within(voice.pitch + manner.pitch + 2 * drift[1], 0, 99),
        _within(voice.range + manner.range + 5 * drift[2], 0, 99),
        order.seed % (2**31 - 1) + 1,
    )
    speaker = timbre(voice, order.language, "whisper" if manner.whisper else None)
    told = (*_library(), speaker, " ".join(str(one) for one in numbers), words.replace("\0", " "))
    return "\n".join(told).encode(errors="replace")


@lru_cache(maxsize=1)
def _library() -> tuple[str, str]:
    """Where the library and its data lie; its package is asked in another process, to be loaded in none of ours."""
    library, data = _ran(["-P", "-c", _WHERE], b"").decode().splitlines()
    return library, data


def _drift(seed: int) -> list[float]:
    """How this telling differs from others, -1 to 1; seed 0 is the plain one."""
    if seed == 0:
        return [0.0, 0.0, 0.0]
    chance = np.random.Generator(np.random.PCG64(seed % 2**63))
    return [float(one) for one in chance.uniform(-1, 1, 3)]


def _within(value: float, least: int, most: int) -> int:
    return max(least, min(most, round(value)))


def _say(asked: bytes) -> tuple[int, Samples]:
    """Sample rate and samples, out of a fresh process."""
    rate, _, samples = _ran(["-P", "-S", str(_PROGRAM)], asked).partition(b"\n")
    if not rate.isdigit():
        raise SpeechFailed("The speech engine gave up without a word.")
    return int(rate), np.frombuffer(samples, "<i2")


def _ran(arguments: list[str], asked: bytes) -> bytes:
    """What another Python says to it. `-P` keeps files of the working folder from being imported."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, the text goes through its stdin
            [sys.executable, *arguments], input=asked, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SpeechFailed("The speech engine took too long for this text; send it in parts.") from error
    except OSError as error:
        raise SpeechFailed(f"The speech engine cannot be started: {error.strerror or error}.") from error
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip().splitlines()
        raise SpeechFailed(f"The speech engine gave up: {why[-1][:200] if why else done.returncode}.")
    return done.stdout
