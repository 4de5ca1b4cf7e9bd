"""The page that tells what the engines make tells all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from hypereal_lab.engines.mesh.nouns import NOUNS
from hypereal_lab.engines.picture.places.registry import PLACES
from hypereal_lab.engines.picture.subjects import SUBJECTS
from hypereal_lab.engines.picture.words import PLACES as NAMED_PLACES
from hypereal_lab.engines.picture.words import STYLES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def listed(heading: str) -> set[str]:
    """Everything between commas in one part of the page."""
    _, _, rest = (DOCS / "engines.md").read_text("utf-8").partition(f"## {heading}\n")
    return {
        " ".join(one.split()).rstrip(".") for one in re.split(r"[,.]\s", rest.split("\n## ")[0].replace("\n\n", ". "))
    }


def test_every_noun_place_and_style_of_pictures_is_listed() -> None:
    named = {kind.name for kind in SUBJECTS.values()} | set(NAMED_PLACES.values()) | set(STYLES.values())
    assert named <= listed("Pictures")


def test_every_noun_of_meshes_is_listed() -> None:
    assert {build.__name__ for build in NOUNS.values()} <= listed("Meshes")


def test_every_place_that_words_name_can_be_drawn() -> None:
    assert set(NAMED_PLACES.values()) <= set(PLACES)


@pytest.mark.parametrize("name", ["pictures", "films", "meshes"])
def test_the_contact_sheets_are_small_and_can_be_opened(name: str) -> None:
    path = DOCS / f"contact-sheet-{name}.webp"
    assert path.stat().st_size < 150_000
    with Image.open(path) as sheet:
        sheet.load()
        assert min(sheet.size) > 700
