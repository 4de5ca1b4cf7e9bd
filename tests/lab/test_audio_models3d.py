"""Speech and 3D in a lab: priced, sent, kept, replayed, recalled; through a real embedded gateway and a scripted one."""

from __future__ import annotations

import ast
import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from hypereal_lab.lab.call import Call
from hypereal_lab.media import poster, probe
from tests.engines.test_mesh_hull import view
from tests.gateway.providers import png
from tests.lab.conftest import Server
from tests.lab.test_embedded import home  # noqa: F401 - the fixture

FREE = {"allow_unknown_price": True}
GLB = b"glTF\x02\0\0\0"


def called(lab: Lab, source: str, **spending: Any) -> Call:
    """The call that a line of `to_python` makes."""
    tree = ast.parse(source, mode="exec")
    (line,) = tree.body
    return eval(compile(ast.Expression(line.value.value), "cell", "eval"), {"lab": lab})


@pytest.fixture
def embedded(home: Path):  # noqa: F811
    lab = Lab(home=home, environ={})
    yield lab
    lab.close()


async def test_speech_through_the_embedded_gateway(embedded: Lab, tmp_path: Path) -> None:
    lab = embedded
    for format in ("wav", "mp3"):
        call = lab.audio.speak("(happy) Good morning, everybody.", format=format, voice="en_female_warm", **FREE)
        assert not call.estimate().known
        asset = await call
        assert (asset.kind, asset.cost, asset.model) == ("audio", Credits.of(0), "audio-tts")
        assert asset.path.suffix == f".{format}"
        facts = probe(asset.data)
        assert 1 < facts.seconds < 6
        assert poster(asset.data)
        again = await lab.audio.speak("(happy) Good morning, everybody.", format=format, voice="en_female_warm", **FREE)
        assert again.replayed
        assert again.digest == asset.digest
        found = lab.recall(asset.save(tmp_path / f"said.{format}"))
        assert found.recipe_hash == call.recipe_hash
        assert called(lab, found.to_python()).recipe_hash == call.recipe_hash
    longer = await lab.audio.speak("(happy) Good morning, everybody. " * 3, format="wav", **FREE)
    assert probe(longer.data).seconds > 4
    assert sum(run.replay_of is None for run in lab.journal.runs()) == 3


async def test_another_take_is_said_otherwise(embedded: Lab) -> None:
    first, second = await asyncio.gather(*(embedded.audio.speak("Hello", take=take, **FREE) for take in (1, 2)))
    assert first.digest != second.digest


async def test_a_model_of_words_and_one_of_a_picture_through_the_embedded_gateway(
    embedded: Lab, tmp_path: Path
) -> None:
    lab = embedded
    before = (await lab.credits()).balance
    words = lab.models3d.generate("a red mug with a blue handle", seed=3)
    assert words.estimate().expected == Credits.of(84)
    mug = await words
    assert (mug.kind, mug.cost) == ("model3d", Credits.of(84))
    assert mug.path.suffix == ".glb"
    assert probe(mug.data).triangles > 100
    assert poster(mug.data)
    assert (await lab.models3d.generate("a red mug with a blue handle", seed=3)).replayed
    picture = lab.models3d.generate(image=png(64, 48))
    relief = await picture
    assert (relief.model, relief.cost) == ("hunyuan3d-v2-base", Credits.of(45))
    for call, asset in ((words, mug), (picture, relief)):
        found = lab.recall(asset.save(tmp_path / f"{asset.digest[:6]}.glb"))
        assert found.recipe_hash == call.recipe_hash
        assert called(lab, found.to_python()).recipe_hash == call.recipe_hash
    assert before - (await lab.credits()).balance == Credits.of(129)


async def test_four_views_through_the_embedded_gateway(embedded: Lab, tmp_path: Path) -> None:
    lab = embedded
    call = lab.models3d.generate(images=[view(side, 160) for side in ("front", "right", "back", "left")])
    assert call.estimate().expected == Credits.of(45)
    made = await call
    assert (made.kind, made.model, made.cost) == ("model3d", "tripo3d-multiview-to-3d", Credits.of(45))
    assert probe(made.data).triangles > 1_000
    found = lab.recall(made.save(tmp_path / "hull.glb"))
    assert called(lab, found.to_python()).recipe_hash == call.recipe_hash
    some = lab.models3d.generate(images=[view("front", 160), None, None, view("left", 160)], target_polycount=900)
    assert probe((await some).data).triangles <= 900
    assert called(lab, lab.recall(await some).to_python()).recipe_hash == some.recipe_hash


