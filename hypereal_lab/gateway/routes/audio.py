"""`POST /v1/audio/generations` and the older `POST /v1/audio/generate`: a text is spoken, in a voice
of the gateway or of a recording, and answered as a link; a recording is written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

from hypereal_lab.catalog import audio_work
from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.providers import SpeechOrder, TranscriptOrder, VoiceOrder
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.fetching import fetch_recording
from hypereal_lab.gateway.routes.orders import Order, Orders, answer_of
from hypereal_lab.gateway.routing import (
    SpeechPlan,
    audio_card,
    check_heard,
    check_voice,
    plan_clone,
    plan_speech,
    plan_transcript,
)
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.audio import SPEECH_FORMATS, AudioBody, NestedAudioBody, merged_audio
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.routes import AUDIO_GENERATE, AUDIO_GENERATIONS
from hypereal_lab.wire.transcripts import TranscriptAnswer

__all__ = ["Audio", "Rows"]

Rows: TypeAlias = Callable[[bytes], Sequence[Also]]
"""What to write with the money, by the answer."""

LONGEST_REFERENCE = 300.0
"""Seconds of a voice reference (our choice)."""

_flat = msgspec.json.Decoder(AudioBody)
_nested = msgspec.json.Decoder(NestedAudioBody)


class Audio:
    """Both generations of the route; they differ in the shapes of body and answer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._orders = Orders(parts)
        self._works = {"speech": self.speak, "clone": self.clone, "transcript": self.transcribe}

    async def newest(self, visit: Visit) -> Reply:
        """Everything flat; answered with `data`."""
        key = self._parts.gate.admit(visit)
        raw = await read_body(visit)
        body = parse(raw, _flat, AudioBody.__struct_fields__)
        return await self._answer(Order(Asking(visit, key, AUDIO_GENERATIONS), body, older=False), raw)

    async def older(self, visit: Visit) -> Reply:
        """Under `input`; answered with `outputUrl`."""
        key = self._parts.gate.admit(visit)
        return await self.admitted(visit, key, await read_body(visit), AUDIO_GENERATE)

    async def admitted(self, visit: Visit, key: Key, raw: bytes, endpoint: str) -> Reply:
        """The older shape of a request that another route let in already."""
        body = merged_audio(parse(raw, _nested, NestedAudioBody.__struct_fields__))
        return await self._answer(Order(Asking(visit, key, endpoint), body, older=True), raw)

    async def _answer(self, order: Order[AudioBody], raw: bytes) -> Reply:
        return await self._orders.answer(order, raw, lambda also: self._make(order, also))

    async def _make(self, order: Order[AudioBody], also: Rows) -> bytes:
        card = audio_card(self._parts.catalog, order.body.model, "speech", "clone", "transcript")
        return await self._works[audio_work(card)](order, also)

    async def speak(self, order: Order[AudioBody], also: Rows, *, instructions: str | None = None) -> bytes:
        """A text in a voice that the gateway has."""
        parts = self._parts
        plan = plan_speech(parts.catalog, order.body, parts.speech)
        errand = order.asking.visit.errand
        spoken = _spoken(order.body, plan)._replace(instructions=instructions, errand=errand)
        return await parts.making.one(
            order.call(plan.card, plan.tariff, parts.speech.name),
            lambda: parts.speech.speech(spoken),
            lambda made: answer_of(
                order, made, plan.card, plan.tariff, created=parts.clock(), webhook=order.body.webhook_url
            ),
            also,
        )

    async def clone(self, order: Order[AudioBody], also: Rows) -> bytes:
        """A text in a voice near to that of a recording."""
        parts, body = self._parts, order.body
        plan = plan_clone(parts.catalog, body, parts.voices)
        found = await fetch_recording(parts.outbound, body.audio or "", longest=LONGEST_REFERENCE)
        check_voice(found.facts)
        tariff = plan.tariff()
        wished = VoiceOrder(
            card=plan.card,
            text=body.text or "",
            reference=found.data,
            language=plan.language,
            speed=1.0 if body.speed is None else body.speed,
            format=body.format or SPEECH_FORMATS[0],
            seed=body.seed or 0,
            errand=order.asking.visit.errand,
        )
        return await parts.making.one(
            order.call(plan.card, tariff, parts.voices.name),
            lambda: parts.voices.clone(wished),
            lambda made: answer_of(
                order,
                made,
                plan.card,
                tariff,
                created=parts.clock(),
                webhook=body.webhook_url,
                note=parts.voices.says or made.note,
            ),
            also,
        )

    async def transcribe(self, order: Order[AudioBody], also: Rows, audio: bytes | None = None) -> bytes:
        """What is said in a recording: that of the body, or one that came in a form."""
        parts, body = self._parts, order.body
        given = body.audio or "" if audio is None else audio
        plan = plan_transcript(parts.catalog, body, parts.transcripts, has_audio=bool(given))
        found = await fetch_recording(parts.outbound, given, longest=parts.transcripts.longest)
        check_heard(found.facts)
        wished = TranscriptOrder(plan.card, found.data, plan.language, order.asking.visit.errand)
        return await parts.making.words(
            order.call(plan.card, plan.tariff(found.facts.seconds), parts.transcripts.name),
            lambda: parts.transcripts.transcribe(wished),
            lambda heard, charged: _written(order, plan.card.id, heard, charged),
            also,
        )


def _written(order: Order[AudioBody], model: str, heard: TranscriptAnswer, charged: Credits) -> bytes:
    """Both shapes; `ignore_timestamps` leaves the times out."""
    bare = order.body.ignore_timestamps is True
    answer = msgspec.structs.replace(
        heard,
        segments=[] if bare else heard.segments,
        words=[] if bare else heard.words,
        success=True if order.older else None,
        status="completed" if order.older else None,
        credits_used=charged.decimal,
        model=model,
    )
    return encode(answer)


def _spoken(body: AudioBody, plan: SpeechPlan) -> SpeechOrder:
    return SpeechOrder(
        card=plan.card,
        text=body.text or "",
        voice=body.voice_id,
        language=None if body.language == "auto" else body.language,
        speed=1.0 if body.speed is None else body.speed,
        format=body.format or SPEECH_FORMATS[0],
        seed=body.seed or 0,
    )
