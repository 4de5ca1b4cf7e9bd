"""Audio calls: the flat body of the new shape and the nested one of the older, and their answer."""

from __future__ import annotations

from typing import Any

import msgspec

from hypereal_lab.wire.made import MadeAnswer

__all__ = ["SPEECH_FORMATS", "AudioAnswer", "AudioBody", "NestedAudioBody", "OpenaiSpeechBody", "merged_audio"]

SPEECH_FORMATS = ("mp3", "wav", "opus", "flac")
"""What `format` may be, the usual one first (gap of the API pages, our choice)."""

AudioAnswer = MadeAnswer
"""One sound behind a link, or the job that makes it."""


class AudioBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is posted to `/audio/generations`, and what stands under `input` of `/audio/generate`.

    Which fields are needed depends on the model, and is said by the gateway with the field's name.
    """

    model: str | None = None
    text: str | None = None
    """What is said; feelings in parentheses at its start, `(happy) Hello`."""
    voice_id: str | None = None
    format: str | None = None
    """One of `SPEECH_FORMATS`."""
    language: str | None = None
    """ISO code such as `en` or `de`; `auto` is the language of the voice."""
    speed: float | None = None
    """1 is usual, 2 twice as fast."""
    seed: int | None = None
    audio: str | None = None
    """A recording, for models that listen."""
    ignore_timestamps: bool | None = None
    prompt: str | None = None
    """Of models that make music."""
    duration: float | None = None
    """Seconds of music."""
    webhook_url: str | None = None


class NestedAudioBody(AudioBody, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The older shape: all but the model under `input`, whose values win over flat ones (our reading of the pages)."""

    input: AudioBody | None = None


class OpenaiSpeechBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What OpenAI's libraries post to `/audio/speech`."""

    model: str | None = None
    input: str | None = None
    voice: str | None = None
    instructions: str | None = None
    """How it is to be said."""
    response_format: str | None = None
    speed: float | None = None
    stream_format: str | None = None


def merged_audio(body: NestedAudioBody) -> AudioBody:
    """One flat body of both shapes."""
    return AudioBody(**{**_given(body), **(_given(body.input) if body.input else {})})


def _given(body: AudioBody) -> dict[str, Any]:
    return {name: value for name in AudioBody.__struct_fields__ if (value := getattr(body, name)) is not None}
