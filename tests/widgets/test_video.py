from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hypereal_lab import Lab, media
from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.lab.keeping import Made
from hypereal_lab.widgets import Prompt, VideoPlayer
from hypereal_lab.wire.money import ZERO
from tests.lab.servers import Studio, lab_at
from tests.media import files
from tests.widgets.page import Page
from tests.widgets.test_audio import charge
from tests.widgets.test_gallery import keep


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with lab_at(tmp_path / "home", Studio()) as made:
        keep(made, "video", Made(files.video(frames=24)), prompt="a <b>fox</b>")
        charge(made, "video")
        yield made


@pytest.fixture
def clip(lab: Lab) -> Asset:
    return lab.shelf.assets("video")[0]


def test_frames_a_second_and_cost_per_second_are_told(lab: Lab, clip: Asset) -> None:
    (told,) = Page(VideoPlayer(lab, clip)).value("look")
    assert (told["fps"], told["cost"], told["rate"]) == (24.0, "4", "4 credits a second")


def test_the_frame_on_the_screen_is_kept_and_names_its_clip(lab: Lab, clip: Asset) -> None:
    frame = VideoPlayer(lab, clip).frame(0.5)
    assert (frame.kind, frame.media_type, frame.width, frame.height) == ("image", "image/png", 64, 48)
    assert np.asarray(frame.image.convert("RGB"))[:, :, 0].mean() == pytest.approx(12 * 9, abs=4)
    assert frame.cost == ZERO and not frame.is_reference
    recipe = lab.recall(frame.data).recipe
    assert (recipe["kind"], recipe["inputs"]["work"], recipe["inputs"]["seconds"]) == ("derived", "frame", 0.5)
    assert recipe["references"] == [{"digest": clip.digest, "role": "source"}]


def test_a_frame_goes_into_the_newest_prompt_and_stays_on_the_shelf_without_one(lab: Lab, clip: Asset) -> None:
    page = Page(VideoPlayer(lab, clip))
    kept = page.value("use", side=0, seconds=0.5)
    assert kept["slot"] is None and lab.shelf.asset(kept["digest"]).kind == "image"
    prompt = Prompt(lab)
    used = page.value("use", side=0, seconds=0.5)
    assert used["slot"] == "img 1"
    assert [one["digest"] for one in prompt.references] == [used["digest"]]


@pytest.mark.parametrize("seconds", [-1, 99])
def test_a_moment_that_is_not_in_the_clip_is_refused(lab: Lab, clip: Asset, seconds: float) -> None:
    assert "lasts 1 seconds" in Page(VideoPlayer(lab, clip)).error("use", side=0, seconds=seconds)["message"]


@pytest.mark.parametrize("form", ["gif", "webp"])
def test_a_loop_becomes_a_picture_in_motion_on_the_shelf(lab: Lab, clip: Asset, form: str) -> None:
    item = Page(VideoPlayer(lab, clip)).value("motion", side=0, start=0.25, end=0.75, form=form)
    made = lab.shelf.asset(item["digest"])
    assert media.probe(made.data).frames and made.path.suffix == f".{form}"
    assert made.recipe["references"] == [{"digest": clip.digest, "role": "source"}]


def test_a_loop_that_is_too_long_names_the_next_step(lab: Lab, clip: Asset) -> None:
    page = Page(VideoPlayer(lab, clip))
    assert "make it shorter" in page.error("motion", side=0, start=0, end=60, form="gif")["message"]
    assert "gif or webp" in page.error("motion", side=0, start=0, end=1, form="exe")["message"]


def test_the_film_strip_is_small(lab: Lab, clip: Asset) -> None:
    page = Page(VideoPlayer(lab, clip))
    assert page.value("strip", digest=clip.digest) == 20
    with Image.open(io.BytesIO(page.buffers[0])) as strip:
        assert strip.width == 20 * 72 and len(page.buffers[0]) <= 100_000


def test_a_clip_comes_in_fragments_for_two_views_at_once(
    lab: Lab, clip: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hypereal_lab.widgets.video.PIECE_BYTES", 700)
    player = VideoPlayer(lab, clip)
    pages, wholes, offset = (Page(player), Page(player)), [b"", b""], 0
    while offset is not None:
        for number, page in enumerate(pages):
            player.comm = page.comm
            said = page.value("stream", digest=clip.digest, offset=offset)
            wholes[number] += page.buffers[0]
        offset = said["next"]
    assert wholes[0] == wholes[1] and len(wholes[0]) == said["size"]
    assert said["media_type"].startswith('video/mp4; codecs="avc1.') and b"moof" in wholes[0]
    player.close()


def test_a_clip_that_is_not_cut_says_so_and_breaks_nothing(lab: Lab) -> None:
    page = Page(VideoPlayer(lab, files.video("webm", "libvpx-vp9", frames=3)))
    digest = page.value("look")[0]["digest"]
    assert "loaded whole" in page.error("stream", digest=digest)["message"]


def test_two_clips_are_compared(lab: Lab, clip: Asset) -> None:
    player = VideoPlayer(lab, clip, files.video(frames=12))
    page = Page(player)
    assert [one["seconds"] for one in page.value("look")] == pytest.approx([1.0, 0.5], abs=0.05)
    assert "second take" in Page(VideoPlayer(lab, clip)).error("use", side=1, seconds=0)["message"]


def test_the_twin_shows_the_poster_and_the_price_and_no_markup(lab: Lab, clip: Asset) -> None:
    made = VideoPlayer(lab, clip)._twin()
    assert "4 credits a second" in made and "<b>fox" not in made and len(made) < 20_000


def test_a_file_that_is_no_clip_is_refused(lab: Lab) -> None:
    with pytest.raises(InputError, match="This is audio"):
        VideoPlayer(lab, files.wav())
