"""What stands in a file of its making: exact, bounded, and without anything private."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab import Credits, Lab, errors
from hypereal_lab.lab.keeping import shares
from hypereal_lab.lab.provenance import Provenance, read_provenance, story_of
from hypereal_lab.lab.recipe import Recipe, ReferenceId
from tests.lab.conftest import picture

RECIPE = Recipe.of("image", "m", {"prompt": "a teapot"}, [ReferenceId(digest="ab" * 32)], take=2)
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


@given(
    st.none() | st.integers(0, 10**17).map(Credits),
    st.none() | WORDS,
    st.none() | WORDS,
    st.none() | st.integers(0, 4_000_000_000),
    st.integers(0, 9),
)
def test_a_story_comes_back_as_it_was_written(
    credits: Credits | None, price_version: str | None, model: str | None, made: int | None, position: int
) -> None:
    story = Provenance(
        recipe=RECIPE,
        credits=credits,
        price_version=price_version,
        price_basis="observed",
        model=model,
        provider="hypereal",
        made=made,
        position=position,
    )
    assert read_provenance(story.to_bytes()) == story


def test_a_story_is_plain_json_that_others_can_read() -> None:
    body = json.loads(Provenance(recipe=RECIPE, credits=Credits.of("4.2"), made=0.0).to_bytes())
    assert body["hypereal"] == 1
    assert body["recipe"]["inputs"] == {"prompt": "a teapot"}
    assert (body["credits"], body["made"], body["recipe_hash"]) == ("4.2", "1970-01-01T00:00:00+00:00", RECIPE.hash)


def test_fields_of_later_versions_are_left_alone() -> None:
    body = json.loads(Provenance(recipe=RECIPE).to_bytes())
    assert read_provenance(json.dumps({**body, "mood": "good"}).encode()).recipe == RECIPE


@given(st.binary(max_size=300))
def test_whatever_stands_in_a_file_is_a_story_or_a_recipe_error(payload: bytes) -> None:
    with contextlib.suppress(errors.RecipeError):
        read_provenance(payload)


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.lists(WORDS, max_size=2)


@given(
    st.dictionaries(
        st.sampled_from(["hypereal", "recipe", "recipe_hash", "credits", "made", "position", "model"]),
        VALUES,
        min_size=1,
    )
)
def test_near_misses_are_stories_or_recipe_errors_too(changes: dict[str, object]) -> None:
    body = json.loads(Provenance(recipe=RECIPE, credits=Credits.of(4)).to_bytes())
    with contextlib.suppress(errors.RecipeError):
        read_provenance(json.dumps({**body, **changes}).encode())


@given(st.integers(-(10**12), 10**15), st.integers(1, 10))
def test_the_shares_of_a_call_add_up_and_differ_by_a_millionth_at_most(whole: int, parts: int) -> None:
    found = [share.micros for share in shares(Credits(whole), parts)]
    assert sum(found) == whole
    assert max(found) - min(found) <= 1


async def test_the_story_of_an_asset_is_that_of_its_call(lab: Lab) -> None:
    asset = await lab.images.generate("a teapot", n=3)
    for position, one in enumerate(asset.all):
        told = story_of(one)
        assert told is not None
        story = read_provenance(told)
        assert (story.recipe.hash, story.position, story.credits) == (asset.recipe_hash, position, Credits.of(4))
    assert story_of(lab.shelf.keep_reference(picture())) is None


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00", "9999-12-31T23:59:59-23:00"])
def test_a_moment_outside_of_all_clocks_is_no_moment(moment: str) -> None:
    body = json.loads(Provenance(recipe=RECIPE).to_bytes())
    read_provenance(json.dumps({**body, "made": moment}).encode())
