"""Clones and transcripts in a lab: priced, sent, kept, replayed, recalled; through a real embedded gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hypereal_lab import Credits, Lab, errors
from hypereal_lab.engines.speech import Utterance, speak
from hypereal_lab.media import probe
from tests.lab.conftest import Server
from tests.lab.test_audio_models3d import called, wav
from tests.lab.test_embedded import home  # noqa: F401 - the fixture

FREE: dict[str, Any] = {"allow_unknown_price": True}
STORY = "Somebody opened a window, and the noise of the street came in. Then they voted, and all went home again. " * 2


async def test_a_recording_becomes_the_voice_and_what_it_says_becomes_text(home: Path, tmp_path: Path) -> None:  # noqa: F811
    lab = Lab(home=home, environ={})
    try:
        before = (await lab.credits()).balance
        recording = await lab.audio.speak(STORY, voice="en_clear", format="wav", **FREE)
        call = lab.audio.speak("Good evening, everybody.", voice=recording, format="wav")
        assert call.estimate().expected == Credits.of(107)
        voice = await call
        assert (voice.kind, voice.cost, voice.model) == ("audio", Credits.of(107), "audio-clone")
        assert probe(voice.data).seconds > 0.5
        assert called(lab, voice.to_python()).recipe_hash == call.recipe_hash
        assert (await lab.audio.clone("Good evening, everybody.", voice=recording, format="wav")).replayed

        heard_call = lab.audio.transcribe(recording)
        assert heard_call.estimate().expected == Credits.of(1)
        heard = await heard_call
        assert heard.kind == "text" and "window" in heard.text
        assert heard.words and heard.segments and heard.srt().startswith("1\n") and heard.vtt().startswith("WEBVTT")
        assert heard.cost == Credits.of(1)
        assert "window" in heard._repr_mimebundle_()["text/html"]
        assert (await lab.audio.transcribe(recording.save(tmp_path / "said.wav"))).replayed
        assert called(lab, heard.to_python()).recipe_hash == heard_call.recipe_hash

        spent = sum((run.credits for run in lab.journal.runs()), Credits.of(0))
        assert spent == before - (await lab.credits()).balance == Credits.of(108)
    finally:
        lab.close()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "Hi", "voice": wav()}, "voice"),
        ({"text": "Hi", "voice": b"no sound"}, "voice"),
        ({"text": " ", "voice": "https://e.x/a.wav"}, "text"),
        ({"text": "Hi", "voice": "https://e.x/a.wav", "model": "audio-tts"}, "model"),
        ({"text": "Hi", "voice": "https://e.x/a.wav", "speed": 7}, "speed"),
    ],
)
def test_wrong_arguments_of_clone_are_refused_at_once(lab: Lab, given: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.InputError) as caught:
        lab.audio.clone(**given)
    assert caught.value.field == field


def test_the_length_of_a_link_is_not_known_and_its_price_neither(lab: Lab) -> None:
    assert not lab.audio.transcribe("https://e.x/a.wav").estimate().known
    assert lab.audio.transcribe(wav()).estimate().expected == Credits.of(1)
    long = speak(Utterance("word " * 250, format="flac")).data
    assert lab.audio.transcribe(long).estimate().expected == Credits.of(2)


def test_a_dry_run_gives_a_transcript_that_can_be_read(lab: Lab) -> None:
    with lab.dry_run():
        assert "dry run" in lab.audio.transcribe(wav()).run().text


async def test_what_is_no_transcript_says_so(lab: Lab, server: Server) -> None:
    from tests.gateway.providers import png

    with pytest.raises(errors.InputError, match="transcribe"):
        _ = lab.shelf.keep_reference(png(), "a.png").segments
