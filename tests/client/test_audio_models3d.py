"""Speech and 3D by the client, against scripted servers."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal

import httpx
import pytest

from hypereal_lab.client import Hypereal
from tests.client.test_jobs import KEY, Server


async def test_speech_goes_flat_to_the_newest_route_under_a_key_of_its_own() -> None:
    server = Server(data=[{"url": "https://e.x/a.mp3"}])
    async with server.client() as hypereal:
        call = hypereal.audio.speak("Hello", voice="en_male_calm", speed=1.2)
        assert not call.estimate().known
        assert not server.seen
        assert (await call).link == "https://e.x/a.mp3"
    sent = server.seen[0]
    assert sent.url.path == "/api/v1/audio/generations"
    assert sent.headers["idempotency-key"]
    body = {"model": "audio-tts", "text": "Hello", "voice_id": "en_male_calm", "speed": 1.2}
    assert json.loads(sent.content) == body


async def test_models_of_older_pages_are_called_in_the_older_shape() -> None:
    server = Server(outputUrl="https://e.x/a.mp3", creditsUsed=1.5)
    async with server.client() as hypereal:
        answer = await hypereal.audio.speak("Hello", model="minimax-speech-02", format="mp3")
    assert (answer.link, answer.credits_used) == ("https://e.x/a.mp3", Decimal("1.5"))
    assert server.seen[0].url.path == "/api/v1/audio/generate"
    assert json.loads(server.seen[0].content) == {
        "model": "minimax-speech-02", "input": {"text": "Hello", "format": "mp3"},
    }  # fmt: skip


async def test_a_3d_order_has_its_price_before_and_everything_under_input() -> None:
    server = Server(success=True, outputUrl="https://e.x/m.glb", creditsUsed=45)
    async with server.client() as hypereal:
        call = hypereal.models3d.generate(model="hunyuan3d-v2-base", image="https://e.x/a.png", seed=3)
        assert call.estimate().expected is not None
        assert call.estimate().expected.decimal == 45
        assert (await call).link == "https://e.x/m.glb"
    assert server.seen[0].url.path == "/api/v1/3d/generate"
    assert json.loads(server.seen[0].content) == {
        "model": "hunyuan3d-v2-base", "input": {"image": "https://e.x/a.png", "seed": 3},
    }  # fmt: skip


async def test_an_unknown_model_has_no_estimate_and_is_sent_all_the_same() -> None:
    server = Server(url="https://e.x/a")
    async with server.client() as hypereal:
        assert not hypereal.models3d.generate("a mug", model="next-years-model").estimate().known
        assert (await hypereal.audio.speak("Hi", model="next-years-voice")).link == "https://e.x/a"


@pytest.mark.parametrize("word", ["processing", "queued", "in_queue"])
async def test_an_answer_that_is_still_made_is_a_job(word: str) -> None:
    server = Server(202, jobId="j", status=word, pollUrl="/v1/jobs/j", creditsUsed=2)
    async with server.client() as hypereal:
        answer = await hypereal.audio.speak("Hello")
    assert answer.link is None
    assert answer.job is not None
    assert (answer.job.id, answer.job.poll_url, answer.job.credits_used) == ("j", "/v1/jobs/j", Decimal(2))


async def test_the_sync_client_has_the_same_names() -> None:
    server = Server(outputUrl="https://e.x/m.glb")

    def work() -> tuple[str | None, str | None]:
        with Hypereal(KEY, "http://server", environ={}, transport=httpx.MockTransport(server)) as hypereal:
            return hypereal.audio.speak("Hi").link, hypereal.models3d.generate("a mug", model="meshy6-text-to-3d").link

    assert await asyncio.to_thread(work) == ("https://e.x/m.glb", "https://e.x/m.glb")
