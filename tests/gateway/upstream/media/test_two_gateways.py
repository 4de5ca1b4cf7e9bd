"""A client, a gateway, and another one behind it: every kind of work arrives, and both books agree."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import openai
import pytest
from PIL import Image

from hypereal_lab.catalog import Catalog, load
from hypereal_lab.engines.speech import Utterance, speak
from hypereal_lab.engines.workers import Workers
from hypereal_lab.gateway.providers import ProviderFailed
from hypereal_lab.gateway.providers.base import Clip
from hypereal_lab.gateway.providers.sandbox import Sandbox
from hypereal_lab.gateway.upstream.config import Config
from hypereal_lab.gateway.upstream.models import configured
from hypereal_lab.media import probe
from tests.gateway.conftest import FLASH, GPT, FakeClock, Gateway, listening, read, running
from tests.gateway.films import Projectionist
from tests.gateway.providers import png
from tests.gateway.test_audio_heard import link
from tests.gateway.upstream.media.conftest import config_of, in_front
from tests.media.files import video

FILM = "gemini_omni_flash"


class Films(Projectionist):
    """Gives a film that opens."""

    async def video(self, order, progress):
        await super().video(order, progress)
        return Clip("video/mp4", video())


@pytest.fixture(scope="module")
def workers() -> Any:
    made = Workers(1)
    yield made
    asyncio.run(made.close())


async def nap(seconds: float) -> None:
    """Time passes for both, and is short."""
    await asyncio.sleep(0.01)


def behind(url: str, folder: Path, far: Gateway) -> Config:
    key = folder / "key"
    key.write_text(far.key.key)
    return config_of({"kind": "hypereal", "base_url": f"{url}/v1", "api_key": f"file:{key}"})


@pytest.fixture
async def near(tmp_path: Path, clock: FakeClock, workers: Workers) -> AsyncIterator[Gateway]:
    async with (
        running(tmp_path / "far", clock, provider=Sandbox(workers), video=Films(), catalog=_priced()) as far,
        listening(far) as url,
        in_front(tmp_path / "near", behind(url, tmp_path, far), clock, sleep=nap) as near,
    ):
        near.far = far
        yield near
        assert near.books().held == far.books().held
        assert near.books().charged == far.books().charged, "what the one took, the other took"
        paid = [[call[:3] for call in one.calls() if call[2]] for one in (near, far)]
        assert paid[0] == paid[1]


def _priced() -> Catalog:
    """The far gateway sells speech at the same price."""
    rows = {"audio-tts": {"targets": [{"provider": "sandbox"}], "price": {"unit": "request", "amount": "3"}}}
    config = msgspec.convert({"models": {"*": {"targets": [{"provider": "sandbox"}]}, **rows}}, Config)
    return configured(load(), config, day="2026-11-21")


@pytest.fixture
async def sdk(near: Gateway) -> AsyncIterator[openai.AsyncOpenAI]:
    async with (
        listening(near) as url,
        openai.AsyncOpenAI(api_key=near.key.key, base_url=f"{url}/v1", max_retries=0) as made,
    ):
        yield made


def said(times: int) -> bytes:
    """A voice, and not a very short one."""
    words = "The kite is red and the lake is blue. "
    return speak(Utterance(text=words * times, voice="en_female_warm", format="wav")).data


def size(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


async def test_pictures_are_the_far_ones_and_kept_here(near: Gateway, sdk: openai.AsyncOpenAI) -> None:
    answer = await sdk.images.with_raw_response.generate(model=GPT, prompt="a kite", size="1536x1024", n=2)
    assert (answer.headers["x-hypereal-provider"], answer.headers["x-hypereal-attempts"]) == ("p0", "1")
    made = answer.parse().data
    assert [size(base64.b64decode(one.b64_json)) for one in made] == [(1536, 1024)] * 2
    near.far.parts.files.find = lambda token: None  # the far links have ended
    async with httpx.AsyncClient() as http:
        assert size((await http.get(made[0].url)).content) == (1536, 1024)
    assert near.parts.store.reader.execute("SELECT provider FROM calls").fetchall() == [("p0",)]


async def test_shape_and_tier_arrive_as_they_were_asked_for(near: Gateway, sdk: openai.AsyncOpenAI) -> None:
    wish = {"aspect_ratio": "16:9", "resolution": "0.5K"}
    made = await sdk.images.generate(model=FLASH, prompt="a kite", extra_body=wish)
    assert size(base64.b64decode(made.data[0].b64_json)) == (512, 288)


async def test_an_edit_with_a_mask_goes_through(near: Gateway, sdk: openai.AsyncOpenAI) -> None:
    mask = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    mask.paste((0, 0, 0, 255), (0, 0, 32, 64))
    kept = io.BytesIO()
    mask.save(kept, "PNG")
    picture = ("picture.png", png(64, 64))
    made = await sdk.images.edit(model=FLASH, image=picture, mask=("mask.png", kept.getvalue()), prompt="a cat")
    with Image.open(io.BytesIO(base64.b64decode(made.data[0].b64_json))) as edited:
        red, green, _ = edited.convert("RGB").resize((64, 64)).getpixel((8, 32))
    assert red > 150 > green, "what the mask covers is the red picture that was sent"


async def test_pictures_for_a_model_that_takes_links_alone_are_lent(near: Gateway, sdk: openai.AsyncOpenAI) -> None:
    made = await sdk.images.edit(model="nano-banana-edit", image=("a.png", png(64, 64)), prompt="a cat")
    assert size(base64.b64decode(made.data[0].b64_json))
    assert near.far.parts.store.reader.execute("SELECT COUNT(*) FROM objects").fetchone() == (0,), "and taken back"


async def test_speech_goes_through(near: Gateway, sdk: openai.AsyncOpenAI) -> None:
    spoken = await sdk.audio.speech.create(
        model="audio-tts", voice="en_male_calm", input="Good day.", response_format="wav"
    )
    assert probe(spoken.content).media_type == "audio/wav"
    told = await sdk.audio.speech.create(
        model="audio-tts", voice="en_male_calm", input="Good day.", response_format="wav", instructions="whisper"
    )
    assert probe(told.content).kind == "audio"


async def test_a_voice_is_cloned_there_with_what_is_to_be_known_of_it(near: Gateway) -> None:
    body = {"model": "audio-clone", "text": "Good day.", "audio": link(said(8)), "format": "wav"}
    answer = await near.http.post("/v1/audio/generations", json=body)
    assert answer.status_code == 200, answer.text
    assert "signal processing" in answer.json()["message"]
    assert probe((await near.http.get(answer.json()["data"][0]["url"])).content).kind == "audio"


async def test_a_transcript_has_its_words(near: Gateway, sdk: openai.AsyncOpenAI) -> None:
    heard = await sdk.audio.transcriptions.create(
        model="audio-asr",
        file=("said.wav", said(1)),
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    assert heard.words and heard.text and heard.language == "english"


async def test_a_3d_model_goes_through(near: Gateway) -> None:
    body = {"model": "meshy6-text-to-3d", "input": {"prompt": "a chair", "target_polycount": 500}}
    answer = await near.http.post("/v1/3d/generate", json=body)
    assert answer.status_code == 200, answer.text
    data = (await near.http.get(answer.json()["outputUrl"])).content
    assert probe(data).kind == "model3d"


async def test_a_film_is_a_job_on_both_sides(near: Gateway) -> None:
    frame = "data:image/png;base64," + base64.b64encode(png(160, 90)).decode()
    body = {"model": FILM, "prompt": "a boat", "duration": 3, "image": frame, "aspect_ratio": "16:9"}
    job = read(await near.http.post("/v1/videos/generate", json=body))["jobId"]
    await near.parts.jobs.drain()
    answer = await near.http.get(f"/v1/jobs/{job}")
    told = read(answer)
    assert (told["status"], answer.headers["x-hypereal-provider"]) == ("completed", "p0"), told
    assert probe((await near.http.get(told["outputUrl"])).content).kind == "video"
    (order,) = near.far.films.orders
    assert (order.seconds, order.first_frame) == (3, png(160, 90))
    assert near.parts.store.reader.execute("SELECT provider FROM calls").fetchall() == [("p0",)]


async def test_a_cancelled_film_is_cancelled_on_both_sides(near: Gateway) -> None:
    near.far.films.may_end.clear()
    job = read(await near.http.post("/v1/videos/generate", json={"model": FILM, "prompt": "a boat"}))["jobId"]
    await near.far.films.began.wait()
    assert read(await near.http.post(f"/v1/jobs/{job}/cancel"))["status"] == "cancelled"
    await near.parts.jobs.drain()
    while near.far.parts.jobs:
        await asyncio.sleep(0.01)
    assert near.far.films.stopped == 1


async def test_what_the_far_gateway_refuses_is_said_in_its_words(near: Gateway) -> None:
    near.far.parts.provider.images = _refusing
    answer = await near.make(model=GPT)
    assert answer.status_code == 502
    assert answer.json()["error"]["attempts"][0] == {"provider": "hypereal", "why": "broken"}
    assert "cold" not in answer.text, "what the far side says of itself is its operator's"


async def _refusing(order):
    raise ProviderFailed("The engine has a cold.")


async def test_route_explain_names_the_targets_of_models_of_media(near: Gateway) -> None:
    told = (await near.http.post("/v1/route/explain", json={"model": GPT})).json()
    assert told["candidates"][0]["targets"] == [{"provider": "p0", "region": None, "health": "closed"}]
