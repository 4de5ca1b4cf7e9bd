"""`POST /audio/generations`, `/audio/generate` and `/api/media/generate`: a text becomes a sound that can be opened."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from hypereal_lab.catalog import Catalog, load
from hypereal_lab.gateway.providers import ProviderFailed, Sound, SpeechOrder
from hypereal_lab.media import probe
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import FakeClock, Gateway, read, running

NEWEST = ("/v1/audio/generations", "/api/v1/audio/generations")
OLDER = ("/v1/audio/generate", "/api/v1/audio/generate", "/api/media/generate")


async def speak(gateway: Gateway, path: str = NEWEST[0], headers: dict[str, str] | None = None, **body: Any):
    """POST a flat body; model and text have defaults, and a field of None is left out."""
    whole = {"model": "audio-tts", "text": "Good morning.", "format": "wav", **body}
    sent = {name: value for name, value in whole.items() if value is not None}
    return await gateway.http.post(path, json=sent, headers=headers)


async def refusal(gateway: Gateway, path: str = NEWEST[0], **body: Any) -> dict[str, Any]:
    before = gateway.books()
    answer = await speak(gateway, path, **body)
    assert answer.status_code == 400, answer.text
    assert gateway.books() == before
    return read(answer)["error"]


class Speaker:
    """Speaks as it is told."""

    name = "speaker"
    sandbox = True
    voices = ("anna",)
    languages = ()

    def __init__(self) -> None:
        self.orders: list[SpeechOrder] = []
        self.fails: Exception | None = None

    async def speech(self, order: SpeechOrder) -> Sound:
        self.orders.append(order)
        await asyncio.sleep(0)
        if self.fails is not None:
            raise self.fails
        return Sound("audio/wav", b"RIFF....WAVE", seconds=1.25)


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@pytest.fixture
async def told(tmp_path, clock: FakeClock, speaker: Speaker):
    async with running(tmp_path / "told", clock, speech=speaker) as gateway:
        yield gateway


@pytest.mark.parametrize("path", NEWEST)
async def test_the_new_shape_answers_with_data_and_the_link_opens(gateway: Gateway, path: str) -> None:
    answer = await speak(gateway, path)
    assert answer.status_code == 200, answer.text
    body = read(answer)
    sound = await gateway.http.get(body["data"][0]["url"])
    assert sound.headers["content-type"] == "audio/wav"
    facts = probe(sound.content)
    assert facts.kind == "audio"
    assert float(body["duration"]) == pytest.approx(facts.seconds, abs=0.01)
    assert body["model"] == "audio-tts"
    assert body["expires_at"] == int(gateway.clock.now) + 7 * 24 * 3600


@pytest.mark.parametrize("path", OLDER)
async def test_the_older_shape_takes_input_and_answers_with_output_url(gateway: Gateway, path: str) -> None:
    sent = {"model": "audio-tts", "input": {"text": "(happy) Hello", "format": "mp3"}}
    body = read(await gateway.http.post(path, json=sent))
    assert (body["success"], body["status"]) == (True, "completed")
    assert body["outputUrl"].endswith("/audio.mp3")
    assert probe((await gateway.http.get(body["outputUrl"])).content).media_type == "audio/mpeg"
    assert "data" not in body


@pytest.mark.parametrize(("format", "kind"), [("mp3", "mpeg"), ("wav", "wav"), ("opus", "ogg"), ("flac", "flac")])
async def test_each_format_is_what_it_is_called(gateway: Gateway, format: str, kind: str) -> None:
    body = read(await speak(gateway, format=format))
    assert probe((await gateway.http.get(body["data"][0]["url"])).content).media_type == f"audio/{kind}"


async def test_a_model_without_a_price_is_free_in_the_sandbox_and_says_so(told: Gateway) -> None:
    body = read(await speak(told))
    assert body["creditsUsed"] == 0
    assert "No source tells a price of audio-tts" in body["message"]
    assert told.balance == Credits.of(1000)
    assert told.calls() == [(200, 1, 0, None)]


async def test_a_provider_that_is_no_sandbox_takes_no_model_without_a_price(told: Gateway, speaker: Speaker) -> None:
    speaker.sandbox = False
    error = await refusal(told)
    assert (error["code"], error["param"]) == ("price_unknown", "model")
    assert not speaker.orders


async def test_a_price_is_held_and_charged_where_there_is_one(told: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    import msgspec

    priced = load().card("audio-clone").prices
    cards = [
        msgspec.structs.replace(card, prices=priced) if card.id == "audio-tts" else card for card in load().cards()
    ]
    parts = replace(told.parts, catalog=Catalog(cards))
    from hypereal_lab.gateway.app import build_app

    http = httpx.AsyncClient(transport=httpx.ASGITransport(build_app(parts)), base_url="http://gateway")
    async with http:
        body = read(
            await http.post(NEWEST[0], json={"model": "audio-tts", "text": "Hi"}, headers=dict(told.http.headers))
        )
    assert body["creditsUsed"] == 107
    assert "message" not in body
    assert told.balance == Credits.of(893)


async def test_what_is_asked_for_reaches_the_speaker(told: Gateway, speaker: Speaker) -> None:
    await speak(told, voice_id="anna", language="de", speed=1.5, format="opus", seed=7)
    (order,) = speaker.orders
    assert order[1:8] == ("Good morning.", "anna", "de", 1.5, "opus", 7, None)


async def test_what_stands_under_input_wins_over_what_is_flat(told: Gateway, speaker: Speaker) -> None:
    await told.http.post(OLDER[0], json={"model": "audio-tts", "text": "flat", "input": {"text": "nested"}})
    assert speaker.orders[0].text == "nested"
    assert speaker.orders[0].format == "mp3"


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("format", "midi", ["mp3", "wav", "opus", "flac"]),
        ("speed", 9, ["0.5", "2.0"]),
        ("language", "Klingon of old", []),
        ("voice_id", "bert", ["anna"]),
        ("text", "   ", []),
        ("text", "x" * 10_001, []),
    ],
)
async def test_refusals_name_the_field_and_what_it_may_be(
    told: Gateway, speaker: Speaker, field: str, value: object, allowed: list[str]
) -> None:
    error = await refusal(told, **{field: value})
    assert error["param"] == field
    assert error["allowed"] == allowed
    assert not speaker.orders
    assert told.calls()[-1][0] == 400


async def test_a_voice_that_is_not_there_is_refused_with_all_that_are(gateway: Gateway) -> None:
    error = await refusal(gateway, voice_id="en_male_angry_giant")
    assert "en_male_calm" in error["allowed"]
    assert len(error["allowed"]) >= 9


async def test_a_field_that_nobody_reads_is_refused_with_what_was_meant(told: Gateway) -> None:
    error = await refusal(told, voice="anna")
    assert error["code"] == "unknown_field"
    assert "voice_id" in error["message"]


@pytest.mark.parametrize("path", [NEWEST[0], OLDER[0], OLDER[2]])
async def test_music_is_refused_with_the_models_that_work(told: Gateway, path: str) -> None:
    error = await refusal(told, path, model="lyria-3-pro")
    assert (error["code"], error["param"]) == ("not_implemented", "model")
    assert {"audio-tts", "audio-clone", "audio-asr"} <= set(error["allowed"])


async def test_a_missing_and_an_unknown_model_are_refused(told: Gateway) -> None:
    assert (await refusal(told, model=None))["code"] == "model_required"
    error = await refusal(told, model="audio-ttss")
    assert (error["code"], "audio-tts?" in error["message"]) == ("model_not_found", True)
    assert (await refusal(told, model="gpt-image-2"))["code"] == "model_not_found"


async def test_the_oldest_route_sends_pictures_to_their_own_route(told: Gateway) -> None:
    error = await refusal(told, OLDER[2], model="gpt-image-2")
    assert "/images/" in error["message"]
    assert (await refusal(told, OLDER[2], model=None))["code"] == "model_required"
    assert (await refusal(told, OLDER[2], model="nothing-of-the-kind"))["code"] == "model_not_found"


async def test_a_repeat_under_the_same_key_is_spoken_once(told: Gateway, speaker: Speaker) -> None:
    first, second = await asyncio.gather(*(speak(told, headers={"idempotency-key": "one"}) for _ in range(2)))
    third = await speak(told, headers={"idempotency-key": "one"})
    assert first.content == second.content == third.content
    assert third.headers["idempotency-replayed"] == "true"
    assert len(speaker.orders) == 1
    other = await speak(told, headers={"idempotency-key": "one"}, text="Something else.")
    assert other.status_code == 409


async def test_a_speaker_that_fails_costs_nothing_and_says_why(told: Gateway, speaker: Speaker) -> None:
    speaker.fails = ProviderFailed("The speaker has a cold.")
    answer = await speak(told)
    assert answer.status_code == 502
    assert "has a cold" in read(answer)["error"]["message"]
    assert told.calls() == [(502, 0, 0, "provider_failed")]


async def test_without_the_engine_the_answer_names_what_to_install(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hypereal_lab.engines.speech.speaking.has_speech", lambda: False)
    answer = await speak(gateway)
    assert answer.status_code == 502
    assert "pip install hypereal-lab[speech]" in read(answer)["error"]["message"]
    assert gateway.balance == Credits.of(1000)


async def test_a_key_is_needed(told: Gateway) -> None:
    answer = await told.http.post(NEWEST[0], json={}, headers={"authorization": ""})
    assert answer.status_code == 401


async def test_a_webhook_is_not_promised(told: Gateway) -> None:
    body = read(await speak(told, webhook_url="https://me.example/hook"))
    assert "no webhooks" in body["message"]
