"""Speech is written down again, and a voice comes nearer to a recording."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from hypereal_lab.engines.speech import FEELINGS, Utterance, marks_of, speak
from hypereal_lab.engines.transcript import Hearing, ListenerMissing, RecordingUnfit, hear
from hypereal_lab.engines.voice import Cloning, ReferenceUnfit, clone
from hypereal_lab.engines.voice.profile import RATE, Profile, profile_of
from hypereal_lab.media.samples import read_samples
from hypereal_lab.wire.transcripts import TranscriptAnswer, TranscriptSegment, TranscriptWord, srt, vtt

SENTENCES = (
    "The quick brown fox jumps over the lazy dog.",
    "She sells sea shells by the sea shore every summer morning.",
    "The weather in the mountains can change within a few minutes.",
    "Please remember to close the window before you leave the house.",
    "We walked along the river until the sun went down behind the hills.",
    "The old man told the children a story about a ship and a storm.",
    "My brother bought a new car last week and drove it to work.",
    "There is a small shop on the corner where they sell fresh bread.",
    "I would like a glass of water and something to eat, please.",
    "The train to London leaves at seven in the morning from the second platform.",
    "Call me at 4 o'clock on the 21st of March.",
    "The answer is 42, and nobody knows the question.",
    "We counted 15 boats and 3 ships in the harbor.",
    "Turn left at the next street and walk for ten minutes.",
    "In 1969 the first men walked on the moon.",
    "Your order number is 7 3 0 5 9.",
    "He opened the door, looked around, and said nothing at all.",
    "What time does the museum open on Sunday?",
    "They were very happy with the results of the test.",
    "The price went up from 80 to 120 dollars.",
    "Could you send me the report before the end of the day?",
    "Our teacher reads a long book to the class every evening.",
    "It takes 25 minutes to get to the airport by taxi.",
    "Nothing in the world is more important than good friends.",
)
NUMBERS = {
    "4": "four", "21st": "twenty first", "42": "forty two", "15": "fifteen", "3": "three", "7": "seven", "0": "zero",
    "1969": "nineteen hundred sixty nine", "5": "five", "9": "nine", "80": "eighty", "120": "one hundred twenty",
    "25": "twenty five",
}  # fmt: skip
"""As the speech engine says them."""
STORY = (
    "The committee met on a rainy afternoon and could not agree on anything. Somebody opened a window, and the noise "
    "of the street came in. Then they voted, counted the papers twice, and went home through the park."
)
SAID = "Good evening. This text was never spoken by the person in the recording, and nobody should think so."


@cache
def heard(text: str, voice: str = "en_clear") -> tuple[TranscriptAnswer, float]:
    spoken = speak(Utterance(text, voice=voice, format="wav"))
    return hear(Hearing(spoken.data)), spoken.seconds


def wrong(said: str, found: str) -> tuple[int, int]:
    """Words put in, left out or taken for others, and words said."""
    spelled = " ".join(NUMBERS.get(word.strip(".,?"), word) for word in said.split())
    a, b = (re.findall(r"[a-z']+", text.lower()) for text in (spelled, found))
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1], len(a)


@pytest.mark.parametrize(("voice", "most"), [("en_clear", 0.25), ("en_male_calm", 0.3)])
def test_a_clear_voice_is_understood_but_for_a_quarter_of_its_words(voice: str, most: float) -> None:
    counts = [wrong(text, heard(text, voice)[0].text or "") for text in SENTENCES]
    assert sum(errors for errors, _ in counts) / sum(words for _, words in counts) <= most


def test_words_have_times_in_order_within_the_recording() -> None:
    found, seconds = heard(SENTENCES[5])
    assert found.duration == pytest.approx(seconds, abs=0.01)
    times = [time for word in found.words for time in (word.start, word.end)]
    assert times == sorted(times) and times[0] >= 0 and times[-1] <= seconds + 0.01
    assert " ".join(word.word for word in found.words) == found.text
    assert all(0 <= (word.probability or 0) <= 1 for word in found.words)


def test_the_same_recording_gives_the_same_transcript_after_others() -> None:
    first = heard(SENTENCES[0])[0]
    hear(Hearing(speak(Utterance("Something else.", format="mp3")).data))
    assert hear(Hearing(speak(Utterance(SENTENCES[0], voice="en_clear", format="wav")).data)) == first


@pytest.mark.parametrize("language", ["de", "fr", "en-GB"])
def test_other_languages_are_refused_by_name(language: str) -> None:
    with pytest.raises(ValueError, match=f"language must be one of en, en-US, not '{language}'"):
        Hearing(b"RIFF", language)


def test_what_cannot_be_heard_is_refused() -> None:
    with pytest.raises(RecordingUnfit, match="no recording"):
        hear(Hearing(b"plain words"))


def test_without_the_library_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hypereal_lab.engines.transcript.hearing.has_listener", lambda: False)
    with pytest.raises(ListenerMissing, match=r"pip install hypereal-lab\[speech\]"):
        hear(Hearing(b"RIFF"))


def test_captions_are_cut_to_what_can_be_read() -> None:
    words = [TranscriptWord(word=f"word{n}", start=n * 1.0, end=n + 0.9) for n in range(20)]
    whole = TranscriptSegment(text=" ".join(one.word for one in words), start=0.0, end=19.9)
    found = srt([whole], words)
    assert found.startswith("1\n00:00:00,000 --> 00:00:06,900\nword0")
    assert found.count(" --> ") == 3
    assert vtt([TranscriptSegment(text="a < b", start=3600.5, end=3601.0)]) == (
        "WEBVTT\n\n01:00:00.500 --> 01:00:01.000\na &lt; b\n"
    )


def voice_of(data: bytes) -> Profile:
    return profile_of(read_samples(data, RATE, most_seconds=300), least=1.0)


@cache
def cloned(voice: str) -> tuple[Profile, bytes]:
    reference = speak(Utterance(STORY, voice=voice, format="wav")).data
    return voice_of(reference), clone(Cloning(SAID, reference, format="wav")).data


@pytest.mark.parametrize("voice", ["en_child", "en_elder"])
def test_a_cloned_voice_is_nearer_in_pitch_and_timbre_than_the_plain_one(voice: str) -> None:
    wanted, data = cloned(voice)
    made, plain = voice_of(data), voice_of(speak(Utterance(SAID, format="wav")).data)
    assert made.distance(wanted) < 3.43 and made.distance(wanted) < 0.5 * plain.distance(wanted)
    semitones = 12 * abs(made.pitch - wanted.pitch) / np.log(2)
    assert semitones < 0.67


def test_a_higher_voice_comes_out_higher() -> None:
    assert voice_of(cloned("en_child")[1]).hertz > 2 * voice_of(cloned("en_elder")[1]).hertz


def test_the_same_reference_and_text_give_the_same_bytes() -> None:
    reference = speak(Utterance(STORY, voice="en_elder", format="wav")).data
    assert clone(Cloning(SAID, reference, format="wav")).data == cloned("en_elder")[1]


def test_noise_is_no_voice() -> None:
    import io
    import wave

    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(np.random.default_rng(0).integers(-9000, 9000, 96_000).astype("<i2").tobytes())
    with pytest.raises(ReferenceUnfit, match="seconds of a voice"):
        clone(Cloning("Hello", kept.getvalue()))


def test_plain_words_name_feelings() -> None:
    assert marks_of("Speak in a cheerful, soft tone!") == "(cheerful)(soft)"
    assert marks_of("As fast as you can") == "(fast)"
    assert len(FEELINGS) >= 64
