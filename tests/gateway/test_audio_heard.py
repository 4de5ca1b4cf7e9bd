"""Clones and transcripts over every route, with the real engines and with scripted ones."""

from __future__ import annotations

import base64
import io
import wave
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import openai
import pytest

from hypereal_lab.engines.speech import Utterance, speak
from hypereal_lab.gateway.providers import Sound, TranscriptOrder, VoiceOrder
from hypereal_lab.media import probe
from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.transcripts import TranscriptAnswer, TranscriptSegment
from tests.gateway.conftest import FakeClock, Gateway, listening, read, running

FLAT = ("/v1/audio/generations", "/api/v1/audio/generations")
NESTED = ("/v1/audio/generate", "/api/v1/audio/generate", "/api/media/generate")
FORM = ("/v1/audio/transcriptions", "/api/v1/audio/transcriptions")


@cache
def sound(seconds: float = 12.0, loud: float = 0.3, rate: int = 16_000) -> bytes:
    """A hum of so many seconds."""
    wave_form = loud * np.sin(np.arange(round(seconds * rate)) * 2 * np.pi * 150 / rate)
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.round(wave_form * 32767).astype("<i2").tobytes())
    return kept.getvalue()


def link(data: bytes, kind: str = "audio/wav") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


class Ear:
    name, sandbox, languages, longest = "ear", True, ("en",), 100.0

    def __init__(self) -> None:
        self.orders: list[TranscriptOrder] = []

    async def transcribe(self, order: TranscriptOrder) -> TranscriptAnswer:
        self.orders.append(order)
        said = [TranscriptSegment(id=0, text="good morning", start=0.5, end=1.5)]
        return TranscriptAnswer(text="good morning", segments=said, duration=12.0, language="en")


class Parrot:
    name, sandbox, languages, says = "parrot", True, (), "It is a parrot."

    def __init__(self) -> None:
        self.orders: list[VoiceOrder] = []

    async def clone(self, order: VoiceOrder) -> Sound:
        self.orders.append(order)
        return Sound("audio/wav", sound(2.0), seconds=2.0)


@pytest.fixture
async def told(tmp_path, clock: FakeClock):
    async with running(tmp_path / "told", clock, voices=Parrot(), transcripts=Ear()) as gateway:
        yield gateway


async def refused(gateway: Gateway, path: str = FLAT[0], **body: Any) -> dict[str, Any]:
    before = gateway.books()
    answer = await gateway.http.post(path, json=body)
    assert answer.status_code == 400, answer.text
    assert gateway.books() == before
    assert gateway.balance == Credits.of(1000)
    return read(answer)["error"]


@pytest.mark.parametrize("path", FLAT + NESTED)
async def test_a_clone_is_made_in_every_generation_of_the_route(told: Gateway, path: str) -> None:
    asked = {"text": "Hello", "audio": link(sound()), "format": "wav"}
    body = {"model": "audio-clone", **({"input": asked} if path in NESTED else asked)}
    said = read(await told.http.post(path, json=body))
    place = said["outputUrl"] if path in NESTED else said["data"][0]["url"]
    assert probe((await told.http.get(place)).content).kind == "audio"
    assert said["creditsUsed"] == 107
    assert "parrot" in said["message"]
    assert told.balance == Credits.of(893)
    assert told.parts.voices.orders[0].reference == sound()


@pytest.mark.parametrize("path", FLAT + NESTED)
async def test_a_transcript_is_made_in_every_generation_of_the_route(told: Gateway, path: str) -> None:
    asked = {"audio": link(sound(61.0))}
    body = {"model": "audio-asr", **({"input": asked} if path in NESTED else asked)}
    said = read(await told.http.post(path, json=body))
    assert said["text"] == "good morning"
    assert said["segments"][0]["start"] == Decimal("0.5")
    assert said["creditsUsed"] == 2, "two minutes were begun"
    assert said.get("success") is (True if path in NESTED else None)
    assert told.balance == Credits.of(998)


