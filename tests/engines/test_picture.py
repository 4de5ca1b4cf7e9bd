"""Pictures are exact in size, the same each time, and show what the words say."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hypereal_lab.engines.picture import PictureOrder, draw
from tests.engines.pictures import (
    NOUNS,
    average,
    centre_of,
    distance,
    middle,
    picture,
    pixels,
    purples,
    reds,
    stands_out,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("size", [(64, 64), (65, 257), (640, 64), (64, 640), (333, 127), (300, 301)])
@pytest.mark.parametrize("prompt", ["a red car on a street", "a teapot", "a fish", "", "pixel art castle"])
def test_the_size_is_exact(prompt: str, size: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(draw(PictureOrder(prompt, *size)))) as image:
        assert image.size == size


@pytest.mark.parametrize("prompt", ["a fox in a snowy forest at night", "low poly boat", "qzx vlorp"])
def test_equal_orders_give_equal_bytes(prompt: str) -> None:
    assert draw(PictureOrder(prompt, 160, 160, 5)) == draw(PictureOrder(prompt, 160, 160, 5))


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    order = PictureOrder("three owls under an umbrella in the rain, neon", 160, 128, 3)
    script = (
        "import hashlib\nfrom hypereal_lab.engines.picture import PictureOrder, draw\n"
        f"print(hashlib.sha256(draw({order!r})).hexdigest())\n"
    )
    env = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(draw(order)).hexdigest()


@pytest.mark.parametrize("prompt", ["mountain lake", "a cat", "a teapot", "an unheard-of zorb"])
def test_another_seed_composes_anew(prompt: str) -> None:
    assert distance(picture(prompt, seed=1), picture(prompt, seed=2)) > 4


@pytest.mark.parametrize(("kind", "name"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
def test_each_format_is_what_it_says_and_decodes(kind: str, name: str) -> None:
    order = PictureOrder("a castle on a hill", 200, 120, format=kind)  # type: ignore[arg-type]
    with Image.open(io.BytesIO(draw(order))) as image:
        image.load()
        assert (image.format, image.size, image.mode) == (name, (200, 120), "RGB")


def test_the_formats_show_the_same_picture() -> None:
    one, other = (pixels(draw(PictureOrder("a red balloon", 192, 192, format=kind))) for kind in ("png", "jpeg"))
    assert distance(one, other) < 4


def test_every_common_noun_gives_a_picture_of_its_own() -> None:
    drawn = {noun: picture(noun) for noun in NOUNS}
    assert len(drawn) >= 60
    alike = [(one, other) for one, other in itertools.combinations(drawn, 2) if distance(drawn[one], drawn[other]) < 6]
    assert alike == []


def test_no_picture_is_flat() -> None:
    for prompt in ["", "qzx", "mountain", "a cat", "sea at night", "fog", "!!!", "日本の山"]:
        assert picture(prompt).std() > 12, prompt


def test_unknown_words_still_decide_the_picture() -> None:
    assert distance(picture("gloobering frobnicator"), picture("melancholy quux")) > 6


@pytest.mark.parametrize("thing", ["teapot", "car", "cat", "balloon", "flower", "house", "umbrella"])
def test_a_colour_word_colours_its_noun(thing: str) -> None:
    red, blue, green = (middle(picture(f"a {colour} {thing}")) for colour in ("red", "blue", "green"))
    assert red[0] - red[2] > blue[0] - blue[2] + 12
    assert green[1] - green[0] > red[1] - red[0] + 8


def test_each_colour_word_binds_to_the_noun_behind_it() -> None:
    one, other = picture("a red teapot on a blue table", 256, 256), picture("a blue teapot on a red table", 256, 256)
    upper, lower = slice(90, 150), slice(200, 250)

    def warmth(image: np.ndarray, rows: slice) -> float:
        mean = image[rows, 80:176].mean(axis=(0, 1))
        return float(mean[0] - mean[2])

    assert warmth(one, upper) > warmth(other, upper)
    assert warmth(one, lower) < warmth(other, lower)


@pytest.mark.parametrize("place", ["mountain lake", "city", "a cabin in a forest", "beach", "a horse in a field"])
def test_night_is_darker_than_day_and_noon_brighter_than_sunset(place: str) -> None:
    night, sunset, noon = (picture(f"{place} at {time}").mean() for time in ("night", "sunset", "noon"))
    assert night < noon - 30
    assert sunset < noon


@pytest.mark.parametrize("weather", ["in the rain", "in the snow", "in fog", "in a storm"])
def test_weather_shows(weather: str) -> None:
    assert stands_out(f"a house in a field {weather}", "a house in a field") > 1.3


def test_snow_whitens_the_ground_and_fog_takes_the_contrast() -> None:
    summer, winter, fog = (picture(f"a forest {words}") for words in ("in summer", "in snow", "in fog"))
    assert winter[150:].mean() > summer[150:].mean() + 25
    assert fog.std() < summer.std()


@pytest.mark.parametrize("season", ["spring", "autumn", "winter"])
def test_seasons_change_the_land(season: str) -> None:
    assert stands_out(f"a forest in {season}", "a forest in summer") > 1.3


STYLES = [
    "watercolour", "oil painting", "neon", "pixel art", "line drawing", "isometric", "poster", "low poly", "paper cut",
    "blueprint", "black and white", "sepia",
]  # fmt: skip


def test_every_style_looks_different_from_the_plain_picture_and_from_the_others() -> None:
    thing = "a lighthouse by the sea"
    drawn = {style: picture(f"{thing}, {style}") for style in STYLES} | {"plain": picture(thing)}
    alike = [pair for pair in itertools.combinations(drawn, 2) if distance(drawn[pair[0]], drawn[pair[1]]) < 3]
    assert alike == []


def test_black_and_white_has_no_colour_and_a_blueprint_is_blue() -> None:
    grey = picture("a red car, black and white")
    assert np.abs(grey[..., 0] - grey[..., 2]).max() <= 2
    red, _, blue = picture("a house, blueprint").mean(axis=(0, 1))
    assert blue > red + 30


def test_pixel_art_is_made_of_blocks() -> None:
    def steps(prompt: str) -> float:
        image = picture(prompt, 256, 256)
        return float((np.abs(np.diff(image, axis=1)).sum(axis=2) > 0).mean())

    assert steps("a castle, pixel art") < 0.4 < steps("a castle")


def test_a_number_makes_as_many() -> None:
    one, five = (picture(words, 256, 256) for words in ("one purple apple", "five purple apples"))

    def width(image: np.ndarray) -> int:
        return int((purples(image).sum(axis=0) > 3).sum())

    assert width(five) > width(one) * 1.5


@pytest.mark.parametrize("seed", range(3))
def test_a_thing_under_another_is_below_it(seed: int) -> None:
    image = picture("a red apple under a purple umbrella", 256, 256, seed=seed)
    below, above = centre_of(image, reds(image)), centre_of(image, purples(image))
    assert below[1] > above[1] + 0.05
    assert abs(below[0] - above[0]) < 0.12


@pytest.mark.parametrize("seed", range(3))
def test_a_thing_on_another_stands_above_it(seed: int) -> None:
    image = picture("a red apple on a purple box", 256, 256, seed=seed)
    above, below = centre_of(image, reds(image)), centre_of(image, purples(image))
    assert above[1] < below[1] - 0.05
    assert abs(below[0] - above[0]) < 0.12


@pytest.mark.parametrize("material", ["chrome", "gold", "glass", "wooden"])
def test_a_material_shows(material: str) -> None:
    assert stands_out(f"a {material} teapot", "a red teapot") > 1.2


def test_a_very_long_or_strange_prompt_is_drawn() -> None:
    for prompt in ["cat " * 3000, "\x00\n\t", "1000000 cats", "٣ cats", "² cats", "🐱" * 50, "on in under with"]:
        assert picture(prompt, 96, 96).shape == (96, 96, 3)


def test_a_noun_is_recognised_across_seeds() -> None:
    """Of all nouns, the nearest to new compositions of a noun is that noun itself."""
    known = {noun: average(noun, range(3), 96) for noun in NOUNS}
    wrong = []
    for noun in NOUNS:
        new = average(noun, range(3, 6), 96)
        nearest = min(known, key=lambda other: distance(new, known[other]))
        if nearest != noun:
            wrong.append((noun, nearest))
    assert len(wrong) <= len(NOUNS) * 0.15, wrong


def test_two_places_are_both_drawn() -> None:
    """A mountain lake has water in front, which a mountain has not."""
    lake, plain = average("a mountain lake", range(6)), average("a mountain", range(6))
    front = slice(100, 124)
    blueness = [float((image[front, ..., 2] - image[front, ..., 1]).mean()) for image in (lake, plain)]
    assert blueness[0] > blueness[1] + 20
