"""Every place that takes a file in refuses every bad one with a 400 that names the field, and nothing is charged."""

from __future__ import annotations

import base64
import io
import os
import struct
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from hypereal_lab.wire.money import Credits
from tests.engines.test_mesh_hull import view
from tests.gateway.conftest import FLASH, GPT, FakeClock, Gateway, read, running
from tests.gateway.providers import png
from tests.gateway.stored import keep
from tests.gateway.test_audio_heard import Ear, Parrot, sound
from tests.media import files
from tests.media.pictures import png_bomb

CLIP, MESH, VIEWS = "kling-v3", "hunyuan3d-v2-base", "tripo3d-multiview-to-3d"


def url(data: bytes, kind: str = "application/octet-stream") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def mask() -> bytes:
    kept = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(kept, "PNG")
    return kept.getvalue()


def locked() -> bytes:
    """The beginning of an archive with a password, then what nobody can read."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("a.png", os.urandom(2000))
    data = bytearray(kept.getvalue())
    data[6] |= 1
    return bytes(data)


def lying_wav() -> bytes:
    """Claims four gigabytes of sound."""
    return (
        b"RIFF\xff\xff\xff\xffWAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
        + b"data\xff\xff\xff\xff"
    )


SOMETHING_ELSE = {
    "html": b"<!doctype html><html><body>log in first</body></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "empty": b"",
    "encrypted": locked(),
    "noise": bytes(range(1, 256)) * 9,
}
BAD_PICTURES = {
    **SOMETHING_ELSE,
    "truncated": png(64, 64)[:60],
    "another kind": sound(1.0),
    "model": files.model(),
    "bomb": png_bomb(40_000, 40_000),
    "broken inside": png(64, 64)[:50] + b"\xff" * 40 + png(64, 64)[90:],
}
BAD_SOUNDS = {
    **SOMETHING_ELSE,
    "truncated": sound()[:100_000],
    "another kind": png(64, 64),
    "model": files.model(),
    "bomb": lying_wav(),
    "broken inside": b"RIFF\xff\xff\xff\x7fWAVE" + b"\0" * 400,
}

Send = Callable[[Gateway, bytes, str], Any]


def post(path: str, body: Callable[[str], dict[str, Any]]) -> Send:
    """As JSON, the file in a data URL."""
    return lambda gateway, data, kind: gateway.http.post(path, json=body(url(data, kind)))


def form(path: str, field: str, fields: dict[str, str], *others: Any) -> Send:
    """As a form, the file under its name."""

    def send(gateway: Gateway, data: bytes, kind: str) -> Any:
        return gateway.http.post(path, data=fields, files=[*others, (field, ("a.bin", data, kind))])

    return send


ASKED = {"prompt": "a kite"}
GOOD = url(png(), "image/png")
PICTURE_PLACES: dict[str, tuple[str, Send]] = {
    "reference": ("image_urls", post("/v1/images/generations", lambda it: {**ASKED, "model": FLASH, "image_urls": [it]})),
    "older image": ("images", post("/v1/images/generate", lambda it: {**ASKED, "model": FLASH, "images": [it]})),
    "edit": ("image", post("/v1/images/edits", lambda it: {**ASKED, "model": FLASH, "image": it})),
    "edit form": ("image", form("/v1/images/edits", "image", {**ASKED, "model": GPT})),
    "mask": ("mask", post("/v1/images/edits", lambda it: {**ASKED, "model": FLASH, "image": GOOD, "mask": it})),
    "mask form": ("mask", form("/v1/images/edits", "mask", {**ASKED, "model": GPT}, ("image", ("a.png", png())))),
    "first frame": ("image", post("/v1/videos/generate", lambda it: {**ASKED, "model": CLIP, "image": it})),
    "last frame": ("last_image", post("/v1/videos/generate", lambda it: {**ASKED, "model": CLIP, "image": GOOD, "last_image": it})),
    "model": ("image", post("/v1/3d/generate", lambda it: {"model": MESH, "input": {"image": it}})),
    "front": ("front", post("/v1/3d/generate", lambda it: {"model": VIEWS, "input": {"front": it, "left": GOOD}})),
    "left": ("left", post("/v1/3d/generate", lambda it: {"model": VIEWS, "input": {"front": GOOD, "left": it}})),
}  # fmt: skip
SOUND_PLACES: dict[str, tuple[str, Send]] = {
    "clone": ("audio", post("/v1/audio/generations", lambda it: {"model": "audio-clone", "text": "Hi", "audio": it})),
    "older clone": ("audio", post("/v1/audio/generate", lambda it: {"model": "audio-clone", "input": {"text": "Hi", "audio": it}})),
    "transcript": ("audio", post("/v1/audio/generations", lambda it: {"model": "audio-asr", "audio": it})),
    "transcript form": ("file", form("/v1/audio/transcriptions", "file", {"model": "audio-asr"})),
}  # fmt: skip


@pytest.fixture
async def told(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "told", clock, voices=Parrot(), transcripts=Ear()) as gateway:
        yield gateway


async def check(gateway: Gateway, answer: httpx.Response, field: str) -> None:
    assert answer.status_code == 400, answer.text
    error = read(answer)["error"]
    assert (error["type"], error["param"]) == ("invalid_request", field), error
    assert error["message"].startswith(field)
    assert gateway.balance == Credits.of(1000)
    assert not gateway.provider.orders
    assert not gateway.films.orders


@pytest.mark.parametrize("bad", BAD_PICTURES)
@pytest.mark.parametrize("place", PICTURE_PLACES)
async def test_a_bad_picture_is_refused_by_the_name_of_its_field(told: Gateway, place: str, bad: str) -> None:
    field, send = PICTURE_PLACES[place]
    await check(told, await send(told, BAD_PICTURES[bad], "image/png"), field)


@pytest.mark.parametrize("bad", BAD_SOUNDS)
@pytest.mark.parametrize("place", SOUND_PLACES)
async def test_a_bad_recording_is_refused_by_the_name_of_its_field(told: Gateway, place: str, bad: str) -> None:
    field, send = SOUND_PLACES[place]
    await check(told, await send(told, BAD_SOUNDS[bad], "audio/wav"), field)


@pytest.mark.parametrize("bad", BAD_PICTURES)
async def test_what_lies_in_storage_under_a_false_type_is_no_picture(told: Gateway, bad: str) -> None:
    kept = await keep(told, BAD_PICTURES[bad] or b"\0", contentType="image/png", filename="a.png")
    answer = await told.make("/v1/images/edit", model=GPT, image=kept["url"])
    await check(told, answer, "image")


async def test_a_good_file_with_a_false_type_is_judged_by_its_bytes(told: Gateway) -> None:
    for field, send in (PICTURE_PLACES["edit"], PICTURE_PLACES["edit form"]):
        answer = await send(told, png(), "text/html")
        assert answer.status_code == 200, (field, answer.text)
    assert (await SOUND_PLACES["transcript"][1](told, sound(), "image/png")).status_code == 200


async def test_four_views_of_different_sizes_become_one_mesh(gateway: Gateway) -> None:
    sides = {side: url(view(side, size)) for side, size in zip(("front", "right", "back", "left"), (96, 120, 144, 200))}
    answer = await gateway.http.post("/v1/3d/generate", json={"model": VIEWS, "input": sides})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("voice", "says"), [(sound(3.0), "10 or more"), (sound(12.0, 0.0), "silent")], ids=["3 seconds", "silence"]
)
async def test_a_voice_that_cannot_be_taken_up_is_refused_in_words(told: Gateway, voice: bytes, says: str) -> None:
    answer = await SOUND_PLACES["clone"][1](told, voice, "audio/wav")
    await check(told, answer, "audio")
    assert says in read(answer)["error"]["message"]


@pytest.mark.parametrize("path", ["/v1/audio/generations", "/v1/audio/transcriptions"])
async def test_speech_that_is_not_english_is_refused_by_its_name(told: Gateway, path: str) -> None:
    fields = {"model": "audio-asr", "language": "fr"}
    if path.endswith("transcriptions"):
        answer = await told.http.post(path, data=fields, files={"file": ("a.wav", sound())})
    else:
        answer = await told.http.post(path, json={**fields, "audio": url(sound(), "audio/wav")})
    await check(told, answer, "language")
    assert "fr" in read(answer)["error"]["message"]