async def test_times_are_left_out_where_nobody_wants_them(told: Gateway) -> None:
    body = {"model": "audio-asr", "input": {"audio": link(sound()), "ignore_timestamps": True}}
    assert "segments" not in read(await told.http.post(NESTED[0], json=body))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"audio": link(sound(3.0))}, "audio", "10 or more"),
        ({"audio": link(sound(12.0, 0.0))}, "audio", "silent"),
        ({"audio": link(b"", "audio/wav")}, "audio", "empty"),
        ({"audio": link(sound()[:200_000])}, "audio", "cut off"),
        ({"audio": link(b"<html>no sound</html>", "audio/wav")}, "audio", "no recording"),
        ({"audio": link(b"RIFF\xff\xff\xff\x7fWAVE" + b"\0" * 400)}, "audio", "broken"),
        ({"audio": link(sound(301.0, rate=8000))}, "audio", "300 seconds"),
        ({"audio": None}, "audio", "required"),
        ({"text": " "}, "text", "empty"),
        ({"format": "midi"}, "format", "mp3"),
        ({"speed": 9}, "speed", "0.5"),
    ],
)
async def test_a_reference_that_will_not_do_is_refused_with_its_field(
    told: Gateway, changes: dict[str, Any], field: str, words: str
) -> None:
    whole = {"model": "audio-clone", "text": "Hello", "audio": link(sound()), **changes}
    error = await refused(told, **{name: value for name, value in whole.items() if value is not None})
    assert error["param"] == field
    assert words in error["message"]
    assert not told.parts.voices.orders


async def test_another_language_is_refused_by_name(told: Gateway) -> None:
    error = await refused(told, model="audio-asr", audio=link(sound()), language="de")
    assert (error["param"], error["allowed"]) == ("language", ["en"])
    error = await refused(told, model="audio-asr", audio=link(sound(101.0)))
    assert "100 seconds" in error["message"]


async def test_a_recording_without_a_voice_gives_the_hold_back_and_is_a_bad_request(gateway: Gateway) -> None:
    error = await refused(gateway, model="audio-clone", text="Hello", audio=link(sound(11.0, 0.3, 8000)[:44] + noise()))
    assert error["param"] == "audio"
    assert gateway.calls()[-1][:3] == (400, 0, 0)
    assert len(gateway.calls()) == 1


def noise() -> bytes:
    chance = np.random.default_rng(0)
    return np.round(chance.normal(0, 4000, 88_000)).clip(-32768, 32767).astype("<i2").tobytes()


@pytest.mark.parametrize("path", FORM)
@pytest.mark.parametrize("shape", ["json", "text", "srt", "vtt", "verbose_json"])
async def test_a_form_becomes_text_in_every_shape(told: Gateway, path: str, shape: str) -> None:
    answer = await told.http.post(
        path, data={"model": "audio-asr", "response_format": shape}, files={"file": ("a.wav", sound())}
    )
    assert answer.status_code == 200, answer.text
    assert "good morning" in answer.text
    if shape in ("srt", "vtt"):
        comma = "," if shape == "srt" else "."
        assert f"00:00:00{comma}500 --> 00:00:01{comma}500" in answer.text
    assert answer.headers["content-type"].startswith("application/json" if "json" in shape else "text/")
    assert told.parts.transcripts.orders[0].audio == sound()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"response_format": "xml"}, "response_format"),
        ({"stream": "true"}, "stream"),
        ({"temperature": "7"}, "temperature"),
        ({"timestamp_granularities[]": "letter"}, "timestamp_granularities"),
        ({"language": "de"}, "language"),
        ({"model": "audio-tts"}, "model"),
        ({"beam": "9"}, "beam"),
    ],
)
async def test_a_wrong_field_of_a_form_is_named(told: Gateway, fields: dict[str, str], field: str) -> None:
    answer = await told.http.post(FORM[0], data={"model": "audio-asr", **fields}, files={"file": ("a.wav", sound())})
    assert answer.status_code == 400
    assert read(answer)["error"]["param"] == field
    assert told.calls()[-1][0] == 400


