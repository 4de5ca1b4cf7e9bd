"""Sounds: `client.audio`."""

from __future__ import annotations

import uuid
from typing import TypeVar

from hypereal_lab.catalog import Card, Estimate, Quantity, estimate, load
from hypereal_lab.client.call import Call
from hypereal_lab.client.http import Http
from hypereal_lab.wire.audio import AudioAnswer, AudioBody, NestedAudioBody
from hypereal_lab.wire.routes import AUDIO_GENERATE, AUDIO_GENERATIONS
from hypereal_lab.wire.transcripts import TranscriptAnswer

__all__ = ["AsyncAudio"]

Answer = TypeVar("Answer", AudioAnswer, TranscriptAnswer)
_NEWEST = AUDIO_GENERATIONS.removeprefix("/v1")


class AsyncAudio:
    """Has words spoken, and recordings written down."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def speak(
        self,
        text: str,
        *,
        model: str = "audio-tts",
        voice: str | None = None,
        format: str | None = None,
        language: str | None = None,
        speed: float | None = None,
        seed: int | None = None,
        idempotency_key: str | None = None,
    ) -> Call[AudioAnswer]:
        """One sound; its `link` is to be followed soon, since links expire.

        `format` is `mp3`, `wav`, `opus` or `flac`, `speed` from 0.5 to 2, `language` an ISO code. A server that takes
        longer answers with a job instead: `.job`, to be asked for with `client.jobs`. Raises on await what
        `hypereal_lab.errors` lists under `APIError`.
        """
        body = AudioBody(text=text, voice_id=voice, format=format, language=language, speed=speed, seed=seed)
        return self._call(body, model, AudioAnswer, "speech", idempotency_key)

    def clone(
        self,
        text: str,
        *,
        audio: str,
        model: str = "audio-clone",
        format: str | None = None,
        language: str | None = None,
        speed: float | None = None,
        seed: int | None = None,
        idempotency_key: str | None = None,
    ) -> Call[AudioAnswer]:
        """The text in a voice near to that of `audio`, a link or data URL of 10 seconds or more; else as `speak`."""
        body = AudioBody(text=text, audio=audio, format=format, language=language, speed=speed, seed=seed)
        return self._call(body, model, AudioAnswer, "voice", idempotency_key)

    def transcribe(
        self,
        audio: str,
        *,
        model: str = "audio-asr",
        language: str | None = None,
        seconds: float | None = None,
        idempotency_key: str | None = None,
    ) -> Call[TranscriptAnswer]:
        """What is said in `audio`, a link or data URL; `seconds`, where they are known, tell the price before."""
        body = AudioBody(audio=audio, language=language, ignore_timestamps=False)
        return self._call(body, model, TranscriptAnswer, "transcript", idempotency_key, seconds)

    def _call(
        self,
        body: AudioBody,
        model: str,
        answer: type[Answer],
        noun: str,
        idempotency_key: str | None,
        seconds: float | None = None,
    ) -> Call[Answer]:
        path, sent = _shaped(body, model)
        key = idempotency_key or uuid.uuid4().hex
        return Call(
            lambda: self._http.post(path, sent, answer, idempotency_key=key),
            title=f"{noun} by {model}",
            estimate=lambda: _estimate(model, seconds),
        )


def _shaped(body: AudioBody, model: str) -> tuple[str, AudioBody]:
    """Models that only older pages name are called in the older shape, where nothing outside `input` is read."""
    card = _card(model)
    if card is not None and card.endpoints and _NEWEST not in card.endpoints:
        return AUDIO_GENERATE, NestedAudioBody(model=model, input=body)
    fields = {name: getattr(body, name) for name in AudioBody.__struct_fields__}
    return AUDIO_GENERATIONS, AudioBody(**{**fields, "model": model})


def _estimate(model: str, seconds: float | None = None) -> Estimate:
    card = _card(model)
    return (
        Estimate.unknown(f"no price is known for {model}")
        if card is None
        else estimate(card, Quantity(seconds=seconds))
    )


def _card(model: str) -> Card | None:
    try:
        return load().card(model)
    except LookupError:
        return None
