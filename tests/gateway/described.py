"""The routes as the gateway describes them: what to send to each, and providers that answer at once."""

from __future__ import annotations

import base64
import copy
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from hypereal_lab.catalog import load
from hypereal_lab.gateway.openapi import build_document
from hypereal_lab.gateway.outbound import Outbound
from hypereal_lab.gateway.providers import Mesh, MeshOrder, Sound, SpeechOrder
from tests.gateway.conftest import FLASH, FakeClock, Gateway, running
from tests.gateway.providers import png
from tests.gateway.test_audio_heard import Ear, sound

DOCUMENT = build_document(load())
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
HELLO = "What is 6 * 7?"
_CHAT = {"model": "gpt-5.5", "messages": [{"role": "user", "content": HELLO}], "max_tokens": 5}
_GEMINI = {"contents": [{"role": "user", "parts": [{"text": HELLO}]}], "generationConfig": {"maxOutputTokens": 5}}
_MESSAGES = {"model": "claude-sonnet-4-6", "messages": [{"role": "user", "content": HELLO}], "max_tokens": 5}
_PICTURE = {"model": FLASH, "prompt": "a red kite"}
_EDIT = {"model": FLASH, "prompt": HELLO, "image": f"data:image/png;base64,{base64.b64encode(png()).decode()}"}
_SPEECH = {"model": "audio-tts", "input": {"text": "Good morning."}}
_MESH = {"model": "meshy6-text-to-3d", "input": {"prompt": "a red mug"}}
GOOD: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "/v1/chat/completions": [("ChatBody", _CHAT)],
    "/v1/chat": [("ChatBody", {**_CHAT, "stream": False})],
    "/v1/spicy-chat": [("ChatBody", {**_CHAT, "stream": False})],
    "/v1/messages": [("MessagesBody", _MESSAGES)],
    "/v1/messages/count_tokens": [("MessagesBody", _MESSAGES)],
    "/v1/responses": [("ResponsesBody", {"model": "gpt-5.5", "input": HELLO, "max_output_tokens": 5})],
    "/v1/images/generations": [("ImagesBody", _PICTURE)],
    "/v1/images/generate": [("ImagesBody", _PICTURE)],
    "/v1/images/edits": [("EditsBody", _EDIT)],
    "/v1/images/edit": [("EditsBody", _EDIT)],
    "/v1/videos/generate": [("NestedVideosBody", {"model": "grok-imagine-video-t2v", "input": {"prompt": "a kite"}})],
    "/v1/audio/generations": [("AudioBody", {"model": "audio-tts", "text": "Good morning."})],
    "/v1/audio/generate": [("NestedAudioBody", _SPEECH)],
    "/v1/audio/speech": [("OpenaiSpeechBody", {"model": "audio-tts", "input": "Good morning."})],
    "/v1/storage/upload": [("TicketBody", {"filename": "words.txt", "size": 3})],
    "/v1/3d/generate": [("Model3dBody", _MESH)],
    "/api/media/generate": [("NestedAudioBody", _SPEECH), ("Model3dBody", _MESH)],
    "/v1/gemini": [
        ("GeminiBody", {**_GEMINI, "model": "gemini-2.5-flash"}),
        ("ChatBody", {**_CHAT, "model": "gemini-2.5-flash"}),
    ],
    "/v1beta/models/{model}:{action}": [("GeminiBody", _GEMINI)],
    "/v1/route/explain": [("RouteBody", {"intent": "chat-fast"})],
}
"""Bodies that are answered, with the component that describes each."""
GOOD_FORMS: dict[str, dict[str, Any]] = {
    "/v1/images/edits": {"model": FLASH, "prompt": HELLO, "image": png()},
    "/v1/images/edit": {"model": FLASH, "prompt": HELLO, "image": png()},
    "/v1/audio/transcriptions": {"model": "audio-asr", "file": sound()},
}
"""The same as forms with files."""
_PLACES = {
    "{model}": "gemini-2.5-flash",
    "{action}": "generateContent",
    "{job}": "job_none",
    "{response}": "resp_none",
    "{object}": "obj_none",
    "{webhook}": "evt_none",
    "{token}": "none",
    "{name}": "image.png",
}


class Described(NamedTuple):
    """One method of one path."""

    method: str
    path: str

    @property
    def told(self) -> dict[str, Any]:
        """What the document says of it."""
        found: dict[str, Any] = DOCUMENT["paths"][self.path][self.method.lower()]
        return found

    @property
    def url(self) -> str:
        """With something for each place in the path."""
        url = self.path
        for place, value in _PLACES.items():
            url = url.replace(place, value)
        return url

    @property
    def keyed(self) -> bool:
        return self.told.get("security") != []

    @property
    def good(self) -> list[tuple[str, dict[str, Any]]]:
        """The bodies that are answered, each a fresh copy."""
        path = self.path
        if path.endswith(":{action}"):
            path = "/v1beta/models/{model}:{action}"
        return copy.deepcopy(GOOD.get(path) or GOOD.get(path.removeprefix("/api")) or [])

    @property
    def good_form(self) -> dict[str, Any] | None:
        """The form with files that is answered, a fresh copy."""
        return copy.deepcopy(GOOD_FORMS.get(self.path.removeprefix("/api")))

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


ALL = [Described(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods]
KEYED = [one for one in ALL if one.keyed]
FORMS = [one for one in ALL if one.good_form]
POSTED = [one for one in ALL if one.method == "POST" and one.good]
DISTINCT = [one for one in ALL if one.path == "/api/media/generate" or not one.path.startswith("/api/v1")]
DISTINCT = [one for one in DISTINCT if not one.path.startswith(("/v1/gemini/v1", "/v1/models/{model}:"))]
"""Each handler once; `test_openapi` proves that the others are there too."""


def resolved(schema: Any) -> Any:
    """The component that a reference names."""
    return resolved(SCHEMAS[schema["$ref"].rpartition("/")[2]]) if "$ref" in schema else schema


def choices(schema: Any) -> Iterator[Any]:
    """Each schema that a value may go by."""
    schema = resolved(schema)
    if "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from choices(one)
    else:
        yield schema


class _Speaker:
    """No two of its sounds are equal."""

    name, sandbox, voices, languages = "speaker", True, (), ()

    def __init__(self) -> None:
        self._spoken = 0

    async def speech(self, order: SpeechOrder) -> Sound:
        self._spoken += 1
        return Sound("audio/wav", sound(0.1 + self._spoken / 1000), seconds=1.25)


class _Sculptor:
    name, sandbox = "sculptor", True

    async def mesh(self, order: MeshOrder) -> Mesh:
        return Mesh("model/gltf-binary", b"glTF")


async def _no_names(name: str, port: int) -> Sequence[str]:
    raise OSError("there are no names here")


def _no_sockets(address: object) -> socket.socket:
    raise OSError("there are no sockets here")


@asynccontextmanager
async def whole_gateway(folder: Path) -> AsyncIterator[Gateway]:
    """With all that it can be asked for, answered at once, and with a key that can pay for everything."""
    outbound = Outbound(resolve=_no_names, dial=_no_sockets)
    made = running(
        folder,
        FakeClock(),
        speech=_Speaker(),
        meshes=_Sculptor(),
        transcripts=Ear(),
        outbound=outbound,
        rate_limit=1_000_000,
    )
    async with made as gateway:
        gateway.key = await gateway.new_key(10_000_000)
        gateway.http.headers["authorization"] = f"Bearer {gateway.key.key}"
        yield gateway
