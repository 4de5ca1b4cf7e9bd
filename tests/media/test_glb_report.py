"""What a mesh report says of closed shapes, open ones, empty ones and hostile ones."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.media import MediaError
from hypereal_lab.media.glb_report import model_report
from tests.media import files, glbs


def test_a_closed_cube_has_its_size_area_and_volume() -> None:
    found = model_report(glbs.cube(0.5))
    assert (found.faces, found.vertices, found.watertight) == (12, 24, True)
    assert found.size == pytest.approx((0.5, 0.5, 0.5))
    assert found.area == pytest.approx(1.5) and found.volume == pytest.approx(0.125)
    assert found.materials == ("crate",) and found.counts == (1, 1, 0)
    (texture,) = found.textures
    assert (texture.name, texture.media_type, texture.width, texture.height) == ("crate wood", "image/png", 64, 64)


def test_a_cube_without_a_side_is_not_closed_and_holds_nothing() -> None:
    found = model_report(glbs.cube(sides=5))
    assert found.watertight is False and found.volume is None
    assert found.area == pytest.approx(0.8)


def test_motions_are_named() -> None:
    assert model_report(glbs.moving()).motions == ("hop", "spin")


@given(size=st.floats(1e-3, 1e4))
def test_a_cube_of_any_size_is_closed_and_has_its_volume(size: float) -> None:
    found = model_report(glbs.cube(size))
    assert found.watertight and found.volume is not None
    assert math.isclose(found.volume, size**3, rel_tol=1e-4)


def test_a_scene_without_shapes_has_no_measures() -> None:
    found = model_report(files.glb({"asset": {"version": "2.0"}, "scenes": [{}], "scene": 0}))
    assert (found.faces, found.size, found.watertight, found.volume) == (0, None, None, None)


def test_names_of_strangers_are_short_and_on_one_line() -> None:
    found = model_report(glbs.cube(name="<script>\n" * 50))
    assert len(found.materials[0]) <= 60 and "\n" not in found.materials[0]


def test_parts_in_other_files_are_refused() -> None:
    with pytest.raises(MediaError, match="other files"):
        model_report(glbs.linked())


@pytest.mark.parametrize("scene", [{"meshes": [{"primitives": [{"attributes": {"POSITION": 5}}]}]}, {"images": [3]}])
def test_a_scene_that_lies_breaks_nothing(scene: dict[str, object]) -> None:
    assert model_report(files.glb({"asset": {"version": "2.0"}, **scene})).faces == 0


def test_a_hostile_scene_is_called_broken() -> None:
    bad = {"asset": {"version": "2.0"}, "scenes": [{"nodes": [0]}], "scene": 0, "nodes": [{"mesh": 0, "matrix": "x"}]}
    with pytest.raises(MediaError):
        model_report(files.glb({**bad, "meshes": [{}]}))
