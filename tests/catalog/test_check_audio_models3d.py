"""What speech and 3D models take."""

from __future__ import annotations

import pytest

from hypereal_lab.catalog import check_model3d, check_speech, load, made_from, speech_models

TTS = load().card("audio-tts")


def fields(found) -> list[str]:
    return [one.field for one in found]


def test_a_plain_text_fits() -> None:
    assert check_speech(TTS, text="Hello", format="mp3", language="pt-BR", speed=0.5) == []


def test_every_rule_that_is_broken_is_told_at_once() -> None:
    broken = check_speech(TTS, text="", voice=" ", format="x", language="??", speed=float("nan"))
    assert fields(broken) == ["text", "voice", "format", "language", "speed"]


def test_models_that_do_other_work_say_which() -> None:
    (first,) = check_speech(load().card("audio-clone"), text="Hi")
    assert (first.field, first.allowed) == ("model", ("audio-tts",))
    assert "clones voices" in first.message
    assert speech_models(load().ids("audio")) == ("audio-tts", "minimax-speech-02")


@pytest.mark.parametrize(
    ("model", "source"),
    [("meshy6-text-to-3d", "text"), ("hunyuan3d-v2-base", "image"), ("hunyuan3d-v2-multiview", "views")],
)
def test_names_say_what_a_model_goes_by(model: str, source: str) -> None:
    assert made_from(load().card(model)) == source


def test_words_and_pictures_are_not_mixed_up() -> None:
    words, picture = load().card("meshy6-text-to-3d"), load().card("tripo3d-2-5-i3d")
    assert check_model3d(words, prompt="a mug", target_polycount=5000, enable_pbr=True) == []
    assert check_model3d(picture, prompt=None, has_image=True) == []
    assert fields(check_model3d(words, prompt="a mug", has_image=True)) == ["image"]
    assert fields(check_model3d(picture, prompt="a mug", has_image=True)) == ["prompt"]
    assert fields(check_model3d(picture, prompt=None, has_image=True, enable_pbr=False)) == ["enable_pbr"]
    assert fields(check_model3d(picture, prompt=None)) == ["image"]
