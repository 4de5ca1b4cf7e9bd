"""Gateways in front of providers of media."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from hypereal_lab.catalog import load
from hypereal_lab.gateway.providers.sandbox_meshes import SandboxMeshes
from hypereal_lab.gateway.providers.sandbox_speech import SandboxSpeech
from hypereal_lab.gateway.providers.sandbox_transcripts import SandboxTranscripts
from hypereal_lab.gateway.providers.sandbox_voices import SandboxVoices
from hypereal_lab.gateway.upstream.config import Config
from hypereal_lab.gateway.upstream.media.provider import Engines, UpstreamMedia
from hypereal_lab.gateway.upstream.models import configured
from hypereal_lab.gateway.upstream.turns import Patience
from tests.gateway.conftest import FakeClock, Gateway, running
from tests.gateway.films import Projectionist
from tests.gateway.providers import Obedient

TTS = {"price": {"unit": "request", "amount": "3"}}


class Naps:
    """Waits that take no time, are remembered, and let others run."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._clock.forward(seconds)
        await asyncio.sleep(0)


def config_of(*providers: dict[str, Any], models: tuple[str, ...] = (), **more: Any) -> Config:
    """Each model with a target at each provider, in their order; without models, all of them."""
    named = {f"p{place}": row for place, row in enumerate(providers)}
    row = {"targets": [{"provider": name} for name in named]}
    rows = {model: row | (TTS if model == "audio-tts" else {}) for model in models or ("*", "audio-tts")}
    return msgspec.convert({"providers": named, "models": rows, **more}, Config)


@asynccontextmanager
async def in_front(
    folder: Path, config: Config, clock: FakeClock | None = None, *, resolver: Any = None, sleep: Any = None
) -> AsyncIterator[Gateway]:
    """A gateway with this config."""
    clock = clock or FakeClock()
    naps = sleep or Naps(clock)
    patience = Patience(clock=clock, sleep=naps, chance=lambda: 0.5, deadline=config.deadline)
    engines = Engines(
        Obedient(), SandboxSpeech(), SandboxVoices(), SandboxTranscripts(), SandboxMeshes(), Projectionist()
    )
    media = UpstreamMedia(config, engines, patience, resolver=resolver)
    catalog = configured(load(), config, day="2026-11-21")
    options: dict[str, Any] = {"speech": media, "voices": media, "transcripts": media, "meshes": media}
    options |= {"far": media.films, "media_targets": media.targets, "catalog": catalog, "video": engines.films}
    try:
        async with running(folder, clock, provider=media, **options) as gateway:
            gateway.waits = naps
            gateway.media = media
            yield gateway
    finally:
        await media.close()
