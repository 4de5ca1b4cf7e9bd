"""Sizes, shapes and references, and the words of a refusal."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hypereal_lab.catalog import LimitError, check_image, load
from hypereal_lab.catalog.limits import TIERS, shape

GPT = load().card("gpt-image-2")
BANANA = load().card("gemini-3-1-flash-t2i")
FREE = load().card("flux-2-pro")
RATIOS = ("1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "21:9", "4:5", "5:4")


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("ratio", RATIOS)
def test_a_shape_has_exactly_its_ratio_and_fits_its_tier(ratio: str, tier: str) -> None:
    width, height = shape(ratio, tier)
    a, b = map(int, ratio.split(":"))
    assert Fraction(width, height) == Fraction(a, b)
    assert width % 2 == height % 2 == 0
    assert max(width, height) <= TIERS[tier]
    assert max(width, height) > TIERS[tier] * 0.95


@pytest.mark.parametrize("size", ["1024x1024", "1536x1024", "1024x1536", "2048x2048", "4096x4096", "1536*1024"])
def test_gpt_image_2_makes_its_documented_sizes(size: str) -> None:
    width, height = GPT.limits.pixels(size=size)
    assert f"{width}x{height}" == size.replace("*", "x")


@pytest.mark.parametrize("size", ["2048x1152", "512x512", "1024", "x", "-1x5", "1024x1024x1024", "99999999x1", "１x１"])
def test_gpt_image_2_refuses_every_other_size(size: str) -> None:
    (found,) = check_image(GPT, prompt="a cat", size=size)
    assert found.field == "size"
    assert "1024x1024" in found.allowed or "WIDTHxHEIGHT" in found.message


@pytest.mark.parametrize("field", ["aspect_ratio", "resolution"])
def test_gpt_image_2_takes_a_size_and_no_shape(field: str) -> None:
    value = {"aspect_ratio": "16:9", "resolution": "2K"}[field]
    (found,) = check_image(GPT, prompt="a cat", **{field: value})  # type: ignore[arg-type]
    assert found.field == field


@pytest.mark.parametrize("ratio", ["1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "21:9"])
@pytest.mark.parametrize("tier", ["0.5K", "1K", "2K", "4K", "4k"])
def test_nano_banana_2_makes_all_shapes_at_all_tiers(ratio: str, tier: str) -> None:
    assert not check_image(BANANA, prompt="a cat", aspect_ratio=ratio, resolution=tier)
    assert max(BANANA.limits.pixels(aspect_ratio=ratio, resolution=tier)) <= 4096


@pytest.mark.parametrize(
    ("asked", "field", "allowed"),
    [
        ({"aspect_ratio": "4:5"}, "aspect_ratio", "21:9"),
        ({"resolution": "8K"}, "resolution", "0.5K"),
        ({"size": "1000x1000"}, "size", "1024x576"),
    ],
)
def test_nano_banana_2_names_what_it_takes(asked: dict[str, str], field: str, allowed: str) -> None:
    (found,) = check_image(BANANA, prompt="a cat", **asked)  # type: ignore[arg-type]
    assert found.field == field
    assert allowed in found.allowed
    assert allowed in found.message


def test_a_size_that_is_one_of_its_shapes_is_taken() -> None:
    assert not check_image(BANANA, prompt="a cat", size="1024x576")


@pytest.mark.parametrize(
    ("card", "count", "broken"), [(GPT, 4, False), (GPT, 5, True), (BANANA, 5, True), (FREE, 4, False), (FREE, 5, True)]
)
def test_references_are_counted(card: object, count: int, broken: bool) -> None:
    found = check_image(card, prompt="a cat", reference_count=count)  # type: ignore[arg-type]
    assert bool(found) == broken
    assert all(violation.field == "references" for violation in found)


def test_an_edit_needs_a_picture() -> None:
    card = load().card("nano-banana-edit")
    (found,) = check_image(card, prompt="make it blue")
    assert found.field == "references"
    assert found.allowed == ("1", str(card.limits.max_references or 4))


def test_gpt_image_2_takes_links_only() -> None:
    (found,) = check_image(GPT, prompt="a cat", reference_count=1, reference_forms=["data-url"])
    assert "HTTPS links only" in found.message
    assert not check_image(BANANA, prompt="a cat", reference_count=1, reference_forms=["data-url"])


@pytest.mark.parametrize("prompt", [None, "", "  \n", "x" * 4001])
def test_a_prompt_is_neither_empty_nor_too_long(prompt: str | None) -> None:
    (found,) = check_image(GPT, prompt=prompt)
    assert found.field == "prompt"


def test_every_broken_rule_is_named() -> None:
    found = check_image(GPT, prompt="", size="1x1", n=11, reference_count=9, output_format="bmp")
    assert [violation.field for violation in found] == ["prompt", "n", "size", "references", "output_format"]


@pytest.mark.parametrize("size", ["64x64", "1000x333", "4096x4096"])
def test_undocumented_models_take_any_size_the_engine_can_draw(size: str) -> None:
    assert not check_image(FREE, prompt="a cat", size=size)


@pytest.mark.parametrize("size", ["63x64", "4097x64", "0x0"])
def test_and_no_other(size: str) -> None:
    with pytest.raises(LimitError):
        FREE.limits.pixels(size=size)


@pytest.mark.parametrize("card", [*load().cards("image"), *load().cards("image_edit")], ids=lambda card: card.id)
def test_what_a_card_offers_it_also_takes(card: object) -> None:
    limits = card.limits  # type: ignore[attr-defined]
    for size in limits.all_sizes():
        assert limits.pixels(size=size)
    for ratio in limits.aspect_ratios or ():
        for tier in limits.resolutions or ("1K",):
            assert limits.pixels(aspect_ratio=ratio, resolution=tier if limits.resolutions else None)
    assert limits.pixels()
