"""A recipe has one form and one hash, for good; one from a stranger is bounded and never evaluated."""

from __future__ import annotations

import contextlib
import json
import math
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab import errors
from hypereal_lab.lab.recipe import KINDS, LARGEST, VERSION, Recipe, ReferenceId, read_recipe

DIGEST = "ab" * 32

GOLDEN: dict[str, tuple[Recipe, str]] = {
    "image": (
        Recipe.of(
            "image",
            "gemini-3-1-flash-t2i",
            {"prompt": "a chrome teapot, caf\u00e9", "aspect_ratio": "16:9", "resolution": "2K", "n": 2, "seed": 7},
            [ReferenceId(digest=DIGEST), ReferenceId(url="https://example.org/a.png", query="0123456789abcdef")],
        ),
        "7ea2e8cf63b51d2e50f7a2b4488e4b2cc34018ce39a0ee0e1dfcd66535a5bbee",
    ),
    "edit": (
        Recipe.of(
            "edit",
            "nano-banana-edit",
            {"prompt": "at night", "n": 1, "seed": 7},
            [ReferenceId(digest=DIGEST), ReferenceId(digest="cd" * 32, role="mask")],
        ),
        "3f375153dcb593c13dc89b04e8c91399b4bada8e3b58bfb1bd6b7653b7d22e0e",
    ),
    "video": (
        Recipe.of(
            "video",
            "veo-3-1-i2v",
            {"prompt": "it pours\nslowly", "duration": 8, "aspect_ratio": "9:16"},
            [ReferenceId(digest=DIGEST, role="first_frame"), ReferenceId(digest="cd" * 32, role="last_frame")],
            take=3,
        ),
        "b506afde2aa08893a22b50a69ea7b2227a03b86ac9107be84548665b34fc9cdf",
    ),
    "speech": (
        Recipe.of("speech", "voice-1", {"text": "Labas!", "voice": "ona", "speed": 1.25}),
        "c356a18cb05ff78f70cb23b1889cbb5b7ffa87a2854a0b8bbabd58756666e32c",
    ),
    "clone": (
        Recipe.of("clone", "voice-1", {"text": "Labas!"}, [ReferenceId(digest=DIGEST, role="voice")]),
        "ce132c81f25da68eaaae883a945dd5f08c8be0bc465f8b20cf0b8bb91b371b1c",
    ),
    "transcript": (
        Recipe.of("transcript", "ears-1", {"language": "lt"}, [ReferenceId(digest=DIGEST, role="sound")]),
        "f47cafb6304d68ab9a2649bb1de2a2d373eff39fd49d9425f7aa2a91e526e4e4",
    ),
    "model3d": (
        Recipe.of("model3d", "clay-1", {"texture": True}, [ReferenceId(digest=DIGEST, role="front")]),
        "cd02c17746c3e714845d2c9ddbbf2042d3696f758c7126fa538270a27dfb89b9",
    ),
    "chat": (
        Recipe.of(
            "chat",
            "gpt-5.4-nano",
            {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 64, "temperature": 0.5},
        ),
        "cc89a4e0006106330c0beb9f307c0b4207a62eff181bb72b6f4e6b2c29b68d93",
    ),
    "derived": (
        Recipe.of(
            "derived",
            "viewer",
            {
                "work": "still",
                "light": "night",
                "camera": {"position": [0, 0.5, 2], "target": [0, 0, 0], "fov": 35},
            },
            [ReferenceId(digest=DIGEST, role="source")],
        ),
        "587ece1b81056464558bb74b8153155af1744c0d22b02edf18814449d6fa4019",
    ),
}
"""Hashes of version 1. A change here is a change of version: nobody's replays would be found again."""


def image(**inputs: Any) -> Recipe:
    return Recipe.of("image", "m", inputs)