@pytest.mark.parametrize("data", [b"", b"hello", sound()[:100_000]])
async def test_a_wrong_file_of_a_form_is_named(told: Gateway, data: bytes) -> None:
    answer = await told.http.post(FORM[0], data={"model": "audio-asr"}, files={"file": ("a.wav", data)})
    assert answer.status_code == 400
    assert read(answer)["error"]["param"] == "file"
    assert told.balance == Credits.of(1000)


async def test_what_is_no_form_is_refused(told: Gateway) -> None:
    answer = await told.http.post(FORM[0], json={"model": "audio-asr"})
    assert read(answer)["error"]["code"] == "invalid_form"
    cut = await told.http.post(
        FORM[0], content=b'--x\r\nContent-Disposition: form-data; name="model"\r\n\r\na',
        headers={"content-type": "multipart/form-data; boundary=x"},
    )  # fmt: skip
    assert "cut off" in read(cut)["error"]["message"]


async def test_a_repeat_under_one_key_is_heard_once_whatever_the_boundary(told: Gateway) -> None:
    async def ask(**fields: str):
        return await told.http.post(
            FORM[0],
            data={"model": "audio-asr", **fields},
            files={"file": ("a.wav", sound())},
            headers={"idempotency-key": "one"},
        )

    assert (await ask()).content == (await ask()).content
    assert len(told.parts.transcripts.orders) == 1
    assert (await ask(response_format="text")).status_code == 409


@pytest.fixture
async def sdk(gateway: Gateway):
    async with (
        listening(gateway) as url,
        openai.AsyncOpenAI(api_key=gateway.key.key, base_url=f"{url}/api/v1", max_retries=0, timeout=300) as made,
    ):
        yield made


async def test_the_openai_sdk_speaks_and_listens_and_the_usage_says_the_same(
    sdk: openai.AsyncOpenAI, gateway: Gateway
) -> None:
    said = await sdk.audio.speech.create(
        model="audio-tts", voice="en_clear", input="The old man told the children a story.", response_format="wav"
    )
    data = said.read()
    assert probe(data).media_type == "audio/wav"
    heard = await sdk.audio.transcriptions.create(
        model="audio-asr", file=("a.wav", data), response_format="verbose_json", timestamp_granularities=["word"]
    )
    assert "children" in heard.text
    assert heard.words and 0 <= heard.words[0].start < heard.words[-1].end <= probe(data).seconds + 0.01
    usage = read(await gateway.http.get("/api/api-usage"))
    assert sum(row[2] for row in gateway.calls()) == Credits.of(1).micros
    assert Credits.of(1000) - gateway.balance == Credits.of(1)
    assert sum(one["credits"] for one in usage["costByModel"]) == 1


@pytest.mark.parametrize("shape", ["mp3", "opus", "flac", "pcm"])
async def test_the_openai_sdk_gets_the_bytes_it_asks_for(sdk: openai.AsyncOpenAI, shape: str) -> None:
    said = await sdk.audio.speech.create(model="audio-tts", voice="alloy", input="Hello", response_format=shape)
    data = said.read()
    if shape == "pcm":
        assert 0.2 * 48_000 < len(data) < 3 * 48_000 and len(data) % 2 == 0
    else:
        assert probe(data).kind == "audio"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"input": " "}, "input"),
        ({"voice": "nobody"}, "voice"),
        ({"response_format": "aac"}, "response_format"),
        ({"speed": 4.0}, "speed"),
    ],
)
async def test_the_openai_sdk_is_told_the_field(sdk: openai.AsyncOpenAI, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await sdk.audio.speech.create(**{"model": "audio-tts", "voice": "alloy", "input": "Hi", **changes})
    assert caught.value.param == field


async def test_a_real_clone_through_the_gateway(gateway: Gateway) -> None:
    words = "Somebody opened a window, and the noise of the street came in. Then they voted, and went home. " * 2
    reference = speak(Utterance(words, voice="en_child", format="flac")).data
    said = read(
        await gateway.http.post(
            FLAT[0], json={"model": "audio-clone", "text": "Good evening.", "audio": link(reference, "audio/flac")}
        )
    )
    assert "not the person's voice" in said["message"]
    assert probe((await gateway.http.get(said["data"][0]["url"])).content).media_type == "audio/mpeg"