async def test_a_wrong_voice_is_refused_with_the_list_and_the_run_has_failed(embedded: Lab) -> None:
    with pytest.raises(errors.BadRequest, match="en_male_calm"):
        await embedded.audio.speak("Hello", voice="nobody", **FREE)
    assert [run.status for run in embedded.journal.runs()] == ["failed"]


async def test_without_consent_a_call_of_unknown_price_is_not_sent(lab: Lab, server: Server) -> None:
    with pytest.raises(errors.PriceUnknown, match="allow_unknown_price"):
        await lab.audio.speak("Hello")
    assert not server.made


def test_defaults_that_are_documented_are_in_the_recipe(lab: Lab) -> None:
    plain = lab.audio.speak("Hello")
    assert plain.recipe["inputs"] == {"text": "Hello", "format": "mp3"}
    assert lab.audio.speak("Hello", format="mp3", speed=1.0, model="AUDIO-TTS").recipe_hash == plain.recipe_hash
    assert lab.audio.speak("Hello", speed=1.5).recipe_hash != plain.recipe_hash


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": 5}, "text"),
        ({"text": "Hi", "format": "midi"}, "format"),
        ({"text": "Hi", "speed": 7}, "speed"),
        ({"text": "Hi", "speed": "fast"}, "speed"),
        ({"text": "Hi", "language": "??"}, "language"),
        ({"text": "Hi", "seed": -1}, "seed"),
        ({"text": "Hi", "model": "audio-clone"}, "model"),
        ({"text": "Hi", "model": "gpt-image-2"}, "model"),
    ],
)
def test_wrong_arguments_of_speak_are_refused_at_once(lab: Lab, given: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.InputError) as caught:
        lab.audio.speak(**given)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "prompt"),
        ({"prompt": "a mug", "model": "hunyuan3d-v2-base"}, "image"),
        ({"prompt": "a mug", "image": png()}, "prompt"),
        ({"image": png(), "model": "meshy6-text-to-3d", "prompt": "a mug"}, "image"),
        ({"prompt": "x" * 601}, "prompt"),
        ({"prompt": "a mug", "art_style": "cubist"}, "art_style"),
        ({"prompt": "a mug", "target_polycount": 7}, "target_polycount"),
        ({"prompt": "a mug", "target_polycount": 2.5}, "target_polycount"),
        ({"prompt": "a mug", "enable_pbr": "yes"}, "enable_pbr"),
        ({"image": png(), "model": "tripo3d-multiview-to-3d"}, "front"),
        ({"images": [png(), png()], "model": "hunyuan3d-v2-base"}, "image"),
        ({"images": [png()]}, "images"),
        ({"images": png()}, "images"),
        ({"images": [None, png()]}, "front"),
        ({"images": [png(), None, png()]}, "left"),
        ({"images": [png(), png()], "prompt": "a mug"}, "prompt"),
        ({"image": b"no picture"}, "image"),
        ({"prompt": "a mug", "model": "audio-tts"}, "model"),
    ],
)
def test_wrong_arguments_of_generate_are_refused_at_once(lab: Lab, given: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.InputError) as caught:
        lab.models3d.generate(**given)
    assert caught.value.field == field


def test_the_default_for_a_picture_is_the_cheapest_whose_price_is_documented(lab: Lab) -> None:
    cards = [card for card in lab.models.cards("3d") if card.price and card.price.basis == "documented"]
    least = min(card.price.amount.expected for card in cards)
    chosen = lab.models3d.generate(image=png())
    assert chosen.estimate().expected == Credits.of(least)
    assert chosen.estimate().basis == "documented"


