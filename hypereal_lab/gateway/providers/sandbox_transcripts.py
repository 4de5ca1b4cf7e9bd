"""Recordings written down on this machine by the transcript engine, in worker processes."""

from __future__ import annotations

import asyncio

from hypereal_lab.engines.transcript import LANGUAGES, LONGEST, Hearing, ListenerMissing, RecordingUnfit, hear
from hypereal_lab.engines.workers import EngineCrashed, Workers
from hypereal_lab.gateway.providers.base import OrderRefused, ProviderFailed, TranscriptOrder
from hypereal_lab.wire.transcripts import TranscriptAnswer

__all__ = ["SandboxTranscripts"]


class SandboxTranscripts:
    """Same recording, same transcript."""

    name = "sandbox"
    sandbox = True
    languages = LANGUAGES
    longest = LONGEST

    def __init__(self, workers: Workers | None = None) -> None:
        self._workers = workers
        """None works in a thread."""
        self._alone = asyncio.Lock()
        """The engine of one process hears one recording at a time."""

    async def transcribe(self, order: TranscriptOrder) -> TranscriptAnswer:
        """Raises `ProviderFailed`, also where the optional engine is not installed."""
        wanted = Hearing(order.audio, order.language)
        try:
            return await self._hear(wanted)
        except RecordingUnfit as error:
            raise OrderRefused(f"audio: {error}", field="audio") from error
        except ListenerMissing as error:
            raise ProviderFailed(str(error)) from error
        except EngineCrashed as error:
            raise ProviderFailed("The transcript engine stopped in the middle of this; try again.") from error

    async def _hear(self, wanted: Hearing) -> TranscriptAnswer:
        if self._workers is not None:
            return await self._workers.run(hear, wanted)
        async with self._alone:
            return await asyncio.to_thread(hear, wanted)
