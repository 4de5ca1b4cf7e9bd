"""OpenAI's pictures, speech and transcripts, and those who speak like it."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Never, TypeVar

import msgspec

from hypereal_lab.gateway.providers.base import ImagesOrder, SpeechOrder, TranscriptOrder
from hypereal_lab.gateway.upstream.error_bodies import sentence_of, told_failure
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.media.forms import Part, form
from hypereal_lab.gateway.upstream.media.outcomes import Accepted, Heard, Made, Order, Standing, Unclear, Unknown
from hypereal_lab.gateway.upstream.media.wire import Lend
from hypereal_lab.gateway.upstream.wire import Sending
from hypereal_lab.wire import codec
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.images import ImageItem, ImagesAnswer
from hypereal_lab.wire.transcripts import TranscriptAnswer

__all__ = ["OpenaiMedia", "pictures_of", "read", "speech", "transcript_of"]

A = TypeVar("A", bound=codec.Answer)

_VOICE = "alloy"
"""Theirs has to be named; the first of their list."""
_LANGUAGES = {"english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt"}
"""Transcripts tell the language by its English name."""


class OpenaiMedia:
    """Everything is answered at once; there are no jobs and no idempotency keys."""

    idempotent = False

    def __init__(self, *, strict: bool) -> None:
        """`strict` for OpenAI itself, which refuses fields that it does not know."""
        self._strict = strict

    def headers(self, key: str | None) -> dict[str, str]:
        """As a bearer."""
        return {} if key is None else {"Authorization": f"Bearer {key}"}

    async def sending(self, order: Order, model: str, lend: Lend) -> Sending:
        """What was priced is told in full: number and size too where the caller left them out."""
        match order:
            case ImagesOrder():
                return self._images(order, model)
            case SpeechOrder():
                return speech(order, model, order.voice or _VOICE)
            case TranscriptOrder():
                return _transcript(order, model)
        raise _never(order)

    def made(self, order: Order, heard: Heard, base: str) -> Made | Accepted:
        """Pictures as text or links, the sound itself, or a transcript."""
        match order:
            case SpeechOrder():
                return Made((heard.body,))
            case TranscriptOrder():
                return Made(transcript=transcript_of(heard.body))
        return Made(pictures_of(heard.body))

    def accepted(self, heard: Heard, base: str) -> Never:
        """There are no jobs."""
        raise _never(heard)

    def status(self, accepted: Accepted) -> Never:
        """There is nothing to ask."""
        raise _never(accepted)

    def standing(self, heard: Heard, looks: int) -> Standing:
        """There is nothing to ask."""
        return Unclear()

    def cancel(self, accepted: Accepted, base: str) -> Never:
        """There is nothing to stop."""
        raise _never(accepted)

    def problem(self, body: bytes) -> str:
        """In any of the shapes that are in use."""
        return sentence_of(body)

    def proves(self, heard: Heard) -> bool:
        """A 5xx of theirs may come from anywhere between here and the model."""
        return False

    def _images(self, order: ImagesOrder, model: str) -> Sending:
        fields: dict[str, Any] = {
            "model": model,
            "prompt": order.prompt,
            "n": order.n,
            "size": f"{order.width}x{order.height}",
        }
        fields |= {name: order.asked[name] for name in ("quality", "background", "style") if name in order.asked}
        if order.format != "png":
            fields["output_format"] = order.format
        if order.seed and not self._strict:
            fields["seed"] = order.seed
        if not order.references:
            return Sending("/images/generations", encode(fields))
        name = "image" if len(order.references) == 1 else "image[]"
        parts = [Part(field, str(value)) for field, value in fields.items()]
        parts += [Part(name, data) for data in order.references]
        return form("/images/edits", [*parts, *([] if order.mask is None else [Part("mask", order.mask)])])


def speech(order: SpeechOrder, model: str, voice: str | None) -> Sending:
    """The request of `/audio/speech`."""
    fields = {
        "model": model,
        "input": order.text,
        "voice": voice,
        "response_format": order.format,
        "speed": order.speed,
        "instructions": order.instructions,
    }
    return Sending("/audio/speech", encode({name: value for name, value in fields.items() if value is not None}))


def _transcript(order: TranscriptOrder, model: str) -> Sending:
    parts = [Part("model", model), Part("response_format", "verbose_json")]
    parts += [Part("timestamp_granularities[]", one) for one in ("word", "segment")]
    if order.language is not None:
        parts.append(Part("language", order.language))
    return form("/audio/transcriptions", [*parts, Part("file", order.audio)])


def pictures_of(body: bytes) -> tuple[str | bytes, ...]:
    """The pictures of an answer, or their links. Raises `UpstreamFailed`: `empty` for none."""
    answer = read(body, ImagesAnswer)
    found = tuple([one for item in answer.data if (one := _picture(item))])
    if not found:
        raise UpstreamFailed("The provider returned no picture.", why="empty", begun=True)
    return found


def _picture(item: ImageItem) -> str | bytes | None:
    if not item.b64_json:
        return item.url
    try:
        return base64.b64decode(item.b64_json.rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise _unread() from None


def transcript_of(body: bytes) -> TranscriptAnswer:
    """Text, segments and words as told; ISO codes in place of names of languages."""
    answer = read(body, TranscriptAnswer)
    if answer.text is None:
        raise _unread()
    language = answer.language and _LANGUAGES.get(answer.language.lower(), answer.language)
    segments = [msgspec.structs.replace(one, text=one.text.strip()) for one in answer.segments]
    return TranscriptAnswer(
        text=answer.text,
        segments=segments,
        words=answer.words,
        duration=answer.duration,
        language=language,
        message=answer.message,
    )


def read(body: bytes, kind: type[A]) -> A:
    """A good answer. Raises `UpstreamFailed` for an error in its place: nothing was begun where that blames the
    request or says that there is too much to do. Raises `Unknown` for all else.
    """
    try:
        told = msgspec.json.decode(body)
        failure = told_failure(told) if isinstance(told, dict) and told.get("error") else None
        if failure is None:
            return codec.read(body, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise _unread() from None
    if failure.why in ("refused", "busy"):
        raise failure
    raise Unknown("The provider told an error in place of its answer; whether it did the work is not known.")


def _unread() -> Unknown:
    return Unknown("The provider's answer cannot be read; whether it did the work is not known.")


def _never(what: object) -> AssertionError:
    return AssertionError(f"{type(what).__name__} does not come here: `works` says what each provider does")
