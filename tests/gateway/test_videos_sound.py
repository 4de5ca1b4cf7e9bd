"""What else may be asked of a film: sound, WebM, references on the way."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import av
import pytest

from hypereal_lab.engines.workers import Workers
from hypereal_lab.gateway.providers.sandbox_films import SandboxFilms
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.test_videos_route import data_url, done, order


async def test_sound_format_and_references_reach_the_maker(gateway: Gateway) -> None:
    links = [data_url(16, 9), data_url(32, 18), data_url(48, 27)]
    answer = await order(gateway, sound=True, output_format="webm", image_urls=links)
    assert answer.status_code == 202, answer.text
    await done(gateway)
    (made,) = gateway.films.orders
    assert (made.sound, made.format, len(made.references), made.rest) == (True, "webm", 2, {})
    assert made.first_frame is not None


async def test_with_a_first_frame_of_its_own_every_further_picture_is_a_reference(gateway: Gateway) -> None:
    body: dict[str, Any] = {"image": data_url(), "image_urls": [data_url(32, 18)], "generate_audio": True}
    answer = await order(gateway, prompt=None, input={"prompt": "a fox", **body})
    assert answer.status_code == 202, answer.text
    await done(gateway)
    assert (len(gateway.films.orders[0].references), gateway.films.orders[0].sound) == (1, True)


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"output_format": "gif"}, "output_format"),
        ({"sound": "loud"}, "sound"),
        ({"image_urls": [data_url()] * 10}, "image_urls"),
        ({"image_urls": [data_url(), "data:image/png;base64,AAAA"]}, "image_urls"),
    ],
)
async def test_what_does_not_fit_is_named_and_costs_nothing(
    gateway: Gateway, given: dict[str, Any], param: str
) -> None:
    before = gateway.books()
    answer = await order(gateway, **given)
    assert (answer.status_code, read(answer)["error"]["param"]) == (400, param)
    assert gateway.books() == before


async def test_a_webm_with_sound_is_made_and_can_be_opened(tmp_path: Path, clock: FakeClock) -> None:
    workers = Workers(1)
    try:
        async with running(tmp_path / "data", clock, video=SandboxFilms(workers)) as gateway:
            told = read(await order(gateway, model="gemini_omni_flash", duration=3, sound=True, output_format="webm"))
            await done(gateway)
            job = read(await gateway.http.get(told["pollUrl"]))
            assert (job["status"], job["progress"]) == ("completed", 1)
            film = await gateway.http.get(job["outputUrl"])
            assert film.headers["content-type"] == "video/webm"
            assert job["outputUrl"].endswith(".webm")
            with av.open(io.BytesIO(film.content)) as opened:
                assert (len(opened.streams.video), len(opened.streams.audio)) == (1, 1)
                assert sum(1 for _ in opened.decode(video=0)) == 72
    finally:
        await workers.close()
