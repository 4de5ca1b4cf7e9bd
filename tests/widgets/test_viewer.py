"""The viewer's Python half: what it takes, its camera, the mesh report, and what is kept of a model."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import pytest
from PIL import Image

from hypereal_lab import Lab, media
from hypereal_lab.errors import InputError, ShelfError
from hypereal_lab.lab import Asset
from hypereal_lab.widgets import recordings
from hypereal_lab.widgets.viewer import Viewer
from tests.labs import picture
from tests.media import files, glbs
from tests.widgets.conftest import KEY
from tests.widgets.page import Page

SIZE = {"width": 64, "height": 64}


@pytest.fixture
def asset(lab: Lab) -> Asset:
    return lab.shelf.keep_reference(glbs.cube(), "crate.glb")


@pytest.fixture
def viewer(lab: Lab, asset: Asset) -> Viewer:
    return lab.viewer(asset)


def frame(shade: int, form: str = "PNG") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (64, 64), (shade, 80, 120)).save(kept, format=form)
    return kept.getvalue()


def send(page: Page, key: str, index: int, data: bytes, piece: int = 1_000_000) -> None:
    offset: int | None = 0
    while offset is not None:
        part = data[offset : offset + piece]
        said = page.value("frame", [part], key=key, index=index, size=len(data), offset=offset)
        offset = said["next"]


def record(page: Page, frames: int, work: str = "turntable", fps: int = 12) -> dict[str, Any]:
    key = page.value("record", work=work, frames=frames, fps=fps, **SIZE)
    for index in range(frames):
        send(page, key, index, frame(10 * index % 256), piece=70)
    found: dict[str, Any] = page.value("finish", key=key)
    return found


def test_an_asset_its_digest_a_path_and_bytes_are_taken(lab: Lab, asset: Asset, tmp_path: Any) -> None:
    path = tmp_path / "crate.glb"
    path.write_bytes(glbs.cube())
    for given in (asset, asset.digest, asset.digest[:12], path, str(path), glbs.cube()):
        assert lab.viewer(given).asset == asset


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"no model", "text"),
        (picture(), "model3d is needed"),
        (glbs.linked(), "other files"),
        (glbs.cube()[:200], "broken|cut"),
        ("https://example.org/a.glb", "opens no links"),
        (7, "an asset, a digest, a path or bytes, not int"),
    ],
)
def test_what_is_no_model_is_refused_with_a_sentence(lab: Lab, given: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        lab.viewer(given)


def test_a_digest_that_is_not_there_is_refused(lab: Lab) -> None:
    with pytest.raises(ShelfError, match="no asset"):
        lab.viewer("abcdef123456")


def test_an_unknown_keyword_is_refused_with_advice(lab: Lab, asset: Asset) -> None:
    with pytest.raises(TypeError, match="'lights'; did you mean 'light'"):
        lab.viewer(asset, lights="sun")


def test_the_camera_is_set_from_python_in_metres(viewer: Viewer) -> None:
    viewer.camera = {"position": (0, 1, 2)}
    assert viewer.camera == {"position": [0.0, 1.0, 2.0], "target": [0.0, 0.0, 0.0], "fov": 35.0}
    viewer.camera = None
    assert viewer.camera is None


@pytest.mark.parametrize(
    ("camera", "words"),
    [
        ({"target": (0, 0, 0)}, "needs a position"),
        ({"position": (0, 0)}, "three numbers"),
        ({"position": (0, 0, float("nan"))}, "three numbers"),
        ({"position": "abc"}, "three numbers"),
        ({"position": (0, 0, 1), "fov": 0}, "fov is from 5 to 120"),
        ({"position": (0, 0, 1), "fov": True}, "fov is from"),
        ({"position": (0, 0, 0)}, "the same place"),
        ({"position": (0, 0, 1), "zoom": 2}, "no 'zoom'"),
    ],
)
def test_a_camera_that_cannot_be_is_refused(viewer: Viewer, camera: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        viewer.camera = camera


def test_the_report_is_measured_once_and_stays_in_the_twin(viewer: Viewer) -> None:
    page = Page(viewer)
    said = page.value("measure")
    assert said == viewer.report == viewer.measure()
    assert said["watertight"] and said["size"] == pytest.approx([0.4] * 3)
    assert "12 faces, 24 vertices, 0.4 × 0.4 × 0.4 m, watertight" in viewer._twin()


def test_a_report_of_a_model_that_is_gone_says_so_and_can_be_asked_again(viewer: Viewer, asset: Asset) -> None:
    page = Page(viewer)
    kept = asset.path.read_bytes()
    asset.path.unlink()
    assert "no longer on the shelf" in page.error("measure")["message"]
    asset.path.write_bytes(kept)
    assert page.value("measure")["faces"] == 12


def test_a_still_is_the_very_picture_of_the_page(lab: Lab, viewer: Viewer, asset: Asset) -> None:
    viewer.camera, viewer.light = {"position": (0, 0, 2)}, "night"
    item = record(Page(viewer), 1, "still")
    made = lab.shelf.asset(item["digest"])
    assert made.original == frame(0) and item["kind"] == "image"
    assert made.recipe["references"] == [{"digest": asset.digest, "role": "source"}]
    inputs = made.recipe["inputs"]
    assert (inputs["work"], inputs["light"], inputs["camera"]["position"]) == ("still", "night", [0, 0, 2])


def test_a_turntable_is_a_film_on_the_shelf_for_nothing(lab: Lab, viewer: Viewer) -> None:
    item = record(Page(viewer), 24)
    made = lab.shelf.asset(item["digest"])
    assert (item["kind"], item["cost"]) == ("video", "0")
    assert made.seconds == pytest.approx(2.0, abs=0.1) and (made.width, made.height) == (64, 64)
    assert media.probe(made.data).fps == pytest.approx(12)
    assert lab.gallery()._item(lab.shelf.assets()[0])["digest"] == made.digest


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"work": "loop", "frames": 24}, "still or turntable"),
        ({"work": "still", "frames": 24}, "still or turntable"),
        ({"work": "turntable", "frames": 25}, "whole seconds"),
        ({"work": "turntable", "frames": 24 * 21}, "whole seconds up to 20"),
        ({"work": "turntable", "frames": 24, "width": 63}, "width is an even number"),
        ({"work": "turntable", "frames": 24, "height": 4096}, "height is an even number"),
        ({"work": "turntable", "frames": 24, "fps": 0}, "fps is a whole number"),
    ],
)
def test_a_recording_that_cannot_be_is_refused(viewer: Viewer, asked: dict[str, Any], words: str) -> None:
    assert words in Page(viewer).error("record", **{**SIZE, **asked})["message"]


def test_frames_come_in_their_turn_and_of_one_size(viewer: Viewer) -> None:
    page = Page(viewer)
    key = page.value("record", work="turntable", frames=24, fps=12, **SIZE)
    other = page.error("frame", [picture()], key=key, index=0, size=len(picture()), offset=0)
    assert "64 x 48 pixels" in other["message"]
    assert "out of its turn" in page.error("frame", [b"x"], key=key, index=3, size=1, offset=0)["message"]
    assert "out of its turn" in page.error("frame", [b"x"], key=key, index=0, size=10**9, offset=0)["message"]
    assert "missing" in page.error("finish", key=key)["message"]
    assert "not going on" in page.error("finish", key=key)["message"]


def test_a_frame_of_another_size_is_refused(viewer: Viewer) -> None:
    page = Page(viewer)
    key = page.value("record", work="still", frames=1, width=64, height=128)
    data = frame(1)
    assert "64 x 64 pixels" in page.error("frame", [data], key=key, index=0, size=len(data), offset=0)["message"]


def test_what_is_stopped_or_begun_anew_leaves_nothing(
    lab: Lab, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    real = recordings.Recording.close
    monkeypatch.setattr(recordings.Recording, "close", lambda self: (closed.append(self.key), real(self))[1])
    page = Page(viewer)
    keys = [page.value("record", work="turntable", frames=24, fps=12, **SIZE) for _ in range(2)]
    send(page, keys[1], 0, frame(3))
    page.value("drop", key=keys[0])
    page.value("drop", key=keys[1])
    assert closed == keys
    assert lab.shelf.assets() == []


def test_the_pictures_it_was_made_from_are_named_with_the_front_first(lab: Lab) -> None:
    sides = [picture((shade, 0, 0)) for shade in (1, 2)]
    kept = [lab.shelf.keep_reference(one, f"side{at}.png") for at, one in enumerate(sides)]
    made = Viewer(lab, glbs.moving())
    assert made.inputs == []
    gone = {"digest": "ab" * 32, "role": "left"}
    recipe = {
        "references": [{"digest": kept[0].digest, "role": "back"}, gone, {"digest": kept[1].digest, "role": "front"}]
    }
    found = Viewer(lab, dataclasses.replace(made.asset, recipe=recipe)).inputs
    assert [(one["role"], one["alt"]) for one in found] == [("front", "side1.png"), ("back", "side0.png")]


def test_the_twin_has_poster_words_and_recipe_and_no_markup_of_strangers(lab: Lab) -> None:
    name = '"><script>alert(1)</script>.glb'
    found = Viewer(lab, lab.shelf.keep_reference(files.model(), name))._twin()
    assert "data:image/webp;base64," in found and "<script" not in found and "lab.shelf.asset(" in found
    assert len(found) < 20_000


def test_the_state_is_small_and_holds_neither_key_nor_path(lab: Lab, viewer: Viewer, asset: Asset) -> None:
    viewer.measure()
    state = str({name: value for name, value in viewer.get_state().items() if name != "_esm"})
    assert len(state) < 4_000 and KEY not in state and str(asset.path.parent) not in state
