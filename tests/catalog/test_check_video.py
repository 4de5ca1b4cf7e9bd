"""What a video model takes, and what it makes when nothing is said."""

from __future__ import annotations

from typing import Any

import pytest

from hypereal_lab.catalog import check_video, load, video_pixels, video_seconds

CARD = load().card


@pytest.mark.parametrize(
    ("model", "wish", "pixels"),
    [
        ("kling-v3", {}, (1280, 720)),
        ("kling-v3", {"aspect_ratio": "9:16", "resolution": "1080P"}, (1080, 1920)),
        ("kling-v3", {"aspect_ratio": "1:1", "resolution": "480p"}, (480, 480)),
        ("kling-v3", {"resolution": "480p"}, (854, 480)),
        ("kling-v3", {"like": (1000, 1010)}, (720, 720)),
        ("gemini_omni_flash", {"like": (1000, 1010)}, (720, 1280)),
        ("seedance-2-0-i2v", {}, (1280, 720)),
    ],
)
def test_a_film_has_even_sides_of_the_right_shape(model: str, wish: dict[str, Any], pixels: tuple[int, int]) -> None:
    assert video_pixels(CARD(model), **wish) == pixels


@pytest.mark.parametrize(("model", "seconds"), [("kling-v3", 5), ("kling-2-5-i2v", 5), ("veo-3-1-i2v", 4)])
def test_nothing_said_is_five_seconds_where_the_model_can(model: str, seconds: int) -> None:
    assert video_seconds(CARD(model)) == seconds
    assert video_seconds(CARD(model), 8) == 8


@pytest.mark.parametrize("card", load().cards("video"), ids=lambda card: card.id)
def test_every_video_model_takes_a_plain_call(card: Any) -> None:
    assert check_video(card, prompt="a fox", duration=video_seconds(card)) == []


@pytest.mark.parametrize(
    ("wish", "field"),
    [({"prompt": " "}, "prompt"), ({"duration": 7}, "duration"), ({"aspect_ratio": "1:1"}, "aspect_ratio"), ({"resolution": "8k"}, "resolution")],
)  # fmt: skip
def test_what_does_not_fit_is_named(wish: dict[str, Any], field: str) -> None:
    found = check_video(CARD("veo-3-1-i2v"), **{"prompt": "a fox", **wish})
    assert [one.field for one in found] == [field]
    assert check_video(CARD("veo-3-1-i2v"), prompt=None, has_image=True) == []
