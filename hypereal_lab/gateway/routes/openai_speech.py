"""`POST /v1/audio/speech`, OpenAI's shape: the sound itself is the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import msgspec
import numpy as np

from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.idempotency import attempt_of
from hypereal_lab.gateway.outbound import OutboundRefused
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, bad_request, refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.audio import Audio, Rows
from hypereal_lab.gateway.routes.orders import Order
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.media import MediaError, probe, read_samples
from hypereal_lab.wire.audio import AudioBody, OpenaiSpeechBody
from hypereal_lab.wire.made import MadeAnswer
from hypereal_lab.wire.routes import AUDIO_SPEECH

__all__ = ["OpenaiSpeech"]

_decoder = msgspec.json.Decoder(OpenaiSpeechBody)
_kept = msgspec.json.Decoder(MadeAnswer)
_FORMATS = ("mp3", "opus", "flac", "wav", "pcm")
_MEDIA_TYPES = {"mp3": "audio/mpeg", "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav", "pcm": "audio/pcm"}
_PCM_RATE = 24_000
"""Samples a second of `pcm`, signed 16 bit little endian (OpenAI's pages)."""
_LONGEST = 4 * 3600.0
_FIELDS = {"text": "input", "voice_id": "voice", "format": "response_format"}
"""Their names for ours."""


class OpenaiSpeech:
    """The same corridor as `/audio/generations`; the file is kept, and read for each answer."""

    def __init__(self, parts: Parts, audio: Audio) -> None:
        self._parts = parts
        self._audio = audio

    async def create(self, visit: Visit) -> Reply:
        """Bytes in `response_format`, `mp3` unless told."""
        parts, key = self._parts, self._parts.gate.admit(visit)
        raw = await read_body(visit)
        asked = parse(raw, _decoder, OpenaiSpeechBody.__struct_fields__)
        wanted = asked.response_format or _FORMATS[0]
        asking = Asking(visit, key, AUDIO_SPEECH)
        attempt = attempt_of(asking, raw)

        def work() -> Awaitable[bytes]:
            return self._speak(asking, asked, wanted, lambda body: parts.answers.rows(attempt, lambda: body))

        body, earlier = await parts.protected.run(parts.answers.once(attempt, work))
        return Reply(await self._opened(body, wanted), media_type=_MEDIA_TYPES[wanted], replayed=earlier)

    async def _speak(self, asking: Asking, asked: OpenaiSpeechBody, wanted: str, also: Rows) -> bytes:
        try:
            _check(asked, wanted)
            body = AudioBody(
                model=asked.model,
                text=asked.input,
                voice_id=asked.voice,
                speed=asked.speed,
                format="wav" if wanted == "pcm" else wanted,
            )
            order = Order(asking, body, older=False)
            return await self._audio.speak(order, also, instructions=asked.instructions)
        except Refused as refusal:
            if refusal.problem.status == 400:
                refusal = _renamed(refusal)
                await self._parts.corridor.refuse(asking, refusal)
            raise refusal from None

    async def _opened(self, body: bytes, wanted: str) -> bytes:
        link = _kept.decode(body).link or ""
        try:
            data = await self._parts.files.read(link) or (await self._parts.outbound.fetch(link, probe)).data
            return await asyncio.to_thread(_pcm, data) if wanted == "pcm" else data
        except (OutboundRefused, MediaError):
            words = "The sound was made and charged, and cannot be opened any more; /v1/audio/generations gives links."
            raise refused(502, "upstream_error", words, code="result_lost") from None


def _check(asked: OpenaiSpeechBody, wanted: str) -> None:
    for field, value, allowed in (
        ("response_format", wanted, _FORMATS),
        ("stream_format", asked.stream_format or "audio", ("audio",)),
    ):
        if value not in allowed:
            words = f"{field} {value[:40]!r} is not one of {', '.join(allowed)}."
            raise bad_request(words, param=field, allowed=list(allowed))


def _renamed(refusal: Refused) -> Refused:
    """The field under the name that this route has for it."""
    problem = refusal.problem
    theirs = _FIELDS.get(problem.param or "")
    if theirs is None:
        return refusal
    words = problem.message.replace(f"{problem.param}: ", f"{theirs}: ", 1)
    renamed = Refused(msgspec.structs.replace(problem, param=theirs, message=words), refusal.headers)
    renamed.logged = refusal.logged
    return renamed


def _pcm(data: bytes) -> bytes:
    samples = read_samples(data, _PCM_RATE, most_seconds=_LONGEST)
    return np.round(samples * 32767).astype("<i2").tobytes()