def test_curl_is_what_the_routes_take(lab: Lab) -> None:
    def body(call: Call) -> dict[str, Any]:
        return json.loads(call.to_curl().partition("-d '")[2].removesuffix("'"))

    spoken = body(lab.audio.speak("Hello", voice="anna"))
    assert spoken == {"model": "audio-tts", "text": "Hello", "voice_id": "anna", "format": "mp3"}
    model = body(lab.models3d.generate(image="https://pictures.example/a.png"))
    assert model == {"model": "hunyuan3d-v2-base", "input": {"image": "https://pictures.example/a.png"}}


def test_a_sweep_over_voices_and_one_over_prompts(lab: Lab) -> None:
    assert len(lab.sweep("speech", text="Hello", voice=["a", "b"]).cells) == 2
    assert len(lab.sweep("speech", prompt=["Hello", "Bye"]).cells) == 2
    assert lab.sweep("model3d", prompt=["a mug", "a die"]).estimate().expected == Credits.of(168)
    silent = lab.sweep("speech", voice=["a", "b"]).cells[0]
    assert isinstance(silent.error, errors.InputError)
    assert silent.error.field == "text"


def wav() -> bytes:
    import io
    import wave

    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\1\0" * 800)
    return kept.getvalue()


def scripted(server: Server, answer: dict[str, Any], jobs: list[dict[str, Any]] | None = None) -> None:
    """Answers each call with this body, jobs with these in turn, and files with a sound."""
    waiting = list(jobs or [])
    whole = Server.__call__

    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.host == "cdn.example":
            return httpx.Response(200, content=wav())
        if "/jobs/" in request.url.path:
            return httpx.Response(200, json=waiting.pop(0) if len(waiting) > 1 else waiting[0])
        return whole(server, request)

    server.answer = lambda _body: httpx.Response(200, json=answer)
    server.handle = handle  # type: ignore[attr-defined]


@pytest.fixture
def scripted_lab(server: Server, tmp_path: Path):
    made = Lab(
        "ck_canary_abcdef0123456789",
        "http://server",
        home=tmp_path / "home",
        environ={},
        transport=httpx.MockTransport(lambda request: server.handle(request)),  # type: ignore[attr-defined]
    )
    yield made
    made.close()


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [{"url": "https://cdn.example/a.wav"}]},
        {"success": True, "outputUrl": "https://cdn.example/a.wav", "creditsUsed": 3},
        {"url": "https://cdn.example/a.wav"},
        {"audio_url": "https://cdn.example/a.wav", "status": "completed", "jobId": "job_1"},
    ],
    ids=["data", "outputUrl", "url", "audio_url"],
)
async def test_every_shape_of_answer_is_read(scripted_lab: Lab, server: Server, answer: dict[str, Any]) -> None:
    scripted(server, answer)
    asset = await scripted_lab.audio.speak("Hello", format="wav", **FREE)
    assert asset.kind == "audio"
    assert asset.cost == (Credits.of(3) if "creditsUsed" in answer else None)  # no price is known, and none was told


async def test_an_answer_that_is_a_job_is_followed(scripted_lab: Lab, server: Server) -> None:
    done = {"jobId": "job_1", "status": "completed", "outputUrl": "https://cdn.example/a.wav"}
    scripted(
        server, {"jobId": "job_1", "status": "processing", "creditsUsed": 5}, [{**done, "status": "running"}, done]
    )
    asset = await scripted_lab.audio.speak("Hello", format="wav", **FREE)
    assert asset.cost == Credits.of(5)


async def test_a_job_that_fails_is_a_failed_call(scripted_lab: Lab, server: Server) -> None:
    failed = {"jobId": "job_1", "status": "failed", "error": "no voice today"}
    scripted(server, {"jobId": "job_1", "status": "queued"}, [failed])
    with pytest.raises(errors.JobFailed, match="no voice today"):
        await scripted_lab.audio.speak("Hello", **FREE)
    assert [run.status for run in scripted_lab.journal.runs()] == ["failed"]


async def test_an_answer_without_a_link_is_no_answer(scripted_lab: Lab, server: Server) -> None:
    scripted(server, {"success": True})
    with pytest.raises(errors.UnreadableAnswer, match="without a link"):
        await scripted_lab.models3d.generate("a mug")
