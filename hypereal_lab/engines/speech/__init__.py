"""Words to speech with espeak-ng, which is an optional extra and stays in processes of its own."""

from __future__ import annotations

from hypereal_lab.engines.speech.feelings import FEELINGS, marks_of
from hypereal_lab.engines.speech.order import Utterance
from hypereal_lab.engines.speech.speaking import SpeechFailed, SpeechMissing, Spoken, has_speech, speak
from hypereal_lab.engines.speech.voices import DEFAULT_VOICE, LANGUAGES, VOICES

__all__ = [
    "DEFAULT_VOICE",
    "FEELINGS",
    "LANGUAGES",
    "VOICES",
    "SpeechFailed",
    "SpeechMissing",
    "Spoken",
    "Utterance",
    "has_speech",
    "marks_of",
    "speak",
]
