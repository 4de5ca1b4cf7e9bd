"""Past usage at other prices: only where the other model can do the job."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hypereal_lab.errors import InputError
from tests.usage.test_views import MICRO, usage

PICTURE = {"model": "gemini-3-1-flash-t2i", "size": "1024x1024"}
FILM = {"model": "veo3-1-quality", "kind": "video", "media_ms": 5_000, "unit": "clip", "credits": 100 * MICRO}


def test_a_film_moves_to_another_model_at_its_price_and_a_picture_does_not() -> None:
    film, picture = (
        usage(FILM, FILM, PICTURE)
        .what_if({FILM["model"]: "ai-avatar-i2v", PICTURE["model"]: "ai-avatar-i2v"})
        .to_dict("records")
    )
    assert (film["moved"], film["would_be"], film["difference"]) == (2, Decimal(46), Decimal(-154))
    assert (picture["moved"], picture["credits_moved"], picture["credits"]) == (0, Decimal(0), Decimal(4))
    assert picture["why_not"] == "ai-avatar-i2v makes video, not image (1)"


def test_a_price_book_that_has_no_such_model_moves_nothing_and_an_unknown_model_is_refused() -> None:
    (row,) = usage(FILM).what_if({FILM["model"]: "ai-avatar-i2v"}, price_version="1999-01-01").to_dict("records")
    assert row["moved"] == 0 and "in price book 1999-01-01" in row["why_not"]
    with pytest.raises(InputError, match="ai-avatar-i2v"):
        usage(FILM).what_if({FILM["model"]: "ai-avatar-i2w"})


def test_the_cheapest_equivalent_does_all_calls_of_a_model() -> None:
    rows = usage(FILM, PICTURE).cheapest_equivalent().to_dict("records")
    assert [row["model"] for row in rows] == [FILM["model"], PICTURE["model"]]
    assert all(row["moved"] == row["calls"] == 1 and row["would_be"] > 0 for row in rows)
