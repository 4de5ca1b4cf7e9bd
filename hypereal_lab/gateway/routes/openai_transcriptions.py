"""`POST /v1/audio/transcriptions`, OpenAI's shape: a form with a recording in it becomes text."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Awaitable
from typing import Any, NamedTuple

import msgspec

from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import read_body
from hypereal_lab.gateway.forms import FormFile, read_form
from hypereal_lab.gateway.idempotency import attempt_of
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, bad_request, unknown_field
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.audio import Audio, Rows
from hypereal_lab.gateway.routes.orders import Order
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.audio import AudioBody
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.routes import AUDIO_TRANSCRIPTIONS
from hypereal_lab.wire.transcripts import TranscriptAnswer, srt, vtt

__all__ = ["OpenaiTranscriptions"]

_FORMATS = ("json", "text", "srt", "verbose_json", "vtt")
_GRANULARITIES = ("word", "segment")
_LISTS = ("timestamp_granularities",)
_FIELDS = ("file", "model", "language", "prompt", "response_format", "temperature", "stream", *_LISTS)
_MEDIA_TYPES = {
    "text": "text/plain; charset=utf-8",
    "srt": "text/plain; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
}
_kept = msgspec.json.Decoder(TranscriptAnswer)


class _Wish(NamedTuple):
    file: bytes | None
    body: AudioBody
    format: str
    granularities: tuple[str, ...]
    fingerprint: bytes
    """Of what was asked for: the boundary of a form differs each time it is sent."""


class OpenaiTranscriptions:
    """The same corridor as `/audio/generations`."""

    def __init__(self, parts: Parts, audio: Audio) -> None:
        self._parts = parts
        self._audio = audio

    async def create(self, visit: Visit) -> Reply:
        """`json` unless told. `prompt` and `temperature` are taken, and change nothing for an engine without them."""
        parts, key = self._parts, self._parts.gate.admit(visit)
        asking = Asking(visit, key, AUDIO_TRANSCRIPTIONS)
        raw = await read_body(visit)
        try:
            wish = _wish(visit, raw)
        except Refused as refusal:
            await parts.corridor.refuse(asking, refusal)
            raise
        attempt = attempt_of(asking, wish.fingerprint)

        def work() -> Awaitable[bytes]:
            return self._hear(asking, wish, lambda body: parts.answers.rows(attempt, lambda: body))

        body, earlier = await parts.protected.run(parts.answers.once(attempt, work))
        shown = _shown(_kept.decode(body), wish)
        return Reply(shown, media_type=_MEDIA_TYPES.get(wish.format), replayed=earlier)

    async def _hear(self, asking: Asking, wish: _Wish, also: Rows) -> bytes:
        try:
            if wish.file is None:
                raise bad_request("file: a recording is required.", param="file")
            if not wish.file:
                raise bad_request("file: the file is empty; send a recording.", param="file")
            return await self._audio.transcribe(Order(asking, wish.body, older=False), also, wish.file)
        except Refused as refusal:
            if refusal.problem.status == 400:
                refusal = _renamed(refusal)
                await self._parts.corridor.refuse(asking, refusal)
            raise refusal from None


def _wish(visit: Visit, raw: bytes) -> _Wish:
    file, fields, lists = None, dict[str, str](), dict[str, list[str]]()
    for name, value in read_form(visit, raw):
        plain = name.removesuffix("[]")
        if plain not in _FIELDS:
            raise unknown_field(name, _FIELDS)
        if (plain == "file") != isinstance(value, FormFile):
            raise bad_request(f"{plain}: a {'file' if plain == 'file' else 'text'} is needed here.", param=plain)
        if isinstance(value, FormFile):
            file = value.data
        elif plain in _LISTS:
            lists.setdefault(plain, []).append(value)
        else:
            fields[plain] = value
    wanted, granularities = fields.get("response_format", _FORMATS[0]), lists.get("timestamp_granularities", [])
    _allowed("response_format", wanted, _FORMATS)
    for one in granularities:
        _allowed("timestamp_granularities", one, _GRANULARITIES)
    _allowed("stream", fields.get("stream", "false").lower(), ("false",))
    _check_temperature(fields.get("temperature"))
    body = AudioBody(model=fields.get("model"), language=fields.get("language") or None)
    told = msgspec.json.encode([sorted(fields.items()), granularities])
    return _Wish(file, body, wanted, tuple(granularities), told + hashlib.sha256(file or b"").digest())


def _allowed(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        words = f"{field} {value[:40]!r} is not one of {', '.join(allowed)}."
        raise bad_request(words, param=field, allowed=list(allowed))


def _check_temperature(text: str | None) -> None:
    try:
        fits = text is None or 0 <= float(text) <= 1
    except ValueError:
        fits = False
    if not fits:
        raise bad_request("temperature is a number from 0 to 1.", param="temperature", allowed=["0", "1"])


def _renamed(refusal: Refused) -> Refused:
    """The recording is called `file` on this route."""
    problem = refusal.problem
    if problem.param != "audio":
        return refusal
    words = problem.message.replace("audio: ", "file: ", 1)
    renamed = Refused(msgspec.structs.replace(problem, param="file", message=words), refusal.headers)
    renamed.logged = refusal.logged
    return renamed


def _shown(heard: TranscriptAnswer, wish: _Wish) -> bytes:
    text = heard.text or ""
    if wish.format == "text":
        return f"{text}\n".encode()
    if wish.format == "srt":
        return srt(heard.segments, heard.words).encode()
    if wish.format == "vtt":
        return vtt(heard.segments, heard.words).encode()
    return encode({"text": text} if wish.format == "json" else _verbose(heard, wish))


def _verbose(heard: TranscriptAnswer, wish: _Wish) -> dict[str, Any]:
    """Segments unless only words were asked for, as OpenAI's pages have it."""
    said: dict[str, Any] = {
        "task": "transcribe",
        "language": "english" if heard.language == "en" else heard.language,
        "duration": heard.duration,
        "text": heard.text or "",
    }
    if not wish.granularities or "segment" in wish.granularities:
        said["segments"] = [_segment(heard, number) for number in range(len(heard.segments))]
    if "word" in wish.granularities:
        said["words"] = [{"word": one.word, "start": one.start, "end": one.end} for one in heard.words]
    return said


def _segment(heard: TranscriptAnswer, number: int) -> dict[str, Any]:
    """With the fields that their libraries insist on; no tokens exist here."""
    one = heard.segments[number]
    sure = [word.probability for word in heard.words if one.start <= word.start < one.end and word.probability]
    mean = sum(math.log(max(p, 1e-6)) for p in sure) / len(sure) if sure else 0.0
    return {
        "id": number,
        "seek": 0,
        "start": one.start,
        "end": one.end,
        "text": one.text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": round(mean, 4),
        "compression_ratio": 1.0,
        "no_speech_prob": 0.0,
    }
