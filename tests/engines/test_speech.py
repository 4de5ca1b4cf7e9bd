"""The speech engine: the same order is the same sound, and what is asked for can be heard in it."""

from __future__ import annotations

import io
import sys
import wave

import numpy as np
import pytest

from hypereal_lab.engines.speech import FEELINGS, LANGUAGES, VOICES, SpeechFailed, SpeechMissing, Utterance, speak
from hypereal_lab.engines.speech.feelings import read_feelings
from hypereal_lab.engines.speech.sound import louder

TEXT = "The quick brown fox jumps over the lazy dog."


def samples(text: str = TEXT, **options) -> np.ndarray:
    with wave.open(io.BytesIO(speak(Utterance(text, format="wav", **options)).data)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)


def loudness(sound: np.ndarray) -> float:
    return float(np.sqrt((sound**2).mean()))


@pytest.mark.parametrize("format", ["wav", "mp3", "opus", "flac"])
def test_the_same_order_gives_the_same_bytes(format: str) -> None:
    order = Utterance(TEXT, format=format, seed=3)
    assert speak(order) == speak(order)


def test_another_seed_is_another_telling() -> None:
    assert not np.array_equal(samples(seed=1), samples(seed=2))


def test_longer_text_is_longer_speech() -> None:
    assert len(samples(TEXT * 3)) > 2.5 * len(samples())


def test_twice_the_speed_takes_about_half_as_long() -> None:
    assert 0.4 < len(samples(speed=2.0)) / len(samples()) < 0.62


def test_feelings_can_be_told_apart() -> None:
    plain, sad, shouting = samples(), samples(f"(sad) {TEXT}"), samples(f"(shouting) {TEXT}")
    assert len(sad) > 1.1 * len(plain)
    assert loudness(shouting) > 1.3 * loudness(plain) > loudness(sad)
    assert np.abs(shouting).max() <= 32767
    found = {samples(f"({word}) {TEXT}").tobytes() for word in ("happy", "angry", "whispering", "calm", "surprised")}
    assert len(found) == 5


def test_voices_differ_and_there_are_enough_of_them() -> None:
    assert "en_male_calm" in VOICES
    assert len(VOICES) >= 9
    english = [name for name in VOICES if name.startswith("en_")]
    assert len({samples("Hello", voice=name).tobytes() for name in english}) == len(english)


@pytest.mark.parametrize(
    ("language", "text"), [("de", "Guten Morgen"), ("fr", "Bonjour"), ("zh", "你好"), ("ru", "Привет")]
)
def test_languages_are_spoken(language: str, text: str) -> None:
    assert len(samples(text, language=language)) > 5000


def test_every_language_is_known_to_the_library() -> None:
    for language in LANGUAGES:
        assert speak(Utterance("1", language=language, format="wav")).seconds > 0.1, language


def test_markup_and_quotes_are_only_words() -> None:
    assert len(samples('a <b>c</b> & "d" {e} \0 [[f]]')) > 5000


def test_nothing_of_the_library_is_loaded_here() -> None:
    speak(Utterance("Hello", format="wav"))
    assert "espeakng_loader" not in sys.modules


def test_a_text_without_anything_to_say_is_refused_or_silent() -> None:
    try:
        assert speak(Utterance("...", format="mp3")).seconds < 3
    except SpeechFailed as error:
        assert "give it words" in str(error)


def test_without_the_library_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hypereal_lab.engines.speech.speaking.has_speech", lambda: False)
    with pytest.raises(SpeechMissing, match=r"pip install hypereal-lab\[speech\]"):
        speak(Utterance(TEXT))


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", " "), ("voice", "nobody"), ("language", "xx"), ("speed", 9.0), ("format", "midi")],
)
def test_a_wrong_order_names_the_field(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        Utterance(**{"text": TEXT, field: value})


def test_feelings_are_read_from_the_start_alone() -> None:
    manner, words = read_feelings("(Happy)(soft tone) Hello (sad) there")
    assert words == "Hello (sad) there"
    assert manner == FEELINGS["happy"] + FEELINGS["soft tone"]


@pytest.mark.parametrize("text", ["(by the way) hello", "(happy)", "hello", "((happy)) hello", "(happy"])
def test_what_is_no_feeling_is_spoken(text: str) -> None:
    assert read_feelings(text)[1] == text


def test_there_are_many_feelings() -> None:
    assert len(FEELINGS) >= 64
    assert len(set(FEELINGS.values())) >= 20


def test_every_manner_can_be_heard() -> None:
    words = list({manner: word for word, manner in FEELINGS.items()}.values())
    assert len({samples(f"({word}) Good morning.").tobytes() for word in words}) == len(words)


def test_voices_that_a_transcript_follows_best_differ_in_height() -> None:
    assert len({(VOICES[name].variant, VOICES[name].pitch) for name in VOICES if name.startswith("en_")}) == 12


def test_louder_never_clips_and_keeps_silence() -> None:
    loud = louder(np.array([0, 1000, -30000, 32767], np.int16), 20.0)
    assert loud[0] == 0
    assert loud[1] == pytest.approx(10_000, abs=2)
    assert abs(int(loud[2])) <= 32767 and int(loud[3]) <= 32767