def test_there_is_a_golden_hash_for_every_kind() -> None:
    assert set(GOLDEN) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_hash_of_version_1_never_changes(kind: str) -> None:
    recipe, hash = GOLDEN[kind]
    assert recipe.hash == hash
    assert read_recipe(recipe.canonical).hash == hash
    assert read_recipe(recipe.to_dict()).hash == hash


def test_the_canonical_form_is_sorted_json_without_white_space() -> None:
    recipe = GOLDEN["video"][0]
    assert recipe.canonical.decode() == json.dumps(
        json.loads(recipe.canonical), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def test_the_order_of_keys_says_nothing() -> None:
    assert image(a=1, b={"c": 2, "d": 3}) == image(b={"d": 3, "c": 2}, a=1)


def test_accents_and_line_ends_have_one_form() -> None:
    assert image(prompt="caf\u00e9\r\nau lait\r") == image(prompt="cafe\u0301\nau lait\n")
    assert image(**{"caf\u00e9": 1}) == image(**{"cafe\u0301": 1})


def test_whole_numbers_have_no_point_and_nothing_is_the_same_as_absent() -> None:
    assert image(x=4.0) == image(x=4)
    assert image(x=-0.0) == image(x=0)
    assert image(x=None, y={"z": None}) == image(y={})
    assert image(x=0.5) != image(x=1)
    assert image(x=True) != image(x=1)
    assert image(x=float(2**60)) == read_recipe(image(x=float(2**60)).canonical)


def test_model_kind_take_and_the_order_of_references_all_matter() -> None:
    one, two = ReferenceId(digest=DIGEST), ReferenceId(digest="cd" * 32)
    recipes = {
        Recipe.of("image", "m", {}),
        Recipe.of("image", "n", {}),
        Recipe.of("video", "m", {}),
        Recipe.of("image", "m", {}, take=2),
        Recipe.of("image", "m", {}, [one, two]),
        Recipe.of("image", "m", {}, [two, one]),
        Recipe.of("image", "m", {}, [ReferenceId(digest=DIGEST, role="front")]),
    }
    assert len(recipes) == 7


@pytest.mark.parametrize("take", [0, -1, 1.0, True, "2", 2**31, None])
def test_a_take_is_a_whole_number_from_one_on(take: Any) -> None:
    with pytest.raises(errors.RecipeError):
        Recipe.of("image", "m", {}, take=take)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: (
        st.lists(inner.filter(lambda one: one is not None), max_size=4) | st.dictionaries(WORDS, inner, max_size=4)
    ),
    max_leaves=12,
)
REFERENCES = st.lists(
    st.builds(ReferenceId, digest=st.text("0123456789abcdef", min_size=64, max_size=64), role=st.none() | WORDS)
    | st.builds(ReferenceId, url=st.just("https://example.org/x.png"), query=st.none() | st.just("00ff00ff00ff00ff")),
    max_size=3,
)


@given(st.sampled_from(KINDS), WORDS, st.dictionaries(WORDS, VALUES, max_size=5), REFERENCES, st.integers(1, 2**31 - 1))
def test_every_recipe_comes_back_from_its_canonical_form(
    kind: str, model: str, inputs: dict[str, Any], references: list[ReferenceId], take: int
) -> None:
    recipe = Recipe.of(kind, model, inputs, references, take=take)
    again = read_recipe(recipe.canonical)
    assert again.hash == recipe.hash
    assert again.canonical == recipe.canonical
    assert read_recipe(recipe.to_dict()).hash == recipe.hash
    assert read_recipe(recipe.canonical.decode()).hash == recipe.hash


@given(WORDS)
def test_every_spelling_of_a_text_is_one_recipe(text: str) -> None:
    spellings = {image(prompt=unicodedata.normalize(form, text)).hash for form in ("NFC", "NFD")}
    assert len(spellings) == 1


@given(st.binary(max_size=200) | WORDS | VALUES)
def test_whatever_a_stranger_sends_is_a_recipe_or_a_recipe_error(data: Any) -> None:
    with contextlib.suppress(errors.RecipeError):
        read_recipe(data)


