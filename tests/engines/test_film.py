"""Films: exactly as long and large as ordered, the same each time, and like what they were made from."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from hypereal_lab.engines.film import FilmOrder, FilmStopped, Watch, draw_film, draw_watched
from hypereal_lab.engines.film.camera import choose_move, view

SMALL = FilmOrder(prompt="a fox in the snow", width=256, height=144, seconds=1, fps=8)


def film(**changes: Any) -> bytes:
    return draw_film(replace(SMALL, **changes))


def frames(data: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(data)) as opened:
        return [one.to_ndarray(format="rgb24").astype(float) for one in opened.decode(video=0)]


def picture(seed: int = 1, size: tuple[int, int] = (320, 180)) -> bytes:
    """Large soft patches that no drawing of ours looks like."""
    rng = np.random.default_rng(seed)
    patches = Image.fromarray(rng.integers(0, 255, (4, 7, 3), np.uint8)).resize(size, Image.Resampling.BICUBIC)
    file = io.BytesIO()
    patches.save(file, "PNG")
    return file.getvalue()


def apart(one: np.ndarray, other: bytes) -> float:
    """Mean difference of a frame and a picture, 0 to 255."""
    with Image.open(io.BytesIO(other)) as opened:
        return float(np.abs(one - np.asarray(opened.convert("RGB").resize(one.shape[1::-1]), float)).mean())


def test_a_film_is_exactly_what_was_ordered() -> None:
    data = draw_film(FilmOrder(prompt="a boat on a lake", width=256, height=256, seconds=2))
    with av.open(io.BytesIO(data)) as opened:
        stream = opened.streams.video[0]
        coder = stream.codec_context
        assert (coder.name, coder.pix_fmt, coder.width, coder.height) == ("h264", "yuv420p", 256, 256)
        assert (stream.average_rate, opened.duration) == (24, 2_000_000)
        times = [round(frame.time * 24, 6) for frame in opened.decode(stream)]
    assert times == list(range(48))
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_same_order_gives_the_same_bytes() -> None:
    assert film() == film()


@pytest.mark.parametrize("change", [{"prompt": "a red car at night"}, {"seed": 2}])
def test_another_order_gives_another_film(change: dict[str, Any]) -> None:
    assert film(**change) != film()


def test_pictures_move() -> None:
    shown = frames(film(prompt="a fox in the snow, pan left"))
    steps = [float(np.abs(one - two).mean()) for one, two in zip(shown, shown[1:], strict=False)]
    assert min(steps) > 0.5


def test_a_film_begins_with_its_first_frame() -> None:
    given = picture()
    shown = frames(film(first_frame=given))
    assert apart(shown[0], given) < 6
    assert apart(shown[-1], given) > 6


def test_a_film_ends_with_its_last_frame() -> None:
    first, last = picture(1), picture(2)
    shown = frames(film(first_frame=first, last_frame=last, seconds=2))
    assert apart(shown[0], first) < 6
    assert apart(shown[-1], last) < 6
    assert apart(shown[0], last) > 20


@pytest.mark.parametrize(
    "prompt",
    ["", "mist over a waterfall", "rain in a city at night", "fish underwater", "a rocket in space", "a watercolour cat",
     "autumn leaves in a park", "cherry blossom", "a dragon and a campfire", "a cup on a table", "dunes in a desert"],
)  # fmt: skip
def test_every_kind_of_scene_can_be_filmed(prompt: str) -> None:
    assert len(frames(film(prompt=prompt, width=96, height=160, fps=4))) == 4


def test_progress_rises_to_one_and_can_stop_the_work() -> None:
    heard: list[float] = []
    draw_film(SMALL, heard.append)
    assert heard == sorted(heard)
    assert (heard[0], heard[-1], len(heard)) == (0.0, 1.0, SMALL.frames + 2)
    with Watch() as watch:
        path = watch.path
        assert draw_watched(SMALL, path)
        assert watch.fraction == 1.0
    with pytest.raises(FilmStopped):
        draw_watched(SMALL, path)


@pytest.mark.parametrize(
    ("words", "move"),
    [("slow zoom out over a city", "out"), ("zoom in on a cat", "in"), ("pan left", "left"), ("tilt down", "down"),
     ("the camera orbits a statue", "orbit"), ("static shot", "static"), ("a drone flight, then zoom in", "drift")],
)  # fmt: skip
def test_the_camera_does_what_the_words_say(words: str, move: str) -> None:
    assert choose_move(words, np.random.default_rng(1)) == move


@pytest.mark.parametrize("move", ["in", "out", "left", "right", "up", "down", "orbit", "static", "drift"])
def test_the_camera_stays_inside_the_still_and_moves_without_jerks(move: str) -> None:
    seen = [view(move, number / 119, number / 24) for number in range(120)]
    assert all(one.zoom >= 1 and abs(one.x) <= 1 and abs(one.y) <= 1 for one in seen)
    jumps = [max(abs(a - b) for a, b in zip(one, two, strict=True)) for one, two in zip(seen, seen[1:], strict=False)]
    assert max(jumps) < 0.03


@pytest.mark.parametrize(
    ("change", "name"), [({"width": 255}, "width"), ({"height": 32}, "height"), ({"seconds": 0}, "seconds"), ({"fps": 90}, "fps"), ({"format": "gif"}, "format")]
)  # fmt: skip
def test_an_order_that_cannot_be_names_the_field(change: dict[str, Any], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        replace(SMALL, **change)
