"""From a reference and a text to a sound: the nearest voice there is, then WORLD brings it nearer."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hypereal_lab.engines.speech.sound import encode
from hypereal_lab.engines.speech.speaking import SpeechMissing, Spoken, has_speech, say
from hypereal_lab.engines.voice.order import LONGEST, Cloning, ReferenceUnfit
from hypereal_lab.engines.voice.profile import (
    RATE,
    Analysis,
    Numbers,
    Profile,
    analyse,
    from_bands,
    profile_of,
)
from hypereal_lab.media import MediaError
from hypereal_lab.media.samples import read_samples

__all__ = ["clone", "has_cloner"]

_CANDIDATES = ("en_male_calm", "en_male_deep", "en_male_narrator", "en_female_calm", "en_female_bright")
"""Voices of the speech engine to begin with: their timbres lie far apart."""
_CALIBRATION = (
    "A quiet morning by the river: five old boats wait, and the young fisherman hums, looking for his gloves."
)
_ROUNDS = 3
"""Times the colour is corrected by what it became; the best is kept, since a step may be one too far."""
_FURTHEST = 3.0
"""Natural logarithm of power, 13 dB: more than that would lift noise."""
_OCTAVE = float(np.log(2))


def has_cloner() -> bool:
    """Whether the optional engines are installed; nothing is loaded."""
    return has_speech() and importlib.util.find_spec("pyworld") is not None


def clone(order: Cloning) -> Spoken:
    """The sound, encoded. Raises `SpeechMissing`, `SpeechFailed`, and `ReferenceUnfit`."""
    if not has_cloner():
        raise SpeechMissing(
            "Cloning needs engines that are not installed: pip install hypereal-lab[speech], then start the gateway "
            "again."
        )
    try:
        wanted = profile_of(read_samples(order.reference, RATE, most_seconds=LONGEST))
    except MediaError as error:  # which does not travel from one process to another
        raise ReferenceUnfit(error.reason) from None
    voice, own, sample = _nearest(wanted)
    curve, lift = _fitted(sample, own, wanted)
    speed = order.speed * float(np.clip(wanted.pace / own.pace, 0.7, 1.4))
    said = _samples(replace(order, speed=float(np.clip(speed, 0.25, 4))), voice)
    sound = _moved(analyse(said), own, replace(wanted, pitch=wanted.pitch + lift), curve)
    return Spoken(encode(_whole(sound), RATE, order.format), len(sound) / RATE)


def _samples(order: Cloning, voice: str) -> NDArray[Any]:
    rate, found = say(order.spoken(voice))
    assert rate == RATE, "espeak-ng always has this rate"
    return found.astype(np.float64) / 32768


def _nearest(wanted: Profile) -> tuple[str, Profile, Analysis]:
    """The voice whose colour and height need the least change."""

    def far(own: Profile) -> float:
        return own.distance(wanted) + 4 * abs(own.pitch - wanted.pitch) / _OCTAVE

    profiles = _candidates()
    voice = min(profiles, key=lambda one: far(profiles[one]))
    return voice, profiles[voice], analyse(_samples(Cloning(_CALIBRATION, b"-"), voice))


@lru_cache(maxsize=1)
def _candidates() -> dict[str, Profile]:
    """Always the same, so that a process works them out once."""
    return {one: profile_of(_samples(Cloning(_CALIBRATION, b"-"), one), least=1.0) for one in _CANDIDATES}


def _fitted(sample: Analysis, own: Profile, wanted: Profile) -> tuple[Numbers, float]:
    """The colour to add and what the height misses, both by how the calibration text sounds with them."""
    curve = np.clip(wanted.colour - own.colour, -_FURTHEST, _FURTHEST)
    best, least, lift = np.zeros_like(curve), own.distance(wanted), 0.0
    for _ in range(_ROUNDS):
        became = profile_of(_moved(sample, own, wanted, curve), least=1.0)
        if (far := became.distance(wanted)) < least:
            best, least, lift = curve, far, wanted.pitch - became.pitch
        curve = np.clip(curve + 0.8 * (wanted.colour - became.colour), -_FURTHEST, _FURTHEST)
    return best, lift


def _moved(found: Analysis, own: Profile, wanted: Profile, curve: Numbers) -> Numbers:
    """Said again at the height, with the range and in the colour that are wanted."""
    import pyworld

    voiced = found.f0 > 0
    notes = np.log(found.f0[voiced]) - own.pitch
    f0 = np.zeros_like(found.f0)
    f0[voiced] = np.exp(wanted.pitch + notes * float(np.clip(wanted.range / max(own.range, 0.01), 0.3, 3.0)))
    coloured = found.envelope * np.exp(from_bands(curve, found.envelope.shape[1]))
    sound: Numbers = pyworld.synthesize(np.clip(f0, 0, 800), coloured, found.aperiodicity, RATE)
    return sound


def _whole(sound: Numbers) -> NDArray[np.int16]:
    """As loud as it may be without clipping."""
    peak = float(np.max(np.abs(sound), initial=0.0))
    return np.round(sound * (0.7 / peak if peak else 0.0) * 32767).astype(np.int16)
