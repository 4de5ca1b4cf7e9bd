"""Pictures from several sides to a mesh, and Khronos' validator over everything that the engine makes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from PIL import Image, ImageDraw

from hypereal_lab.engines.mesh import ModelOrder, make_model
from hypereal_lab.engines.mesh.nets import surface, without_pinches
from hypereal_lab.engines.mesh.nouns import NOUNS
from hypereal_lab.engines.mesh.together import pieces_of
from hypereal_lab.media import poster, probe
from tests.engines.gltf_validator import Validator, find_validator, problems
from tests.engines.test_mesh import drawing, encoded, photo, solids

FRONT, RIGHT, BACK, LEFT = ("front", "right", "back", "left")


def view(side: str, size: int = 400) -> bytes:
    """A box 0.4 wide, 0.2 deep and 0.8 high with a nose on its +X side and another colour on each face."""
    half = 0.2 if side in (FRONT, BACK) else 0.1
    colour = {FRONT: (200, 40, 40), RIGHT: (40, 160, 60), BACK: (40, 60, 200), LEFT: (200, 180, 40)}[side]
    picture = Image.new("RGB", (size, size), (245, 245, 240))
    draw = ImageDraw.Draw(picture)
    middle = size / 2
    draw.rectangle((middle - half * size, 0.1 * size, middle + half * size, 0.9 * size), fill=colour)
    if side in (FRONT, BACK):
        out = 1 if side == FRONT else -1
        ends = sorted((middle + out * 0.19 * size, middle + out * 0.35 * size))
        draw.rectangle((ends[0], 0.2 * size, ends[1], 0.3 * size), fill=colour)
    return encoded(picture)


def views(*sides: str) -> tuple[tuple[str, bytes], ...]:
    return tuple((side, view(side)) for side in sides or (FRONT, RIGHT, BACK, LEFT))


def worn_colour(data: bytes, direction: tuple[float, float, float]) -> tuple[int, int, int]:
    """Of the texture in the middle of what looks this way."""
    (mesh,) = trimesh.load(io.BytesIO(data), file_type="glb").geometry.values()
    facing = mesh.face_normals @ np.array(direction)
    u, v = mesh.visual.uv[mesh.faces[facing > 0.95]].mean(axis=(0, 1))
    texture = mesh.visual.material.baseColorTexture.convert("RGB")
    return texture.getpixel((int(u * texture.width), int((1 - v) * texture.height)))


def test_four_views_become_one_closed_solid_with_their_proportions() -> None:
    data = make_model(ModelOrder(views=views()))
    (solid,) = solids(data)
    assert solid.is_watertight
    assert solid.volume > 0
    low, high = solid.bounds
    assert low[1] == pytest.approx(0, abs=1e-6)
    assert (high - low)[1] == pytest.approx(1.0, abs=1e-6)
    assert (high - low)[0] == pytest.approx(0.55 / 0.8, abs=0.03)
    assert (high - low)[2] == pytest.approx(0.25, abs=0.03)
    assert poster(data)


def test_the_nose_is_on_the_side_where_the_front_shows_it() -> None:
    (solid,) = solids(make_model(ModelOrder(views=views())))
    low, high = solid.bounds
    upper = solid.vertices[solid.vertices[:, 1] > 0.7]
    lower = solid.vertices[solid.vertices[:, 1] < 0.5]
    assert upper[:, 0].max() == pytest.approx(high[0], abs=0.02)
    assert lower[:, 0].max() < high[0] - 0.1


@pytest.mark.parametrize(
    ("direction", "channel"), [((0, 0, 1), (200, 40, 40)), ((1, 0, 0), (40, 160, 60)), ((0, 0, -1), (40, 60, 200))]
)
def test_each_side_wears_its_own_picture(direction: tuple[float, float, float], channel: tuple[int, ...]) -> None:
    colour = worn_colour(make_model(ModelOrder(views=views())), direction)
    assert np.abs(np.array(colour) - channel).max() < 30


@pytest.mark.parametrize("most", [100, 1_000, 5_000, 40_000])
def test_no_more_triangles_are_made_than_were_asked_for(most: int) -> None:
    data = make_model(ModelOrder(views=views(), triangles=most))
    assert most / 5 < probe(data).triangles <= most
    (solid,) = solids(data)
    assert solid.is_watertight
    assert solid.volume > 0


def test_pictures_of_different_sizes_and_shapes_fit_together() -> None:
    mixed = ((FRONT, view(FRONT, 300)), (RIGHT, view(RIGHT, 900)), (BACK, view(BACK, 128)), (LEFT, view(LEFT, 512)))
    (solid,) = solids(make_model(ModelOrder(views=mixed)))
    assert solid.is_watertight
    assert solid.extents[0] == pytest.approx(0.55 / 0.8, abs=0.05)


def test_a_front_and_one_side_are_enough_and_the_same_views_give_the_same_bytes() -> None:
    order = ModelOrder(views=views(FRONT, LEFT))
    assert solids(make_model(order))[0].is_watertight
    assert make_model(order) == make_model(order)


@pytest.mark.parametrize("sides", [(RIGHT,), (FRONT,), (FRONT, BACK)])
def test_too_few_views_are_named(sides: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="views: (front|left) is missing"):
        ModelOrder(views=views(*sides))


@pytest.mark.parametrize("bad", [b"no picture", photo()])
def test_a_view_that_will_not_do_is_named(bad: bytes) -> None:
    with pytest.raises(ValueError, match="right"):
        make_model(ModelOrder(views=((FRONT, view(FRONT)), (RIGHT, bad))))


@pytest.mark.parametrize("seed", range(4))
def test_the_surface_of_any_field_is_closed_and_outward(seed: int) -> None:
    field = np.random.default_rng(seed).normal(0, 1, (14, 9, 11))
    found = surface(without_pinches(np.pad(field, 1, constant_values=-1.0)))
    mesh = trimesh.Trimesh(found.points, found.triangles, process=False)
    assert mesh.is_watertight
    assert found.volume > 0


@pytest.fixture(scope="module")
def validator() -> Validator:
    return find_validator()


def test_khronos_finds_no_fault_in_any_model(validator: Validator, tmp_path: Path) -> None:
    orders: dict[str, Any] = {name: ModelOrder(f"a {name}") for name in sorted({b.__name__ for b in NOUNS.values()})}
    orders |= {
        "unknown words": ModelOrder("the sound of bells", seed=4),
        "glass": ModelOrder("a glass bottle"),
        "neon": ModelOrder("a neon robot"),
        "plain": ModelOrder("a golden crown", pbr=False),
        "sculpture": ModelOrder("a house", style="sculpture"),
        "few": ModelOrder("a mug", triangles=700),
        "two things": ModelOrder("a blue mug on a wooden table"),
        "cut out": ModelOrder(image=drawing()),
        "relief": ModelOrder(image=photo()),
        "four views": ModelOrder(views=views()),
        "few of four views": ModelOrder(views=views(), triangles=500),
    }
    assert problems(validator, {name: make_model(order) for name, order in orders.items()}, tmp_path) == {}


def test_the_validator_does_find_faults(validator: Validator, tmp_path: Path) -> None:
    broken = make_model(ModelOrder("a mug")).replace(b'"VEC3"', b'"VEC2"')
    assert problems(validator, {"broken": broken}, tmp_path)["broken"]


@pytest.mark.parametrize(
    ("prompt", "things"),
    [
        ("a red mug on a wooden table", ["a red mug ", " a wooden table"]),
        ("a snowman and a pine tree", ["a snowman ", " a pine tree"]),
        ("three apples", ["three apples"] * 3),
        ("a house with a green roof and a red door", ["a house with a green roof and a red door"]),
        ("a robot, 30 cm tall", ["a robot , 30 cm tall"]),
    ],
)
def test_a_prompt_is_cut_where_a_new_thing_begins(prompt: str, things: list[str]) -> None:
    assert [" ".join(piece.words.split()) for piece in pieces_of(prompt, NOUNS)] == [one.strip() for one in things]


def test_what_stands_on_something_stands_on_it() -> None:
    scene = trimesh.load(io.BytesIO(make_model(ModelOrder("a mug on a table"))), file_type="glb")
    table = trimesh.load(io.BytesIO(make_model(ModelOrder("a table"))), file_type="glb")
    mug = trimesh.load(io.BytesIO(make_model(ModelOrder("a mug"))), file_type="glb")
    assert scene.extents[1] == pytest.approx(table.extents[1] + mug.extents[1], abs=0.01)
    assert scene.extents[0] == pytest.approx(table.extents[0], abs=0.01)


def test_several_things_keep_to_the_number_of_triangles_and_stay_closed() -> None:
    data = make_model(ModelOrder("a mug and two apples", triangles=6_000))
    assert probe(data).triangles <= 6_000
    assert all(one.is_watertight and one.volume > 0 for one in solids(data))
