"""Past usage at other prices: only where the other model can do the job."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from hypereal_lab.catalog import Quantity, estimate, load
from hypereal_lab.errors import InputError
from hypereal_lab.usage import sample
from tests.usage.test_views import MICRO, usage

PICTURE = {"model": "gemini-3-1-flash-t2i", "size": "1024x1024"}
FILM = {"model": "veo3.1-quality", "kind": "video", "media_ms": 5_000, "unit": "clip", "credits": 100 * MICRO}
BOOK = load().card("sora-2-i2v").prices[-1].version


def test_a_film_moves_to_another_model_at_its_price_and_a_picture_does_not() -> None:
    film, picture = (
        usage(FILM, FILM, PICTURE)
        .what_if({FILM["model"]: "grok-video-3", PICTURE["model"]: "grok-video-3"})
        .to_dict("records")
    )
    each = estimate(load().card("grok-video-3"), Quantity(seconds=5)).expected
    assert each is not None
    assert (film["moved"], film["would_be"]) == (2, 2 * each.decimal)
    assert film["difference"] == film["would_be"] - film["credits_moved"] == 2 * each.decimal - 200
    assert (picture["moved"], picture["credits_moved"], picture["credits"]) == (0, Decimal(0), Decimal(4))
    assert (picture["would_be"], picture["difference"]) == (None, None)
    assert picture["why_not"] == "grok-video-3 makes video, not image (1)"


@pytest.mark.parametrize(
    ("call", "other", "why"),
    [
        ({**FILM, "references": 1}, "hailuo-02-t2v", "goes by words and takes no picture"),
        ({**FILM, "references": 0}, "sora-2-i2v", "needs a picture to begin with"),
        (FILM, "grok-imagine-video-edit", "changes films that there are"),
        (FILM, "ai-avatar-i2v", "makes a face speak"),
        ({**FILM, "media_ms": 8_000}, "kling-2-5-i2v", "duration 8 is not one of 5, 10 seconds"),
        ({**FILM, "media_ms": None}, "sora-2-t2v", "the length of the film is not known"),
        ({**FILM, "resolution": "4k"}, "grok-video-3", "resolution '4k' is not one"),
        ({**PICTURE, "references": 9}, "gpt-image-2", "9"),
        ({"model": "gpt-image-2", "size": "4096x4096"}, "gpt-4o-image", "4096x4096"),
        ({"model": "audio-asr", "kind": "transcript"}, "audio-clone", "is for clone, not for transcript"),
        ({"model": "audio-clone", "kind": "clone"}, "audio-tts", "is for speech, not for clone"),
        ({"model": "tripo3d-2-5-i3d", "kind": "model3d"}, "meshy6-text-to-3d", "goes by text, not by image"),
        ({"model": "gpt-5.4", "kind": "chat"}, "gpt-5.4-mini", "tokens were not counted"),
        ({"model": "audio-clone", "kind": "speech"}, "audio-clone", ""),
        (FILM, "audio-tts", "audio-tts makes audio, not video"),
    ],
)
def test_what_the_other_model_cannot_do_does_not_move_and_says_why(call: Any, other: str, why: str) -> None:
    (row,) = usage(call).what_if({call["model"]: other}).to_dict("records")
    assert (row["moved"], why in str(row["why_not"])) == (0 if why else 1, True)
    assert row["calls"] == 1 and row["credits"] == Decimal(call.get("credits", 4 * MICRO)).scaleb(-6)


def test_a_price_book_that_has_no_such_model_moves_nothing_and_an_unknown_model_is_refused() -> None:
    (row,) = usage(FILM).what_if({FILM["model"]: "sora-2-i2v"}, price_version="1999-01-01").to_dict("records")
    assert row["moved"] == 0 and "in price book 1999-01-01" in row["why_not"]
    with pytest.raises(InputError, match="sora-2-i2v"):
        usage(FILM).what_if({FILM["model"]: "sora-2-i2w"})


@pytest.mark.parametrize(
    ("moved", "why"),
    [
        ("veo3-1-quality", "no call of veo3-1-quality is here; near: veo3.1-quality"),
        ("gpt-5.4", "no call of gpt-5.4 is here"),
        (PICTURE["model"], f"no call of {PICTURE['model']} gave something and has a known price"),
    ],
)
def test_a_model_with_nothing_to_move_says_so_and_names_the_one_that_was_meant(moved: str, why: str) -> None:
    (row,) = usage(FILM, {**PICTURE, "status": "failed"}).what_if({moved: "sora-2-i2v"}).to_dict("records")
    assert (row["calls"], row["why_not"]) == (0, why)


def test_a_past_price_version_is_the_price_that_it_had() -> None:
    (row,) = usage(FILM).what_if({FILM["model"]: "sora-2-i2v"}, price_version=BOOK).to_dict("records")
    assert (row["moved"], row["price_version"]) == (1, BOOK)


def test_the_cheapest_equivalent_does_all_calls_of_a_model() -> None:
    rows = usage(FILM, PICTURE).cheapest_equivalent().to_dict("records")
    assert [row["model"] for row in rows] == [FILM["model"], PICTURE["model"]]
    assert all(row["moved"] == row["calls"] == 1 and row["would_be"] > 0 for row in rows)


def test_a_model_that_nobody_beats_stays_and_no_saving_is_made_up() -> None:
    heard, shape = usage(
        {"model": "audio-asr", "kind": "transcript", "unit": "minute", "media_ms": 60_000},
        {"model": "tripo3d-2-5-i3d", "kind": "model3d", "unit": "request"},
    ).cheapest_equivalent().to_dict("records")  # fmt: skip
    assert "no other model can do all of it" in heard["why_not"]
    assert "costs less" in shape["why_not"]
    for row in (heard, shape):
        assert (row["moved"], row["would_be"], row["difference"]) == (0, None, None)
        assert pd.isna(row["other"])


def test_a_model_that_the_catalogue_has_not_is_compared_by_its_kind() -> None:
    (row,) = usage({**PICTURE, "model": "of our own", "credits": 900 * MICRO}).cheapest_equivalent().to_dict("records")
    assert row["moved"] == 1 and row["difference"] < 0


def test_the_sample_has_a_cheaper_equivalent_only_where_there_is_one() -> None:
    found = sample().cheapest_equivalent().set_index("model")
    assert "audio" not in str(found.loc["audio-asr", "other"])
    assert all(one < 0 for one in found["difference"] if one is not None)
    assert not [one for one in found["other"].dropna() if "t2v" in one]
