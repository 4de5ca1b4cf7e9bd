"""Work that a caller waits for: what is sent, what is taken, and what is never asked twice."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab.gateway.upstream.media.provider import UpstreamMedia
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FLASH, GPT, Gateway
from tests.gateway.providers import png
from tests.gateway.test_audio_heard import sound
from tests.gateway.upstream.media.conftest import config_of, in_front
from tests.gateway.upstream.media.faults import well
from tests.gateway.upstream.servers import Connection, Received, Upstream, upstream


@asynccontextmanager
async def standing(folder: Path, script: Any, kind: str = "openai") -> AsyncIterator[tuple[Gateway, Upstream]]:
    async with upstream(script) as far:
        config = config_of({"kind": kind, "base_url": far.url, "region": "eu"})
        async with in_front(folder / "data", config) as gateway:
            yield gateway, far


def parts_of(received: Received) -> dict[str, list[Any]]:
    """The form as Python's own reader of mail sees it."""
    head = f"content-type: {received.headers['content-type']}\r\n\r\n".encode()
    found: dict[str, list[Any]] = {}
    for part in email.message_from_bytes(head + received.body, policy=email.policy.HTTP).iter_parts():
        data = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        found.setdefault(name, []).append(data if part.get_filename() else data.decode())
    return found


def b64(data: bytes = b"") -> str:
    return base64.b64encode(data or png()).decode()


def giving(*items: dict[str, Any], **headers: str):
    async def script(to: Connection) -> None:
        await to.answer(json.dumps({"created": 1, "data": items}), **headers)

    return script


async def test_openai_is_told_number_and_size_though_nobody_named_them(tmp_path: Path) -> None:
    async with standing(tmp_path, well) as (gateway, far):
        assert (await gateway.make(model=GPT)).status_code == 200
        assert far.received[0].json == {"model": GPT, "prompt": "a red kite over a lake", "n": 1, "size": "1024x1024"}
        assert "idempotency-key" not in far.received[0].headers


async def test_an_edit_for_openai_is_a_form_with_its_files(tmp_path: Path) -> None:
    async with standing(tmp_path, well) as (gateway, far):
        files = [("image[]", ("a.png", png(64, 64))), ("image[]", ("b.png", png(32, 32)))]
        data = {"model": FLASH, "prompt": "a cat", "quality": "high"}
        answer = await gateway.http.post("/v1/images/edits", data=data, files=files)
        assert answer.status_code == 200, answer.text
        assert far.received[0].path == "/v1/images/edits"
        parts = parts_of(far.received[0])
        assert parts["image[]"] == [png(64, 64), png(32, 32)]
        assert (parts["prompt"], parts["size"], parts["quality"]) == (["a cat"], ["1024x1024"], ["high"])


async def test_a_transcript_asks_openai_for_words_and_keeps_their_times(tmp_path: Path) -> None:
    async with standing(tmp_path, well) as (gateway, far):
        files = {"file": ("said.wav", sound(1.0))}
        form = {"model": "audio-asr", "response_format": "verbose_json", "timestamp_granularities[]": "word"}
        told = (await gateway.http.post("/v1/audio/transcriptions", data=form, files=files)).json()
        assert told["words"] == [{"word": "kite", "start": 0.0, "end": 0.5}]
        parts = parts_of(far.received[0])
        assert parts["timestamp_granularities[]"] == ["word", "segment"]
        assert parts["file"] == [sound(1.0)]


async def test_fewer_pictures_than_asked_for_are_charged_by_their_number(tmp_path: Path) -> None:
    async with standing(tmp_path, giving({"b64_json": b64()}, {"b64_json": b64()})) as (gateway, _):
        assert (await gateway.make(model=FLASH, n=4)).status_code == 200
        assert gateway.books().charged == Credits.of(8)


async def test_a_link_of_the_providers_own_host_is_opened_and_kept(tmp_path: Path) -> None:
    async def script(to: Connection) -> None:
        if to.received.path == "/made.png":
            assert "authorization" not in to.received.headers
            await to.answer(png(), kind="image/png")
        else:
            await giving({"url": f"http://{to.received.headers['host']}/made.png"})(to)

    async with standing(tmp_path, script, "openai_compatible") as (gateway, far):
        answer = await gateway.make(model=FLASH, response_format="url")
        link = answer.json()["data"][0]["url"]
        assert far.url not in link and (await gateway.http.get(link)).content == png()