@given(st.dictionaries(st.sampled_from(["kind", "model", "inputs", "references", "take", "version", "x"]), VALUES))
def test_near_misses_are_recipe_errors_too(data: dict[str, Any]) -> None:
    for sent in (data, json.dumps(data)):
        with contextlib.suppress(errors.RecipeError):
            read_recipe({"kind": "image", "model": "m", "inputs": {}, **data} if sent is data else sent)


def _nested(depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(depth):
        found = {"a": found}
    return found


def _whole(**changes: Any) -> dict[str, Any]:
    return {"kind": "image", "model": "m", "inputs": {}, **changes}


HOSTILE: dict[str, Any] = {
    "not JSON": b"{",
    "not UTF-8": b"\xff\xfe",
    "no object": b"[]",
    "another thing": 7,
    "nothing": b"",
    "a kind nobody knows": _whole(kind="dream"),
    "inputs that are a list": _whole(inputs=[]),
    "a take that is text": _whole(take="2"),
    "a field nobody knows": _whole(surprise=1),
    "too large": json.dumps(_whole(inputs={"prompt": "x" * LARGEST})),
    "too large as a value": _whole(inputs={"prompt": "x" * LARGEST}),
    "too deep": _whole(inputs=_nested(40)),
    "a bomb of brackets": b'{"kind":"image","model":"m","inputs":' + b"[" * 90_000 + b"]" * 90_000 + b"}",
    "a mapping too deep to walk": _whole(inputs=_nested(5000)),
    "not a number": _whole(inputs={"x": math.nan}),
    "infinite": _whole(inputs={"x": math.inf}),
    "a number without an end": b'{"kind":"image","model":"m","inputs":{"x":1e999}}',
    "more digits than a machine word": _whole(inputs={"x": 10**30}),
    "bytes": _whole(inputs={"x": b"y"}),
    "an object": _whole(inputs={"x": object()}),
    "half a character": _whole(inputs={"prompt": "\ud800"}),
    "half a character in text": '{"kind":"image","model":"\ud800","inputs":{}}',
    "half a character, escaped": b'{"kind":"image","model":"m","inputs":{"prompt":"\\ud800"}}',
    "too many references": _whole(references=[{"digest": DIGEST}] * 65),
    "a reference that is nothing": _whole(references=[{}]),
    "a reference that is two things": _whole(references=[{"digest": DIGEST, "url": "https://a/b"}]),
    "a digest that is a path": _whole(references=[{"digest": "../../etc/passwd"}]),
    "a digest in capitals": _whole(references=[{"digest": "AB" * 32}]),
    "a link with a signature": _whole(references=[{"url": "https://a/b?sig=1"}]),
    "a link with a password": _whole(references=[{"url": "https://me:secret@a/b"}]),
    "a link with a fragment": _whole(references=[{"url": "https://a/b#token"}]),
    "a link to a file": _whole(references=[{"url": "file:///etc/passwd"}]),
    "version zero": _whole(version=0),
    "a version that is text": _whole(version="1"),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_recipe_is_refused_with_a_recipe_error(data: Any) -> None:
    with pytest.raises(errors.RecipeError) as refused:
        read_recipe(data)
    assert len(str(refused.value)) < 500


def test_a_recipe_of_a_newer_version_says_how_to_upgrade() -> None:
    with pytest.raises(errors.RecipeError, match="pip install -U hypereal-lab"):
        read_recipe(_whole(version=VERSION + 1, dreams=True))


@pytest.mark.parametrize(
    "inputs",
    [{"x": 10**30}, {"x": -(2**63) - 1}, {"x": math.nan}, {"prompt": "x" * LARGEST}, {"x": {1, 2}}, {"x": b"y"}],
)
def test_what_could_not_be_read_back_is_never_made(inputs: dict[str, Any]) -> None:
    with pytest.raises(errors.RecipeError):
        Recipe.of("image", "m", inputs)
