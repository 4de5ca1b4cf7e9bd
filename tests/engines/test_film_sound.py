"""Sound, WebM, references on the way, and words for the camera that are no things."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import av
import numpy as np
import pytest

from hypereal_lab.engines.film import FilmOrder, draw_film
from hypereal_lab.engines.film.still import scene_of
from tests.engines.test_film import apart, frames, picture

SMALL = FilmOrder(prompt="waves on the sea", width=160, height=96, seconds=2, fps=12, sound=True)


def heard(data: bytes) -> np.ndarray:
    with av.open(io.BytesIO(data)) as opened:
        return np.concatenate([one.to_ndarray() for one in opened.decode(audio=0)], axis=1)


@pytest.mark.parametrize(
    ("format", "codecs"), [("mp4", ("h264", "aac")), ("webm", ("vp9", "opus"))], ids=["mp4", "webm"]
)
def test_a_film_with_sound_is_exactly_as_long_and_large_as_ordered(format: Any, codecs: tuple[str, str]) -> None:
    data = draw_film(replace(SMALL, format=format))
    with av.open(io.BytesIO(data)) as opened:
        video, audio = opened.streams.video[0], opened.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == codecs or audio.codec_context.name == "libopus"
        assert (video.codec_context.width, video.codec_context.height, video.average_rate) == (160, 96, 12)
        assert opened.duration == pytest.approx(2_000_000, abs=25_000)
        assert len(list(opened.decode(video))) == 24
    samples = heard(data)
    assert samples.shape[0] == 2
    assert samples.shape[1] == pytest.approx(2 * 48_000, abs=1_100)
    assert 0.02 < float(np.sqrt((samples**2).mean())) < 0.5


@pytest.mark.parametrize("format", ["mp4", "webm"])
def test_the_same_order_gives_the_same_bytes_with_sound_too(format: Any) -> None:
    order = replace(SMALL, format=format, seconds=1)
    assert draw_film(order) == draw_film(order)


def test_sound_is_there_only_where_it_is_asked_for() -> None:
    with av.open(io.BytesIO(draw_film(replace(SMALL, sound=False)))) as opened:
        assert not opened.streams.audio


@pytest.mark.parametrize(
    "prompt",
    ["rain in a city at night", "a storm at sea", "a campfire in the forest", "a rocket in space", "a whale underwater",
     "a meadow in the morning", "crickets in a forest at night", "a cat on a sofa"],
)  # fmt: skip
def test_every_scene_has_a_sound_of_its_own(prompt: str) -> None:
    samples = heard(draw_film(replace(SMALL, prompt=prompt, seconds=1, fps=2)))
    assert np.isfinite(samples).all()
    assert float(np.abs(samples).max()) > 0.1


def test_rain_is_brighter_than_wind() -> None:
    def brightness(prompt: str) -> float:
        spectrum = np.abs(np.fft.rfft(heard(draw_film(replace(SMALL, prompt=prompt, fps=2)))[0]))
        return float((spectrum * np.arange(len(spectrum))).sum() / spectrum.sum())

    assert brightness("rain over a field") > 2 * brightness("a desert")


def test_references_are_shown_one_after_the_other() -> None:
    first, second, third, last = (picture(number) for number in (1, 2, 3, 4))
    order = replace(SMALL, prompt="static", first_frame=first, references=(second, third), last_frame=last, seconds=4)
    shown = frames(draw_film(order))
    for at, given in ((0, first), (18, second), (30, third), (47, last)):
        nearest = min((first, second, third, last), key=lambda one: apart(shown[at], one))
        assert nearest == given


def test_words_for_the_camera_are_not_drawn() -> None:
    for words in ("static camera", "the camera pans left", "with a slow camera move", "zoom in"):
        things = scene_of(replace(SMALL, prompt=f"a fox in a forest, {words}")).things
        assert [thing.kind.name for thing in things] == ["fox"]
    for words in ("autumn leaves in a park", "cherry blossom in a park"):
        assert {one.kind.name for one in scene_of(replace(SMALL, prompt=words)).things} <= {"tree"}
    kept = scene_of(replace(SMALL, prompt="a fox in a forest")).things
    assert [thing.kind.name for thing in kept] == ["fox"]