@pytest.mark.parametrize("link", ["http://127.0.0.1:9/a.png", "http://169.254.169.254/latest", "file:///etc/passwd"])
async def test_a_link_to_another_private_host_is_not_opened(
    tmp_path: Path, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with standing(tmp_path, giving({"url": link})) as (gateway, _):
        with caplog.at_level(logging.WARNING):
            answer = await gateway.make(model=FLASH)
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "provider_unreadable")
        assert gateway.books().charged == ZERO
        assert "is the house's" in caplog.text, "what the provider bills is not the caller's"


async def test_a_picture_in_place_of_a_sound_is_a_lie(tmp_path: Path) -> None:
    async def script(to: Connection) -> None:
        await to.answer(png(), kind="audio/mpeg")

    async with standing(tmp_path, script) as (gateway, _):
        body = {"model": "audio-tts", "input": "Good day.", "voice": "alloy"}
        answer = await gateway.http.post("/v1/audio/speech", json=body)
        assert (answer.status_code, gateway.books().charged) == (502, ZERO)


class Forgetful:
    """Does each key once, remembers what it did, and loses its first answers."""

    def __init__(self, lost: int) -> None:
        self.lost = lost
        self.done: dict[str, bytes] = {}

    async def __call__(self, to: Connection) -> None:
        headers = {"x_hypereal_idempotency": "86400"}
        if to.received.method == "GET":
            await to.answer('{"data": []}', **headers)
            return
        key = to.received.headers["idempotency-key"]
        assert self.done.setdefault(key, to.received.body) == to.received.body, "a repeat is the same to the byte"
        if self.lost:
            self.lost -= 1
            to.reset()
            return
        await giving({"b64_json": b64()}, **headers)(to)


@pytest.mark.parametrize(("lost", "status"), [(1, 200), (3, 200), (4, 502)])
async def test_a_gateway_that_remembers_keys_is_asked_again_under_the_same(
    tmp_path: Path, lost: int, status: int
) -> None:
    far = Forgetful(lost)
    async with standing(tmp_path, far, "hypereal") as (gateway, _):
        answer = await gateway.make(model=FLASH)
        assert answer.status_code == status
        assert len(far.done) == 1, "it was done once"
        if status == 502:
            assert answer.json()["error"]["code"] == "provider_unknown"
            assert "Nothing was charged" in answer.text


async def test_failures_of_a_provider_open_its_breaker(tmp_path: Path) -> None:
    async def script(to: Connection) -> None:
        await to.answer("", 500)

    async with standing(tmp_path, script) as (gateway, far):
        for _ in range(5):
            assert (await gateway.make(model=FLASH)).json()["error"]["code"] == "provider_unknown"
        refused = await gateway.make(model=FLASH)
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "no_provider")
        assert len(far.received) == 5
        told = (await gateway.http.post("/v1/route/explain", json={"model": FLASH})).json()
        assert told["candidates"][0]["targets"] == [{"provider": "p0", "region": "eu", "health": "open"}]


async def test_models_that_nobody_can_do_are_not_there(tmp_path: Path) -> None:
    async with standing(tmp_path, well) as (gateway, _):
        ids = {one["id"] for one in (await gateway.http.get("/v1/models")).json()["data"]}
        assert {GPT, "audio-asr"} <= ids
        assert not ids & {"audio-clone", "veo-3-1-i2v", "meshy6-text-to-3d"}
        refused = await gateway.http.post("/v1/videos/generate", json={"model": "veo-3-1-i2v", "prompt": "a boat"})
        assert refused.status_code == 400


async def test_no_repr_shows_the_key(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-very-secret")
    row = {"kind": "openai", "base_url": "http://127.0.0.1:9/v1", "api_key": f"file:{tmp_path / 'key'}"}
    async with in_front(tmp_path / "data", config_of(row)) as gateway:
        media: UpstreamMedia = gateway.media
        chain = media.chain(gateway.parts.catalog.card(GPT))
        shown = [repr(one) for link in chain.links for one in (link, link.target, link.target.upstream)]
        assert "sk-very-secret" not in "".join(shown)
