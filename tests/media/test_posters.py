from __future__ import annotations

import io
import json
import time

import numpy as np
import pytest
from PIL import Image

from hypereal_lab.media import MediaError, peaks, poster
from tests.media.files import TEXT, carriers, glb, model, sound, video, wav
from tests.media.pictures import encode, noise
from tests.media.test_facts import CLIPS, SOUNDS


def shown(data: bytes | None) -> Image.Image:
    assert data is not None
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "WEBP"
        picture.load()
        return picture.convert("RGBA")


@pytest.mark.parametrize("data", [*SOUNDS.values(), *CLIPS.values(), model(), encode(noise(600, 400), "PNG")])
def test_everything_that_can_be_shown_has_a_small_picture(data: bytes) -> None:
    small = poster(data)
    assert small is not None and len(small) <= 12_000
    assert max(shown(small).size) <= 320
    again = poster(data, longest=64, budget=2_000)
    assert again is not None and len(again) <= 2_000
    assert max(shown(again).size) <= 64


def test_a_text_has_none() -> None:
    assert poster(TEXT) is None


def test_a_scene_with_nothing_in_it_has_none() -> None:
    assert poster(glb({"asset": {"version": "2.0"}})) is None


def test_a_video_shows_a_moment_after_its_start() -> None:
    red = shown(poster(video(frames=28 * 1))).getpixel((30, 20))
    assert isinstance(red, tuple) and abs(red[2] - 200) < 30


def test_a_long_video_is_not_decoded_up_to_the_moment() -> None:
    made = video(frames=24 * 20)  # frame 48 comes after a tenth: red = 48 * 9 % 256
    picture = shown(poster(made))
    assert picture.size == (64, 48)


def test_a_sound_is_seen_on_white_and_on_dark() -> None:
    picture = np.asarray(shown(poster(SOUNDS["audio/wav"]))).astype(float)
    assert picture.shape[:2] == (160, 320)
    clear, solid = picture[..., 3] < 10, picture[..., 3] > 245
    assert clear.mean() > 0.2 and solid.mean() > 0.1
    colour = picture[solid][:, :3].mean(axis=0)
    for background in (0.0, 255.0):
        assert contrast(colour, np.full(3, background)) > 3


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """As the guidelines for accessible pages define it."""

    def light(colour: np.ndarray) -> float:
        part = colour / 255
        linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_model_is_lit_and_stands_alone() -> None:
    picture = np.asarray(shown(poster(model()))).astype(float)
    solid = picture[..., 3] > 245
    assert 0.4 < solid.mean() < 0.8  # a ball in a square, with a margin
    assert picture[0, 0, 3] == picture[-1, -1, 3] == 0
    red, green, blue = picture[solid][:, :3].mean(axis=0)
    assert red > green > blue
    assert picture[solid][:, 0].std() > 10


def test_a_texture_gives_its_colour() -> None:
    import trimesh

    board = trimesh.creation.box((1, 1, 1))
    picture = Image.new("RGB", (8, 8), (20, 200, 40))
    board.visual = trimesh.visual.TextureVisuals(uv=np.zeros((8, 2)), image=picture)
    red, green, blue, alpha = shown(poster(bytes(board.export(file_type="glb")))).getpixel((160, 160))
    assert alpha == 255 and green > 2 * red and green > 2 * blue


def test_a_model_keeps_its_places() -> None:
    import trimesh

    scene = trimesh.Scene()
    for x, colour in ((-2, (220, 30, 30, 255)), (2, (30, 30, 220, 255))):
        ball = trimesh.creation.icosphere(subdivisions=2)
        ball.visual.vertex_colors = colour
        scene.add_geometry(ball, transform=trimesh.transformations.translation_matrix([x, 0, 0]))
    picture = np.asarray(shown(poster(bytes(scene.export(file_type="glb"))))).astype(float)
    left, right = picture[:, :110], picture[:, 210:]
    assert left[left[..., 3] > 245][:, 0].mean() > 2 * left[left[..., 3] > 245][:, 2].mean()
    assert right[right[..., 3] > 245][:, 2].mean() > 2 * right[right[..., 3] > 245][:, 0].mean()


def test_a_model_of_very_many_triangles_is_drawn_coarser() -> None:
    import trimesh

    ball = trimesh.creation.icosphere(subdivisions=7)
    ball.visual.vertex_colors = [200, 90, 40, 255]
    many = np.asarray(shown(poster(bytes(ball.export(file_type="glb"))))).astype(float)
    few = np.asarray(shown(poster(model()))).astype(float)
    assert np.abs(many - few).mean() < 12


def test_a_shape_shown_very_often_costs_seconds_at_most() -> None:
    data = model()
    size = int.from_bytes(data[12:16], "little")
    scene = json.loads(data[20 : 20 + size])
    (shape,) = scene["meshes"][0]["primitives"]
    scene["meshes"][0]["primitives"] = [shape] * 3_000
    scene["nodes"] = [{"mesh": 0}] * 5
    scene["scenes"] = [{"nodes": [0, 1, 2, 3, 4]}]
    started = time.process_time()
    assert poster(glb(scene, data[20 + size + 8 :])) is not None
    assert time.process_time() - started < 10
    scene["meshes"][0]["primitives"] = [shape]
    scene["nodes"] = [{"children": [1] * 9_000}, {"children": [2] * 9_000}, {"mesh": 0}]
    with pytest.raises(MediaError):
        poster(glb(scene, data[20 + size + 8 :]))


def test_peaks_follow_the_sound() -> None:
    rising = np.linspace(0, 32_000, 48_000).astype(np.int16)
    made = wav(samples=48_000)[:44] + rising.tobytes()
    found = peaks(made, 8)
    assert found == sorted(found) and len(found) == 8
    assert found[-1] == pytest.approx(32_000 / 32_768, abs=0.01)
    assert found[3] == pytest.approx(0.5 * found[-1], abs=0.02)


@pytest.mark.parametrize("media_type", SOUNDS)
def test_peaks_of_every_kind_of_sound(media_type: str) -> None:
    found = peaks(SOUNDS[media_type], 10)
    assert len(found) == 10
    if media_type != "audio/wav":
        assert found[5] == pytest.approx(0.49, abs=0.06)


def test_silence_stays_small() -> None:
    silence = wav(samples=48_000)[:44] + bytes(96_000)
    assert set(peaks(silence, 5)) == {0.0}
    assert shown(poster(silence)).size == (320, 160)


def test_more_peaks_than_samples() -> None:
    assert len(peaks(wav(samples=100), 500)) == 500


def test_peaks_are_for_sounds() -> None:
    for data in (carriers()["png"], video(), TEXT):
        with pytest.raises(MediaError) as caught:
            peaks(data)
        assert caught.value.why == "unsupported"
    for count in (0, -1, 10_001):
        with pytest.raises(ValueError, match="count"):
            peaks(wav(), count)


def test_a_video_of_sound_only_shows_its_waveform() -> None:
    assert shown(poster(sound("mp4", "aac"))).size == (320, 160)
