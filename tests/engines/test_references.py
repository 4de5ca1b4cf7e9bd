"""References decide the composition, and are never just handed back."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from hypereal_lab.engines.picture import PictureOrder, draw
from tests.engines.pictures import distance, picture, plain

TEMPLE = draw(PictureOrder("a lighthouse on a beach at noon", 256, 192, 4))


def small(data: bytes, width: int = 192, height: int = 144) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB").resize((width, height)), dtype=np.float64)


def closeness(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of brightness at 24 x 18: 1 is the same composition."""
    shrunk = [
        np.asarray(Image.fromarray(image.astype(np.uint8)).convert("L").resize((24, 18)), np.float64).ravel()
        for image in (one, other)
    ]
    return float(np.corrcoef(*shrunk)[0, 1])


@pytest.mark.parametrize("prompt", ["make it warmer", "as watercolour", "with snow", "add a cat", "qzx"])
def test_one_reference_keeps_its_composition_and_is_not_returned_as_it_is(prompt: str) -> None:
    made = picture(prompt, 192, 144, references=(TEMPLE,))
    assert closeness(made, small(TEMPLE)) > 0.5
    assert distance(made, small(TEMPLE)) > 1.0


def test_make_it_night_darkens_the_reference() -> None:
    assert picture("make it night", 192, 144, references=(TEMPLE,)).mean() < small(TEMPLE).mean() - 25


def test_black_and_white_takes_the_references_colour() -> None:
    made = picture("as a black and white photo", 192, 144, references=(TEMPLE,))
    assert np.abs(made[..., 0] - made[..., 2]).max() <= 3


def test_adding_a_thing_changes_the_reference_only_where_it_stands() -> None:
    without, added = (picture(words, 256, 192, references=(TEMPLE,)) for words in ("the same", "add a red balloon"))
    changed = np.abs(without - added).max(axis=2) > 24
    assert 0.01 < changed.mean() < 0.75


def test_another_reference_gives_another_picture_of_the_same_words() -> None:
    one, other = (picture("a cat", references=(plain(tone),)) for tone in ((200, 60, 40), (40, 80, 200)))
    assert (
        one.mean(axis=(0, 1))[0] - one.mean(axis=(0, 1))[2]
        > other.mean(axis=(0, 1))[0] - other.mean(axis=(0, 1))[2] + 15
    )


def test_several_references_all_leave_their_mark_and_their_order_matters() -> None:
    red, blue = plain((220, 40, 30)), plain((30, 60, 220))
    both, swapped, alone = (
        picture("merge them", references=references) for references in ((red, blue), (blue, red), (red,))
    )
    assert distance(both, swapped) > 4
    assert distance(both, alone) > 4


@pytest.mark.parametrize("size", [(64, 64), (257, 65), (96, 300)])
def test_the_size_is_exact_whatever_the_reference(size: tuple[int, int]) -> None:
    for references in ((TEMPLE,), (TEMPLE, plain((10, 200, 90))), (plain((5, 5, 5), 1, 1),)):
        assert picture("at sunset", *size, references=references).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF"])
def test_references_may_come_in_any_usual_format(format: str) -> None:
    assert picture("at night", 96, 96, references=(plain((120, 160, 90), format=format),)).shape == (96, 96, 3)


def test_references_keep_the_bytes_repeatable() -> None:
    order = PictureOrder("add three owls, low poly", 160, 120, 9, (TEMPLE, plain((90, 40, 160))))
    assert draw(order) == draw(order)


def test_a_reference_that_is_no_picture_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="reference"):
        draw(PictureOrder("a cat", 96, 96, 0, (b"<html>not a picture</html>",)))
