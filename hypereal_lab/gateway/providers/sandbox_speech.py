"""Speech made on this machine by the speech engine, one fresh process for each text."""

from __future__ import annotations

import asyncio
from typing import cast

from hypereal_lab.engines.speech import (
    DEFAULT_VOICE,
    LANGUAGES,
    VOICES,
    SpeechFailed,
    SpeechMissing,
    Spoken,
    Utterance,
    marks_of,
    speak,
)
from hypereal_lab.engines.speech.sound import Format
from hypereal_lab.engines.workers import EngineCrashed, Workers
from hypereal_lab.gateway.providers.base import ProviderFailed, Sound, SpeechOrder

__all__ = ["MEDIA_TYPES", "SandboxSpeech"]

MEDIA_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav", "opus": "audio/ogg", "flac": "audio/flac"}


class SandboxSpeech:
    """Same order, same sound. All models sound alike: there is one engine."""

    name = "sandbox"
    sandbox = True
    voices = tuple(VOICES)
    languages = tuple(LANGUAGES)

    def __init__(self, workers: Workers | None = None) -> None:
        self._workers = workers
        """None encodes in a thread."""

    async def speech(self, order: SpeechOrder) -> Sound:
        """Raises `ProviderFailed`, also where the optional engine is not installed."""
        wanted = Utterance(
            text=marks_of(order.instructions or "") + order.text,
            voice=(order.voice or DEFAULT_VOICE).casefold(),
            language=order.language,
            speed=order.speed,
            format=cast(Format, order.format),
            seed=order.seed,
        )
        try:
            spoken = await self._speak(wanted)
        except (SpeechMissing, SpeechFailed) as error:
            raise ProviderFailed(str(error)) from error
        except EngineCrashed as error:
            raise ProviderFailed("The speech engine stopped in the middle of this text; try again.") from error
        return Sound(MEDIA_TYPES[order.format], spoken.data, seconds=spoken.seconds)

    async def _speak(self, wanted: Utterance) -> Spoken:
        if self._workers is None:
            return await asyncio.to_thread(speak, wanted)
        return await self._workers.run(speak, wanted)
