"""Pictures are measured, and nothing is made up about them."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from hypereal_lab.engines.text import Ask, Turn, write
from hypereal_lab.engines.text.looking import Look, look


def picture(
    colour: str | tuple[int, ...], size: tuple[int, int] = (64, 40), kind: str = "PNG", mode: str = "RGB"
) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size, colour).save(kept, kind)
    return kept.getvalue()


def say(words: str, *images: bytes | None) -> str:
    return write(Ask((Turn("user", words, images),), temperature=0)).text


@pytest.mark.parametrize(
    ("colour", "name"),
    [("red", "red"), ("orange", "orange"), ("yellow", "yellow"), ("green", "green"), ("teal", "cyan"), ("navy", "blue"),
     ("purple", "purple"), ("hotpink", "pink"), ("saddlebrown", "brown"), ("black", "black"), ("white", "white"),
     ("grey", "grey"), ("wheat", "beige")],
)  # fmt: skip
def test_colours_have_their_names(colour: str, name: str) -> None:
    seen = look(picture(colour))
    assert isinstance(seen, Look) and seen.colours == ((name, 100),)


def test_a_picture_is_told_by_what_can_be_measured() -> None:
    told = say("What is in this picture?", picture("navy"))
    assert "PNG of 64 × 40 pixels (landscape" in told and "blue (100 %)" in told and "dark" in told
    assert "sees no objects" in told


def test_parts_of_a_picture_are_shares() -> None:
    half = Image.new("RGB", (40, 40), "white")
    half.paste("red", (0, 0, 40, 10))
    kept = io.BytesIO()
    half.save(kept, "PNG")
    seen = look(kept.getvalue())
    assert isinstance(seen, Look) and seen.colours == (("white", 75), ("red", 25)) and seen.shape == "square"


def test_what_is_transparent_has_no_colour() -> None:
    seen = look(picture((255, 0, 0, 0), mode="RGBA"))
    assert isinstance(seen, Look) and seen.alpha and seen.colours[0][0].startswith("none")


def test_links_stay_closed_and_broken_files_break_nothing() -> None:
    told = say("Describe these images", picture("red"), None, b"", b"GIF89a...", picture("red")[:60])
    assert "Picture 2 is behind a link" in told
    assert told.count("cannot be read") == 3


def test_other_questions_are_answered_as_ever() -> None:
    assert say("what is 2 + 2?", picture("red")) == "2 + 2 = 4"
    assert "64 × 40" in say("Who wrote Hamlet?", picture("red"))


def test_only_the_last_message_of_the_user_is_looked_at() -> None:
    turns = Turn("user", "look", (picture("red"),)), Turn("assistant", "red"), Turn("user", "What is this?")
    assert "pixels" not in write(Ask(turns)).text


def test_fields_get_what_was_measured() -> None:
    schema = {
        "type": "object",
        "properties": {
            "width": {"type": "integer"},
            "imageHeight": {"type": "integer"},
            "dominant_color": {"type": "string"},
            "orientation": {"enum": ["portrait", "landscape"]},
        },
    }
    ask = Ask((Turn("user", "Describe it", (picture("navy", kind="JPEG"),)),), json=True, schema=schema)
    made = json.loads(write(ask).text)
    assert made == {"width": 64, "imageHeight": 40, "dominant_color": "blue", "orientation": "landscape"}
