"""A voice brought near to a recording on this machine by the voice engine, in worker processes."""

from __future__ import annotations

import asyncio
from typing import cast

from hypereal_lab.engines.speech import LANGUAGES, SpeechFailed, SpeechMissing, Spoken
from hypereal_lab.engines.speech.sound import Format
from hypereal_lab.engines.voice import Cloning, ReferenceUnfit, clone
from hypereal_lab.engines.workers import EngineCrashed, Workers
from hypereal_lab.gateway.providers.base import OrderRefused, ProviderFailed, Sound, VoiceOrder
from hypereal_lab.gateway.providers.sandbox_speech import MEDIA_TYPES

__all__ = ["SandboxVoices"]


class SandboxVoices:
    """Same order, same sound."""

    name = "sandbox"
    sandbox = True
    languages = tuple(LANGUAGES)
    says: str | None = (
        "Pitch, range, timbre and pace were moved towards the recording by signal processing; it is not the person's "
        "voice and will not pass for it."
    )

    def __init__(self, workers: Workers | None = None) -> None:
        self._workers = workers
        """None works in a thread."""

    async def clone(self, order: VoiceOrder) -> Sound:
        """Raises `OrderRefused` for a recording without a voice, else `ProviderFailed`."""
        wanted = Cloning(
            text=order.text,
            reference=order.reference,
            language=order.language,
            speed=order.speed,
            format=cast(Format, order.format),
            seed=order.seed,
        )
        try:
            spoken = await self._clone(wanted)
        except ReferenceUnfit as error:
            raise OrderRefused(f"audio: {error}", field="audio") from error
        except (SpeechMissing, SpeechFailed) as error:
            raise ProviderFailed(str(error)) from error
        except EngineCrashed as error:
            raise ProviderFailed("The voice engine stopped in the middle of this text; try again.") from error
        return Sound(MEDIA_TYPES[order.format], spoken.data, seconds=spoken.seconds)

    async def _clone(self, wanted: Cloning) -> Spoken:
        if self._workers is None:
            return await asyncio.to_thread(clone, wanted)
        return await self._workers.run(clone, wanted)
