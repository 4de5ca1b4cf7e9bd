"""The mesh engine: closed solids in metres, standing on the ground, the same for the same order."""

from __future__ import annotations

import io
import time
from typing import Any

import numpy as np
import pytest
import trimesh
from PIL import Image, ImageDraw

from hypereal_lab.engines.mesh import ModelOrder, make_model
from hypereal_lab.engines.mesh.nouns import NOUNS
from hypereal_lab.engines.mesh.words import read_wish
from hypereal_lab.media import poster, probe

ASKED_FOR = (
    "mug", "teapot", "chair", "table", "tree", "house", "car", "rocket", "sword", "ball", "die", "donut", "snowman",
    "lamp",
)  # fmt: skip


def scene_of(data: bytes) -> Any:
    return trimesh.load(io.BytesIO(data), file_type="glb")


def solids(data: bytes) -> list[Any]:
    found = list(scene_of(data).geometry.values())
    for one in found:
        one.merge_vertices(merge_norm=True, merge_tex=True)
    return found


def encoded(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def drawing() -> bytes:
    """A red disc with a hole's worth of white on plain ground."""
    picture = Image.new("RGB", (200, 200), (240, 240, 240))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((30, 20, 170, 160), fill=(200, 60, 40))
    draw.rectangle((80, 150, 120, 190), fill=(60, 120, 60))
    return encoded(picture)


def photo() -> bytes:
    chance = np.random.default_rng(5)
    small = Image.fromarray(chance.integers(0, 255, (9, 12, 3), dtype=np.uint8))
    return encoded(small.resize((240, 180), Image.Resampling.BICUBIC))


def test_the_nouns_that_were_asked_for_are_there() -> None:
    assert set(ASKED_FOR) <= set(NOUNS)


@pytest.mark.parametrize("noun", sorted({build.__name__: name for name, build in NOUNS.items()}.values()))
def test_every_noun_is_closed_outward_small_and_quick(noun: str) -> None:
    began = time.process_time()
    data = make_model(ModelOrder(f"a {noun}"))
    assert time.process_time() - began < 2
    for one in solids(data):
        assert one.is_watertight
        assert one.volume > 0
    scene = scene_of(data)
    assert scene.bounds[0][1] == pytest.approx(0, abs=1e-6)
    assert np.abs(scene.bounds[:, [0, 2]].sum(axis=0)).max() < 1e-4
    assert 0.01 < scene.extents[1] < 30
    assert len(data) < 2_000_000
    assert 40 < probe(data).triangles < 60_000
    assert poster(data)


@pytest.mark.parametrize(
    "order",
    [ModelOrder("a red mug"), ModelOrder("a thing of dreams", seed=4), ModelOrder("a tree", seed=2)],
    ids=lambda order: order.prompt,
)
def test_the_same_order_gives_the_same_bytes(order: ModelOrder) -> None:
    assert make_model(order) == make_model(order)


def test_words_and_seeds_choose_an_abstract_form_for_what_is_not_known() -> None:
    forms = {make_model(ModelOrder(words, seed=seed)) for words in ("hope", "entropy") for seed in (1, 2)}
    assert len(forms) == 4
    for data in forms:
        assert all(one.is_watertight and one.volume > 0 for one in solids(data))


def colours(prompt: str, **options: Any) -> set[tuple[int, ...]]:
    return {
        tuple(one.visual.material.baseColorFactor)
        for one in scene_of(make_model(ModelOrder(prompt, **options))).geometry.values()
    }


def test_colours_reach_the_thing_and_its_parts() -> None:
    wish = read_wish("a house with a green roof and a red door", NOUNS)
    assert (wish.noun, wish.colour, wish.roles) == ("house", None, {"roof": "green", "door": "red"})
    assert read_wish("a blue mug with a yellow handle", NOUNS).colour == "blue"
    assert colours("a blue mug") != colours("a red mug")
    assert len(colours("a blue mug with a yellow handle")) > len(colours("a blue mug"))


def test_a_material_is_no_noun_where_there_is_another() -> None:
    wish = read_wish("stone castle", NOUNS)
    assert (wish.noun, wish.material) == ("castle", "stone")
    assert read_wish("a stone", NOUNS).noun == "stone"


def test_materials_change_how_a_surface_shines() -> None:
    metals = {
        one.visual.material.metallicFactor for one in scene_of(make_model(ModelOrder("a golden mug"))).geometry.values()
    }
    assert 1.0 in metals
    flat = scene_of(make_model(ModelOrder("a golden mug", pbr=False)))
    assert {one.visual.material.metallicFactor for one in flat.geometry.values()} == {0.0}


def test_sizes_are_metres() -> None:
    assert scene_of(make_model(ModelOrder("a 30 cm tall robot"))).extents[1] == pytest.approx(0.3, abs=1e-4)
    assert scene_of(make_model(ModelOrder("a table, 2 m wide"))).extents[[0, 2]].max() == pytest.approx(2, abs=1e-4)
    usual = scene_of(make_model(ModelOrder("a mug"))).extents[1]
    assert scene_of(make_model(ModelOrder("a huge mug"))).extents[1] > 2 * usual
    assert scene_of(make_model(ModelOrder("a tall mug"))).extents[1] > 1.2 * usual


def test_a_sculpture_is_of_one_plaster() -> None:
    assert len(colours("a house", style="sculpture")) == 1


@pytest.mark.parametrize("most", [700, 2_000, 10_000])
def test_fewer_triangles_are_made_where_they_are_asked_for(most: int) -> None:
    data = make_model(ModelOrder("a mug", triangles=most))
    assert probe(data).triangles <= most
    assert all(one.is_watertight and one.volume > 0 for one in solids(data))


@pytest.mark.parametrize("picture", [drawing(), photo()], ids=["cut out", "relief"])
def test_a_picture_becomes_one_closed_solid_that_wears_it(picture: bytes) -> None:
    data = make_model(ModelOrder(image=picture))
    (solid,) = solids(data)
    assert solid.is_watertight
    assert solid.volume > 0
    (worn,) = scene_of(data).geometry.values()
    assert worn.visual.material.baseColorTexture is not None
    assert data == make_model(ModelOrder(image=picture))
    assert poster(data)


def test_a_thing_before_a_plain_ground_is_cut_out() -> None:
    thing, whole = (scene_of(make_model(ModelOrder(image=one))).extents for one in (drawing(), photo()))
    assert thing[0] < 0.8
    assert whole[0] == pytest.approx(1.0, abs=1e-3)


def test_corners_that_meet_do_not_open_the_solid() -> None:
    chance = np.random.default_rng(2)
    dots = np.full((50, 50, 4), 120, np.uint8)
    dots[..., 3] = (chance.random((50, 50)) > 0.5) * 255
    (solid,) = solids(make_model(ModelOrder(image=encoded(Image.fromarray(dots)))))
    assert solid.is_watertight


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (300, 2)])
def test_small_and_narrow_pictures_are_taken(size: tuple[int, int]) -> None:
    assert make_model(ModelOrder(image=encoded(Image.new("L", size, 9))))


def test_wrong_orders_name_the_field() -> None:
    with pytest.raises(ValueError, match="prompt"):
        ModelOrder(" ")
    with pytest.raises(ValueError, match="style"):
        ModelOrder("a mug", style="cubist")
    with pytest.raises(ValueError, match="triangles"):
        ModelOrder("a mug", triangles=0)
    with pytest.raises(ValueError, match="image"):
        make_model(ModelOrder(image=b"no picture"))
