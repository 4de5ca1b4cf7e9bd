"""`POST /v1/audio/generations` and the older `POST /v1/audio/generate`: a text is spoken and answered as a link."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.providers import SpeechOrder
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.orders import Order, Orders, answer_of
from hypereal_lab.gateway.routing import SpeechPlan, plan_speech
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.audio import SPEECH_FORMATS, AudioBody, NestedAudioBody, merged_audio
from hypereal_lab.wire.routes import AUDIO_GENERATE, AUDIO_GENERATIONS

__all__ = ["Audio"]

_flat = msgspec.json.Decoder(AudioBody)
_nested = msgspec.json.Decoder(NestedAudioBody)


class Audio:
    """Both generations of the route; they differ in the shapes of body and answer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._orders = Orders(parts)

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

    async def _make(self, order: Order[AudioBody], also: Callable[[bytes], Sequence[Also]]) -> bytes:
        parts = self._parts
        plan = plan_speech(parts.catalog, order.body, parts.speech)
        spoken = _spoken(order.body, plan)
        return await parts.making.one(
            order.call(plan.card, plan.tariff, parts.speech.name),
            lambda: parts.speech.speech(spoken),
            lambda made: answer_of(
                order, made, plan.card, plan.tariff, created=parts.clock(), webhook=order.body.webhook_url
            ),
            also,
        )


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
