"""A picture order is checked when it is made and names the field that is wrong."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from hypereal_lab.engines.picture import PictureOrder


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("width", 63),
        ("width", 4097),
        ("width", 100.0),
        ("width", True),
        ("height", 0),
        ("height", 5000),
        ("height", "256"),
        ("seed", 1.5),
        ("seed", True),
        ("seed", "1"),
        ("format", "gif"),
        ("format", "PNG"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_field(field: str, value: object) -> None:
    asked: dict[str, Any] = {"prompt": "a cat", "width": 128, "height": 128, field: value}
    with pytest.raises(ValueError, match=field):
        PictureOrder(**asked)


@pytest.mark.parametrize("side", [64, 4096])
def test_the_smallest_and_the_largest_side_are_fine(side: int) -> None:
    assert PictureOrder("a cat", side, side).width == side


def test_an_order_travels_to_a_worker_unchanged() -> None:
    order = PictureOrder("a cat", 128, 96, 7, (b"x",), "webp")
    assert pickle.loads(pickle.dumps(order)) == order


def test_an_order_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        PictureOrder("a cat", 128, 128).width = 64  # type: ignore[misc]
